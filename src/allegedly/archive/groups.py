"""Things that belong together because each belongs with some other: connected groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Groups:
    """Joins things pair by pair; the groups do not depend on the order of joining."""

    def __init__(self, things: Iterable[str]) -> None:
        self._parent = {thing: thing for thing in things}

    def find(self, thing: str) -> str:
        """Return the thing that stands for the group: its smallest."""
        root = thing
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[thing] != root:
            self._parent[thing], thing = root, self._parent[thing]
        return root

    def join(self, one: str, other: str) -> None:
        """Put the groups of two things together."""
        small, large = sorted((self.find(one), self.find(other)))
        self._parent[large] = small

    def all(self) -> list[list[str]]:
        """Return the groups, each sorted, by their first things."""
        found: dict[str, list[str]] = defaultdict(list)
        for thing in sorted(self._parent):
            found[self.find(thing)].append(thing)
        return [found[root] for root in sorted(found)]
