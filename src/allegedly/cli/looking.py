"""``allegedly show``, ``query`` and ``panel``: the archive given back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from allegedly.accounting import Exit
from allegedly.archive import Archive
from allegedly.archive.geometry import Box, Circle
from allegedly.archive.panels import panel as count_panel
from allegedly.archive.queries import Question, ask
from allegedly.archive.rows import EventRow
from allegedly.cli import options
from allegedly.exports.table import Sheet

F = TypeVar("F", bound=Callable[..., Any])
PRINTED = click.Choice(["text", "json", "csv"])


def print_rows(rows: Sequence[Any], form: str, shown: tuple[str, ...]) -> None:
    """Print dataclass rows: whole as JSON or CSV, the ``shown`` columns as text. Exits 3 where there are none."""
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode([asdict(r) for r in rows])).decode())
    elif form == "csv":
        columns = tuple(f.name for f in fields(rows[0])) if rows else shown
        sheet = Sheet(sys.stdout, columns)
        for row in rows:
            sheet.write(getattr(row, name) for name in columns)
    else:
        _print_table(rows, shown)
    if not rows:
        click.echo("nothing found", err=True)
        sys.exit(Exit.NOTHING)


def _print_table(rows: Sequence[Any], shown: tuple[str, ...]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from allegedly.cli.screen import screen

    table = Table(box=box.SIMPLE_HEAD)
    for name in shown:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        cells = (getattr(row, name) for name in shown)
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in cells))
    screen(width=160).print(table)


@click.command()
@options.archive_argument
@click.argument("article", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@options.output_option
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Articles in the list.")
def show(archive: str, article: str | None, form: str, output: Path | None, limit: int) -> None:
    """Show the coding of ARTICLE (its id), or list the articles of the archive."""
    from allegedly.cli.coding import write, writer

    with Archive.open(archive, create=False) as opened:
        if article is None:
            rows = opened.articles(limit=limit)
            print_rows(rows, "json" if form == "json" else "text", ("published", "id", "title", "statements", "events"))
            return
        with writer(output) as stream:
            write([opened.article(article)], form, stream)


def question_options(command: F) -> F:
    """Add what events can be asked for."""
    asked = [
        click.option("--actor", help='A country with or without sectors ("RUS", "RUS MIL"), or a part of a name.'),
        click.option("--recipient", help="The same for whom it was done to."),
        click.option("--dyad", nargs=2, help="Two parties, either way round."),
        click.option("--type", "type", help="A PLOVER type, such as ACCUSE."),
        click.option("--quad", type=click.IntRange(1, 4), help="A quad class."),
        click.option("--country", help="Country of the place, ISO alpha-3."),
        click.option("--place", help="A part of the place's name."),
        click.option("--box", nargs=4, type=float, metavar="SOUTH WEST NORTH EAST", help="Degrees."),
        click.option("--near", nargs=3, type=float, metavar="LAT LON KM", help="Within so many kilometres."),
        options.day_option("--since", "Events that last until that day or longer."),
        options.day_option("--until", "Events that begin on that day or earlier."),
        click.option("--voice", help='On whose word: a party as for --actor, or "outlet" for the outlets\' own.'),
        click.option("--certainty", type=click.Choice(["certain", "probable", "possible", "unknown"])),
        click.option("--polarity", type=click.Choice(["+", "-"])),
        click.option("--outlet", help="Any outlet in the article's chain."),
        click.option("--text", help="Words of the event's sentence, all of them."),
        click.option("--article", help="The article's id."),
        click.option("--incident", help="The incident's id."),
        click.option("--min-confidence", type=click.FloatRange(0, 1)),
    ]
    for option in reversed(asked):
        command = option(command)
    return command


def question(asked: dict[str, Any]) -> Question:
    """Return the question that the options of ``question_options`` ask."""
    box, near = asked.pop("box", None), asked.pop("near", None)
    return Question(**asked, box=Box(*box) if box else None, circle=Circle(*near) if near else None)


SHOWN_EVENT = ("id", "start", "actors", "type", "recipients", "voice", "certainty", "polarity", "place", "confidence")


@click.command()
@options.archive_argument
@question_options
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@click.option("--after", help="The id of the last event of the page before.")
@click.option("--format", "form", type=PRINTED, default="text", show_default=True)
def query(archive: str, limit: int, after: str | None, form: str, **asked: Any) -> None:
    """List events: who, whom, what, where, when, on whose word, how surely, in which words."""
    with Archive.open(archive, create=False) as opened:
        rows: list[EventRow] = ask(opened, question(asked), limit=limit, after=after)
    print_rows(rows, form, SHOWN_EVENT)


@click.command()
@options.archive_argument
@click.option("--by", type=click.Choice(["day", "month", "quarter", "year"]), default="month", show_default=True)
@click.option("--kind", type=click.Choice(["type", "quad"]), default="quad", show_default=True)
@click.option("--actor", help="Country that acts.")
@click.option("--recipient", help="Country that is acted on.")
@options.day_option("--since")
@options.day_option("--until")
@click.option("--all-certainties", is_flag=True, help="Count probable and possible events too.")
@click.option("--format", "form", type=PRINTED, default="csv", show_default=True)
def panel(archive: str, all_certainties: bool, form: str, **asked: Any) -> None:
    """Count events by pair of countries and period, with and without claims by a party to the pair."""
    with Archive.open(archive, create=False) as opened:
        rows = count_panel(opened, certain_only=not all_certainties, **asked)
    print_rows(
        rows, form, ("period", "actor", "recipient", "kind", "events", "incidents", "reports", "party_claims", "denied")
    )
