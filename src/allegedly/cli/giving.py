"""``allegedly export`` and ``import``: the archive written in formats that others read, and records taken back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from allegedly.accounting import Tally
from allegedly.archive import Archive
from allegedly.cli import options
from allegedly.codec import decode
from allegedly.errors import AllegedlyError
from allegedly.exports import FORMATS, Choice, LeftOut, kind_of
from allegedly.exports import export as export_articles
from allegedly.reading import Failure

F = TypeVar("F", bound=Callable[..., Any])


def choice_options(command: F) -> F:
    """Add which events are written."""
    chosen = [
        click.option(
            "--include-claims/--no-claims",
            "claims",
            default=None,
            help="Also events on somebody's word, or only what the outlets report on their own.",
        ),
        click.option(
            "--any-certainty/--certain-only",
            "unsure",
            default=None,
            help="Also what is denied, less than certain or to come, or only what is certain.",
        ),
    ]
    for option in reversed(chosen):
        command = option(command)
    return command


def choice_for(form: str, claims: bool | None, unsure: bool | None) -> Choice:
    """Return which events are written: what was asked for, and the format's own way where nothing was."""
    usual = kind_of(form).usual
    return Choice(
        claims=usual.claims if claims is None else claims,
        unsure=usual.unsure if unsure is None else unsure,
    )


@contextmanager
def opened_for(form: str, output: Path | None) -> Iterator[IO[Any]]:
    """Open the file that was asked for, or standard output, for bytes or text as the format needs."""
    if FORMATS[form].binary:
        if output is None:
            yield sys.stdout.buffer
        else:
            with output.open("wb") as raw:
                yield raw
    elif output is None:
        yield sys.stdout
    else:
        with output.open("w", encoding="utf-8", newline="") as stream:
            yield stream


def say_left_out(left_out: LeftOut) -> None:
    """Say on standard error what was not written; nothing is left out in silence."""
    if line := left_out.line():
        click.echo(f"allegedly: {line}", err=True)


@click.command()
@options.archive_argument
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="jsonl", show_default=True)
@options.output_option
@choice_options
def export(archive: str, form: str, output: Path | None, claims: bool | None, unsure: bool | None) -> None:
    """Write the whole archive in a format that others read.

    Formats that have no place for whose word it is (polecat, icews, gdelt, acled) hold only what the outlets report on
    their own word and as certain; ucdp also certain claims; all others everything. The options below change that, and
    what was left out is said on standard error.
    """
    with Archive.open(archive, create=False) as opened, opened_for(form, output) as stream:
        left_out = export_articles(opened.records(), form, stream, choice_for(form, claims, unsure))
    say_left_out(left_out)


@click.command("import")
@options.archive_argument
@click.argument("files", nargs=-1, required=True, type=click.File("rb"), metavar="FILE… | -")
@click.option("--replace", is_flag=True, help="Put the coming record in the place of one with the same text.")
def import_(archive: str, files: tuple[IO[bytes], ...], replace: bool) -> None:
    """Put coded records (JSON lines, as `export` and `code --format jsonl` write them) into ARCHIVE as they are.

    Nothing is coded anew: exporting what was imported gives the same lines. A line that is no record is kept as a
    failure and does not stop the others.
    """
    tally = Tally()
    with Archive.open(archive) as opened:
        for file in files:
            name = getattr(file, "name", "-")
            opened.forget_failures(name)
            for number, line in enumerate(file, 1):
                if line.strip():
                    _take(opened, line, f"{name}:{number}", replace, tally)
    click.echo(tally.line(f"allegedly failures {archive}"), err=True)
    sys.exit(tally.exit_code())


def _take(archive: Archive, line: bytes, where: str, replace: bool, tally: Tally) -> None:
    tally.arrive()
    try:
        tally.settle(archive.put(decode(line, where), replace=replace))
    except AllegedlyError as fault:
        if fault.code != "R08":
            raise
        archive.fail(Failure(where=where, code=fault.code, detail=fault.detail))
        tally.settle("failed")
