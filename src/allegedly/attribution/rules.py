"""Statements by rules: every cue of the table, with the source and content that the syntax gives it.

1. Each verb, noun, adjective or phrase of the cue table becomes a finding where the syntax gives it a source.
2. Verbs of saying whose content the parser lost take what stands beside them ("…, said X"; "X said …").
3. Quotations (``speech.py``) are added to the findings that they stand beside, or given to the speaker before.
"""

from __future__ import annotations

from allegedly.attribution.cues import Cue, Lexicon
from allegedly.attribution.findings import Finding
from allegedly.attribution.frames import content_of
from allegedly.attribution.quotes import MARKS, SINGLE
from allegedly.attribution.sources import agent_of, phrase_of, subject_of
from allegedly.attribution.tree import OBJECTS, VERBAL, Tree, mend
from allegedly.drafts import Tokens
from allegedly.language import Parsed

#: Acts whose content may stand anywhere in the sentence, the cue put in between.
SAYING = frozenset({"say", "report", "claim", "confirm", "announce", "think"})
CITING = frozenset({"cite", "quote"})
#: What is longer is a table or a list that lost its full stops; its syntax tells nothing and takes long.
MAX_SENTENCE = 400
COPULAS = frozenset({"be", "become", "remain", "seem", "feel", "grow"})
MEASURES = frozenset({"day", "month", "year", "week", "hour", "capita", "cent", "person", "head", "ton", "barrel"})
NAMING = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"})
#: What things are done "according to" without its saying anything.
RULES = frozenset(
    {"law", "capability", "rule", "plan", "schedule", "tradition", "custom", "agreement", "need", "ability"}
)
#: Plural sources without a name: nobody said it.
HEARSAY = frozenset({"report", "rumour", "rumor", "estimate", "account", "speculation"})
NOBODY = frozenset({"it", "there", "this", "that", "what"})  # "it said to be", "this shows"


def find_by_rules(parsed: Parsed, tree: Tree, lexicon: Lexicon) -> list[Finding]:
    """Return what the cue table and the syntax find, in the order of the text; some have no content yet."""
    found: list[Finding] = []
    mend(tree, lexicon.verbs)
    for paragraph in parsed.paragraphs:
        if paragraph.role == "headline":
            continue
        for token in range(paragraph.tokens.start, paragraph.tokens.end):
            sentence = parsed.sentence(token)
            if sentence.end - sentence.start > MAX_SENTENCE:
                continue
            finding = _at(tree, token, lexicon, sentence)
            if finding is not None:
                _complete(parsed, tree, finding, token)
                found.append(finding)
    set_asides_apart(found)
    add_cited(parsed, tree, found)
    return found


def set_asides_apart(findings: list[Finding]) -> None:
    """Take "according to X" out of what others say in the sentence that it stands over."""
    for over in findings:
        if over.aside:
            for finding in findings:
                if finding is not over and finding.cue is not None and finding.cue.start in over.content:
                    finding.content -= over.aside


def _at(tree: Tree, token: int, lexicon: Lexicon, sentence: Tokens) -> Finding | None:
    """Return the finding whose cue is this token."""
    lemma, pos = tree.lemma[token], tree.pos[token]
    if tree.lower[token] in lexicon.openers:
        found = _phrase(tree, token, lexicon, sentence)
        if found is not None:
            return found
    if pos in VERBAL:
        particle = _particle(tree, token, lexicon)
        word = f"{lemma} {tree.lower[particle]}" if particle is not None else lemma
        entries = lexicon.verbs.get(word) or lexicon.verbs.get(lemma, ())
        return _verb(tree, token, particle, entries) if entries else None
    if pos == "NOUN" and lemma in lexicon.nouns:
        return _noun(tree, token, lexicon.nouns[lemma])
    if pos == "ADJ" and lemma in lexicon.adjectives:
        return _adjective(tree, token, lexicon.adjectives[lemma])
    return None


def _particle(tree: Tree, verb: int, lexicon: Lexicon) -> int | None:
    for child in tree.children[verb]:
        if (tree.lemma[verb], tree.lower[child]) in lexicon.particles:
            return child
    return None


def _verb(tree: Tree, verb: int, particle: int | None, entries: tuple[Cue, ...]) -> Finding | None:
    entry, content, frame = _content(tree, verb, entries)
    passive = tree.is_passive(verb)
    speaker = agent_of(tree, verb) if passive else subject_of(tree, verb)
    inverted = False
    if speaker is None and not passive and entry.takes("quote"):
        speaker = _inverted(tree, verb)
        inverted = speaker is not None
        if speaker is None and tree.is_finite(verb) and tree.dep[verb] != "relcl":
            speaker = _left_of(tree, verb)
    if speaker is None or tree.pos[speaker] not in NAMING or not _can_speak(tree, speaker):
        return None
    if tree.lower[speaker] in NOBODY and tree.lemma[verb] in {"show", "suggest"}:
        return None
    if inverted and frame == "obj":
        content, frame = set(), ""
    source = _before_cue(tree, phrase_of(tree, speaker), speaker, verb)
    if passive:
        source = Tokens(source.start, min((t for t in content if speaker < t < source.end), default=source.end))
    content -= set(range(source.start, source.end))
    end = particle + 1 if particle == verb + 1 else verb + 1
    finding = Finding(source, Tokens(verb, end), content, entry.act, entry.certainty)
    finding.rule = f"cues.tsv:{entry.word}/{frame or 'quote'}"
    finding.quotes = entry.takes("quote", "that")
    if not content and not finding.quotes:
        return None
    return finding


def _before_cue(tree: Tree, source: Tokens, speaker: int, verb: int) -> Tokens:
    """Return the source up to its own cue or a quotation, where the parser let it run over them."""
    end = source.end
    for token in range(speaker + 1, source.end):
        if token == verb or tree.text[token] in MARKS - SINGLE:
            end = token
            break
    start = verb + 1 if verb in range(source.start, speaker) else source.start
    return Tokens(start, max(end, speaker + 1))


def _content(tree: Tree, cue: int, entries: tuple[Cue, ...]) -> tuple[Cue, set[int], str]:
    for entry in entries:
        found = content_of(tree, cue, entry)
        if found:
            return entry, found[0] - {cue}, found[1]
    return entries[0], set(), ""


def _inverted(tree: Tree, verb: int) -> int | None:
    """Return the subject of "…, said X" where the parser took it for an object."""
    before = tree.text[verb - 1] if verb else ""
    if before not in {",", "?", "!"} and before not in MARKS:
        return None
    return next((c for c in tree.kids(verb, (*OBJECTS, "npadvmod", "attr", "oprd")) if c > verb), None)


def _left_of(tree: Tree, verb: int) -> int | None:
    """Return the noun right before a verb of saying, where the parser gave the verb no subject."""
    token = verb - 1
    while token > 0 and (tree.pos[token] in {"ADV", "AUX", "PART"} or tree.text[token] == ","):
        token -= 1
    near = token >= 0 and tree.pos[token] in {"NOUN", "PROPN", "PRON"} and tree.dep[token] not in {"pobj", "dobj"}
    return token if near else None


def _noun(tree: Tree, noun: int, entries: tuple[Cue, ...]) -> Finding | None:
    """X's claim that …; the claim by X that …."""
    entry, content, frame = _content(tree, noun, entries)
    owner = _owner(tree, noun, ("by", "of") if frame == "is" else ("by",))
    if owner is None or not content:
        return None
    source = phrase_of(tree, owner)
    content -= set(range(source.start, source.end))
    rule = f"cues.tsv:{entry.word}/{frame}"
    return Finding(source, Tokens(noun, noun + 1), content, entry.act, entry.certainty, rule, quotes=False)


def _owner(tree: Tree, noun: int, prepositions: tuple[str, ...]) -> int | None:
    owner = tree.kid(noun, "poss")
    for preposition in tree.kids(noun, ("prep",)):
        if owner is None and tree.lower[preposition] in prepositions:
            owner = tree.kid(preposition, "pobj")
    return owner


def _adjective(tree: Tree, adjective: int, entries: tuple[Cue, ...]) -> Finding | None:
    """X is hopeful that …."""
    verb = tree.head[adjective]
    if tree.dep[adjective] != "acomp" or tree.lemma[verb] not in COPULAS:
        return None
    speaker = subject_of(tree, verb)
    if speaker is None or tree.lower[speaker] in NOBODY:
        return None
    entry, content, frame = _content(tree, adjective, entries)
    if not content:
        return None
    rule = f"cues.tsv:{entry.word}/{frame}"
    cue = Tokens(adjective, adjective + 1)
    return Finding(phrase_of(tree, speaker), cue, content, entry.act, entry.certainty, rule, quotes=False)


def _phrase(tree: Tree, token: int, lexicon: Lexicon, sentence: Tokens) -> Finding | None:
    """According to X."""
    for words, entry in lexicon.phrases:
        end = token + len(words)
        if tree.lower[token] != words[0] or tuple(tree.lower[token:end]) != words:
            continue
        speaker = _object_after(tree, token, end)
        if speaker is None or not _can_speak(tree, speaker, MEASURES | RULES):
            return None
        phrase = tree.subtree(token) if tree.pos[token] != "VERB" else set()
        source = phrase_of(tree, speaker)
        phrase |= set(range(token, end)) | set(range(source.start, source.end))
        content = _clause_around(tree, token, phrase, sentence)
        rule = f"cues.tsv:{entry.word}"
        return Finding(source, Tokens(token, end), content, entry.act, entry.certainty, rule, aside=frozenset(phrase))
    return None


def _can_speak(tree: Tree, speaker: int, barred: frozenset[str] = frozenset()) -> bool:
    """Tell whether somebody in particular is named: not "reports say", not "according to plan"."""
    if tree.lemma[speaker] in barred:
        return False
    if tree.lemma[speaker] not in HEARSAY or tree.tag[speaker] not in {"NNS", "NN"}:
        return True
    return any(
        tree.dep[c] in {"poss", "det", "prep"}
        or tree.pos[c] == "PROPN"
        or (tree.dep[c] == "compound" and tree.lower[c] not in {"media", "news", "press"})
        for c in tree.children[speaker]
    )


def _object_after(tree: Tree, start: int, end: int) -> int | None:
    for token in range(start, end):
        found = next((c for c in tree.kids(token, ("pobj",)) if c >= end), None)
        if found is not None:
            return found
    return None


def _clause_around(tree: Tree, token: int, phrase: set[int], sentence: Tokens) -> set[int]:
    """Return the clause that an adverbial phrase stands in, without the phrase."""
    last = max(phrase)
    first = min(phrase)
    if _closes_sentence(tree, last + 1, sentence) or (first == sentence.start and tree.text[last + 1] == ","):
        return set(range(sentence.start, sentence.end)) - phrase
    head = tree.head[token]
    while tree.pos[head] not in VERBAL and tree.head[head] != head:
        head = tree.head[head]
    while tree.dep[head] in {"xcomp", "aux", "auxpass", "pcomp"} and tree.head[head] != head:
        head = tree.head[head]
    return tree.subtree(head) - phrase


def _complete(parsed: Parsed, tree: Tree, finding: Finding, cue: int) -> None:
    """Give a verb of saying without content what stands beside it in its sentence."""
    if finding.cue is None or finding.source is None or tree.pos[cue] not in VERBAL or finding.act not in SAYING:
        return
    relative = {tree.tag[t] for t in finding.content} <= {"WDT", "WP"}
    if (finding.content and not relative) or not finding.quotes:
        return
    sentence = parsed.sentence(cue)
    low = min(finding.source.start, finding.cue.start)
    high = max(finding.source.end, finding.cue.end)
    if low - sentence.start <= 1 or tree.text[low - 1] not in {",", *MARKS}:
        return
    if _closes_sentence(tree, high, sentence):
        finding.content = set(range(sentence.start, low))
        finding.rule += "+before"
    elif tree.text[high] == "," and tree.dep[cue] not in {"conj", "advcl"}:
        start = low - 2 if tree.tag[low - 2] in {"WDT", "WP"} else sentence.start
        finding.content = set(range(start, low)) | set(range(high, sentence.end))
        finding.rule += "+around"


def _closes_sentence(tree: Tree, token: int, sentence: Tokens) -> bool:
    rest = [t for t in range(token, sentence.end) if tree.pos[t] not in {"PUNCT", "SPACE"}]
    return not rest


def add_cited(parsed: Parsed, tree: Tree, findings: list[Finding]) -> None:
    """Add the sources that a report names as its own: "…, the agency reported, citing two officials"."""
    reports: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.cue and finding.content:
            reports.setdefault(parsed.sentence_index(finding.cue.start), []).append(finding)
    for token, lemma in enumerate(tree.lemma):
        if lemma in CITING and tree.pos[token] == "VERB":
            near = [f for f in reports.get(parsed.sentence_index(token), ()) if _same_report(tree, token, f)]
            cited = _cited(tree, token)
            if near and cited is not None:
                findings.append(_citing(tree, token, cited, min(near, key=lambda f: abs(f.place - token))))


def _cited(tree: Tree, verb: int) -> int | None:
    """Return who is cited, unless what they say follows ("as saying …")."""
    cited = tree.kid(verb, *OBJECTS)
    if cited is None or cited < verb or any(tree.lower[c] == "as" for c in tree.kids(verb, ("prep",))):
        return None
    return cited


def _citing(tree: Tree, verb: int, cited: int, report: Finding) -> Finding:
    report.content -= tree.subtree(verb)
    rule = f"citing:{tree.lemma[verb]}"
    cue, content = Tokens(verb, verb + 1), set(report.content)
    return Finding(phrase_of(tree, cited), cue, content, "report", rule=rule, quotes=False, report=report)


def _same_report(tree: Tree, token: int, finding: Finding) -> bool:
    """Tell whether a participle or relative clause belongs to a report's verb or its source."""
    assert finding.cue is not None  # noqa: S101
    head = tree.head[token]
    if tree.dep[token] not in {"advcl", "acl", "relcl", "conj"} or finding.cue.start == token:
        return False
    return head in finding.cue or (finding.source is not None and head in finding.source)
