"""Finding what was done: every word that evokes a frame, judged, filtered and drawn up as an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from allegedly.attribution import voice_of
from allegedly.drafts import EventDraft, Reason, StatementDraft, Tokens
from allegedly.events.casualties import HURT, KILLED, casualties
from allegedly.events.confidence import Scorer, load_scorer, logistic, logit
from allegedly.events.contexts import Contexts, load_contexts
from allegedly.events.factuality import Factuality, Judge, load_judge
from allegedly.events.frames import load_frames
from allegedly.events.learned import Second, second
from allegedly.events.matching import Match, Matcher
from allegedly.events.parties import Roles, Setting, Weighed, load_roles, setting
from allegedly.events.plover import PLOVER
from allegedly.events.relations import load_lexicon
from allegedly.events.repeats import Memory
from allegedly.events.syntax import Syntax
from allegedly.language import Parsed
from allegedly.language.encoder import Encoding
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
    threshold: float = 1.0  #: what the probability must reach
    right: dict[str, float] = field(default_factory=dict)  #: weights for how likely type and parties are right
    overruled: str | None = None  #: the frame's type, where the encoder's was taken

    @property
    def fires(self) -> bool:
        """Whether it is coded."""
        return self.probability >= self.threshold and not self.absorbed


class Finder:
    """Finds events in articles with one set of tables."""

    def __init__(self, tables: Sequence[Path] = ()) -> None:
        self.folders = folders = tuple(Path(folder) for folder in tables)
        self.frames = load_frames(folders)
        self.lexicon = load_lexicon(folders)
        self.judge: Judge = load_judge(folders)
        self.scorer: Scorer = load_scorer(folders)
        self.contexts: Contexts = load_contexts(folders)
        self.roles: Roles = load_roles(folders)

    def find(
        self, parsed: Parsed, statements: Sequence[StatementDraft], encoding: Encoding | None = None
    ) -> list[EventDraft]:
        """Return the events of an article in the order of the text."""
        syntax = Syntax(parsed.doc)
        opinion = second(encoding, self.folders)
        candidates = self.candidates(parsed, syntax, statements, opinion)
        topics = self.contexts.of_article(syntax)
        kept = _without_headline(parsed, _once(syntax, [c for c in candidates if c.fires]))
        matcher = Matcher(syntax, self.frames, self.lexicon)
        drafts = [self._draft(parsed, syntax, candidate, topics) for candidate in kept]
        for candidate, draft in zip(kept, drafts, strict=True):
            self._add_parties(draft, candidate, parsed, matcher, statements, opinion)
        return drafts

    def why_not(
        self,
        parsed: Parsed,
        sentence: Tokens,
        statements: Sequence[StatementDraft] = (),
        encoding: Encoding | None = None,
    ) -> list[Reason]:
        """Return for each word of a sentence that could have told of an event why it was not coded.

        A word either fits no frame (the first condition that each frame lacks is named) or fits one that is seldom
        right here. The list is empty where no word of the sentence is in any frame.
        """
        syntax = Syntax(parsed.doc)
        matcher = Matcher(syntax, self.frames, self.lexicon)
        opinion = second(encoding, self.folders)
        weighed = {c.match.head: c for c in self.candidates(parsed, syntax, statements, opinion)}
        reasons: list[Reason] = []
        for i in matcher.candidates(*sentence):
            here = Tokens(i, i + 1)
            candidate = weighed.get(i)
            if candidate is None:
                misses = (m for m in matcher.misses(i) if syntax.pos[i] != "AUX")
                reasons.extend(Reason("type", m.frame.name, here, f"{m.frame.type} lacks {m.lacks}") for m in misses)
            elif not candidate.fires:
                reasons.append(_too_unlikely(candidate, here))
        return reasons

    def candidates(
        self, parsed: Parsed, syntax: Syntax, statements: Sequence[StatementDraft], opinion: Second | None = None
    ) -> list[Candidate]:
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
            by_frames = self.scorer.probability(parsed, syntax, candidate, self.lexicon)
            if by_frames > 0.2 and not candidate.absorbed:
                memory.note(candidate.match, candidate.type)
            self._decide(candidate, by_frames, opinion)
        return found

    def _decide(self, candidate: Candidate, by_frames: float, opinion: Second | None) -> None:
        """Settle how likely a candidate is an event, and of which type, by frames and encoder or by frames alone."""
        if opinion is None:
            candidate.probability, candidate.threshold = by_frames, self.scorer.weights.threshold
            candidate.right = self.scorer.weights.right
            return
        candidate.probability = opinion.probability(candidate.match.trigger, by_frames)
        candidate.threshold = opinion.blend.threshold
        candidate.right = opinion.blend.right
        kind = opinion.kind(candidate.match.trigger, candidate.type)
        if kind != candidate.type:
            candidate.overruled, candidate.type = candidate.type, kind

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
            voice=candidate.voice,
            certainty=fact.certainty,
            polarity=fact.polarity,
            tense=fact.tense,
            dead=dead,
            injured=injured,
            reasons=list(_reasons(candidate)),
        )

    def _add_parties(
        self,
        draft: EventDraft,
        candidate: Candidate,
        parsed: Parsed,
        matcher: Matcher,
        statements: Sequence[StatementDraft],
        opinion: Second | None,
    ) -> None:
        """Add who did it, and to whom."""
        sentence = parsed.sentence(draft.head)
        at, words = setting(
            matcher, draft.trigger, draft.head, draft.type, candidate.match, sentence, statements, draft.voice
        )
        weighed = self.roles.weigh(at, words)
        if opinion is not None:
            weighed = opinion.parties(draft.head, weighed)
        actors, recipients = self.roles.choose(at, weighed)
        draft.evidence = {
            "p": logit(candidate.probability),
            "actor": logit(_sureness(weighed, actors, "actor")),
            "recipient": logit(_sureness(weighed, recipients, "recipient")),
        }
        draft.confidence = logistic(candidate.right, draft.evidence)
        draft.actors = _runs(matcher.syntax, [w.token for w in actors])
        draft.recipients = _runs(matcher.syntax, [w.token for w in recipients])
        for role, chosen in (("actors", actors), ("recipients", recipients)):
            draft.reasons.extend(self._reason(at, role, word, opinion) for word in chosen)

    def _reason(self, at: Setting, role: str, word: Weighed, opinion: Second | None) -> Reason:
        actor = role == "actors"
        spoke = ", ".join(f"{name} {weight:+.1f}" for name, weight in self.roles.spoke(at, word.token, actor))
        if opinion is not None:
            judged = opinion.encoding.roles(at.head, [word.token])[0]
            spoke += f"; encoder {judged[1 if actor else 2]:.2f}"
        sure = word.actor if actor else word.recipient
        return Reason(role, "parties", Tokens(word.token, word.token + 1), f"p={sure:.2f}; {spoke}")


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


def _once(syntax: Syntax, kept: list[Candidate]) -> list[Candidate]:
    """Leave out what another word tells of the same use of force.

    A noun gives way to its verb ("two bombs killed nine", "killed in the attack"), the wounded to the dead ("nine were
    killed and twenty wounded").
    """
    verbs = {c.match.head: c.type for c in kept if syntax.is_verb(c.match.head)}
    return [c for c in kept if c.type != "ASSAULT" or verbs.get(_verb_of(syntax, c.match.head)) != c.type]


def _verb_of(syntax: Syntax, word: int) -> int:
    """Return the verb that tells of the same as a noun or, of the wounded, a verb; -1 if there is none."""
    first = syntax.first_conjunct(word)
    if syntax.is_verb(word):
        return first if first != word and {syntax.lemma[word], syntax.lemma[first]} <= KILLED | HURT else -1
    if syntax.dep[word] in ("nsubj", "nsubjpass"):
        return syntax.head[word]
    by = syntax.head[word]
    return syntax.head[by] if syntax.dep[word] == "pobj" and syntax.lower[by] in ("by", "in", "during") else -1


def _without_headline(parsed: Parsed, kept: list[Candidate]) -> list[Candidate]:
    """Leave out what the headline tells where the body tells of the same type."""
    told = {c.type for c in kept if parsed.role(c.match.head) != "headline"}
    return [c for c in kept if c.type not in told or parsed.role(c.match.head) != "headline"]


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


def _sureness(weighed: Sequence[Weighed], chosen: Sequence[Weighed], role: str) -> float:
    """Return how likely the least likely of the chosen is, or, where nobody is chosen, that nobody is meant."""
    if chosen:
        return float(min(getattr(w, role) for w in chosen))
    return 1.0 - max((float(getattr(w, role)) for w in weighed), default=0.0)


def _too_unlikely(candidate: Candidate, here: Tokens) -> Reason:
    detail = f"{candidate.type}: p={candidate.probability:.2f}, under the threshold of {candidate.threshold:.2f}"
    if candidate.absorbed:
        detail = f"{candidate.type}: it is what the promise or threat beside it is about"
    return Reason("type", candidate.match.frame.name, here, detail)


def _reasons(candidate: Candidate) -> Iterator[Reason]:
    match, fact = candidate.match, candidate.fact
    here = Tokens(match.head, match.head + 1)
    yield Reason("type", match.frame.name, match.trigger, f"p={candidate.probability:.2f}")
    if candidate.overruled is not None:
        yield Reason("type", "encoder:trigger", match.trigger, f"{candidate.overruled} overruled by {candidate.type}")
    elif candidate.type != match.frame.type:
        yield Reason("type", f"still to come: {match.frame.type} → {candidate.type}", here)
    if match.frame.mode and match.frame.type == candidate.type:
        yield Reason("mode", match.frame.name, match.trigger, match.frame.mode)
    for name in ("certainty", "polarity", "tense"):
        steps = [(rule, at) for rule, at in fact.steps]
        rule, at = steps[-1] if steps else ("plain assertion", match.head)
        yield Reason(name, rule, Tokens(at, at + 1), getattr(fact, name))
