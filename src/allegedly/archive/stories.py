"""Which articles tell of the same thing, by their words alone.

1. Articles are compared by all their words, their names, their openings and their figures, each kind weighed by how few
   articles have it; those that are alike on average are put together.
2. Two incidents of one kind (two arrests, two quakes) look alike among all the news. Within each group the weights are
   taken anew, so that only what tells its articles apart counts, and the group is split where a split is clear.
3. What is left over alone or in twos and threes goes to the group that it is clearly nearest to.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Group = list[int]

ALIKE = 0.16  #: likeness on average, from which on two groups are one
APART = 0.35  #: likeness across a split, as part of that within its sides, below which the split is clear
SIDE = 3  #: articles on the smaller side of a split
LEFT_OVER = 3  #: articles in a group that may go to another as a whole
NEAR = 0.10  #: likeness on average, from which on it goes
NEARER = 1.2  #: times nearer than to the next group
TOGETHER = {"words": 1.0, "names": 1.0, "lead": 1.0, "figures": 0.3}  #: what counts among all the news
TELLING = {"words": 1.0, "names": 2.0, "lead": 1.0, "figures": 0.5}  #: what counts between incidents of a kind


@dataclass(frozen=True, slots=True)
class Terms:
    """What an article is compared by: how often it has each word."""

    words: Mapping[str, int]
    names: Mapping[str, int]
    lead: Mapping[str, int]
    figures: Mapping[str, int]


KINDS = tuple(field.name for field in fields(Terms))


def stories(articles: Sequence[Terms]) -> list[int]:
    """Return for each article the number of its story, in the order in which the articles come first in one."""
    if len(articles) < 2:
        return [0] * len(articles)
    likeness = _likeness(articles, TOGETHER)
    groups = [part for group in _joined(likeness, ALIKE) for part in _split(articles, group)]
    return _numbered(_attached(likeness, groups), len(articles))


def _numbered(groups: list[Group], count: int) -> list[int]:
    numbers = [0] * count
    for number, group in enumerate(sorted(groups, key=min)):
        for article in group:
            numbers[article] = number
    return numbers


def _likeness(articles: Sequence[Terms], weights: dict[str, float], *, local: bool = False) -> Matrix:
    total = np.zeros((len(articles), len(articles)))
    for kind in KINDS:
        vectors = _vectors([getattr(article, kind) for article in articles], local=local)
        total += weights[kind] * (vectors @ vectors.T)
    return total / sum(weights.values())


def _vectors(counts: Sequence[Mapping[str, int]], *, local: bool) -> Matrix:
    """Return unit vectors: each word by how often the article has it and how few articles do.

    Within a group (``local``) words of one article alone are left out: they tell nothing of how it should be split.
    """
    having = Counter(word for count in counts for word in count)
    column = {word: n for n, word in enumerate(sorted(w for w, articles in having.items() if articles > local))}
    vectors = np.zeros((len(counts), len(column) + 1))
    for row, count in enumerate(counts):
        for word, times in count.items():
            if word in column:
                rarity = (len(counts) + (0.5 if local else 0.0)) / having[word]
                vectors[row, column[word]] = (1 + math.log(times)) * (math.log(rarity) if rarity > 1 else 1e-4)
    unit: Matrix = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return unit


def _joined(likeness: Matrix, enough: float, fewest: int = 1) -> list[Group]:
    """Put the likest groups together, on average over their articles, until none are alike or so few are left."""
    near = likeness.copy()
    np.fill_diagonal(near, -np.inf)
    groups: list[Group] = [[n] for n in range(len(near))]
    left = len(groups)
    while left > fewest:
        one, other = sorted(divmod(int(near.argmax()), len(near)))
        if near[one, other] < enough:
            break
        sizes = len(groups[one]), len(groups[other])
        merged = (sizes[0] * near[one] + sizes[1] * near[other]) / sum(sizes)
        near[one], near[:, one] = merged, merged
        near[other], near[:, other] = -np.inf, -np.inf
        near[one, one] = -np.inf
        groups[one] += groups[other]
        groups[other] = []
        left -= 1
    return [group for group in groups if group]


def _split(articles: Sequence[Terms], group: Group) -> list[Group]:
    if len(group) < 2 * SIDE:
        return [group]
    near = _likeness([articles[n] for n in group], TELLING, local=True)
    sides = _joined(near, -np.inf, fewest=2)
    within = [inner for side in sides if (inner := _within(near, side)) is not None]
    across = float(near[np.ix_(*sides)].mean())
    if min(len(side) for side in sides) < SIDE or across >= APART * float(np.mean(within)):
        return [group]
    return [part for side in sides for part in _split(articles, [group[n] for n in side])]


def _within(near: Matrix, side: Group) -> float | None:
    if len(side) < 2:
        return None
    square = near[np.ix_(side, side)]
    return float((square.sum() - np.trace(square)) / (len(side) * (len(side) - 1)))


def _attached(likeness: Matrix, groups: list[Group]) -> list[Group]:
    """Put small groups to the large one that they are clearly nearest to."""
    large = sorted((g for g in groups if len(g) > LEFT_OVER), key=min)
    small = sorted((g for g in groups if len(g) <= LEFT_OVER), key=min)
    grown, alone = [list(g) for g in large], []
    for group in small:
        near = [float(likeness[np.ix_(group, other)].mean()) for other in large]
        first, *rest = sorted(near, reverse=True) or [0.0]
        if first >= NEAR and first >= NEARER * max(rest, default=0.0):
            grown[near.index(first)] += group
        else:
            alone.append(group)
    return grown + alone
