"""``allegedly add``: read, code and keep; and ``allegedly failures``: what could not be."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from allegedly.accounting import Exit, Tally
from allegedly.archive import Archive, Source
from allegedly.cli import options
from allegedly.cli.reading import limits_of, sources
from allegedly.coder import CODED_LANGUAGES
from allegedly.errors import AllegedlyError
from allegedly.reading import Failure, Limits, read_safely
from allegedly.records import Article, content_id


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
    """Read and code news articles and keep them in ARCHIVE, one SQLite file, which is made if it is not there.

    Adding twice changes nothing, and an interrupted run goes on where it stopped. What cannot be read is kept as a
    failure with its reason (`allegedly failures`).
    """
    from allegedly.bulk import code_all
    from allegedly.cli.coding import with_known

    tally = Tally()
    known = {"title": title, "published": published, "url": url}
    with Archive.open(archive) as opened, _progress() as progress:
        intake = Intake(opened, paths, limits_of(max_seconds, max_bytes, max_memory), tables, recode, tally)
        documents = (with_known(d, known) for d in intake)
        task = progress.add_task("")
        for result in code_all(documents, workers=workers, tables=tables, learned=False if rules_only else None):
            _keep(result, opened, recode, tally)
            intake.settled()
            progress.update(
                task, description=f"coded {tally.coded} · duplicates {tally.duplicate} · failed {tally.failed}"
            )
        intake.finish()
    click.echo(tally.line(f"allegedly failures {archive}"), err=True)
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
class Intake:
    """The documents that are still to be coded, and which file is done when.

    A file is acknowledged when everything that it held has been kept, so that an interrupted run reads it again, and
    one that ended does not. Documents that the archive has already are noted there and not coded again.
    """

    archive: Archive
    paths: tuple[str, ...]
    limits: Limits
    tables: tuple[Path, ...]
    recode: bool
    tally: Tally
    _given: int = 0  # documents handed out …
    _settled: int = 0  # … and those of them that were kept
    _ended: deque[tuple[Source, int]] = field(default_factory=deque)  # files, and how many were handed out at their end

    def __iter__(self) -> Iterator[Article | Failure]:
        """Yield what is to be coded, or to be kept as a failure."""
        for document in read_safely(self._unread(), self.limits, self.tables):
            self.tally.arrive()
            if not self._is_known(document):
                self._given += 1
                yield document

    def _unread(self) -> Iterator[Path | bytes | Failure]:
        """Yield the files that were not dealt with before; each has been read when the next is asked for."""
        for origin in sources(self.paths):
            if not isinstance(origin, Path):
                yield origin
                continue
            source = Source.of(origin)
            if not self.recode and self.archive.seen(source):
                self.tally.arrive()
                self.tally.settle("duplicate")
                continue
            self.archive.forget_failures(str(origin))
            yield origin
            self._ended.append((source, self._given))

    def _is_known(self, document: Article | Failure) -> bool:
        if isinstance(document, Failure) or self.recode or not self.archive.has(content_id(document.text)):
            return False
        self.archive.put(document)
        self.tally.settle("duplicate")
        return True

    def settled(self) -> None:
        """Note that the next document in order has been kept."""
        self._settled += 1
        while self._ended and self._ended[0][1] <= self._settled:
            self.archive.acknowledge(self._ended.popleft()[0])

    def finish(self) -> None:
        """Acknowledge the files that held nothing new."""
        while self._ended:
            self.archive.acknowledge(self._ended.popleft()[0])


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
