"""How sources fare beside each other: counts, and no score of truth.

A *voice* is somebody whom reports quote; a *source* is the outlet or agency that a report goes back to. Of each it is
counted in how many incidents it has a say, and in how many of those it stands alone, is contradicted, or is confirmed
later by others. Copies count once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import select

from allegedly.archive import schema
from allegedly.archive.database import reading
from allegedly.archive.disputes import Telling, contradictions
from allegedly.archive.incidents import tellings_of
from allegedly.archive.store import Archive
from allegedly.errors import AllegedlyError

Kind = Literal["voice", "source"]
KINDS: tuple[Kind, ...] = ("voice", "source")
BATCH = 400  #: incidents that are looked at together


@dataclass(frozen=True, slots=True)
class Record:
    """What became of what one voice or source said: in how many incidents."""

    kind: Kind
    name: str
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
    for tellings in _incidents(archive, since, until):
        for one in KINDS:
            if kind in (None, one):
                _count(one, tellings, counts)
    found = [count.record(key[0]) for key, count in counts.items()]
    wanted = [r for r in found if name is None or name.casefold() in r.name.casefold()]
    return _page(sorted(wanted, key=lambda r: (-r.incidents, r.kind, r.name.casefold(), r.name)), limit, after)


def _page(records: list[Record], limit: int | None, after: str | None) -> list[Record]:
    keys = [f"{record.kind}:{record.name}" for record in records]
    if after is not None and after not in keys:
        raise AllegedlyError("S04", after)
    first = keys.index(after) + 1 if after is not None else 0
    return records[first : None if limit is None else first + limit]


def _incidents(archive: Archive, since: str | None, until: str | None) -> Iterator[list[Telling]]:
    table = schema.incidents.c
    listed = select(table.id).order_by(table.id)
    if since is not None:
        listed = listed.where(table.day >= since)
    if until is not None:
        listed = listed.where(table.day <= until, table.day != "")
    with reading(archive.engine) as connection:
        ids = list(connection.execute(listed).scalars())
    for at in range(0, len(ids), BATCH):
        yield from (tellings for _, tellings in sorted(tellings_of(archive, ids[at : at + BATCH]).items()))


@dataclass(slots=True)
class _Counts:
    name: str = ""
    countries: set[str] = field(default_factory=set)
    incidents: int = 0
    reports: int = 0
    alone: int = 0
    contradicted: int = 0
    confirmed: int = 0
    denies: int = 0

    def record(self, kind: Kind) -> Record:
        country = next(iter(self.countries)) if len(self.countries) == 1 else None
        counts = (self.incidents, self.reports, self.alone, self.contradicted, self.confirmed, self.denies)
        return Record(kind, self.name, country, *counts)


def _name(telling: Telling, kind: Kind) -> str:
    return telling.speaker if kind == "voice" else telling.source


def _count(kind: Kind, tellings: list[Telling], counts: dict[tuple[Kind, str], _Counts]) -> None:
    """Add one incident to the counts of all that have a say in it."""
    sure = sorted((t for t in tellings if t.sure and t.told.is_report), key=lambda t: (t.date, t.told.id))
    says: dict[str, list[Telling]] = defaultdict(list)
    for telling in sure:
        says[_name(telling, kind).casefold()].append(telling)
    against = _contradicted(kind, sure)
    for name, said in says.items():
        if kind == "source" or said[0].told.voice is not None:
            others = [t for other, told in says.items() if other != name for t in told if t.told.polarity == "+"]
            _add(counts[kind, name], kind, said, others)
            counts[kind, name].contradicted += name in against


def _contradicted(kind: Kind, tellings: list[Telling]) -> set[str]:
    by_id = {t.told.id: t for t in tellings}
    sides = [(by_id[c.one], by_id[c.other]) for c in contradictions(tellings)]
    names = [{_name(one, kind).casefold(), _name(other, kind).casefold()} for one, other in sides]
    return set().union(*(both for both in names if len(both) == 2))


def _add(count: _Counts, kind: Kind, said: list[Telling], others: list[Telling]) -> None:
    count.name = count.name or _name(said[0], kind)
    if kind == "voice":
        count.countries |= {t.told.voice_country for t in said if t.told.voice_country}
    affirmed = [t for t in said if t.told.polarity == "+"]
    count.incidents += 1
    count.reports += len({t.report for t in said})
    count.denies += len(affirmed) < len(said)
    count.alone += bool(affirmed) and not others
    count.confirmed += bool(affirmed) and any(t.date > affirmed[0].date for t in others if affirmed[0].date)
