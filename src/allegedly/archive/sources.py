"""How sources fare beside each other: counts, and no score of truth.

A *voice* is somebody whom reports quote; a *source* is the outlet or agency that a report goes back to. Of each it is
counted in how many incidents it has a say, and in how many of those it stands alone, is contradicted, or is confirmed
later by others. Copies count once. The counts are kept as articles are compared (``says``), month by month.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, true

from allegedly.archive import schema
from allegedly.archive.database import reading
from allegedly.archive.says import COUNTS, KINDS, Kind
from allegedly.archive.store import Archive
from allegedly.errors import AllegedlyError

__all__ = ["KINDS", "Kind", "Record", "sources"]

_SUMS = ("incidents", *COUNTS)
_TALLY, _SAY = schema.tallies.c, schema.says.c
_MONTH = 7  #: letters of a date up to its month


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
            counts[row["kind"], row["name"].casefold()].add(row)
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
    """Yield the sums by kind, name and countries: whole months as they are kept, others incident by incident."""
    who = (_TALLY.kind, _TALLY.name, _TALLY.countries)
    only = _TALLY.kind == kind if kind else true()
    kept = select(*who, *(func.sum(_TALLY[count]).label(count) for count in _SUMS)).where(only, _whole(since, until))
    yield from connection.execute(kept.group_by(*who)).mappings()
    if since is not None or until is not None:
        sums = [func.count().label("incidents"), *(func.sum(_SAY[count]).label(count) for count in COUNTS)]
        partly = select(*who, *sums).join(schema.tallies, _TALLY.id == _SAY.tally).where(only, _partly(since, until))
        yield from connection.execute(partly.group_by(*who)).mappings()


def _whole(since: str | None, until: str | None) -> ColumnElement[bool]:
    """Return the condition that all days of a tally's month lie in a time."""
    later = _TALLY.month > since[:_MONTH] if since is not None else true()
    earlier = _TALLY.month < until[:_MONTH] if until is not None else true()
    return later & earlier & (_TALLY.month != "" if until is not None else true())


def _partly(since: str | None, until: str | None) -> ColumnElement[bool]:
    """Return the condition that an incident's day lies in a time, and in one of the months that it cuts."""
    months = [ends[:_MONTH] for ends in (since, until) if ends is not None]
    within = or_(*(_SAY.day.between(m, f"{m}~") & (func.substr(_SAY.day, 1, _MONTH) == m) for m in months))
    later = _SAY.day >= since if since is not None else true()
    earlier = _SAY.day <= until if until is not None else true()
    return within & later & earlier & (_SAY.day != "" if until is not None else true())


@dataclass(slots=True)
class _Counts:
    names: Counter[str] = field(default_factory=Counter)
    countries: set[str] = field(default_factory=set)
    sums: Counter[str] = field(default_factory=Counter)

    def add(self, row: Any) -> None:
        self.names[row["name"]] += row["incidents"]
        self.countries.update(row["countries"].split())
        self.sums.update({count: int(row[count]) for count in _SUMS})

    def record(self, kind: Kind) -> Record:
        country = next(iter(self.countries)) if len(self.countries) == 1 else None
        name = min(self.names, key=lambda name: (-self.names[name], name))
        return Record(kind, name, country, *(self.sums[count] for count in _SUMS))
