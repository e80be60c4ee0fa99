"""What is said: the tokens that a cue takes as its content, by the frames that the cue table grants it."""

from __future__ import annotations

from allegedly.attribution.cues import Cue
from allegedly.attribution.tree import OBJECTS, PASSIVE_SUBJECTS, SUBJECTS, VERBAL, Tree

TIMES = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tonight",
    "tomorrow", "week", "month", "year", "morning", "afternoon", "evening", "night",
})  # fmt: skip
NO_TALK = frozenset({"it", "them", "him", "her", "me", "us", "himself", "herself", "themselves"})
AFTERTHOUGHTS = frozenset({"after", "while", "although", "though", "before", "whereas"})
CLAIMS = frozenset(
    {"claim", "accusation", "allegation", "charge", "assertion", "suggestion", "report", "rumour", "rumor"}
    | {"responsibility", "credit", "victory", "innocence"}
)
CLAUSES = frozenset({"ccomp", "parataxis"})
#: Prepositions in the order in which "somebody and a preposition" is tried.
OBJECT_FRAMES = ("of", "for", "with", "as", "to", "on", "about", "against", "into")
BARE_FRAMES = ("of", "for", "about", "against", "with", "on", "to", "over")


def content_of(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """Return the tokens of what a cue word says, and the frame they stand in; None where there are none."""
    for frame, find in FINDERS:
        if frame is None or entry.takes(frame):
            found = find(tree, cue, entry)
            if found:
                return found
    return None


def _clause(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    verbal = tree.pos[cue] in VERBAL
    for child in sorted(tree.kids(cue, ("acl", "ccomp")), key=lambda c: c < cue):  # what follows the cue comes first
        marked = _has_that(tree, child)
        if tree.is_infinitive(child) or (tree.pos[child] not in VERBAL and not marked):
            continue
        if not marked and not tree.is_finite(child) and tree.kid(cue, "dobj") is not None:
            continue
        if tree.dep[child] == "acl" and not marked:
            continue
        if child < cue and ";" in tree.text[child:cue]:
            continue  # the parser ran two sentences together
        return _without_afterthought(tree, child) | _stray_subject(tree, cue, child), "that"
    return _clause_behind(tree, cue) if verbal else None


def _clause_behind(tree: Tree, cue: int) -> tuple[set[int], str] | None:
    """A clause hung on a noun after the verb: "said in a statement that …", "told reporters that …"."""
    for child in tree.kids(cue, ("prep", *OBJECTS)):
        noun = tree.kid(child, "pobj") if tree.dep[child] == "prep" else child
        if noun is None or noun < cue:
            continue
        for clause in tree.kids(noun, ("acl", "ccomp", "relcl")):
            if _has_that(tree, clause):
                return _without_afterthought(tree, clause), "that"
    return None


def _without_afterthought(tree: Tree, clause: int) -> set[int]:
    """Return a clause without what the reporter adds behind a comma: ", shortly after …", ", while others …"."""
    barred = [
        child
        for child in tree.kids(clause, ("advcl",))
        if child > clause
        and any(tree.lower[m] in AFTERTHOUGHTS for m in tree.kids(child, ("mark", "advmod")))
        and tree.text[min(tree.subtree(child)) - 1] == ","
    ]
    return tree.subtree(clause, barred)


def _stray_subject(tree: Tree, cue: int, clause: int) -> set[int]:
    """Return a clause's subject that the parser took for the cue's object: "reported the drills lasted an hour"."""
    if tree.kid(clause, "mark", *SUBJECTS, *PASSIVE_SUBJECTS) is not None:
        return set()
    stray = [c for c in tree.kids(cue, ("dobj",)) if cue < c < clause]
    return tree.subtree(stray[0]) if stray else set()


def _has_that(tree: Tree, clause: int) -> bool:
    return any(tree.lower[c] in {"that", "whether"} for c in tree.kids(clause, ("mark",)))


def _beside(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """Content that the cue hangs on: "The result, he said, had been …", "…, as the minister put it"."""
    if tree.dep[cue] not in CLAUSES | {"advcl", "dep"} or not _is_bare(tree, cue) or not tree.is_finite(cue):
        return None
    mark = tree.kid(cue, "mark")
    if mark is not None and tree.lower[mark] != "as":
        return None
    head = tree.head[cue]
    if tree.pos[head] not in VERBAL or not tree.is_finite(head):
        return None
    if tree.dep[cue] != "parataxis" and mark is None and not _set_off(tree, cue):
        return None
    return tree.subtree(head, [cue]), "beside"


def _is_bare(tree: Tree, cue: int) -> bool:
    """Tell whether the cue has no clause of its own to its right."""
    return not any(c > cue and tree.dep[c] in {"ccomp", "xcomp"} for c in tree.children[cue])


def _set_off(tree: Tree, cue: int) -> bool:
    subtree = tree.subtree(cue)
    return tree.text[max(0, min(subtree) - 1)] in {",", '"', "”", "''", "—", "-"}


def _infinitive(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    deps = ("xcomp", "acl", "ccomp", "advcl") if tree.pos[cue] not in VERBAL else ("xcomp",)
    for child in tree.kids(cue, deps):
        if child > cue and tree.is_infinitive(child):
            return tree.subtree(child), "to"
    return None


def _gerund(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    for child in tree.kids(cue, ("xcomp",)):
        if child > cue and tree.tag[child] == "VBG":
            return tree.subtree(child), "ger"
    return None


def _object_to(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """Somebody to do something: "urged Israel to leave", "was ordered by the court to pay"."""
    for child in tree.kids(cue, ("xcomp", "ccomp", "advcl")):
        if child > cue and tree.is_infinitive(child):
            asked = tree.kid(cue, *OBJECTS, *PASSIVE_SUBJECTS)
            return tree.subtree(child) | (_phrase(tree, asked) if asked is not None else set()), "obj-to"
    return None


def _object_as(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """A small clause: "called the vote a farce", "described it as a farce"."""
    named = tree.kid(cue, *OBJECTS, *PASSIVE_SUBJECTS)
    for child in tree.kids(cue, ("oprd", "ccomp", "xcomp", "prep")):
        small = tree.lower[child] == "as" if tree.dep[child] == "prep" else tree.pos[child] not in VERBAL
        if child > cue and small:
            found = tree.subtree(child) | (_phrase(tree, named) if named is not None else set())
            by = tree.kid(cue, "agent") if not tree.is_passive(cue) else None
            return found | (tree.subtree(by) if by is not None else set()), "obj-as"
    return None


def _object_and(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """Somebody and a preposition: "accused them of spying", "blamed rebels for the blast"."""
    about = tree.kid(cue, *OBJECTS, *PASSIVE_SUBJECTS)
    if about is None:
        return None
    phrase = _phrase(tree, about)
    for preposition in OBJECT_FRAMES:
        if not entry.takes("obj-" + preposition):
            continue
        hosts = (about, *(p for by in tree.kids(cue, ("agent",)) for p in tree.kids(by, ("pobj",))))
        behind = (c for host in hosts for c in tree.kids(host, ("prep",)))
        for child in (*tree.kids(cue, ("prep", "dative")), *behind):
            if tree.lower[child] == preposition and child > cue and not _is_time(tree, child):
                found = phrase | _all_of(tree, cue, child, preposition)
                return _closed(found) if about > cue else found, "obj-" + preposition
    if entry.takes("obj-of") and any(tree.lower[t] == "of" and tree.kid(t, "pcomp") is not None for t in phrase):
        return phrase, "obj-of"
    return None


def _closed(tokens: set[int]) -> set[int]:
    """Return the tokens with what little stands between them: "accused X on Tuesday of …"."""
    return set(range(min(tokens), max(tokens) + 1))


def _all_of(tree: Tree, cue: int, child: int, preposition: str) -> set[int]:
    """Return a prepositional phrase with those coordinated to it, "of fraud and of lying"."""
    found = tree.subtree(child)
    for other in tree.kids(cue, ("prep",)):
        if other > child and tree.lower[other] == preposition:
            found |= tree.subtree(other)
    return found


def _object_saying(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """Somebody who speaks: "quotes the minister saying …"."""
    quoted = tree.kid(cue, *OBJECTS)
    for child in tree.kids(cue, ("ccomp", "xcomp", "advcl")):
        if quoted is not None and child > cue and tree.lower[child] in {"saying", "telling", "stating"}:
            return tree.subtree(child) | tree.subtree(quoted), "obj-saying"
    if quoted is not None and quoted > cue and any(tree.lower[c] == "saying" for c in tree.kids(quoted, ("acl",))):
        return tree.subtree(quoted), "obj-saying"
    return None


def _object_claim(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """A claim or charge: "rejected the accusation that …"."""
    found = _object(tree, cue, entry)
    claim = next((c for c in tree.kids(cue, (*OBJECTS, *PASSIVE_SUBJECTS)) if tree.lemma[c] in CLAIMS), None)
    return (found[0], "obj-claim") if found and claim is not None else None


def _is(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """A noun that is what is said: "the opinion of the judge is that …"."""
    verb = tree.head[cue]
    if tree.dep[cue] != "nsubj" or tree.lemma[verb] != "be":
        return None
    clause = tree.kid(verb, "ccomp")
    return (tree.subtree(clause), "is") if clause is not None and _has_that(tree, clause) else None


def _on_to(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    """Called on somebody to do something: the content begins with who is called on."""
    for child in tree.kids(cue, ("prep",)):
        if tree.lower[child] in {"on", "upon", "to", "for"} and child > cue:
            tokens = tree.subtree(child) - {child}
            acts = [c for c in tree.kids(cue, ("xcomp", "advcl")) if tree.is_infinitive(c) and c > child]
            inner = any(tree.is_infinitive(t) for t in tokens if tree.pos[t] in VERBAL)
            if acts or inner:
                return tokens.union(*(tree.subtree(a) for a in acts)), "on-to"
    return None


def _preposition(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    for preposition in BARE_FRAMES:
        if not entry.takes(preposition):
            continue
        for child in tree.kids(cue, ("prep",)):
            if tree.lower[child] == preposition and child > cue and not _is_time(tree, child):
                return tree.subtree(child) | _condition(tree, cue), preposition
    if entry.takes("for"):
        for child in tree.kids(cue, ("advcl", "xcomp", "ccomp")):
            if child > cue and any(tree.lower[m] == "for" for m in tree.kids(child, ("mark",))):
                return tree.subtree(child), "for"
    return None


def _condition(tree: Tree, cue: int) -> set[int]:
    """Return the "if" clause that belongs to what is threatened or warned of."""
    found: set[int] = set()
    for child in tree.kids(cue, ("advcl",)):
        if child > cue and any(tree.lower[m] in {"if", "unless", "should"} for m in tree.kids(child, ("mark", "aux"))):
            found |= tree.subtree(child)
    return found


def _object(tree: Tree, cue: int, entry: Cue) -> tuple[set[int], str] | None:
    for child in tree.kids(cue, (*OBJECTS, *PASSIVE_SUBJECTS)):
        if tree.dep[child] in PASSIVE_SUBJECTS or (child > cue and tree.lower[child] not in NO_TALK):
            return _phrase(tree, child) | _condition(tree, cue), "obj"
        if child < cue and tree.tag[child] in {"WP", "WDT"}:
            return {child}, "obj"
    return None


def _phrase(tree: Tree, head: int) -> set[int]:
    """Return a noun phrase without the verbs that the parser coordinated with it."""
    barred = [c for c in tree.kids(head, ("conj",)) if tree.pos[c] in VERBAL and tree.is_finite(c)]
    return tree.subtree(head, barred)


def _is_time(tree: Tree, preposition: int) -> bool:
    inner = tree.kid(preposition, "pobj")
    return inner is not None and tree.lower[inner] in TIMES


#: In the order in which they are tried: the more a frame says, the earlier.
FINDERS = (
    ("that", _clause),
    ("obj-to", _object_to),
    ("obj-saying", _object_saying),
    ("obj-as", _object_as),
    (None, _object_and),
    ("on-to", _on_to),
    ("to", _infinitive),
    ("ger", _gerund),
    ("quote", _beside),
    (None, _preposition),
    ("obj", _object),
    ("obj-claim", _object_claim),
    ("is", _is),
)
