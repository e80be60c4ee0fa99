"""``allegedly code``: read, code, print; keep nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import click

from allegedly.accounting import Tally
from allegedly.cli import options
from allegedly.cli.reading import Located, Notes, Passage, Said, documents, limits_of
from allegedly.coder import CODED_LANGUAGES
from allegedly.reading import Failure
from allegedly.records import Article

FORMATS = ("text", "json", "jsonl", "csv", "html")


@click.command()
@options.paths_argument
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print it."
)
@options.output_option
@options.metadata_options
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Leave out events below."
)
@options.tables_option
@options.rules_option
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that code.")
@options.limits_options
def code(
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    title: str | None,
    published: str | None,
    url: str | None,
    min_confidence: float,
    tables: tuple[Path, ...],
    rules_only: bool,
    workers: int,
    max_seconds: float | None,
    max_bytes: int | None,
    max_memory: int | None,
) -> None:
    """Read news articles and print what was done, by whom, to whom, where, when, on whose word and how surely.

    PATH is a file (text, HTML, PDF, JSON lines, RSS or Atom, WARC), a folder, a pattern, or - for standard input.
    """
    from allegedly.bulk import code_all

    tally, notes, passage = Tally(), Notes(), Passage()
    said = Said(title, published, url)
    read = documents(paths, limits_of(max_seconds, max_bytes, max_memory), tables, tally)
    asked = passage.there((where, said.of(document)) for where, document in read)
    coded = code_all(asked, workers=workers, tables=tables, learned=False if rules_only else None)
    with writer(output) as stream:
        write(_kept(passage.back(coded), tally, notes, min_confidence), form, stream)
    notes.tell()
    click.echo(tally.line(), err=True)
    sys.exit(tally.exit_code())


def _kept(coded: Iterable[Located], tally: Tally, notes: Notes, least: float) -> Iterator[Article]:
    """Settle each document's outcome; yield the articles, failures are told on standard error."""
    for where, result in coded:
        if isinstance(result, Failure):
            tally.settle("failed")
            click.echo(f"allegedly: {result}", err=True)
            continue
        tally.settle("coded" if result.language in CODED_LANGUAGES else "skipped")
        notes.hear(where, result)
        yield replace(result, events=tuple(e for e in result.events if e.confidence >= least))


@contextmanager
def writer(output: Path | None) -> Iterator[IO[str]]:
    """Open the file that was asked for, or standard output."""
    if output is None:
        yield sys.stdout
        return
    with output.open("w", encoding="utf-8", newline="") as stream:
        yield stream


def write(articles: Iterable[Article], form: str, stream: IO[str]) -> None:
    """Write the articles in one of the ``FORMATS``."""
    if form == "text":
        _write_text(articles, stream)
    elif form == "html":
        from allegedly.exports.page import page

        stream.write(page(articles))
    else:
        from allegedly.exports import export

        export(articles, form, stream)


def _write_text(articles: Iterable[Article], stream: IO[str]) -> None:
    from allegedly.cli.screen import screen
    from allegedly.exports.terminal import show

    console = screen(stream)
    for article in articles:
        show(article, console)
