"""``allegedly bulletin``: a digest that a monitoring desk can send."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from allegedly.cli import options
from allegedly.errors import AllegedlyError


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Return the day as it was given. Raises AllegedlyError U01 for what is none."""
    try:
        return value if value is None else date.fromisoformat(value).isoformat()
    except ValueError as fault:
        raise AllegedlyError("U01", value or "", "a day is YYYY-MM-DD") from fault


@click.command()
@options.archive_argument
@click.option("--since", metavar="YYYY-MM-DD", callback=_day, help="Incidents that last until that day or longer.")
@click.option("--until", metavar="YYYY-MM-DD", callback=_day, help="Incidents that begin on that day or earlier.")
@click.option(
    "--about",
    multiple=True,
    help='A country ("SYR", "RUS MIL") or words: names, places, what is said. Given again: what fits any of them.',
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Incidents that it tells of.")
@click.option("--format", "form", type=click.Choice(["html", "pdf"]), default="html", show_default=True)
@options.output_option
def bulletin(
    archive: str,
    since: str | None,
    until: str | None,
    about: tuple[str, ...],
    limit: int,
    form: str,
    output: Path | None,
) -> None:
    """Write a digest: the incidents of a time, who says what of them, what is disputed, sources with their dates.

    The page is complete in itself, prints well, and leads from each claim to its words with one click. PDF needs
    `pip install 'allegedly[pdf]'`. The disputed come first, then what most independent sources tell.
    """
    from allegedly.cli.comparing import compared
    from allegedly.exports.bulletin import compile_bulletin, page, pdf

    with compared(archive) as opened:
        told = compile_bulletin(opened, about=about, since=since, until=until, limit=limit)
    content = pdf(told) if form == "pdf" else page(told).encode("utf-8", "replace")
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)
    if not told.dossiers:
        click.echo("nothing is reported of that", err=True)
