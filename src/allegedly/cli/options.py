"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def day(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return the day that an option names, or refuse what is in no calendar."""
    try:
        return date.fromisoformat(value).isoformat() if value is not None else None
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day of the calendar, written YYYY-MM-DD.") from None


def day_option(name: str, help: str | None = None) -> Callable[[F], F]:  # noqa: A002  click's word
    """Return an option that takes a day."""
    return click.option(name, callback=day, metavar="YYYY-MM-DD", default=None, help=help)


paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATH… | -")

tables_option = click.option(
    "--tables",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    help="A folder with your own additions to the tables (actors, cues, frames, places …); may be given again.",
)
rules_option = click.option("--rules-only", is_flag=True, help="Do without the learned encoder.")
archive_argument = click.argument("archive", metavar="ARCHIVE")
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file, not to standard output.",
)


def limits_options(command: F) -> F:
    """Add the limits under which a document is read."""
    for option in reversed(
        [
            click.option(
                "--max-seconds",
                type=click.FloatRange(0, min_open=True),
                default=None,
                help="Time that reading one document may take.",
            ),
            click.option("--max-bytes", type=click.IntRange(1), default=None, help="Size that one document may have."),
            click.option(
                "--max-memory", type=click.IntRange(1), default=None, help="Bytes of memory that reading may take."
            ),
        ]
    ):
        command = option(command)
    return command


def metadata_options(command: F) -> F:
    """Add what may be known of a document from elsewhere."""
    for option in reversed(
        [
            click.option("--title", default=None, help="The title, where the document does not tell."),
            day_option("--published", "The report's own date, where it is known."),
            click.option("--url", default=None, help="Where the report stands."),
        ]
    ):
        command = option(command)
    return command
