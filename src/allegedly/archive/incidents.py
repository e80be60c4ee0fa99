"""Asking for incidents: what several reports tell of, how many independent sources there are, what is disputed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, or_, select, true

from allegedly.archive import schema
from allegedly.archive.accounts import Comparison, compared
from allegedly.archive.database import reading
from allegedly.archive.disputes import Matter, Telling, dated
from allegedly.archive.queries import Leg, Question, conditions, is_broad, is_full, is_of_country, lasting, parties_of
from allegedly.archive.reports import Revision, revisions
from allegedly.archive.rulings import Ruling, rulings_in
from allegedly.archive.store import Archive
from allegedly.archive.told import told
from allegedly.errors import AllegedlyError

NEAR_DAYS = 366  #: that an account's first day may lie before or after the time that its incident is asked for in
WALK = 2_000  #: incidents that are looked at one by one sooner than events are looked up
MATTERS: tuple[Matter, ...] = ("polarity", "actor", "dead", "injured")

_INCIDENT = schema.incidents.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One thing that happened or is said to have happened, as a list shows it."""

    id: str
    day: str  #: first day; "" where unknown
    end: str | None
    type: str
    quad: int
    place: str | None
    place_country: str | None
    label: str  #: "Gunmen ASSAULT 12 soldiers, Inates"
    events: int  #: tellings of it
    articles: int
    sources: int  #: independent ones: copies, and reports of one agency, count once
    dead_low: int | None
    dead_best: int | None
    dead_high: int | None
    disputed: str  #: what accounts contradict each other in: "polarity", "actor", "dead", "injured"


_LISTED = select(*(_INCIDENT[f.name] for f in fields(Incident)))


@dataclass(frozen=True, slots=True)
class Near:
    """Another incident that may be the same."""

    incident: str
    label: str
    score: float
    event: str  #: the two events that are alike
    other: str
    quote: str  #: the words of the other


@dataclass(frozen=True, slots=True)
class Doubt:
    """An account that is perhaps of something else, and the surer one of the incident that it is most like."""

    event: str
    other: str
    score: float


@dataclass(frozen=True, slots=True)
class Dossier:
    """An incident with all accounts of it, compared."""

    incident: Incident
    comparison: Comparison
    revisions: tuple[Revision, ...]
    perhaps: tuple[Near, ...]  #: incidents that may be the same, the likeliest first
    doubts: tuple[Doubt, ...]  #: one for each account that is not sure
    rulings: tuple[Ruling, ...]  #: what people decided of its events, the earliest first


def incidents(
    archive: Archive,
    question: Question | None = None,
    *,
    sources: int = 1,
    disputed: bool | Matter = False,
    limit: int | None = None,
    after: str | None = None,
    **asked: Any,
) -> list[Incident]:
    """Return the incidents of which an event answers a question, or one of those keywords, by day and id.

    Times (``since``, ``until``) are the incident's own, on which most accounts agree, and not those of each account.

    ``sources`` is the least number of independent sources; ``disputed`` asks for those whose accounts contradict each
    other, in anything or in one matter. ``after`` is the id of the last incident of the page before.
    """
    wanted = question or Question(**asked)
    found: dict[str, Incident] = {}
    with reading(archive.engine) as connection:
        last = _place_of(connection, after) if after is not None else None
        for leg in _legs(connection, wanted, disputed):
            listed = leg.where(_INCIDENT.sources >= sources) if sources > 1 else leg
            listed = _of_those_that_answer(archive, connection, listed, wanted, limit)
            rows = connection.execute(listed.listed(limit, last)).mappings()
            found.update((row["id"], _incident(row)) for row in rows)
    return sorted(found.values(), key=lambda one: (one.day, one.id))[:limit]


def _place_of(connection: Connection, incident: str) -> tuple[str, str]:
    day = connection.execute(select(_INCIDENT.day).where(_INCIDENT.id == incident)).scalar()
    if day is None:
        raise AllegedlyError("S04", incident)
    return day, incident


def _legs(connection: Connection, asked: Question, disputed: bool | Matter) -> Iterator[Leg]:
    """Yield queries that together give the incidents of a time: those that lasted, and those that began since."""
    for leg in _contested_legs(asked, disputed) if disputed else [Leg(_LISTED, _INCIDENT.day, _INCIDENT.id)]:
        yield from _of_time(connection, leg, asked)


def _of_time(connection: Connection, leg: Leg, asked: Question) -> Iterator[Leg]:
    if asked.until is not None:
        leg = leg.where(leg.day != "", leg.day <= asked.until)
    if asked.since is None:
        yield leg
        return
    for ids in lasting(connection, _INCIDENT, _INCIDENT.id, asked.since):
        yield leg.where(leg.id.in_(ids))
    ended = func.coalesce(_INCIDENT.end, _INCIDENT.day)
    yield leg.where(leg.day >= asked.since, leg.day != "", ended >= asked.since)


def _contested_legs(asked: Question, matter: bool | Matter) -> Iterator[Leg]:
    """Yield the queries for disputes: by the countries that are asked for, where there are any, else by themselves."""
    listed, kept = _LISTED.where(*_disputed(matter)), schema.contested.c
    parties = parties_of(asked)
    if not parties:
        yield Leg(listed, _INCIDENT.day, _INCIDENT.id)
    for role, country, other in parties:
        joined = listed.join(schema.contested, kept.incident == _INCIDENT.id)
        leg = Leg(joined.where(kept.role == role, kept.country == country), kept.day, kept.incident)
        yield leg if other is None else leg.where(_has_part_too(other))


def _has_part_too(country: str) -> ColumnElement[bool]:
    """Return the condition that a country acts or is acted on in the dispute that was found by another."""
    kept, too = schema.contested.c, schema.contested.alias().c
    there = select(too.incident).where(too.country == country, too.role.in_(["actor", "recipient"]))
    return there.where(too.day == kept.day, too.incident == kept.incident).exists()


def _of_those_that_answer(
    archive: Archive, connection: Connection, leg: Leg, asked: Question, limit: int | None
) -> Leg:
    """Return the incidents of which an event answers a question, whatever the time of that event.

    Where few incidents come in question, or most of them answer, each is looked at in turn; else the events that answer
    are looked up first.
    """
    timeless = replace(asked, since=None, until=None)
    if timeless == Question():
        return leg
    if leg.day is not _INCIDENT.day:  # found by a country: the rest is looked at in turn, where there is any
        return leg if is_of_country(asked) else leg.where(_is_told_in(archive, timeless, asked))
    few = not is_full(connection, leg.query.with_only_columns(_INCIDENT.id), WALK)
    if few or (limit is not None and is_broad(connection, timeless)):
        return leg.where(_is_told_in(archive, timeless, asked))
    accounts, events = schema.accounts.c, schema.events.c
    told_in = select(accounts.incident).join(schema.events, events.id == accounts.event)
    return leg.where(_INCIDENT.id.in_(told_in.where(*conditions(archive, timeless), _near(asked))))


def _is_told_in(archive: Archive, timeless: Question, asked: Question) -> ColumnElement[bool]:
    """Return the condition that an event answers, looked up by the incident and not by the answer."""
    accounts, events = schema.accounts.c, schema.events.c
    answers = select(events.id).where(events.id == accounts.event, _near(asked))
    answers = answers.where(*conditions(archive, timeless, walking=True))
    return select(accounts.event).where(accounts.incident == _INCIDENT.id, answers.exists()).exists()


def disputes(archive: Archive, matter: Matter | None = None, **asked: Any) -> list[Incident]:
    """Return the incidents whose accounts contradict each other, in anything or one matter, as ``incidents`` does."""
    return incidents(archive, disputed=matter or True, **asked)


def _disputed(matter: bool | Matter) -> Iterator[ColumnElement[bool]]:
    yield _INCIDENT.disputed != literal_column("''")  # as the index of disputes has it
    if matter is True:
        return
    if matter not in MATTERS:
        raise AllegedlyError("U01", str(matter), f"accounts are disputed in {', '.join(MATTERS)}")
    yield _INCIDENT.disputed.contains(f" {matter} ")


def _near(asked: Question) -> ColumnElement[bool]:
    """Return the condition that an account is of about the time that is asked for, so that no others need be read."""
    day, span = schema.events.c.day, timedelta(days=NEAR_DAYS)
    try:
        first = str(date.fromisoformat(asked.since) - span) if asked.since else ""
        last = str(date.fromisoformat(asked.until) + span) if asked.until else "9999-12-31"
    except (ValueError, OverflowError):  # "2017" is a time too, only one that nothing is known to be near to
        return true()
    return or_(day == "", day.between(first, last)) if asked.since or asked.until else true()


def _incident(row: Any) -> Incident:
    return Incident(**{**row, "disputed": row["disputed"].strip()})


def incident(archive: Archive, id_: str) -> Dossier:
    """Return an incident, by its id or that of one of its events, with all accounts of it side by side.

    Raises AllegedlyError S04 where there is none.
    """
    accounts = schema.accounts.c
    with reading(archive.engine) as connection:
        of_event = connection.execute(select(accounts.incident).where(accounts.event == id_)).scalar()
        found = connection.execute(select(schema.incidents).where(_INCIDENT.id == (of_event or id_))).mappings().first()
        if found is None:
            raise AllegedlyError("S04", id_)
        rows = connection.execute(select(schema.accounts).where(accounts.incident == found["id"])).mappings().all()
        known = told(connection, [row["event"] for row in rows])
        doubts = _doubts(connection, rows)
        decided = rulings_in(connection, known)
    tellings = dated([_telling(known[row["event"]], row) for row in rows])
    articles = {t.told.article for t in tellings}
    return Dossier(
        incident=_incident(dict(found)),
        comparison=compared(tellings),
        revisions=tuple(revisions(archive, articles)),
        perhaps=_perhaps(archive, found["id"]),
        doubts=doubts,
        rulings=tuple(decided),
    )


def _telling(event: Any, row: Any) -> Telling:
    return Telling(event, row["report"], row["source"], bool(row["sure"]), row["score"])


def _doubts(connection: Connection, rows: Sequence[Any]) -> tuple[Doubt, ...]:
    """Return for each account that is not sure the likeliest of those that are."""
    joins, sure = schema.joins.c, {row["event"] for row in rows if row["sure"]}
    doubts = []
    for event in (row["event"] for row in rows if not row["sure"]):
        listed = select(schema.joins).where(or_(joins.a == event, joins.b == event)).order_by(joins.score.desc())
        pairs = [(row.b if row.a == event else row.a, row.score) for row in connection.execute(listed)]
        doubts += [Doubt(event, other, score) for other, score in pairs if other in sure][:1]
    return tuple(doubts)


def _perhaps(archive: Archive, incident_id: str) -> tuple[Near, ...]:
    """Return the incidents that uncertain joins lead to and that nobody has kept apart."""
    accounts, joins, quote = schema.accounts.c, schema.joins.c, schema.events.c.quote
    ours = select(accounts.event).where(accounts.incident == incident_id)
    there = schema.accounts.alias().c
    near: dict[str, Near] = {}
    with reading(archive.engine) as connection:
        apart = _kept_apart(connection, ours)
        for here, other in ((joins.a, joins.b), (joins.b, joins.a)):
            listed = (
                select(there.incident, _INCIDENT.label, joins.score, here.label("event"), other.label("other"), quote)
                .join_from(schema.joins, there.event.table, there.event == other)
                .join(schema.incidents, _INCIDENT.id == there.incident)
                .join(schema.events, schema.events.c.id == other)
                .where(here.in_(ours), there.incident != incident_id)
            )
            for row in connection.execute(listed):
                if row.incident in apart:
                    continue
                if row.incident not in near or near[row.incident].score < row.score:
                    near[row.incident] = Near(*row)
    return tuple(sorted(near.values(), key=lambda other: (-other.score, other.incident)))


def _kept_apart(connection: Connection, ours: Select[Any]) -> set[str]:
    """Return the incidents of which an event was kept apart from one of ours."""
    accounts, verdicts = schema.accounts.c, schema.verdicts.c
    found: set[str] = set()
    for here, other in ((verdicts.a, verdicts.b), (verdicts.b, verdicts.a)):
        listed = select(accounts.incident).join(schema.verdicts, other == accounts.event)
        found.update(connection.execute(listed.where(here.in_(ours), verdicts.same.is_(False))).scalars())
    return found
