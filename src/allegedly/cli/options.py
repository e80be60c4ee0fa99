"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATH… | -")

tables_option = click.option(
    "--tables",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
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
            click.option("--max-seconds", type=float, default=None, help="Time that reading one document may take."),
            click.option("--max-bytes", type=int, default=None, help="Size that one document may have."),
            click.option("--max-memory", type=int, default=None, help="Bytes of memory that reading may take."),
        ]
    ):
        command = option(command)
    return command


def metadata_options(command: F) -> F:
    """Add what may be known of a document from elsewhere."""
    for option in reversed(
        [
            click.option("--title", default=None, help="The title, where the document does not tell."),
            click.option(
                "--published", default=None, metavar="YYYY-MM-DD", help="The report's own date, where it is known."
            ),
            click.option("--url", default=None, help="Where the report stands."),
        ]
    ):
        command = option(command)
    return command
