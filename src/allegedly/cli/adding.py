"""``allegedly add``: read, code and keep; and ``allegedly failures``: what could not be."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from allegedly.accounting import Exit, Tally
from allegedly.archive import Archive, Source
from allegedly.archive.database import name_of
from allegedly.archive.linking import link, link_next
from allegedly.cli import options
from allegedly.cli.reading import Located, Notes, Passage, Said, limits_of, sources
from allegedly.coder import CODED_LANGUAGES
from allegedly.errors import AllegedlyError
from allegedly.reading import Failure, Limits, read_located
from allegedly.reading.child import STANDARD_INPUT
from allegedly.records import Article, content_id

#: Failures that are told after a run of ``add``; `allegedly failures` lists all.
MAX_TROUBLES = 20


@click.command()
@options.archive_argument
@options.paths_argument
@options.metadata_options
@click.option(
    "--recode", is_flag=True, help="Code again what the archive has already, after an upgrade or with new tables."
)
@options.tables_option
@options.rules_option
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that code.")
@options.limits_options
def add(
    archive: str,
    paths: tuple[str, ...],
    title: str | None,
    published: str | None,
    url: str | None,
    recode: bool,
    tables: tuple[Path, ...],
    rules_only: bool,
    workers: int,
    max_seconds: float | None,
    max_bytes: int | None,
    max_memory: int | None,
) -> None:
    """Read and code news articles and keep them in ARCHIVE, which is made if it is not there.

    ARCHIVE is one SQLite file, or a PostgreSQL database: postgresql://USER@HOST/DATABASE.

    Each article is compared with those that are there (`allegedly copies`, `incidents`, `disputes`).

    Adding twice changes nothing, and an interrupted run goes on where it stopped. What cannot be read is kept as a
    failure with its reason (`allegedly failures`), and is tried again in the next run.
    """
    from allegedly.bulk import code_all

    tally, notes, passage, troubles = Tally(), Notes(), Passage(), Troubles()
    said = Said(title, published, url)
    with Archive.open(archive) as opened, _progress() as progress:
        intake = Intake(opened, paths, limits_of(max_seconds, max_bytes, max_memory), tables, said, recode, tally)
        coded = code_all(passage.there(intake), workers=workers, tables=tables, learned=False if rules_only else None)
        task = progress.add_task("")
        for where, result in passage.back(coded):
            _keep(result, opened, recode, tally)
            link_next(opened)
            intake.settled(failed=isinstance(result, Failure))
            troubles.hear(result) if isinstance(result, Failure) else notes.hear(where, result)
            progress.update(
                task, description=f"coded {tally.coded} · duplicates {tally.duplicate} · failed {tally.failed}"
            )
        intake.finish()
        progress.update(task, description="comparing what earlier runs left")
        link(opened)
    troubles.tell()
    notes.tell()
    click.echo(tally.line(f"allegedly failures {name_of(archive)}"), err=True)
    sys.exit(tally.exit_code())


def _keep(result: Article | Failure, archive: Archive, recode: bool, tally: Tally) -> None:
    if isinstance(result, Failure):
        archive.fail(result)
        tally.settle("failed")
        return
    put = archive.put(result, replace=recode)
    tally.settle("duplicate" if put == "duplicate" else "coded" if result.language in CODED_LANGUAGES else "skipped")


def _progress() -> Progress:
    """Return a progress line for a terminal; elsewhere nothing is shown."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True)


@dataclass(slots=True)
class Troubles:
    """The failures of a run, the first of which are told on standard error; the archive keeps all."""

    _first: list[Failure] = field(default_factory=list)
    _count: int = 0

    def hear(self, failure: Failure) -> None:
        """Take up a failure."""
        self._count += 1
        if len(self._first) < MAX_TROUBLES:
            self._first.append(failure)

    def tell(self) -> None:
        """Print them."""
        for failure in self._first:
            click.echo(f"allegedly: {failure}", err=True)
        if self._count > len(self._first):
            click.echo(f"allegedly: {self._count - len(self._first):,} more failures", err=True)


@dataclass(frozen=True, slots=True)
class Ended:
    """A file that has been read to its end: the documents after ``first`` up to ``last`` were handed out from it."""

    source: Source
    first: int
    last: int


@dataclass(slots=True)
class Intake:
    """The documents that are still to be coded, and which file is done when.

    A file is acknowledged when everything that it held has been kept, so that an interrupted run reads it again, and
    one that ended does not. A file in which something failed is not acknowledged: the next run, with higher limits
    perhaps, tries again. Documents that the archive has already are noted there and not coded again.
    """

    archive: Archive
    paths: tuple[str, ...]
    limits: Limits
    tables: tuple[Path, ...]
    said: Said
    recode: bool
    tally: Tally
    _given: int = 0  # documents handed out …
    _settled: int = 0  # … those of them that were kept …
    _failed: list[int] = field(default_factory=list)  # … and which of them as failures
    _ended: deque[Ended] = field(default_factory=deque)

    def __iter__(self) -> Iterator[Located]:
        """Yield what is to be coded, or to be kept as a failure."""
        for where, document in read_located(self._unread(), self.limits, self.tables):
            self.tally.arrive()
            known = self.said.of(document)
            if not self._is_there(known):
                self._given += 1
                yield where, known

    def _unread(self) -> Iterator[Path | IO[bytes] | Failure]:
        """Yield the files that were not dealt with before; each has been read when the next is asked for."""
        for origin in sources(self.paths):
            if not isinstance(origin, Path):
                self.archive.forget_failures(origin.where if isinstance(origin, Failure) else STANDARD_INPUT)
                yield origin
                continue
            source = _source(origin)
            if source is not None and not self.recode and self.archive.seen(source):
                self.tally.arrive()
                self.tally.settle("duplicate")
                continue
            self.archive.forget_failures(str(origin))
            first = self._given
            yield origin
            if source is not None:
                self._ended.append(Ended(source, first, self._given))

    def _is_there(self, document: Article | Failure) -> bool:
        """Note a document that the archive has; False for one that is to be coded."""
        if isinstance(document, Failure) or self.recode or not self.archive.has(content_id(document.text)):
            return False
        self.archive.put(document)
        self.tally.settle("duplicate")
        return True

    def settled(self, *, failed: bool) -> None:
        """Note that the next document in order has been kept."""
        self._settled += 1
        if failed:
            self._failed.append(self._settled)
        while self._ended and self._ended[0].last <= self._settled:
            self._acknowledge(self._ended.popleft())

    def finish(self) -> None:
        """Acknowledge the files that were still waited for, or held nothing new."""
        while self._ended:
            self._acknowledge(self._ended.popleft())

    def _acknowledge(self, ended: Ended) -> None:
        if not any(ended.first < number <= ended.last for number in self._failed):
            self.archive.acknowledge(ended.source)
        self._failed = [number for number in self._failed if number > ended.last]


def _source(path: Path) -> Source | None:
    """Return the file as the journal knows it; None for one that has gone meanwhile, as the reader will say."""
    try:
        return Source.of(path)
    except OSError:
        return None


@click.command()
@options.archive_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def failures(archive: str, form: str) -> None:
    """List what could not be read or coded, with cause and remedy."""
    with Archive.open(archive, create=False) as opened:
        rows = opened.failures()
    if form == "json":
        click.echo(json.dumps([asdict(r) for r in rows], ensure_ascii=False, indent=1))
    else:
        for row in rows:
            click.echo(AllegedlyError(row.code, row.where, row.detail))
    sys.exit(Exit.DONE)
