"""Which tellings are put together, from how likely each two of them are of one event.

1. What a person has put together comes first.
2. Then the likeliest groups are joined, on average over all pairs across them, while that average is above even. A
   chain of neighbours, each like the next, does not become one incident, because its ends are not alike.
3. What a person has kept apart is never joined, not even by way of others.

The outcome depends on the pairs alone and not on the order in which they were found.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping

Pair = tuple[str, str]


def pair_of(one: str, other: str) -> Pair:
    """Return two ids in order."""
    return (one, other) if one < other else (other, one)


def joined(
    things: Iterable[str], scores: Mapping[Pair, float], verdicts: Mapping[Pair, bool], enough: float
) -> list[list[str]]:
    """Return the groups, each sorted, by their first things; pairs without a score are not alike at all."""
    return _Joining(sorted(things), scores, verdicts).run(enough)


class _Joining:
    def __init__(self, things: list[str], scores: Mapping[Pair, float], verdicts: Mapping[Pair, bool]) -> None:
        self.members = {thing: [thing] for thing in things}  # a group is known by its smallest thing
        self.total: dict[str, dict[str, float]] = {thing: {} for thing in things}
        self.apart: dict[str, set[str]] = defaultdict(set)
        self.queue: list[tuple[float, str, str]] = []
        for (a, b), score in sorted(scores.items()):
            if a in self.members and b in self.members:
                self.total[a][b] = self.total[b][a] = score
        here = sorted(p for p in verdicts if p[0] in self.members and p[1] in self.members)
        for a, b in (p for p in here if not verdicts[p]):
            self.apart[a].add(b)
            self.apart[b].add(a)
        self.same = [p for p in here if verdicts[p]]

    def run(self, enough: float) -> list[list[str]]:
        for a, b in self.same:
            one, other = self._group_of(a), self._group_of(b)
            if one != other and other not in self.apart[one]:
                self._merge(*pair_of(one, other))
        for one in sorted(self.members):
            self._offer(one, [other for other in self.total[one] if one < other])
        while self.queue:
            average, one, other = heapq.heappop(self.queue)
            if -average < enough:
                break
            if average == self._average(one, other):
                self._merge(one, other)
                self._offer(one, self.total[one])
        return [sorted(self.members[group]) for group in sorted(self.members)]

    def _group_of(self, thing: str) -> str:
        return next(group for group, members in self.members.items() if thing in members)

    def _average(self, one: str, other: str) -> float | None:
        """Return the average across two groups, negative so that the best comes first; None where one is gone."""
        if one not in self.members or other not in self.total[one] or other in self.apart[one]:
            return None
        return -self.total[one][other] / (len(self.members[one]) * len(self.members[other]))

    def _offer(self, one: str, others: Iterable[str]) -> None:
        for other in others:
            first, second = pair_of(one, other)
            average = self._average(first, second)
            if average is not None:
                heapq.heappush(self.queue, (average, first, second))

    def _merge(self, one: str, other: str) -> None:
        """Put the second group into the first, which has the smaller name."""
        self.members[one] += self.members.pop(other)
        for third, score in self.total.pop(other).items():
            del self.total[third][other]
            if third != one:
                self.total[one][third] = self.total[third][one] = self.total[one].get(third, 0.0) + score
        for third in self.apart.pop(other, set()):
            self.apart[third].discard(other)
            self.apart[third].add(one)
            self.apart[one].add(third)
