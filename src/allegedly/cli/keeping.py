"""``allegedly backup``, ``restore``, ``copy``, ``doctor`` and ``gazetteer``: keeping what is there in order."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from allegedly.accounting import Exit
from allegedly.archive import Archive
from allegedly.archive.copying import copy as copy_all
from allegedly.archive.database import name_of, path_of, url_of
from allegedly.archive.examining import examine_server
from allegedly.archive.upkeep import Finding, examine
from allegedly.archive.upkeep import backup as back_up
from allegedly.archive.upkeep import restore as put_back
from allegedly.cli import options
from allegedly.errors import AllegedlyError

file_argument = click.Path(dir_okay=False, path_type=Path)
force_option = click.option("--force", is_flag=True, help="Replace what is there.")


def _file_of(archive: str) -> Path:
    path = path_of(url_of(archive))
    if path is None:
        raise AllegedlyError("U01", name_of(archive), "only SQLite files are kept so; see `allegedly copy`, or pg_dump")
    return path


@click.command()
@options.archive_argument
@click.argument("target", metavar="FILE", type=file_argument)
@force_option
def backup(archive: str, target: Path, force: bool) -> None:
    """Copy ARCHIVE to FILE while it may be in use, and check the copy.

    FILE is one SQLite file and an archive itself: every command reads it. What is there is replaced only with --force.
    """
    back_up(_file_of(archive), target, replace=force)
    click.echo(f"{archive} → {target} ({target.stat().st_size:,} bytes, checked)", err=True)


@click.command()
@click.argument("kept", metavar="FILE", type=file_argument)
@options.archive_argument
@force_option
def restore(kept: Path, archive: str, force: bool) -> None:
    """Put the backup FILE in the place of ARCHIVE once everything in it has been checked.

    An ARCHIVE that is there is replaced only with --force, and is kept beside under another name.
    """
    aside = put_back(kept, _file_of(archive), replace=force)
    click.echo(f"{kept} → {archive}" + (f"; what was there is now {aside}" if aside else ""), err=True)


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@force_option
def copy(source: str, target: str, force: bool) -> None:
    """Copy the archive FROM into TO, of the same kind or another: sqlite:FILE, postgresql://USER@HOST/DATABASE.

    FROM may be in use. All is copied or nothing: every row of every table is read back and compared before it is kept.
    A TO that is not there is made; one that holds something is replaced only with --force.
    """
    with Archive.open(source, create=False) as old, Archive.open(target) as new:
        counts = copy_all(old, new, replace=force)
    told = ("articles", "statements", "events", "sightings", "failures", "incidents", "reviews")
    account = " · ".join(f"{name} {counts[name]}" for name in told)
    rows = f"{sum(counts.values()):,} rows of {len(counts)} tables, each compared"
    click.echo(f"{name_of(source)} → {name_of(target)}: {account} ({rows})", err=True)


@click.command()
@click.argument("archive", metavar="[ARCHIVE]", required=False)
@options.tables_option
def doctor(archive: str | None, tables: tuple[Path, ...]) -> None:
    """Say what is installed, whether it works, and whether ARCHIVE is sound.

    Looks at Python, models, gazetteer and tables by coding the bundled article. Of ARCHIVE it checks schema, pages (or
    what the server says of them), references, word index, and every record with its spans; nothing is changed. Exits 0
    if all is well, 3 if a part of the installation is not, 4 if the archive is not.
    """
    from allegedly.health import examine_installation

    whole = _report(examine_installation(tables))
    sound = archive is None or _report(_examined(archive))
    sys.exit(Exit.STORE if not sound else Exit.DONE if whole else Exit.NOTHING)


def _examined(archive: str) -> Iterable[Finding]:
    path = path_of(url_of(archive))
    return examine_server(archive) if path is None else examine(path)


def _report(findings: Iterable[Finding]) -> bool:
    """Print a line a finding; tell whether all are sound."""
    sound = True
    for finding in findings:
        sound = sound and finding.sound
        click.echo(f"{'ok' if finding.sound else 'WRONG':6}{finding.what:15}{finding.detail}")
    return sound


@click.group()
def gazetteer() -> None:
    """Look places up, and replace the gazetteer by all of GeoNames."""


@gazetteer.command()
@click.argument("name")
@options.tables_option
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def find(name: str, tables: tuple[Path, ...], form: str) -> None:
    """List the places that NAME may mean, those with most people first; like-sounding ones where there is none."""
    from allegedly.cli.looking import print_rows
    from allegedly.places import Gazetteer

    places = Gazetteer(None, tables)
    found = places.find(name) or places.find_alike(name)
    rows = sorted(found, key=lambda entry: (-entry.population, entry.key))
    print_rows(rows, form, ("geonames", "name", "feature", "country", "population", "lat", "lon", "how"))


@gazetteer.command()
@click.argument("dump", metavar="allCountries.txt", type=file_argument)
@click.option(
    "-o", "--output", type=file_argument, default=None, help="Where to; by default where it replaces the shipped one."
)
def load(dump: Path, output: Path | None) -> None:
    """Make a gazetteer of a GeoNames dump: allCountries.txt, one country's file, or the zip of either.

    It is used instead of the shipped one from then on; delete the file that is named to go back.
    """
    from allegedly.places.load import load_geonames

    try:
        loaded = load_geonames(dump, output)
    except sqlite3.Error as fault:
        raise AllegedlyError("U02", str(output or ""), str(fault)) from fault
    click.echo(
        f"{loaded.places:,} places under {loaded.names:,} names → {loaded.path} ({loaded.skipped:,} lines skipped)",
        err=True,
    )


@gazetteer.command()
def info() -> None:
    """Say which gazetteer is used, and whether it is whole."""
    from allegedly.health import examine_gazetteer

    finding = examine_gazetteer()
    click.echo(finding.detail)
    sys.exit(Exit.DONE if finding.sound else Exit.NOTHING)
