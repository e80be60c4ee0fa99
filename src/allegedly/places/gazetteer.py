"""Looking names up: the gazetteer's file, with the hand-made places, country names and demonyms laid over it."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from allegedly import tables
from allegedly.places import unpack
from allegedly.places.names import fold, loosen
from allegedly.places.store import PRIMARY, SCALE

#: How a name leads to a place: its own name, another name of it, a like-sounding spelling, or its people's.
How = Literal["name", "alias", "loose", "demonym"]

_PACKAGE = "allegedly.places"
_CACHED_LOOKUPS = 20_000
_ROW = "SELECT p.id, p.name, p.lat, p.lon, p.feature, p.country, p.admin1, p.admin2, p.population"
_BY_NAME = f"{_ROW}, n.kind FROM name n JOIN place p USING (id) WHERE n.key = ?"
_BY_ID = f"{_ROW} FROM place p WHERE p.id = ?"


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer, as one of its names leads to it."""

    key: int  #: GeoNames id; negative for an entry of our own
    name: str  #: the gazetteer's name
    lat: float | None
    lon: float | None
    feature: str | None  #: GeoNames feature code
    country: str | None  #: ISO 3166 alpha-3
    admin1: int | None
    admin2: int | None
    population: int
    how: How

    @property
    def geonames(self) -> int | None:
        """The GeoNames id; None for an entry of our own."""
        return self.key if self.key > 0 else None


class Supplement(msgspec.Struct, frozen=True):
    """A row of supplement.tsv."""

    name: str
    lat: float
    lon: float
    feature: str
    country: str | None = None
    geonames: int | None = None
    aliases: str = ""


class CountryNames(msgspec.Struct, frozen=True):
    """A row of country_names.tsv."""

    iso3: str
    lat: float | None = None
    lon: float | None = None
    names: str = ""
    demonyms: str = ""


class Demonyms(msgspec.Struct, frozen=True):
    """A row of demonyms.tsv."""

    place: str
    words: str


def bars(cell: str) -> list[str]:
    """Return the parts of a cell that are separated by "|"."""
    return [part.strip() for part in cell.split("|") if part.strip()]


class Gazetteer:
    """Names to places, from an SQLite file and the tables laid over it.

    ``path`` is a file made by the build script or by ``load_geonames``; by default what ``unpack.chosen`` finds.
    ``folders`` hold the user's additions to supplement.tsv, country_names.tsv and demonyms.tsv.
    """

    def __init__(self, path: Path | None = None, folders: Sequence[Path] = ()) -> None:
        self.path = path or unpack.chosen()
        self._base: sqlite3.Connection | None = None
        self._process = 0
        countries = self._read("SELECT iso2, iso3, id FROM country")
        self._iso3: dict[str | None, str] = {iso2: iso3 for iso2, iso3, _ in countries}
        self._iso2: dict[str | None, str] = {iso3: iso2 for iso2, iso3, _ in countries}
        self._countries: dict[str | None, int] = {iso3: number for _, iso3, number in countries}
        self._over: dict[str, list[Entry]] = defaultdict(list)
        self._own: dict[int, Entry] = {}
        self.find = lru_cache(_CACHED_LOOKUPS)(self._find)
        self.find_alike = lru_cache(_CACHED_LOOKUPS)(self._find_alike)
        self.entry = lru_cache(_CACHED_LOOKUPS)(self._entry)
        self._lay_over(tuple(folders))

    def close(self) -> None:
        """Close the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    def _read(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        if self._base is None or self._process != os.getpid():  # a connection must not outlive a fork
            self._base = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            self._process = os.getpid()
        return self._base.execute(query, values).fetchall()

    def _find(self, name: str) -> tuple[Entry, ...]:
        """Return the places of that name, in a fixed order; "Syrian" leads to Syria as a demonym."""
        key = fold(name)
        found = {entry.key: entry for entry in self._over.get(key, ())}
        for *row, kind in self._read(_BY_NAME, (key,)):
            entry = self._made(row, "name" if kind == PRIMARY else "alias")
            if entry.key not in found or found[entry.key].how == "demonym":
                found[entry.key] = entry
        return tuple(found[number] for number in sorted(found))

    def _find_alike(self, name: str) -> tuple[Entry, ...]:
        """Return the places whose name sounds like that one, in countries whose names are transliterated."""
        key = loosen(fold(name))
        if not key:
            return ()
        return tuple(self._made(row[:-1], "loose") for row in sorted(self._read(_BY_NAME, ("~" + key,))))

    def _entry(self, number: int) -> Entry | None:
        """Return the place with that id; None where there is none."""
        if number in self._own:
            return self._own[number]
        rows = self._read(_BY_ID, (number,))
        return self._made(rows[0], "name") if rows else None

    def count(self) -> int:
        """Return how many places the file has."""
        return int(self._read("SELECT COUNT(*) FROM place")[0][0])

    def country(self, iso3: str | None) -> Entry | None:
        """Return the country with that ISO 3166 alpha-3 code; None where there is none."""
        number = self._countries.get(iso3)
        return self.entry(number) if number else None

    def _made(self, row: Sequence[Any], how: How) -> Entry:
        if moved := self._own.get(row[0]):
            return _by(moved, how)
        number, name, lat, lon, feature, iso2, admin1, admin2, population = row
        return Entry(
            number, name, lat and lat / SCALE, lon and lon / SCALE, feature, self._iso3.get(iso2), admin1, admin2,
            population, how,
        )  # fmt: skip

    def _lay_over(self, folders: tuple[Path, ...]) -> None:
        for number, row in enumerate(tables.tsv(_PACKAGE, "supplement.tsv", Supplement, folders), 1):
            self._add_own(number, row)
        for names in tables.tsv(_PACKAGE, "country_names.tsv", CountryNames, folders):
            self._move(names)
            self._add_names(self.country(names.iso3), bars(names.names), "alias")
            self._add_names(self.country(names.iso3), bars(names.demonyms), "demonym")
        for row2 in tables.tsv(_PACKAGE, "demonyms.tsv", Demonyms, folders):
            self._add_names(self._named(row2.place), bars(row2.words), "demonym")

    def _move(self, row: CountryNames) -> None:
        number = self._countries.get(row.iso3)
        entry = self._entry(number) if number and row.lat is not None else None
        if entry:
            self._own[entry.key] = replace(entry, lat=row.lat, lon=row.lon)

    def _add_own(self, number: int, row: Supplement) -> None:
        known = self._entry(row.geonames) if row.geonames else None
        entry = known or Entry(
            row.geonames or -number, row.name, row.lat, row.lon, row.feature, row.country, None, None, 0, "name"
        )
        self._own.setdefault(entry.key, entry)
        self._add_names(entry, [row.name], "name")
        self._add_names(entry, bars(row.aliases), "alias")

    def _add_names(self, entry: Entry | None, names: Iterable[str], how: How) -> None:
        if entry is None:
            return
        for name in names:
            laid = self._over[fold(name)]
            if all(other.key != entry.key for other in laid):
                laid.append(_by(entry, how))

    def _named(self, place: str) -> Entry | None:
        if place.isdigit():
            return self._entry(int(place))
        return next((entry for entry in self._over.get(fold(place), ()) if entry.name == place), None)

    def iso2(self, entry: Entry) -> str | None:
        """Return the ISO 3166 alpha-2 code of the place's country."""
        return self._iso2.get(entry.country)

    def chain(self, entry: Entry) -> Iterator[int]:
        """Yield the ids of what the place lies in: division, division above, country."""
        for number in (entry.admin2, entry.admin1, self._countries.get(entry.country)):
            if number and number != entry.key:
                yield number


def _by(entry: Entry, how: How) -> Entry:
    return entry if entry.how == how else replace(entry, how=how)


@lru_cache(maxsize=8)
def shared(folders: tuple[Path, ...] = ()) -> Gazetteer:
    """Return the gazetteer that all articles of this process are looked up in."""
    return Gazetteer(None, folders)
