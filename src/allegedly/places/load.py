"""Making a gazetteer of the user's own from a GeoNames dump: millions of places, a few minutes, little memory.

The dump is read twice, a line at a time: once for the codes of the divisions, once for the places. Names are collected
unsorted and sorted by SQLite at the end, which is several times faster than keeping an index up to date.
"""

from __future__ import annotations

import io
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from allegedly.errors import AllegedlyError
from allegedly.places import unpack
from allegedly.places.names import TRANSLITERATED, fold, is_latin, loosen
from allegedly.places.store import ALIAS, PRIMARY, SCHEMA, Row, insert

COLUMNS = 19
BATCH = 20_000
CACHE_KIB = 200_000
LONGEST_NAME = 60

#: Kinds of feature that news does not name, and that would only swallow names of towns.
LEFT_OUT = frozenset({"PPLH", "ADM1H", "ADM2H", "ADM3H", "ADM4H", "ADMDH", "PCLH", "RGNH"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a dump gave."""

    path: Path
    places: int
    names: int
    skipped: int  #: lines that are no places: too few columns, no coordinates


def load_geonames(path: Path, target: Path | None = None) -> Loaded:
    """Make a gazetteer from ``allCountries.txt`` (or one country's file, or the zip) and return its account.

    ``target`` is where it goes; by default where ``Gazetteer`` looks for the user's own. A file that is there is
    replaced only when the new one is whole. Raises AllegedlyError R02 where the dump cannot be opened, R08 where it
    holds no place.
    """
    target = target or unpack.user_gazetteer()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        loaded = _fill(path, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return Loaded(target, *loaded)


def _fill(path: Path, temporary: Path) -> tuple[int, int, int]:
    divisions = _divisions(path)
    skipped = 0

    def rows() -> Iterator[tuple[Row, list[tuple[str, int]]]]:
        nonlocal skipped
        for cells in _lines(path):
            row = _row(cells, divisions)
            if row is None:
                skipped += 1
            elif cells[7] not in LEFT_OUT:
                yield row, list(_keys(row, cells))

    with closing(sqlite3.connect(temporary)) as base:
        places, names = _write(base, rows())
    if not places:
        raise AllegedlyError("R08", str(path), "no line has the columns of a GeoNames dump")
    return places, names, skipped


def _write(base: sqlite3.Connection, rows: Iterator[tuple[Row, list[tuple[str, int]]]]) -> tuple[int, int]:
    for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}", "temp_store = FILE"):
        base.execute(f"PRAGMA {setting}")
    base.executescript(SCHEMA)
    base.execute("CREATE TABLE unsorted (key TEXT, id INTEGER, kind INTEGER)")
    while batch := list(islice(rows, BATCH)):
        insert(base, (row for row, _ in batch), ())
        named = ((key, row.id, kind) for row, keys in batch for key, kind in keys)
        base.executemany("INSERT INTO unsorted VALUES (?, ?, ?)", named)
    base.execute("INSERT OR IGNORE INTO name SELECT key, id, kind FROM unsorted ORDER BY key, id, kind")
    base.execute("DROP TABLE unsorted")
    base.executemany("INSERT INTO country VALUES (?, ?, ?)", _countries())
    base.commit()
    base.execute("PRAGMA optimize")
    count = base.execute("SELECT (SELECT COUNT(*) FROM place), (SELECT COUNT(*) FROM name)").fetchone()
    return count[0], count[1]


def _countries() -> list[tuple[str, str, int]]:
    """Return the shipped gazetteer's countries: a dump has their places, not their ISO 3166 alpha-3."""
    with closing(sqlite3.connect(f"{unpack.shipped().resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        rows: list[tuple[str, str, int]] = base.execute("SELECT iso2, iso3, id FROM country ORDER BY iso2").fetchall()
        return rows


def _divisions(path: Path) -> dict[str, int]:
    """Return the GeoNames id of each first- and second-order division by its code, such as "SY.07"."""
    found = {}
    for cells in _lines(path):
        if len(cells) >= COLUMNS and cells[7] in ("ADM1", "ADM2") and cells[0].isdigit():
            found[".".join((cells[8], *cells[10 : 11 if cells[7] == "ADM1" else 12]))] = int(cells[0])
    return found


def _row(cells: list[str], divisions: dict[str, int]) -> Row | None:
    if len(cells) < COLUMNS:
        return None
    try:
        number, lat, lon, population = int(cells[0]), float(cells[4]), float(cells[5]), int(cells[14] or 0)
    except ValueError:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and cells[1]):
        return None
    admin1 = divisions.get(f"{cells[8]}.{cells[10]}")
    admin2 = divisions.get(f"{cells[8]}.{cells[10]}.{cells[11]}") if cells[11] else None
    own = (None if admin1 == number else admin1, None if admin2 == number else admin2)
    return Row(number, cells[1], lat, lon, cells[7] or None, cells[8] or None, *own, population)


def _keys(row: Row, cells: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the keys of a place's names; several names may fold into one."""
    yield fold.__wrapped__(cells[1]), PRIMARY
    folded = {fold.__wrapped__(name) for name in (cells[2], *cells[3].split(",")) if _usable(name)} - {""}
    for key in sorted(folded):
        yield key, ALIAS
    if row.country in TRANSLITERATED and row.population > 0:
        for key in sorted({loosen.__wrapped__(key) for key in folded} - {""}):
            yield "~" + key, ALIAS


def _usable(name: str) -> bool:
    name = name.strip()
    is_code = len(name) <= 4 and name.isupper()
    return 3 <= len(name) <= LONGEST_NAME and not is_code and is_latin(name) and any(c.isupper() for c in name)


def _lines(path: Path) -> Iterator[list[str]]:
    with _opened(path) as source:
        yield from (line.rstrip("\n").split("\t") for line in source if not line.startswith("#"))


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOBase]:
    """Open a dump, or the one text file in a zip that has the zip's name."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                inside = next(n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.lower())
                with archive.open(inside) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as source:
                    yield source
        else:
            with path.open(encoding="utf-8", newline="\n") as source:
                yield source
    except (OSError, UnicodeDecodeError, StopIteration, zipfile.BadZipFile) as fault:
        raise AllegedlyError("R02", str(path), str(fault)) from fault
