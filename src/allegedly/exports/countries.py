"""Countries, bodies, sectors and places in the codes that other data use; knowledge from the tables of this package."""

from __future__ import annotations

from functools import cache

import msgspec

from allegedly import tables

PACKAGE = "allegedly.exports"


class Country(msgspec.Struct, frozen=True):
    """A row of ``country_codes.tsv``."""

    iso3: str
    iso2: str
    name: str
    number: int | None = None
    fips: str | None = None


class Body(msgspec.Struct, frozen=True):
    """A row of ``bodies.tsv``: a code of PLOVER's for those of no country."""

    code: str
    name: str
    group: str | None = None
    role: str | None = None


class Sector(msgspec.Struct, frozen=True):
    """A row of ``sectors.tsv``."""

    sector: str
    name: str
    cameo: str | None = None
    side: str | None = None
    acled: str | None = None


class Feature(msgspec.Struct, frozen=True):
    """A row of ``features.tsv``: what kind of place a GeoNames feature is, and how exact it is."""

    feature: str
    level: str | None = None
    ucdp: int | None = None
    acled: int | None = None
    gdelt: int | None = None


@cache
def countries() -> dict[str, Country]:
    """The countries by ISO alpha-3 code."""
    return {row.iso3: row for row in tables.tsv(PACKAGE, "country_codes.tsv", Country)}


@cache
def bodies() -> dict[str, Body]:
    """PLOVER's codes for those of no country."""
    return {row.code: row for row in tables.tsv(PACKAGE, "bodies.tsv", Body)}


@cache
def sectors() -> dict[str, Sector]:
    """The sectors by PLOVER's code."""
    return {row.sector: row for row in tables.tsv(PACKAGE, "sectors.tsv", Sector)}


@cache
def _features() -> dict[str, Feature]:
    return {row.feature: row for row in tables.tsv(PACKAGE, "features.tsv", Feature)}


UNKNOWN_FEATURE = Feature(feature="")


@cache
def feature(code: str | None) -> Feature:
    """Return what is known of a GeoNames feature code, by its longest beginning in the table."""
    known = _features()
    begins = ((code or "")[:n] for n in range(len(code or ""), 0, -1))
    return next((known[begin] for begin in begins if begin in known), UNKNOWN_FEATURE)


def country_name(code: str | None) -> str | None:
    """Return the English name of a country or body; None for a code that no table has."""
    row = countries().get(code or "") or bodies().get(code or "")
    return row.name if row else None


def iso2(code: str | None) -> str | None:
    """Return the ISO alpha-2 code; None for bodies and unknown codes."""
    row = countries().get(code or "")
    return row.iso2 if row else None


def sides(codes: tuple[str, ...]) -> set[str]:
    """Return on which side of a fight the sectors put their party: state, armed, civilian; empty where they do not."""
    return {row.side for code in codes if (row := sectors().get(code)) and row.side}
