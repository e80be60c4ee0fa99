"""Documents for the commands: each read in a killable child, counted in as it comes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from allegedly.accounting import Tally
from allegedly.reading import Failure, Limits, find_paths, read_safely
from allegedly.records import Article


@dataclass(frozen=True, slots=True)
class Limited:
    """The user's limits; None where the default holds."""

    max_seconds: float | None = None
    max_bytes: int | None = None
    max_memory: int | None = None

    def limits(self) -> Limits:
        """Return the limits for the readers."""
        named = {"seconds": self.max_seconds, "max_bytes": self.max_bytes, "memory": self.max_memory}
        given = {name: value for name, value in named.items() if value is not None}
        return replace(Limits(), **given)  # type: ignore[arg-type]


def documents(paths: tuple[str, ...], limited: Limited, tally: Tally) -> Iterator[Article | Failure]:
    """Yield each document of the paths, or why it could not be read, and count it in."""
    for document in read_safely(sources(paths), limited.limits()):
        tally.arrive()
        yield document


def sources(paths: tuple[str, ...]) -> Iterator[Path | bytes | Failure]:
    """Yield each file of the paths, the bytes of standard input for "-", and what cannot be opened as failures."""
    for path in paths:
        if path == "-":
            yield sys.stdin.buffer.read()
        else:
            yield from find_paths([path])
