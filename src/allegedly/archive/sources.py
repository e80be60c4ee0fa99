"""How sources fare beside each other: counts, and no score of truth.

A *voice* is somebody whom reports quote; a *source* is the outlet or agency that a report goes back to. Of each it is
counted in how many incidents it has a say, and in how many of those it stands alone, is contradicted, or is confirmed
later by others. Copies count once. The counts are kept as articles are compared (``says``), by month, year and in all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, true

from allegedly.archive import schema
from allegedly.archive.database import reading
from allegedly.archive.periods import Edge, Periods, whole_periods
from allegedly.archive.says import COUNTS, KINDS, Kind
from allegedly.archive.store import Archive
from allegedly.errors import AllegedlyError

__all__ = ["KINDS", "Kind", "Record", "sources"]

_SUMS = ("incidents", *COUNTS)
_TALLY, _SAY = schema.tallies.c, schema.says.c


@dataclass(frozen=True, slots=True)
class Record:
    """What became of what one voice or source said: in how many incidents."""

    kind: Kind
    name: str  #: as most incidents have it; of several, the first in order
    country: str | None  #: of a voice, where all reports agree
    incidents: int  #: it has a say in
    reports: int  #: independent reports with its word
    alone: int  #: nobody else says that it happened
    contradicted: int  #: somebody's account contradicts its own
    confirmed: int  #: another independent one said so on a later day
    denies: int  #: it says that it did not happen


def sources(
    archive: Archive,
    *,
    kind: Kind | None = None,
    name: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> list[Record]:
    """Return the voices and sources with a say in incidents of a time, those with the most first.

    ``name`` is a part of a name; ``after`` is "kind:name" of the last record of the page before.
    """
    if kind not in (None, *KINDS):
        raise AllegedlyError("U01", str(kind), "kinds are voice, source")
    counts: dict[tuple[Kind, str], _Counts] = defaultdict(_Counts)
    with reading(archive.engine) as connection:
        for row in _summed(connection, kind, since, until):
            counts[row.kind, row.name.casefold()].add(row)
    found = [count.record(key[0]) for key, count in counts.items()]
    wanted = [r for r in found if name is None or name.casefold() in r.name.casefold()]
    return _page(sorted(wanted, key=lambda r: (-r.incidents, r.kind, r.name.casefold(), r.name)), limit, after)


def _page(records: list[Record], limit: int | None, after: str | None) -> list[Record]:
    keys = [f"{record.kind}:{record.name}" for record in records]
    if after is not None and after not in keys:
        raise AllegedlyError("S04", after)
    first = keys.index(after) + 1 if after is not None else 0
    return records[first : None if limit is None else first + limit]


def _summed(connection: Connection, kind: Kind | None, since: str | None, until: str | None) -> Iterator[Any]:
    """Yield the sums by kind, name and countries: years and months as they are kept, days by incident."""
    only = _TALLY.kind == kind if kind else true()
    who = (_TALLY.kind, _TALLY.name, _TALLY.countries)
    sums = (func.sum(_TALLY[count]).label(count) for count in _SUMS)
    kept = select(*who, *sums).where(only).group_by(*who)
    if since is None and until is None:
        yield from connection.execute(kept.where(_TALLY.step == "all")).all()
        return
    years = whole_periods("year", since, until)
    for step, within in (("year", years), *(("month", whole_periods("month", *cut)) for cut in years.edges)):
        listed = kept.where(_TALLY.step == step, _TALLY.period != "", *_between(_TALLY.period, within))
        yield from connection.execute(listed).all()
        if step == "month":
            for edge in within.edges:
                yield from connection.execute(_of_days(edge, only)).all()


def _between(period: ColumnElement[str], within: Periods) -> Iterator[ColumnElement[bool]]:
    if within.first is not None:
        yield period >= within.first
    if within.before is not None:
        yield period < within.before


def _of_days(edge: Edge, only: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the sums of some days, of which nothing is kept but each incident's."""
    sums = [func.count().label("incidents"), *(func.sum(_SAY[count]).label(count) for count in COUNTS)]
    days = select(_SAY.tally, *sums).where(_SAY.day != "").group_by(_SAY.tally)
    if edge.since is not None:
        days = days.where(_SAY.day >= edge.since)
    if edge.until is not None:
        days = days.where(_SAY.day <= edge.until)
    summed = days.subquery()
    who = (_TALLY.kind, _TALLY.name, _TALLY.countries)
    counts = (summed.c[count] for count in _SUMS)
    return select(*who, *counts).join_from(summed, schema.tallies, _TALLY.id == summed.c.tally).where(only)


@dataclass(slots=True)
class _Counts:
    names: Counter[str] = field(default_factory=Counter)
    countries: set[str] = field(default_factory=set)
    sums: list[int] = field(default_factory=lambda: [0] * len(_SUMS))

    def add(self, row: Any) -> None:
        _, name, countries, incidents, *_ = row
        self.names[name] += incidents
        self.countries.update(countries.split())
        self.sums = [known + int(more) for known, more in zip(self.sums, row[3:], strict=True)]

    def record(self, kind: Kind) -> Record:
        country = next(iter(self.countries)) if len(self.countries) == 1 else None
        name = min(self.names, key=lambda name: (-self.names[name], name))
        return Record(kind, name, country, *self.sums)
