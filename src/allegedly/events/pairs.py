"""What one given party did to another in a sentence: the events of the room, read for a marked pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from allegedly import tables
from allegedly.drafts import Reason, Tokens
from allegedly.events.finder import Candidate, Finder, event_type, settle_speech_act
from allegedly.events.matching import Matcher
from allegedly.events.plover import PACKAGE
from allegedly.events.syntax import Syntax
from allegedly.language import Parsed

#: What is only announced or asked of these is a threat.
THREATENED = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})
#: For a pair, a promise of help is an agreement, and so is what is still to come of cooperation.
TO_COME = {
    "CONSULT": "AGREE",
    "COOPERATE": "AGREE",
    "AID": "AGREE",
    "SUPPORT": "AGREE",
    "RETREAT": "AGREE",
    "CONCEDE": "AGREE",
}
#: Not to give these is to refuse them.
GIVEN = frozenset({"AGREE", "CONCEDE", "RETREAT"})


@dataclass(frozen=True, slots=True)
class Relation:
    """The likeliest relation of a pair, and what it was read from."""

    type: str
    score: float
    reasons: tuple[Reason, ...]


def relation_between(finder: Finder, parsed: Parsed, source: Tokens, target: Tokens) -> Relation | None:
    """Return what ``source`` is said to have done to ``target``; None where no word of the text says anything done.

    Every word that evokes a frame is weighed by how well its parties fit the pair, how close it stands to both and how
    sure the frame is; where no frame's conditions hold, the conditions are left out.
    """
    syntax = Syntax(parsed.doc)
    matcher = Matcher(syntax, finder.frames, finder.lexicon)
    found = finder.candidates(parsed, syntax, ())
    if not found:
        found = list(_loose(finder, parsed, syntax, matcher))
    commands = {c.match.head for c in found if _commands(syntax, c)}
    heads = {c.match.head for c in found if c.match.frame.type in OUTER} - commands
    scored = [
        (
            _fit(syntax, c, source, target) - 0.5 * (c.match.head in commands or _inside(syntax, c.match.head, heads)),
            -c.match.head,
            c,
        )
        for c in found
    ]
    if not scored:
        return None
    score, _, best = max(scored, key=lambda item: item[:2])
    return Relation(
        _cameo_root(syntax, best, _pair_type(best)),
        score,
        (Reason("type", best.match.frame.name, best.match.trigger, f"fit {score:.2f}"),),
    )


def _loose(finder: Finder, parsed: Parsed, syntax: Syntax, matcher: Matcher) -> Iterator[Candidate]:
    """Yield for each word the first frame whose words are there, whatever its other conditions."""
    for i in matcher.candidates(0, len(syntax.lemma)):
        match = matcher.match(i, strict=False)
        if match is not None:
            fact = finder.judge.judge(syntax, i)
            kind = event_type(syntax, match, fact)
            settle_speech_act(match, kind, fact)
            candidate = Candidate(match, kind, fact, (), 0)
            candidate.probability = finder.scorer.probability(parsed, syntax, candidate, finder.lexicon) * 0.5
            yield candidate


def _fit(syntax: Syntax, candidate: Candidate, source: Tokens, target: Tokens) -> float:
    """Return how well an event fits the pair."""
    match = candidate.match
    score = candidate.probability
    score += 1.0 * _covers(match.actors, source) - 0.5 * _covers(match.actors, target)
    score += 1.0 * _covers(match.recipients, target) - 0.4 * _covers(match.recipients, source)
    if match.frame.mutual:
        score += 0.8 * _covers(match.actors, target)
    score += 0.6 * _governs(syntax, match.head, source) + 0.6 * _governs(syntax, match.head, target)
    if match.head in source or match.head in target:
        score -= 0.35
    if candidate.absorbed:
        score -= 0.8
    score -= 0.02 * min(20, _distance(match.head, source) + _distance(match.head, target))
    return score - 0.1 * _depth(syntax, match.head)


def _covers(heads: list[int], run: Tokens) -> bool:
    return any(h in run for h in heads)


def _governs(syntax: Syntax, head: int, run: Tokens) -> bool:
    """Tell whether a predicate governs a word of the run, at most four steps down."""
    for i in range(*run):
        at = i
        for _ in range(5):
            if at == head:
                return True
            if syntax.head[at] == at:
                break
            at = syntax.head[at]
    return False


def _inside(syntax: Syntax, head: int, outer: set[int]) -> bool:
    """Tell whether a predicate is only the content of another: what is asked, refused, promised."""
    at = head
    while syntax.head[at] != at and syntax.dep[at] in (
        "xcomp",
        "ccomp",
        "dobj",
        "pobj",
        "pcomp",
        "prep",
        "acl",
        "advcl",
        "conj",
    ):
        if syntax.dep[at] == "advcl" and not any(syntax.lower[k] == "to" for k in syntax.kids(at, "aux")):
            return False
        at = syntax.head[at]
        if at in outer:
            return True
    return False


def _commands(syntax: Syntax, candidate: Candidate) -> bool:
    """Tell whether an act is ordered of nobody in particular: "ordered attacks on the town" is an attack."""
    match = candidate.match
    return syntax.lemma[match.head] in COMMANDS and not match.recipients and bool(syntax.kids(match.head, "dobj"))


COMMANDS = frozenset({"order", "authorize", "authorise", "direct", "instruct"})
#: What these speak of is their content, and they are the relation.
OUTER = frozenset({"REQUEST", "REJECT", "AGREE", "THREATEN", "CONCEDE"})


def _distance(head: int, run: Tokens) -> int:
    return max(0, run.start - head, head - run.end + 1)


def _depth(syntax: Syntax, head: int) -> int:
    return sum(1 for a in syntax.ancestors(head) if syntax.is_verb(a))


def _pair_type(candidate: Candidate) -> str:
    kind, fact = candidate.type, candidate.fact
    if fact.tense == "future" and fact.promised and not fact.wanted and fact.polarity == "+":
        return "THREATEN" if kind in THREATENED else TO_COME.get(kind, kind)
    return "REJECT" if fact.polarity == "-" and kind in GIVEN else kind


def _cameo_root(syntax: Syntax, candidate: Candidate, kind: str) -> str:
    """Return the root that CAMEO puts the act under, where it differs."""
    words = {syntax.lemma[i] for i in range(*candidate.match.trigger)}
    near = syntax.kids(candidate.match.head, "dobj", "nsubjpass", "prep")
    words.update(
        syntax.lemma[k] for k in [*near, *(g for k in near for g in syntax.kids(k, "pobj", "compound", "amod"))]
    )
    governor = syntax.head[candidate.match.head]
    words.update([syntax.lemma[governor]] if syntax.dep[candidate.match.head] in ("dobj", "pobj") else [])
    for row in load_roots():
        if (
            row.type == candidate.type
            and row.frame in (None, candidate.match.frame.type)
            and row.mode in (None, candidate.match.frame.mode)
            and row.tense in (None, candidate.fact.tense)
            and (not row.words or words & set(row.words))
        ):
            return row.root
    return kind


class RootRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of ``tables/roots.toml``."""

    type: str
    root: str
    mode: str | None = None
    tense: str | None = None
    frame: str | None = None  #: the type of the frame, where what is still to come changed it
    words: tuple[str, ...] = ()


class RootTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``tables/roots.toml``."""

    root: tuple[RootRow, ...]


@lru_cache(maxsize=1)
def load_roots() -> tuple[RootRow, ...]:
    """Return where CAMEO's roots differ from PLOVER's types."""
    return tables.toml(PACKAGE, "roots.toml", RootTable)[0].root
