"""How likely a match is an event, and how likely an event's type and parties are right.

Both are logistic, over features that can be read aloud. Weights and the record of each frame ("fired 12 times in the
coded articles, rightly 9 times") are data, made by ``training/weigh_events.py`` from coded articles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from allegedly import tables
from allegedly.events.frames import Frame
from allegedly.events.plover import PACKAGE
from allegedly.events.relations import COUNTRY_ENTITIES, Lexicon
from allegedly.events.syntax import Syntax
from allegedly.language import Parsed

if TYPE_CHECKING:
    from allegedly.events.finder import Candidate

#: How many firings that were right a frame that leaves no doubt has beside its own.
SURE = 12
DEFINITE = frozenset({"the", "this", "that", "these", "those"})


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``tables/confidence.toml``."""

    threshold: float  #: matches less likely than this are no events
    shrink: float  #: how many imagined firings pull a frame's record to the average of its type
    event: dict[str, float]  #: feature → weight, for "is an event of this type"
    right: dict[str, float]  #: the same, for "type and both parties are right", given that it is coded
    average: dict[str, float]  #: "ASSAULT noun" → share of its firings that were right


class Firing(msgspec.Struct, frozen=True):
    """One line of ``tables/firings.tsv``: how a frame did on the coded articles."""

    frame: str
    right: int
    fired: int


class Scorer:
    """Scores matches with one set of weights."""

    def __init__(self, weights: Weights, firings: Sequence[Firing]) -> None:
        self.weights = weights
        self.firings = {f.frame: f for f in firings}

    def probability(self, parsed: Parsed, syntax: Syntax, candidate: Candidate, lexicon: Lexicon) -> float:
        """Return how likely the match is an event of its type."""
        values = dict(features(parsed, syntax, candidate, lexicon))
        values["record"] = self.record(candidate)
        return logistic(self.weights.event, values)

    def record(self, candidate: Candidate) -> float:
        """Return the log-odds that the frame is right when it fires, shrunk towards its type's average."""
        frame = candidate.match.frame
        average = self.weights.average.get(f"{frame.type} {frame.pos}", 0.3)
        firing = self.firings.get(frame.name)
        return record(frame, (firing.right, firing.fired) if firing else (0, 0), average, self.weights.shrink)


def record(frame: Frame, tally: tuple[int, int], average: float, shrink: float) -> float:
    """Return the log-odds that a frame is right when it fires.

    ``tally`` is how often it was right and how often it fired; ``shrink`` imagined firings pull it to the average of
    its type, and for a frame that leaves no doubt as many as SURE count as right.
    """
    right, fired = tally
    if frame.sure:
        right, fired = right + SURE, fired + SURE
    return logit((right + shrink * average) / (fired + shrink))


def features(parsed: Parsed, syntax: Syntax, candidate: Candidate, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    """Yield what speaks for and against a match being an event."""
    match, fact = candidate.match, candidate.fact
    head = match.head
    yield "bias", 1.0
    yield f"pos {match.frame.pos}", 1.0
    yield "words", min(len(match.frame.others), 2)
    yield "actor", float(bool(match.actors))
    yield "recipient", float(bool(match.recipients))
    yield "both", float(bool(match.actors and match.recipients))
    parties = [*match.actors, *match.recipients]
    yield "country", float(any(lexicon.is_a(syntax, p, "country") for p in parties))
    yield "named", float(any(syntax.entity[p] for p in parties))
    yield "pronoun", float(bool(parties) and all(syntax.pos[p] == "PRON" for p in parties))
    kind = candidate.type
    yield f"{kind}", 1.0
    yield f"{kind} parties {bool(match.actors):d}{bool(match.recipients):d}", 1.0
    yield f"{kind} back {min(candidate.back, 2)}", 1.0
    yield "conditions", min(len(match.frame.needs), 3) / 3
    yield "actor a party", float(any(lexicon.is_party(syntax, p) and syntax.entity[p] for p in match.actors))
    yield "recipient a party", float(any(lexicon.is_party(syntax, p) and syntax.entity[p] for p in match.recipients))
    yield "changed", float(kind != match.frame.type)
    yield "voiced", float(bool(candidate.voice))
    yield "nested", float(len(candidate.voice) > 1)
    yield "absorbed", float(candidate.absorbed)
    yield f"back {min(candidate.back, 3)} {match.frame.pos}", 1.0
    if match.frame.pos == "noun":
        yield from _noun_features(syntax, head)
    else:
        yield f"label {syntax.dep[head]}", 1.0
    yield "unknown", float(fact.certainty == "unknown")
    yield "negative", float(fact.polarity == "-")
    yield "future", float(fact.tense == "future")
    yield "present", float(fact.tense == "present")
    sentence = parsed.sentence(head)
    yield "places", min(3, sum(syntax.entity[i] in COUNTRY_ENTITIES for i in range(*sentence))) / 3
    yield "late", head / max(1, len(syntax.lemma))
    yield "first", float(parsed.sentence_index(head) < 2)
    yield "crowded", min(4, candidate.beside) / 4
    yield "headline", float(parsed.role(head) == "headline")


def _noun_features(syntax: Syntax, head: int) -> Iterator[tuple[str, float]]:
    label = syntax.dep[head]
    yield f"noun {label if label in NOUN_LABELS else 'other'}", 1.0
    determiners = {syntax.lower[k] for k in syntax.kids(head, "det")}
    yield "definite", float(bool(determiners & DEFINITE))
    yield "indefinite", float(bool(determiners & {"a", "an", "another"}))
    yield "plural", float(syntax.tag[head] in ("NNS", "NNPS"))
    yield "capital", float(syntax.pos[head] == "PROPN")
    yield "before noun", float(label in ("compound", "amod", "nmod", "poss"))
    governor = syntax.head[head]
    yield (
        "prep after/during",
        float(
            label == "pobj" and syntax.lower[governor] in ("after", "during", "since", "before", "following", "amid")
        ),
    )
    yield "prep of", float(label == "pobj" and syntax.lower[governor] == "of")


NOUN_LABELS = frozenset(["nsubj", "nsubjpass", "dobj", "pobj", "compound", "conj", "attr", "appos", "ROOT", "poss"])


def logistic(weights: dict[str, float], values: dict[str, float]) -> float:
    """Return the logistic of the weighted sum; features without a weight count nothing."""
    total = sum(weights.get(name, 0.0) * value for name, value in values.items()) + weights.get("constant", 0.0)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def logit(p: float) -> float:
    """Return the log-odds of a probability, kept finite."""
    p = min(0.999, max(0.001, p))
    return math.log(p / (1.0 - p))


@lru_cache(maxsize=8)
def load_scorer(folders: tuple[Path, ...] = ()) -> Scorer:
    """Return the scorer with the shipped weights, or the last of the users' own."""
    weights = tables.toml(PACKAGE, "confidence.toml", Weights, folders)[-1]
    return Scorer(weights, tables.tsv(PACKAGE, "firings.tsv", Firing, folders))
