"""Choosing one of several options, or none, by weighed features: a softmax over sums of weights.

What speaks for an option is a set of named features. The weights stand in a table that a person can read and change;
the scripts in ``training/`` fit them to coded articles. A feature that no row weighs counts nothing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from allegedly import tables

Features = Collection[str]


class Weight(msgspec.Struct, frozen=True):
    """A row of a table of weights."""

    feature: str
    weight: float


def weights(package: str, name: str, folders: Sequence[Path] = ()) -> dict[str, float]:
    """Return the weights of a table, the user's over ours."""
    return _weights(package, name, tuple(map(Path, folders)))


@lru_cache(maxsize=32)
def _weights(package: str, name: str, folders: tuple[Path, ...]) -> dict[str, float]:
    return {row.feature: row.weight for row in tables.tsv(package, name, Weight, folders)}


def probabilities(options: Sequence[Features], weighed: Mapping[str, float]) -> list[float]:
    """Return how likely each option is to be the one; they add up to 1."""
    sums = [math.fsum(weighed.get(feature, 0.0) for feature in option) for option in options]
    top = max(sums, default=0.0)
    shares = [math.exp(value - top) for value in sums]
    total = math.fsum(shares)
    return [share / total for share in shares]


def chance(option: Features, weighed: Mapping[str, float]) -> float:
    """Return how likely an option is by itself, whatever the others: the logistic of the sum."""
    total = math.fsum(weighed.get(feature, 0.0) for feature in option)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
