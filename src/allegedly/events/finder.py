"""Finding what was done: every word that evokes a frame, judged, filtered and drawn up as an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from allegedly.attribution import voice_of
from allegedly.drafts import EventDraft, Reason, StatementDraft, Tokens
from allegedly.events.casualties import casualties
from allegedly.events.confidence import Scorer, load_scorer
from allegedly.events.contexts import Contexts, load_contexts
from allegedly.events.factuality import Factuality, Judge, load_judge
from allegedly.events.frames import load_frames
from allegedly.events.matching import Match, Matcher
from allegedly.events.plover import PLOVER
from allegedly.events.relations import load_lexicon
from allegedly.events.repeats import Memory
from allegedly.events.syntax import Syntax
from allegedly.language import Parsed
from allegedly.records import Certainty

#: What is still to come of these is an agreement, not the act.
PROMISES = {"CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}
#: Saying that one will not is a refusal.
REFUSALS = dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "AGREE", "CONCEDE"), "REJECT")
#: Saying that another must do these is a request.
OBLIGED = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "AGREE", "CONCEDE", "REJECT"})


@dataclass(slots=True)
class Candidate:
    """A match with everything that is known of it before it is decided whether it becomes an event."""

    match: Match
    type: str
    fact: Factuality
    voice: tuple[int, ...]
    back: int  #: how many events of this type and lemma the article has reported before
    beside: int = 0  #: how many matches of the same type stand within ten words
    absorbed: bool = False  #: it is only the content of a promise or threat that is an event itself
    probability: float = 0.0
    reasons: list[Reason] | None = None


class Finder:
    """Finds events in articles with one set of tables."""

    def __init__(self, tables: Sequence[Path] = ()) -> None:
        folders = tuple(Path(folder) for folder in tables)
        self.frames = load_frames(folders)
        self.lexicon = load_lexicon(folders)
        self.judge: Judge = load_judge(folders)
        self.scorer: Scorer = load_scorer(folders)
        self.contexts: Contexts = load_contexts(folders)

    def find(self, parsed: Parsed, statements: Sequence[StatementDraft]) -> list[EventDraft]:
        """Return the events of an article in the order of the text."""
        syntax = Syntax(parsed.doc)
        candidates = self.candidates(parsed, syntax, statements)
        topics = self.contexts.of_article(syntax)
        kept = [c for c in candidates if self.scorer.fires(c.probability) and not c.absorbed]
        return [self._draft(parsed, syntax, c, topics) for c in kept]

    def why_not(self, parsed: Parsed, sentence: Tokens, statements: Sequence[StatementDraft] = ()) -> list[Reason]:
        """Return for each word of a sentence that could have told of an event why it was not coded.

        A word either fits no frame (the first condition that each frame lacks is named) or fits one that is seldom
        right here. The list is empty where no word of the sentence is in any frame.
        """
        syntax = Syntax(parsed.doc)
        matcher = Matcher(syntax, self.frames, self.lexicon)
        weighed = {c.match.head: c for c in self.candidates(parsed, syntax, statements)}
        reasons: list[Reason] = []
        for i in matcher.candidates(*sentence):
            here = Tokens(i, i + 1)
            candidate = weighed.get(i)
            if candidate is None:
                misses = (m for m in matcher.misses(i) if syntax.pos[i] != "AUX")
                reasons.extend(Reason("type", m.frame.name, here, f"{m.frame.type} lacks {m.lacks}") for m in misses)
            elif candidate.absorbed or not self.scorer.fires(candidate.probability):
                reasons.append(self._too_unlikely(candidate, here))
        return reasons

    def _too_unlikely(self, candidate: Candidate, here: Tokens) -> Reason:
        threshold = self.scorer.weights.threshold
        detail = f"{candidate.type}: p={candidate.probability:.2f}, under the threshold of {threshold:.2f}"
        if candidate.absorbed:
            detail = f"{candidate.type}: it is what the promise or threat beside it is about"
        return Reason("type", candidate.match.frame.name, here, detail)

    def candidates(self, parsed: Parsed, syntax: Syntax, statements: Sequence[StatementDraft]) -> list[Candidate]:
        """Return everything that evokes a frame, scored, whether or not it will be coded."""
        matcher = Matcher(syntax, self.frames, self.lexicon)
        found: list[Candidate] = []
        for sentence in parsed.sentences:
            matches = list(_matches(matcher, sentence))
            found.extend(self._candidate(parsed, syntax, match, statements) for match in matches)
        memory = Memory(parsed, syntax)
        _absorb(syntax, found)
        _count_neighbours(found)
        for candidate in found:
            candidate.back = memory.seen(candidate.match, candidate.type)
            candidate.probability = self.scorer.probability(parsed, syntax, candidate, self.lexicon)
            if candidate.probability > 0.2 and not candidate.absorbed:
                memory.note(candidate.match, candidate.type)
        return found

    def _candidate(
        self, parsed: Parsed, syntax: Syntax, match: Match, statements: Sequence[StatementDraft]
    ) -> Candidate:
        voice = voice_of(parsed, statements, match.head)
        fact = self.judge.judge(syntax, match.head, _cue_certainty(statements, voice))
        kind = event_type(syntax, match, fact)
        settle_speech_act(match, kind, fact)
        return Candidate(match, kind, fact, voice, 0)

    def _draft(self, parsed: Parsed, syntax: Syntax, candidate: Candidate, topics: tuple[str, ...]) -> EventDraft:
        match, fact = candidate.match, candidate.fact
        contexts = self.contexts.of_event(syntax, parsed.sentence(match.head), topics, candidate.type)
        mode = match.frame.mode if match.frame.type == candidate.type else None
        dead, injured = (
            casualties(syntax, match, parsed.sentence(match.head)) if candidate.type == "ASSAULT" else (None, None)
        )
        return EventDraft(
            trigger=match.trigger,
            head=match.head,
            type=candidate.type,
            mode=mode,
            contexts=contexts,
            cameo=PLOVER.cameo(candidate.type, mode, contexts),
            actors=_runs(syntax, match.actors),
            recipients=_runs(syntax, match.recipients),
            voice=candidate.voice,
            certainty=fact.certainty,
            polarity=fact.polarity,
            tense=fact.tense,
            dead=dead,
            injured=injured,
            confidence=self.scorer.confidence(candidate.probability),
            reasons=list(_reasons(candidate)),
        )


def _matches(matcher: Matcher, sentence: Tokens) -> Iterator[Match]:
    """Yield the matches of a sentence, no word used twice: the more specific frame wins."""
    found = [m for m in map(matcher.match, matcher.candidates(*sentence)) if m is not None]
    taken: set[int] = set()
    for match in sorted(found, key=lambda m: (-m.frame.weight if m.frame.others else 0, m.head)):
        if match.head not in taken:
            taken.update(range(*match.trigger) if match.frame.others else [match.head])
        else:
            found.remove(match)
    yield from sorted(found, key=lambda m: m.head)


def event_type(syntax: Syntax, match: Match, fact: Factuality) -> str:
    """Return the type after the codebook's rule for what is still to come."""
    kind = match.frame.type
    if kind in OBLIGED and any(
        rule in ("modal must", "modal should", "modal ought") and at in syntax.children[match.head]
        for rule, at in fact.steps
    ):
        return "REQUEST"
    if fact.tense != "future" or not fact.promised or fact.wanted:
        return kind
    return (PROMISES if fact.polarity == "+" else REFUSALS).get(kind, kind)


def settle_speech_act(match: Match, kind: str, fact: Factuality) -> None:
    """Make certain what is done by saying it: who says that they will help has agreed, who will not has refused."""
    negated_frame = any(need.relation == "neg" and not need.absent for need in match.frame.needs)
    if kind != match.frame.type or negated_frame:
        fact.certainty, fact.polarity = "certain", "+"
        if kind != "AGREE" and fact.tense == "future":
            fact.tense = "past"
        fact.steps.append(("said, and so done", match.head))


def _count_neighbours(found: list[Candidate]) -> None:
    """Note how many matches of the same type stand close by: of two words for one event only one is to be coded."""
    for n, one in enumerate(found):
        for other in found[n + 1 : n + 8]:
            if other.match.head - one.match.head > 10:
                break
            if other.type == one.type:
                one.beside += 1
                other.beside += 1


def _absorb(syntax: Syntax, found: list[Candidate]) -> None:
    """Mark the content of promises and threats, which is not coded beside them, and let it decide their type."""
    by_head = {c.match.head: c for c in found}
    for candidate in found:
        if not candidate.match.frame.absorbs:
            continue
        for inner in _content(syntax, candidate.match.head):
            content = by_head.get(inner)
            if content is not None and content is not candidate and not content.match.frame.absorbs:
                content.absorbed = True
                candidate.type = candidate.match.frame.becomes.get(content.match.frame.type, candidate.type)


def _content(syntax: Syntax, head: int) -> list[int]:
    """Return the predicates that a promise or threat has for its content."""
    inner = syntax.kids(head, "xcomp", "ccomp", "dobj", "acl")
    for preposition in syntax.kids(head, "prep"):
        if syntax.lower[preposition] in ("to", "on", "with", "for"):
            inner += syntax.kids(preposition, "pobj", "pcomp")
    found = [c for i in inner for c in syntax.conjuncts(i)]
    return found + [k for i in found for k in syntax.kids(i, "dobj", "xcomp")]


def _cue_certainty(statements: Sequence[StatementDraft], voice: tuple[int, ...]) -> Certainty:
    return statements[voice[-1]].certainty if voice else "certain"


def _runs(syntax: Syntax, parties: list[int]) -> list[Tokens]:
    runs: list[Tokens] = []
    for party in parties:
        run = syntax.noun_run(party)
        if not any(run.overlaps(other) for other in runs):
            runs.append(run)
    return runs


def _reasons(candidate: Candidate) -> Iterator[Reason]:
    match, fact = candidate.match, candidate.fact
    here = Tokens(match.head, match.head + 1)
    yield Reason("type", match.frame.name, match.trigger, f"p={candidate.probability:.2f}")
    if candidate.type != match.frame.type:
        yield Reason("type", f"still to come: {match.frame.type} → {candidate.type}", here)
    if match.frame.mode and match.frame.type == candidate.type:
        yield Reason("mode", match.frame.name, match.trigger, match.frame.mode)
    for field, relation, parties in (
        ("actors", match.actor_by, match.actors),
        ("recipients", match.recipient_by, match.recipients),
    ):
        for party in parties:
            yield Reason(field, f"relation {relation or 'mutual'}", Tokens(party, party + 1))
    for field in ("certainty", "polarity", "tense"):
        steps = [(rule, at) for rule, at in fact.steps]
        rule, at = steps[-1] if steps else ("plain assertion", match.head)
        yield Reason(field, rule, Tokens(at, at + 1), getattr(fact, field))
