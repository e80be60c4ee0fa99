"""Counts of events by pair of countries and time: the table that a regression wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, and_, case, cast, func, select

from allegedly.archive import schema
from allegedly.archive.database import reading
from allegedly.archive.rows import KEY
from allegedly.archive.store import Archive
from allegedly.errors import AllegedlyError

Period = Literal["day", "month", "quarter", "year"]
Split = Literal["type", "quad"]

_DYAD = schema.dyads.c


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
    period = _period(by)
    columns = _cells(period, kind)
    listed = (
        select(*columns)
        .select_from(schema.dyads)
        .where(_DYAD.day != "", _DYAD.granularity.in_(_exact_enough(by)), _DYAD.tense != "future")
        .group_by(*columns[:4])
        .order_by(*columns[:4])
    )
    wanted = {_DYAD.actor: actor, _DYAD.recipient: recipient}
    listed = listed.where(*(column == value for column, value in wanted.items() if value is not None))
    listed = listed.where(_DYAD.certainty == "certain" if certain_only else _DYAD.certainty != "unknown")
    if since is not None:
        listed = listed.where(_DYAD.day >= since)
    if until is not None:
        listed = listed.where(_DYAD.day <= until)
    with reading(archive.engine) as connection:
        return [PanelRow(*row) for row in connection.execute(listed)]


_EXACT: dict[str, tuple[str, ...]] = {
    "day": ("day",),
    "month": ("day", "week", "month"),
    "quarter": ("day", "week", "month", "quarter"),
    "year": ("day", "week", "month", "quarter", "year"),
}


def _exact_enough(by: str) -> tuple[str, ...]:
    if by not in _EXACT:
        raise AllegedlyError("U01", by, f"periods are {', '.join(_EXACT)}")
    return _EXACT[by]


def _period(by: str) -> ColumnElement[str]:
    _exact_enough(by)
    if by == "quarter":
        month = func.substr(_DYAD.day, 6, 2)
        quarter = case((month < "04", "-Q1"), (month < "07", "-Q2"), (month < "10", "-Q3"), else_="-Q4")
        return func.substr(_DYAD.day, 1, 4) + quarter
    return func.substr(_DYAD.day, 1, {"day": 10, "month": 7, "year": 4}[by])


def _cells(period: ColumnElement[str], kind: str) -> list[ColumnElement[Any]]:
    if kind not in ("type", "quad"):
        raise AllegedlyError("U01", kind, "kinds are type, quad")
    said = _DYAD.polarity == "+"
    # who speaks for a party to *this* pair: a third country's word on it is no party's claim
    claimed = _DYAD.claimed.is_(True)
    incident = func.coalesce(_DYAD.incident, _DYAD.event)
    report = func.coalesce(_DYAD.report, func.substr(_DYAD.event, 1, KEY))
    return [
        period.label("period"),
        _DYAD.actor,
        _DYAD.recipient,
        cast(_DYAD[kind], String).label("kind"),
        _sum(said),
        _distinct(said, incident),
        _distinct(said, report),
        _sum(and_(said, claimed)),
        _sum(and_(said, ~claimed)),
        _distinct(and_(said, ~claimed), incident),
        _sum(~said),
    ]


def _sum(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _distinct(condition: ColumnElement[bool], what: ColumnElement[str]) -> ColumnElement[Any]:
    return func.count(func.distinct(case((condition, what))))
