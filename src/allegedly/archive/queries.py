"""Asking an archive for events: who, whom, what, where, when, on whose word, how surely, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select

from allegedly.archive import schema
from allegedly.archive.database import reading
from allegedly.archive.fulltext import terms
from allegedly.archive.geometry import Box, Circle, around
from allegedly.archive.rows import EventRow
from allegedly.archive.store import Archive, of_outlet
from allegedly.errors import AllegedlyError

_EVENT = schema.events.c
_PARTY = schema.parties.c
_COUNTRY = re.compile(r"[A-Z]{3}")
_CODES = re.compile(r"[A-Z]{3}(?:[ /:][A-Z]{3})*")

#: Events of one party, from which on it is met while listing sooner than looked up.
COMMON = 10_000

#: What ``voice`` may be beside a party: the outlet's own word, or anybody's.
OUTLET = "outlet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What events are asked for; what is None does not matter.

    Parties (``actor``, ``recipient``, ``voice``, the two of ``dyad``) are a country with or without sectors ("RUS",
    "RUS MIL"), or a part of a name ("hezbollah"). ``voice="outlet"`` asks for what the outlets say on their own word.
    """

    actor: str | None = None
    recipient: str | None = None
    dyad: tuple[str, str] | None = None  #: two parties, either way round
    type: str | None = None
    quad: int | None = None
    country: str | None = None  #: of the place
    place: str | None = None  #: a part of the place's name
    box: Box | None = None
    circle: Circle | None = None
    since: str | None = None  #: ISO date: events that last until that day or longer
    until: str | None = None  #: ISO date: events that begin on that day or earlier
    voice: str | None = None
    certainty: str | None = None
    polarity: str | None = None
    outlet: str | None = None
    text: str | None = None  #: words of the event's sentence, all of them; "two words" in quotation marks together
    article: str | None = None
    incident: str | None = None
    min_confidence: float | None = None
    no_party_claims: bool = False  #: leave out what stands on the word of an actor's or recipient's own country
    disputed: bool = False  #: events of incidents whose accounts contradict each other


def events(archive: Archive, *, limit: int | None = None, after: str | None = None, **asked: Any) -> list[EventRow]:
    """Return the events that answer a ``Question`` (its fields are the keywords), by first day and id.

    ``after`` is the id of the last event of the page before. Undated events come first, and answer no question for a
    time.
    """
    return ask(archive, Question(**asked), limit=limit, after=after)


def ask(archive: Archive, question: Question, *, limit: int | None = None, after: str | None = None) -> list[EventRow]:
    """Return the events that answer a question, as ``events`` does."""
    listed = _in_order(archive, question).limit(limit)
    with reading(archive.engine) as connection:
        if after is not None:
            day = connection.execute(select(_EVENT.day).where(_EVENT.id == after)).scalar()
            if day is None:
                raise AllegedlyError("S04", after)
            listed = listed.where(_EVENT.day >= day, or_(_EVENT.day > day, _EVENT.id > after))
        rows = connection.execute(listed).mappings()
        return [_event_row(dict(row)) for row in rows]


def _in_order(archive: Archive, question: Question) -> Select[Any]:
    """Return the query for the events that answer a question, by day and id.

    Where a party is asked for by country, its index is read in the order of days: a page of what Russia did is found
    without gathering and sorting all that it ever did. With a first day and a kind or country, theirs are the shorter.
    """
    role = next((r for r in ("actor", "recipient", "voice") if _CODES.fullmatch(getattr(question, r) or "")), None)
    if role is None or (question.since and (question.type or question.quad or question.country)):
        return _selected(archive, question).order_by(_EVENT.day, _EVENT.id)
    party = getattr(question, role)
    twin = schema.parties.alias().c  # the same country twice among the actors is one answer
    earlier = select(twin.position).where(
        twin.event == _PARTY.event, twin.position < _PARTY.position, *_party_codes(twin, role, party)
    )
    others: Any = {role: None}
    listed = _selected(archive, replace(question, **others)).join(schema.parties, _PARTY.event == _EVENT.id)
    listed = listed.where(*_party_codes(_PARTY, role, party), ~earlier.exists())
    if question.until is not None:
        listed = listed.where(_PARTY.day <= question.until)
    return listed.order_by(_PARTY.day, _PARTY.event)


def count(archive: Archive, **asked: Any) -> int:
    """Return how many events answer a question."""
    inner = _selected(archive, Question(**asked)).subquery()
    with reading(archive.engine) as connection:
        return connection.execute(select(func.count()).select_from(inner)).scalar_one()


def _selected(archive: Archive, question: Question) -> Select[Any]:
    told = [schema.articles.c[name].label(f"article_{name}") for name in ("id", "title", "outlets", "url")]
    joined = select(schema.events, *told).join(schema.articles, schema.articles.c.key == _EVENT.article)
    return joined.where(*conditions(archive, question))


def _event_row(row: dict[str, Any]) -> EventRow:
    return EventRow.of(row, {name: row[f"article_{name}"] for name in ("id", "title", "outlets", "url")})


def conditions(archive: Archive, asked: Question) -> Iterator[ColumnElement[bool]]:
    """Yield what must hold of a row of ``events`` that answers a question."""
    yield from _party_conditions(asked)
    yield from _plain_conditions(asked)
    yield from _place_conditions(asked)
    if asked.since is not None:
        yield and_(_EVENT.day != "", func.coalesce(_EVENT.end, _EVENT.day) >= asked.since)
    if asked.until is not None:
        yield and_(_EVENT.day != "", _EVENT.day <= asked.until)
    if asked.outlet is not None:
        yield _EVENT.article.in_(of_outlet(asked.outlet))
    if asked.incident is not None:
        yield _EVENT.id.in_(select(schema.accounts.c.event).where(schema.accounts.c.incident == asked.incident))
    if asked.text is not None:
        yield archive.words.in_events(asked.text) if terms(asked.text) else false()


def _plain_conditions(asked: Question) -> Iterator[ColumnElement[bool]]:
    wanted = {
        _EVENT.type: asked.type.upper() if asked.type else None,
        _EVENT.quad: asked.quad,
        _EVENT.certainty: asked.certainty,
        _EVENT.polarity: asked.polarity,
        _EVENT.article: asked.article,
    }
    for column, value in wanted.items():
        if value is not None:
            yield column == value
    if asked.min_confidence is not None:
        yield _EVENT.confidence >= asked.min_confidence
    if asked.no_party_claims:
        yield _EVENT.party_claim.is_(False)
    if asked.disputed:
        yield _EVENT.id.in_(_of_disputes())


def _of_disputes() -> Select[Any]:
    accounts, incidents = schema.accounts.c, schema.incidents.c
    joined = select(accounts.event).join(schema.incidents, incidents.id == accounts.incident)
    return joined.where(func.trim(incidents.disputed) != "")


def _party_conditions(asked: Question) -> Iterator[ColumnElement[bool]]:
    if asked.actor is not None:
        yield _has_party("actor", asked.actor)
    if asked.recipient is not None:
        yield _has_party("recipient", asked.recipient)
    if asked.dyad is not None:
        yield _has_dyad(*asked.dyad)
    if asked.voice == OUTLET:
        yield _EVENT.voice.is_(None)
    elif asked.voice is not None:
        yield _has_party("voice", asked.voice)


def _has_dyad(one: str, other: str) -> ColumnElement[bool]:
    if _COUNTRY.fullmatch(one) and _COUNTRY.fullmatch(other):
        pair = schema.dyads.c
        sides = or_(and_(pair.actor == one, pair.recipient == other), and_(pair.actor == other, pair.recipient == one))
        return _EVENT.id.in_(select(pair.event).where(sides))
    there = and_(_has_party("actor", one), _has_party("recipient", other))
    back = and_(_has_party("actor", other), _has_party("recipient", one))
    alike = and_(_has_party("actor", one), _has_party("actor", other), _EVENT.recipients == "")
    return or_(there, back, alike)


def _has_party(role: str, party: str) -> ColumnElement[bool]:
    if _CODES.fullmatch(party):
        return _EVENT.id.in_(select(_PARTY.event).where(*_party_codes(_PARTY, role, party)))
    named = _PARTY.folded.contains(party.casefold(), autoescape=True)
    return _EVENT.id.in_(select(_PARTY.event).where(_PARTY.role == role, named))


def _party_codes(table: Any, role: str, party: str) -> Iterator[ColumnElement[bool]]:
    country, *sectors = re.split("[ /:]", party)
    yield table.role == role
    yield table.country == country
    for sector in sectors:
        yield table.sectors.contains(f" {sector} ")


def is_broad(connection: Connection, asked: Question) -> bool:
    """Tell whether a question is about countries that are in the news all the time, and about nobody else."""
    parties = [(role, party) for role in ("actor", "recipient", "voice") if (party := getattr(asked, role))]
    return bool(parties) and all(_is_common(connection, role, party) for role, party in parties)


def _is_common(connection: Connection, role: str, party: str) -> bool:
    if not _CODES.fullmatch(party):
        return False
    some = select(_PARTY.event).where(*_party_codes(_PARTY, role, party)).limit(COMMON).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() == COMMON


def _place_conditions(asked: Question) -> Iterator[ColumnElement[bool]]:
    if asked.country is not None:
        yield _EVENT.place_country == asked.country.upper()
    if asked.place is not None:
        yield _EVENT.place.icontains(asked.place, autoescape=True)
    boxes = [asked.box, around(asked.circle) if asked.circle else None]
    for box in (box for box in boxes if box is not None):
        yield _EVENT.lat.between(box.south, box.north)
        inside = _EVENT.lon.between(box.west, box.east)
        yield inside if box.west <= box.east else or_(_EVENT.lon >= box.west, _EVENT.lon <= box.east)
    if asked.circle is not None:
        distance = func.distance_km(asked.circle.lat, asked.circle.lon, _EVENT.lat, _EVENT.lon)
        yield distance <= asked.circle.km
