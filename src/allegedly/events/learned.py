"""What the encoder adds to frames and syntax: a second opinion on events, their types and their parties.

The frames propose, and the encoder's trigger head weighs in; words in no frame that the head takes for triggers are
proposed by the head. Its role head weighs in on every word that may be a party. ``tables/encoder.toml`` holds the few
numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from allegedly import tables
from allegedly.drafts import Tokens
from allegedly.events.confidence import logistic, logit
from allegedly.events.matching import Match, Matcher
from allegedly.events.parties import Weighed
from allegedly.events.plover import PACKAGE
from allegedly.language.encoder import TRIGGER_LABELS, TYPES, Encoding

#: What may be a trigger, as frames call it.
POS = {"VERB": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}
#: Probabilities count as no smaller.
LEAST = 1e-4
SUREST = 10.0  #: log-odds beyond which the head's certainty counts no more


class Blend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``tables/encoder.toml``."""

    event: dict[str, float]  #: "frames", "trigger", "constant": log-odds that the word tells of an event
    alone: dict[str, float]  #: "trigger", "type", "constant": the same for a word that no frame knows
    right: dict[str, float]  #: "p", "actor", "recipient", "constant": log-odds that type and parties are right
    party: dict[str, float]  #: "syntax", "head", "actor", "recipient": log-odds of a word's role against none
    threshold: float  #: matches less likely than this are no events
    margin: float  #: by how much the head must prefer another type, in log-odds, to overrule the frame


class Second:
    """The encoder's opinion of one article's matches."""

    def __init__(self, encoding: Encoding, blend: Blend) -> None:
        self.encoding = encoding
        self.scores = encoding.trigger
        self.blend = blend

    def probability(self, trigger: Tokens, by_frames: float) -> float:
        """Return how likely the trigger tells of an event, by frames and encoder together."""
        return logistic(self.blend.event, {"frames": logit(by_frames), "trigger": self.odds(trigger)})

    def alone(self, trigger: Tokens) -> float:
        """Return how likely a word that no frame knows tells of an event, by the encoder."""
        return logistic(self.blend.alone, self.evidence(trigger))

    def evidence(self, trigger: Tokens) -> dict[str, float]:
        """Return what the encoder says of a word: that it tells of an event, and how sure it is of the type."""
        best = np.sort(self.scores[trigger.start : trigger.end, 1:].max(axis=0))
        return {"trigger": self.odds(trigger), "type": float(best[-1] - best[-2])}

    def proposals(self, matcher: Matcher, sentence: Tokens, taken: Set[int]) -> Iterator[Match]:
        """Yield the words that only the encoder takes for triggers, with the parties that syntax gives them."""
        start = sentence.start
        labels = self.scores[start : sentence.end].argmax(axis=1)
        for first, last in _runs(labels):
            run = Tokens(start + first, start + last)
            head = matcher.syntax.top(run)
            pos = POS.get(matcher.syntax.pos[head])
            if pos is not None and taken.isdisjoint(range(*run)):
                yield matcher.propose(run, head, pos, TRIGGER_LABELS[labels[first]])

    def mode(self, head: int, kind: str) -> str | None:
        """Return the mode of an event that no frame names, None where none is likelier than not."""
        mode, sure = self.encoding.modes(head, kind)[0]
        return mode if sure > 0.5 else None

    def odds(self, trigger: Tokens) -> float:
        """Return the encoder's log-odds that one of the words tells of an event."""
        nothing = self.scores[trigger.start : trigger.end, TRIGGER_LABELS.index("O")]
        something = np.log1p(-np.exp(np.minimum(nothing, -1e-6)))
        return float(np.clip(something - nothing, -SUREST, SUREST).max())

    def kind(self, trigger: Tokens, by_frame: str) -> str:
        """Return the type: the frame's, unless the encoder much prefers another."""
        best = self.scores[trigger.start : trigger.end, 1:].max(axis=0)
        other = int(best.argmax())
        gain = float(best[other] - best[TYPES.index(by_frame)])
        return TYPES[other] if gain > self.blend.margin else by_frame

    def parties(self, head: int, weighed: Sequence[Weighed]) -> list[Weighed]:
        """Return the words of a trigger's sentence weighed by syntax and encoder together."""
        judged = self.encoding.roles(head, [w.token for w in weighed]) if weighed else ()
        return [self._party(w, row) for w, row in zip(weighed, judged, strict=True)]

    def _party(self, word: Weighed, by_head: Sequence[float]) -> Weighed:
        weights = self.blend.party
        *by_syntax, head_actor, head_recipient = odds_of(word, by_head)
        shares = [
            math.exp(weights["syntax"] * syntax + weights["head"] * head + weights[name])
            for name, syntax, head in zip(("actor", "recipient"), by_syntax, (head_actor, head_recipient), strict=True)
        ]
        actor, recipient = (share / (1.0 + sum(shares)) for share in shares)
        return replace(word, actor=actor, recipient=recipient)


def odds_of(word: Weighed, by_head: Sequence[float]) -> tuple[float, float, float, float]:
    """Return the log-odds of actor and recipient against neither, by syntax and then by the encoder's role head."""
    nothing = max(1.0 - word.actor - word.recipient, LEAST)
    syntax = (math.log(max(p, LEAST) / nothing) for p in (word.actor, word.recipient))
    head = (math.log(max(p, LEAST) / max(by_head[0], LEAST)) for p in by_head[1:])
    return (*syntax, *head)  # type: ignore[return-value]


def _runs(labels: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield where each run of one label that is not "O" begins and ends."""
    cuts = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    yield from ((first, last) for first, last in pairwise(cuts) if labels[first])


@lru_cache(maxsize=8)
def load_blend(folders: tuple[Path, ...] = ()) -> Blend:
    """Return the shipped numbers, or the last of the users' own."""
    return tables.toml(PACKAGE, "encoder.toml", Blend, folders)[-1]


def second(encoding: Encoding | None, folders: Sequence[Path] = ()) -> Second | None:
    """Return the encoder's opinion, None where there is no encoder."""
    return Second(encoding, load_blend(tuple(folders))) if encoding is not None else None
