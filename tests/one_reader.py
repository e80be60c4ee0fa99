"""One process that reads for many commands: starting one for each takes longer than what most tests try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from allegedly.reading import Article, Failure


@pytest.fixture(scope="session")
def _spare() -> Iterator[dict[object, list]]:
    spare: dict[object, list] = {}
    yield spare
    for children in spare.values():
        for child in children:
            child.stop()


@pytest.fixture
def one_reader(_spare: dict[object, list], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have whoever reads leave a child that is sound to the next who reads within the same limits."""
    from allegedly.reading import child

    class Frugal(child._Supervisor):
        sound = True

        def read(self, path: Path, name: str) -> Iterator[tuple[str, Article | Failure]]:
            if self.child is None and _spare.get(self.limits):
                self.child = _spare[self.limits].pop()
            self.sound = False
            yield from super().read(path.absolute(), name)  # a spare child is in the folder of whoever started it
            self.sound = True

        def close(self) -> None:
            if self.child is not None and self.sound:
                _spare.setdefault(self.limits, []).append(self.child)
                self.child = None
            super().close()

    monkeypatch.setattr(child, "_Supervisor", Frugal)
