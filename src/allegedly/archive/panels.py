"""Counts of events by pair of countries and time: the table that a regression wants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from allegedly.archive import schema
from allegedly.archive.cells import ANY, COUNTS, EXACT, SCALES, Period, Split, counted
from allegedly.archive.database import reading
from allegedly.archive.periods import Periods, whole_periods
from allegedly.archive.store import Archive
from allegedly.errors import AllegedlyError

__all__ = ["PanelRow", "Period", "Split", "panel"]

_DYAD, _CELL = schema.dyads.c, schema.cells.c
_KEPT = {by for by, _ in SCALES}


@dataclass(frozen=True, slots=True)
class PanelRow:
    """How often one country did one kind of thing to another in one period.

    The counts are of events said to have happened or to be happening, for certain unless the panel was asked for less.
    """

    period: str  #: "2017-10", "2017-Q4", "2017" or "2017-10-10"
    actor: str
    recipient: str
    kind: str  #: PLOVER type, or quad class "1" to "4"
    events: int  #: every report of it counted
    incidents: int  #: reports of one and the same thing counted once, as far as they were joined
    reports: int  #: independent reports, copies counted once
    party_claims: int  #: of ``events``, those on the word of a party to the dyad
    events_without_party_claims: int
    incidents_without_party_claims: int
    denied: int  #: reports that it did not happen


def panel(
    archive: Archive,
    *,
    by: Period = "month",
    kind: Split = "quad",
    actor: str | None = None,
    recipient: str | None = None,
    since: str | None = None,
    until: str | None = None,
    certain_only: bool = True,
) -> list[PanelRow]:
    """Return the counts of a directed dyad, or of all, by period and kind of event.

    Undated events, and those dated less exactly than the period, are in no cell: a year's total is no month's. What is
    planned, asked for or imagined is not counted. Events that were never compared with others (``link``) count as
    incidents and reports of their own.
    """
    if by not in EXACT:
        raise AllegedlyError("U01", by, f"periods are {', '.join(EXACT)}")
    if kind not in ("type", "quad"):
        raise AllegedlyError("U01", kind, "kinds are type, quad")
    asked = _Panel(by, kind, actor, recipient, certain_only)
    with reading(archive.engine) as connection:
        found = list(_rows(connection, asked, since, until))
    return sorted(found, key=lambda row: (row.period, row.actor, row.recipient, row.kind))


@dataclass(frozen=True, slots=True)
class _Panel:
    """What is counted, whatever the time."""

    by: Period
    kind: Split
    actor: str | None
    recipient: str | None
    certain_only: bool

    def of_parties(self, listed: Select[Any], columns: Any) -> Select[Any]:
        wanted = {columns.actor: self.actor, columns.recipient: self.recipient}
        return listed.where(*(column == value for column, value in wanted.items() if value is not None))


def _rows(connection: Connection, asked: _Panel, since: str | None, until: str | None) -> Iterator[PanelRow]:
    """Yield the cells of whole periods as they are kept, and count what lies in periods that are cut, or are days."""
    if asked.by not in _KEPT:
        yield from _counted(connection, asked, since, until)
        return
    whole = whole_periods(asked.by, since, until)
    yield from _kept(connection, asked, whole)
    for first, last in whole.edges:
        yield from _counted(connection, asked, first, last)


def _kept(connection: Connection, asked: _Panel, whole: Periods) -> Iterator[PanelRow]:
    counts = [_CELL[name if asked.certain_only else f"{ANY}{name}"] for name in COUNTS]
    listed = select(_CELL.period, _CELL.actor, _CELL.recipient, _CELL.kind, *counts)
    listed = listed.where(_CELL.scale == SCALES.index((asked.by, asked.kind)), counts[0] + counts[-1] > 0)
    if whole.first is not None:
        listed = listed.where(_CELL.period >= whole.first)
    if whole.before is not None:
        listed = listed.where(_CELL.period < whole.before)
    yield from map(_row, connection.execute(asked.of_parties(listed, _CELL)).all())


def _counted(connection: Connection, asked: _Panel, since: str | None, until: str | None) -> Iterator[PanelRow]:
    listed = asked.of_parties(counted(asked.by, asked.kind, certain_only=asked.certain_only), _DYAD)
    if since is not None:
        listed = listed.where(_DYAD.day >= since)
    if until is not None:
        listed = listed.where(_DYAD.day <= until)
    if since is not None or until is not None:
        listed = listed.where(*_partners(connection, asked))
    yield from map(_row, connection.execute(listed).all())


def _partners(connection: Connection, asked: _Panel) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that the other side is one of those that there are: days are in order within a pair."""
    sides = {"recipient": asked.actor, "actor": asked.recipient}
    known = [(other, value) for other, value in sides.items() if value is not None]
    if len(known) == 1:
        ((other, _),) = known
        scale = SCALES.index(("year", "quad"))
        there = asked.of_parties(select(_CELL[other]).where(_CELL.scale == scale).distinct(), _CELL)
        yield _DYAD[other].in_(connection.execute(there).scalars().all())


def _row(row: Any) -> PanelRow:
    period, actor, recipient, kind, events, incidents, reports, claims, unclaimed, denied = row
    return PanelRow(
        period, actor, recipient, kind, events, incidents, reports, claims, events - claims, unclaimed, denied
    )
