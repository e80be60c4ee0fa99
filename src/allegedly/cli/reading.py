"""Documents for the commands: each read in a killable child, counted in as it comes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from allegedly.accounting import Tally
from allegedly.reading import Failure, Limits, find_paths, read_safely
from allegedly.records import Article


def limits_of(max_seconds: float | None, max_bytes: int | None, max_memory: int | None) -> Limits:
    """Return the limits under which a document is read; None is what holds by default."""
    named = {"seconds": max_seconds, "max_bytes": max_bytes, "memory": max_memory}
    return replace(Limits(), **{name: value for name, value in named.items() if value is not None})  # type: ignore[arg-type]


def documents(
    paths: tuple[str, ...], limits: Limits, tables: tuple[Path, ...], tally: Tally
) -> Iterator[Article | Failure]:
    """Yield each document of the paths, or why it could not be read, and count it in."""
    for document in read_safely(sources(paths), limits, tables):
        tally.arrive()
        yield document


def sources(paths: tuple[str, ...]) -> Iterator[Path | bytes | Failure]:
    """Yield each file of the paths, the bytes of standard input for "-", and what cannot be opened as failures."""
    for path in paths:
        if path == "-":
            yield sys.stdin.buffer.read()
        else:
            yield from find_paths([path])
