"""The file that a gazetteer lives in: SQLite, read only, one table of places and one of names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

PRIMARY, ALIAS = 0, 1

#: Coordinates are whole numbers of 1e-5 degrees (about a metre): a third of the size of floating point.
SCALE = 100_000

SCHEMA = """
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, lat INTEGER, lon INTEGER, feature TEXT, country TEXT,
  admin1 INTEGER, admin2 INTEGER, population INTEGER NOT NULL DEFAULT 0);
CREATE TABLE name (key TEXT NOT NULL, id INTEGER NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE country (iso2 TEXT PRIMARY KEY, iso3 TEXT NOT NULL, id INTEGER NOT NULL) WITHOUT ROWID;
"""


class Row(NamedTuple):
    """One place, in the order of the table's columns, with coordinates in degrees."""

    id: int
    name: str
    lat: float | None
    lon: float | None
    feature: str | None
    country: str | None  #: ISO 3166 alpha-2, as GeoNames has it
    admin1: int | None
    admin2: int | None
    population: int


def packed(degrees: float | None) -> int | None:
    """Return degrees as the table keeps them."""
    return None if degrees is None else round(degrees * SCALE)


def insert(base: sqlite3.Connection, rows: Iterable[Row], names: Iterable[tuple[str, int, int]]) -> None:
    """Add places and their names; of two kinds of one name the first is kept."""
    packed_rows = (row._replace(lat=packed(row.lat), lon=packed(row.lon)) for row in rows)
    base.executemany("INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", packed_rows)
    base.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", names)
