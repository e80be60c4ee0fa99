"""Asking an archive for events: who, whom, what, where, when, on whose word, how surely, in which words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
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

_ROLES = ("actor", "recipient", "voice")

#: What few events have: such questions are answered from those events, and not by passing over all that happened.
_RARE = ("dyad", "place", "box", "circle", "outlet", "text", "article", "incident")

MANY = 5_000  #: keys that one question to the database names

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
    with reading(archive.engine) as connection:
        last = place_of(connection, after) if after is not None else None
        found: dict[str, EventRow] = {}
        for leg in _legs(archive, connection, question):
            rows = connection.execute(leg.listed(limit, last)).mappings()
            found.update((row["id"], _event_row(dict(row))) for row in rows)
    return [found[id_] for id_ in sorted(found, key=lambda id_: (_day(found[id_]), id_))][:limit]


def _day(row: EventRow) -> str:
    return row.start or row.end or ""


def events_numbered(archive: Archive, connection: Connection, numbers: list[int]) -> list[EventRow]:
    """Return the events of those numbers, in their order."""
    listed = _selected(archive, Question()).where(_EVENT.n.in_(numbers))
    found = {row["n"]: _event_row(dict(row)) for row in connection.execute(listed).mappings()}
    return [found[n] for n in numbers if n in found]


def place_of(connection: Connection, event: str) -> tuple[str, str]:
    """Return where an event stands in lists: its day and id. Raises AllegedlyError S04 where it is not there."""
    day = connection.execute(select(_EVENT.day).where(_EVENT.id == event)).scalar()
    if day is None:
        raise AllegedlyError("S04", event)
    return day, event


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of what is asked for that an index has in the order of lists, so that a page is found without sorting."""

    query: Select[Any]
    day: Any  #: the columns that it is ordered by
    id: Any

    def listed(self, limit: int | None, last: tuple[str, str] | None) -> Select[Any]:
        """Return the query for the first that come after the last one of the page before."""
        query = self.query
        if last is not None:
            day, id_ = last
            query = query.where(self.day >= day, or_(self.day > day, self.id > id_))
        return query.order_by(self.day, self.id).limit(limit)

    def where(self, *conditions: ColumnElement[bool]) -> Leg:
        """Return the leg with more conditions."""
        return replace(self, query=self.query.where(*conditions))


def _legs(archive: Archive, connection: Connection, question: Question) -> Iterator[Leg]:
    """Yield queries that together give the events that answer a question, each as its index has them.

    From a day on there are two: the few events that had begun before and still lasted, and those that began since.
    """
    if question.since is None:
        yield from _party_legs(archive, connection, question)
        return
    rest = replace(question, since=None)
    for numbers in lasting(connection, _EVENT, _EVENT.n, question.since):
        yield _event_leg(archive, rest, walking=True).where(_EVENT.n.in_(numbers))
    for leg in _party_legs(archive, connection, rest):
        yield leg.where(leg.day >= question.since, func.coalesce(_EVENT.end, _EVENT.day) >= question.since)


def lasting(connection: Connection, table: Any, key: Any, since: str) -> Iterator[list[Any]]:
    """Yield the keys of what had begun before a day and lasted until then or longer, so many at a time.

    They are few, and looked up first: SQLite knows no numbers by which to choose this index among others.
    """
    begun = func.coalesce(table.day, "")  # no index of days, in which all that ended stands too
    listed = select(key).where(table.end > table.day, table.end >= since, begun < since, begun != "")
    keys = sorted(connection.execute(listed).scalars())
    yield from (keys[at : at + MANY] for at in range(0, len(keys), MANY))


def _party_legs(archive: Archive, connection: Connection, question: Question) -> Iterator[Leg]:
    """Yield the events by the party or pair that is asked for, where that is a country, else by themselves."""
    if question.dyad is not None and all(_COUNTRY.fullmatch(party) for party in question.dyad):
        rest = replace(question, dyad=None)
        for actor, recipient in sorted({question.dyad, question.dyad[::-1]}):
            yield _dyad_leg(archive, rest, actor, recipient)
        return
    role = next((r for r in _ROLES if _CODES.fullmatch(getattr(question, r) or "")), None)
    if role is not None:
        yield _party_leg(archive, question, role)
    else:  # a name that many have is met soon enough on the way
        named = any(getattr(question, role) is not None for role in _ROLES)
        yield _event_leg(archive, question, walking=named and is_broad(connection, question))


def _event_leg(archive: Archive, question: Question, *, walking: bool = False) -> Leg:
    return Leg(_selected(archive, question, walking=walking), _EVENT.day, _EVENT.id)


def _dyad_leg(archive: Archive, question: Question, actor: str, recipient: str) -> Leg:
    pair = schema.dyads.c
    joined = _selected(archive, question, walking=True).join(schema.dyads, pair.event == _EVENT.id)
    leg = Leg(joined.where(pair.actor == actor, pair.recipient == recipient), pair.day, pair.event)
    return leg if question.until is None else leg.where(pair.day <= question.until)


def _party_leg(archive: Archive, question: Question, role: str) -> Leg:
    party = getattr(question, role)
    twin = schema.parties.alias().c  # the same country twice among the actors is one answer
    earlier = select(twin.position).where(
        twin.event == _PARTY.event, twin.position < _PARTY.position, *_party_codes(twin, role, party)
    )
    others: Any = {role: None}
    listed = _selected(archive, replace(question, **others), walking=True).join(
        schema.parties, _PARTY.event == _EVENT.id
    )
    leg = Leg(listed.where(*_party_codes(_PARTY, role, party), ~earlier.exists()), _PARTY.day, _PARTY.event)
    return leg if question.until is None else leg.where(_PARTY.day <= question.until)


def count(archive: Archive, **asked: Any) -> int:
    """Return how many events answer a question."""
    inner = _selected(archive, Question(**asked)).subquery()
    with reading(archive.engine) as connection:
        return connection.execute(select(func.count()).select_from(inner)).scalar_one()


def _selected(archive: Archive, question: Question, *, walking: bool = False) -> Select[Any]:
    told = [schema.articles.c[name].label(f"article_{name}") for name in ("id", "title", "outlets", "url")]
    joined = select(schema.events, *told).join(schema.articles, schema.articles.c.key == _EVENT.article)
    return joined.where(*conditions(archive, question, walking=walking))


def _event_row(row: dict[str, Any]) -> EventRow:
    return EventRow.of(row, {name: row[f"article_{name}"] for name in ("id", "title", "outlets", "url")})


def conditions(archive: Archive, asked: Question, *, walking: bool = False) -> Iterator[ColumnElement[bool]]:
    """Yield what must hold of a row of ``events`` that answers a question.

    With ``walking`` each event is looked at in turn, so its parties are looked up; else those of all events at once.
    """
    yield from _party_conditions(asked, _is_party if walking else _has_party)
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


HasParty = Callable[[str, str], ColumnElement[bool]]


def _party_conditions(asked: Question, has: HasParty) -> Iterator[ColumnElement[bool]]:
    if asked.actor is not None:
        yield has("actor", asked.actor)
    if asked.recipient is not None:
        yield has("recipient", asked.recipient)
    if asked.dyad is not None:
        yield _has_dyad(*asked.dyad, has)
    if asked.voice == OUTLET:
        yield _EVENT.voice.is_(None)
    elif asked.voice is not None:
        yield has("voice", asked.voice)


def _has_dyad(one: str, other: str, has: HasParty) -> ColumnElement[bool]:
    if _COUNTRY.fullmatch(one) and _COUNTRY.fullmatch(other):
        pair = schema.dyads.c
        sides = or_(and_(pair.actor == one, pair.recipient == other), and_(pair.actor == other, pair.recipient == one))
        if has is _is_party:
            return select(pair.event).where(pair.event == _EVENT.id, sides).exists()
        return _EVENT.id.in_(select(pair.event).where(sides))
    there = and_(has("actor", one), has("recipient", other))
    back = and_(has("actor", other), has("recipient", one))
    alike = and_(has("actor", one), has("actor", other), _EVENT.recipients == "")
    return or_(there, back, alike)


def _has_party(role: str, party: str) -> ColumnElement[bool]:
    if _CODES.fullmatch(party):
        return _EVENT.id.in_(select(_PARTY.event).where(*_party_codes(_PARTY, role, party)))
    named = _PARTY.folded.in_(select(schema.names.c.folded).where(_is_part(party)))
    return _EVENT.id.in_(select(_PARTY.event).where(_PARTY.role == role, named))


def _is_part(party: str) -> ColumnElement[bool]:
    return schema.names.c.folded.contains(party.casefold(), autoescape=True)


def _is_party(role: str, party: str) -> ColumnElement[bool]:
    """Return the condition that an event has a party, looked up by the event and not by the party."""
    there = schema.parties.alias().c
    if not _CODES.fullmatch(party):
        named = there.folded.contains(party.casefold(), autoescape=True)
        return select(there.event).where(there.event == _EVENT.id, there.role == role, named).exists()
    country, *sectors = re.split("[ /:]", party)
    same = func.coalesce(there.country, "") == country  # not by the index of countries, which has all their events
    coded = (there.sectors.contains(f" {sector} ") for sector in sectors)
    return select(there.event).where(there.event == _EVENT.id, there.role == role, same, *coded).exists()


def is_coded(party: str) -> bool:
    """Tell whether a party is asked for by country, with or without sectors, and not by name."""
    return _CODES.fullmatch(party) is not None


def _party_codes(table: Any, role: str, party: str) -> Iterator[ColumnElement[bool]]:
    country, *sectors = re.split("[ /:]", party)
    yield table.role == role
    yield table.country == country
    for sector in sectors:
        yield table.sectors.contains(f" {sector} ")


def parties_of(asked: Question) -> list[tuple[str, str, str | None]]:
    """Return roles and countries one of which an event that answers must have; nothing where any party will do.

    Where two countries are asked for, the other of them stands beside each.
    """
    if asked.dyad is not None and all(_COUNTRY.fullmatch(party) for party in asked.dyad):
        one, other = asked.dyad
        return [("actor", *pair) for pair in sorted({(one, other), (other, one)})]
    for role in _ROLES:
        party = getattr(asked, role)
        if party is not None and _CODES.fullmatch(party):
            return [(role, re.split("[ /:]", party)[0], None)]
    return []


def is_of_country(asked: Question) -> bool:
    """Tell whether a question asks for one country in one role at any time, and for nothing else."""
    given = {field.name for field in fields(Question) if getattr(asked, field.name) != field.default}
    return any(given == {role} and _COUNTRY.fullmatch(getattr(asked, role)) for role in _ROLES)


def is_broad(connection: Connection, asked: Question) -> bool:
    """Tell whether a question is about countries that are in the news all the time, and about nothing that is rare."""
    if any(getattr(asked, rare) is not None for rare in _RARE):
        return False
    parties = [(role, party) for role in _ROLES if (party := getattr(asked, role))]
    if not all(_is_common(connection, role, party) for role, party in parties if party != OUTLET):
        return False
    there = select(_EVENT.id).where(_EVENT.place_country == (asked.country or "").upper())
    return asked.country is None or is_full(connection, there)


def _is_common(connection: Connection, role: str, party: str) -> bool:
    if not _CODES.fullmatch(party):
        times = select(func.sum(schema.names.c.parties)).where(_is_part(party))
        return (connection.execute(times).scalar() or 0) >= COMMON
    return is_full(connection, select(_PARTY.event).where(*_party_codes(_PARTY, role, party)))


def is_full(connection: Connection, listed: Select[Any], size: int = COMMON) -> bool:
    """Tell whether a query has at least so many rows."""
    return connection.execute(listed.offset(size - 1).limit(1)).first() is not None


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
