"""How many events answer a question: by time, by place, by who does what to whom on whose word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from allegedly.archive import schema
from allegedly.archive.database import reading
from allegedly.archive.queries import Question, conditions
from allegedly.archive.store import Archive

Step = Literal["day", "month", "year"]
Word = Literal["outlet", "party", "other"]

_EVENT = schema.events.c
_LETTERS = {"day": 10, "month": 7, "year": 4}  #: of an ISO date

#: On whose word: the outlet's own, that of an actor's or recipient's own country, somebody else's.
WORD = case((_EVENT.voice.is_(None), "outlet"), (_EVENT.party_claim, "party"), else_="other")


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Events of a class that began in a period."""

    period: str  #: "2017-10-10", "2017-10" or "2017"; "" for undated ones
    quad: int
    events: int
    denied: int  #: of these, those said not to have happened


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Events of a class at a place."""

    place: str
    country: str | None
    lat: float
    lon: float
    quad: int
    events: int


@dataclass(frozen=True, slots=True)
class TieRow:
    """Events of a type from one party to another, on one kind of word. Who acts alike is tied both ways, once."""

    actor: str
    recipient: str
    type: str
    quad: int
    word: Word
    events: int


def span_of(archive: Archive, question: Question) -> tuple[str, str] | None:
    """Return the first and the last day on which an event that answers begins; None where all are undated."""
    asked = select(func.min(_EVENT.day), func.max(_EVENT.day)).where(_EVENT.day != "", *conditions(archive, question))
    with reading(archive.engine) as connection:
        first, last = connection.execute(asked).one()
    return (first, last) if first else None


def by_time(archive: Archive, question: Question, step: Step) -> list[PeriodRow]:
    """Return the counts by period and class, in the order of time."""
    period = func.substr(_EVENT.day, 1, _LETTERS[step])
    denied = func.sum(case((_EVENT.polarity == "-", 1), else_=0))
    counted = select(period, _EVENT.quad, func.count(), denied).where(*conditions(archive, question))
    return _rows(archive, counted.group_by(period, _EVENT.quad).order_by(period, _EVENT.quad), PeriodRow)


def by_place(archive: Archive, question: Question, limit: int) -> list[PlaceRow]:
    """Return the counts by place and class, those with the most events first."""
    key = (_EVENT.place, _EVENT.place_country, _EVENT.lat, _EVENT.lon, _EVENT.quad)
    counted = select(*key, func.count()).where(_EVENT.lat.is_not(None), *conditions(archive, question))
    counted = counted.where(_EVENT.lon.is_not(None)).group_by(*key).order_by(func.count().desc(), *key)
    return _rows(archive, counted.limit(limit), PlaceRow)


def by_tie(archive: Archive, question: Question, limit: int, *, named: bool = False) -> list[TieRow]:
    """Return the counts by actor, recipient, type and kind of word, those with the most events first.

    Parties are countries, or names where those are not known; with ``named`` the other way round.
    """
    actor, other = schema.parties.alias("actor"), schema.parties.alias("other")
    whom = or_(
        other.c.role == "recipient",
        and_(other.c.role == "actor", other.c.position > actor.c.position, _EVENT.recipients == ""),
    )
    joined = schema.events.join(actor, and_(actor.c.event == _EVENT.id, actor.c.role == "actor"))
    joined = joined.join(other, and_(other.c.event == _EVENT.id, whom))
    key = (_label(actor.c, named), _label(other.c, named), _EVENT.type, _EVENT.quad, WORD)
    counted = select(*key, func.count()).select_from(joined).where(*conditions(archive, question))
    counted = counted.group_by(*key).order_by(func.count().desc(), *key).limit(limit)
    return _rows(archive, counted, TieRow)


def _label(party: Any, named: bool) -> ColumnElement[str]:
    first, second = (party.name, party.country) if named else (party.country, party.name)
    return func.coalesce(first, second, literal("?"))


def _rows(archive: Archive, counted: Select[Any], kind: type[Any]) -> list[Any]:
    with reading(archive.engine) as connection:
        return [kind(*row) for row in connection.execute(counted)]
