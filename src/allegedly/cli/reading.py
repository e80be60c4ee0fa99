"""Documents for the commands: each read in a killable child, counted in as it comes, and known by where it was."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import click

from allegedly.accounting import Tally
from allegedly.reading import Failure, Limits, find_paths, read_located, told
from allegedly.records import Article

#: A document and where it was read: a file, or a line, entry or record of one.
Located = tuple[str, Article | Failure]

#: Different notes that are told on standard error after a run; the record has them all.
MAX_NOTES = 20


def limits_of(max_seconds: float | None, max_bytes: int | None, max_memory: int | None) -> Limits:
    """Return the limits under which a document is read; None is what holds by default."""
    named = {"seconds": max_seconds, "max_bytes": max_bytes, "memory": max_memory}
    return replace(Limits(), **{name: value for name, value in named.items() if value is not None})  # type: ignore[arg-type]


def documents(paths: tuple[str, ...], limits: Limits, tables: tuple[Path, ...], tally: Tally) -> Iterator[Located]:
    """Yield each document of the paths, or why it could not be read, and count it in."""
    for located in read_located(sources(paths), limits, tables):
        tally.arrive()
        yield located


def sources(paths: tuple[str, ...]) -> Iterator[Path | IO[bytes] | Failure]:
    """Yield each file of the paths, standard input for "-", and what cannot be opened as failures."""
    for path in paths:
        if path == "-":
            yield sys.stdin.buffer
        else:
            yield from find_paths([path])


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of the documents; None where nothing is said."""

    title: str | None
    published: str | None
    url: str | None

    def of(self, document: Article | Failure) -> Article | Failure:
        """Return the document with it."""
        if isinstance(document, Failure):
            return document
        return told(document, title=self.title, published=self.published, url=self.url)


@dataclass(slots=True)
class Passage:
    """Documents on their way through the coder, which keeps their order: where each came from is kept here meanwhile.

    The record of an article says what is in the article, not in which file of whose disk it was.
    """

    _under_way: deque[str] = field(default_factory=deque)

    def there(self, located: Iterable[Located]) -> Iterator[Article | Failure]:
        """Yield the documents for the coder."""
        for where, document in located:
            self._under_way.append(where)
            yield document

    def back(self, results: Iterable[Article | Failure]) -> Iterator[Located]:
        """Yield each result with where its document was; a failure says so itself too."""
        for result in results:
            where = self._under_way.popleft()
            yield where, replace(result, where=where) if isinstance(result, Failure) else result


@dataclass(slots=True)
class Notes:
    """Notes of the articles of a run, each told once with the number of articles that have it."""

    _first: dict[str, str] = field(default_factory=dict)  # note → where it was met first
    _count: dict[str, int] = field(default_factory=dict)

    def hear(self, where: str, article: Article) -> None:
        """Take up an article's notes."""
        for note in article.notes:
            self._first.setdefault(note, where)
            self._count[note] = self._count.get(note, 0) + 1

    def tell(self) -> None:
        """Print them on standard error."""
        for note, where in list(self._first.items())[:MAX_NOTES]:
            others = self._count[note] - 1
            click.echo(f"allegedly: {where}: {note}" + (f" (and {others:,} more)" if others else ""), err=True)
        if len(self._first) > MAX_NOTES:
            click.echo(f"allegedly: {len(self._first) - MAX_NOTES:,} other notes; the records have them", err=True)
