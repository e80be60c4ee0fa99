"""What the encoder adds to frames and syntax: a second opinion on events, their types and their parties.

The frames propose, and the encoder's trigger head weighs in. Words that only the head takes for triggers are not coded:
on coded articles that it has not seen it is wrong about most of them. Its role head weighs in on every word that
may be a party. ``tables/encoder.toml`` holds the few numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from allegedly import tables
from allegedly.drafts import Tokens
from allegedly.events.confidence import logistic, logit
from allegedly.events.parties import Weighed
from allegedly.events.plover import PACKAGE
from allegedly.language.encoder import TRIGGER_LABELS, TYPES, Encoding

#: Probabilities count as no smaller.
LEAST = 1e-4
SUREST = 10.0  #: log-odds beyond which the head's certainty counts no more


class Blend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``tables/encoder.toml``."""

    event: dict[str, float]  #: "frames", "trigger", "constant": log-odds that the word tells of an event
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
    none, actor, recipient = (max(float(p), LEAST) for p in by_head)
    return (
        math.log(max(word.actor, LEAST) / nothing),
        math.log(max(word.recipient, LEAST) / nothing),
        math.log(actor / none),
        math.log(recipient / none),
    )


@lru_cache(maxsize=8)
def load_blend(folders: tuple[Path, ...] = ()) -> Blend:
    """Return the shipped numbers, or the last of the users' own."""
    return tables.toml(PACKAGE, "encoder.toml", Blend, folders)[-1]


def second(encoding: Encoding | None, folders: Sequence[Path] = ()) -> Second | None:
    """Return the encoder's opinion, None where there is no encoder."""
    return Second(encoding, load_blend(tuple(folders))) if encoding is not None else None
