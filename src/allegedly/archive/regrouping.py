"""Incidents as they are kept: worked out anew where something changed, and nowhere else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from allegedly.archive import cells, contested, schema
from allegedly.archive.accounts import compared, most_common
from allegedly.archive.disputes import Telling, dated
from allegedly.archive.joining import Pair, joined, pair_of
from allegedly.archive.likeness import joining
from allegedly.archive.rows import digest
from allegedly.archive.says import forget, keep, says_of
from allegedly.archive.shingles import words_of
from allegedly.archive.stamps import stamp
from allegedly.archive.told import CHUNK, Told, told
from allegedly.reading.outlets import outlets

LABEL = 200  #: characters of a label


class Seat(NamedTuple):
    """Which incident an event belongs to."""

    incident: str
    sure: bool
    score: float


def regroup(connection: Connection, events: set[str], also: set[str]) -> None:
    """Work out the incidents of some events and of all that hang together with them; and refresh those of others."""
    web = _Web.around(connection, events)
    seats = web.seats()
    before = _seats_of(connection, set(seats) | also)
    dirty = {seat.incident for seat in (*before.values(), *seats.values())}
    members = {e: s for e, s in _members_of(connection, dirty).items() if e not in seats} | seats
    by_incident: dict[str, dict[str, Seat]] = {}
    for event, seat in members.items():
        if seat.incident in dirty:
            by_incident.setdefault(seat.incident, {})[event] = seat
    left = {event for held in by_incident.values() for event, seat in held.items() if not seat.sure} - set(seats)
    if left:  # lone events beside a group that has changed: their own place is to be worked out as well
        regroup(connection, events | left, also)
        return
    _replace(connection, dirty, by_incident)


def dependent(connection: Connection, events: Iterable[str]) -> set[str]:
    """Return the events whose incident may be another one without these, themselves included."""
    return _Web.around(connection, set(events)).events


# ── who belongs together ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Web:
    """Events that hang together, with the likelihoods between them and what was decided."""

    connection: Connection
    events: set[str] = field(default_factory=set)  #: whose incident is worked out
    scores: dict[Pair, float] = field(default_factory=dict)
    near: dict[str, dict[str, float]] = field(default_factory=dict)  #: all joins of each of the events
    verdicts: dict[Pair, bool] = field(default_factory=dict)
    onlookers: set[str] = field(default_factory=set)  #: lone events that are known here and seated elsewhere

    @classmethod
    def around(cls, connection: Connection, seeds: set[str]) -> _Web:
        """Return the web of some events: theirs, and those of the events whose place depends on them."""
        web = cls(connection)
        web._take_in(seeds)
        web._take_in(web._neighbours(web.events))
        seated = set(web.events)
        # where a lone event goes hangs on all its neighbours; those are looked at, but their own place does not change
        web._take_in(web._neighbours(event for event in seated if not web._bound(event)))
        web.onlookers = {event for event in web.events - seated if not web._bound(event)}
        return web

    def _neighbours(self, events: Iterable[str]) -> set[str]:
        return {other for event in list(events) for other in self.near[event]}

    def _take_in(self, seeds: Iterable[str]) -> None:
        """Take in events and all that are surely joined to them, one way or another."""
        waiting = sorted(set(seeds) - self.events)
        while waiting:
            here = waiting[:CHUNK]
            self.events.update(here)
            self._load(here)
            reached = {other for event in here for other in self._bound(event)}
            waiting = sorted((set(waiting[CHUNK:]) | reached) - self.events)

    def _load(self, events: list[str]) -> None:
        joins, verdicts = schema.joins.c, schema.verdicts.c
        for event in events:
            self.near[event] = {}
        for row in self.connection.execute(
            select(schema.joins).where(joins.a.in_(events)).union(select(schema.joins).where(joins.b.in_(events)))
        ):
            self.scores[row.a, row.b] = row.score
            for one, other in ((row.a, row.b), (row.b, row.a)):
                if one in self.near:
                    self.near[one][other] = row.score
        decided = select(schema.verdicts).where(or_(verdicts.a.in_(events), verdicts.b.in_(events)))
        for row in self.connection.execute(decided):
            self.verdicts[row.a, row.b] = bool(row.same)

    def _bound(self, event: str) -> set[str]:
        """Return the events that one is surely joined to, by likelihood or by decision."""
        limit = joining().limits.sure
        by_score = {other for other, score in self.near[event].items() if score >= limit}
        decided = {other for pair, same in self.verdicts.items() if same and event in pair for other in pair}
        return (by_score | decided) - {event}

    def seats(self) -> dict[str, Seat]:
        """Return the incident of each event of the web."""
        limits = joining().limits
        core = {event for event in self.events if self._bound(event)}
        groups = [
            group
            for bound in self._bound_together(core)
            for group in joined(bound, self._within(bound), self.verdicts, limits.perhaps)
        ]
        dates = _dates(self.connection, self.events)
        seats = {event: seat for group in groups for event, seat in self._core_seats(group, dates)}
        group_of = {event: group for group in groups for event in group}
        for event in sorted(self.events - core - self.onlookers):
            seats[event] = self._lone_seat(event, seats, group_of) or Seat(digest(event), True, 1.0)
        return seats

    def _bound_together(self, core: set[str]) -> list[set[str]]:
        """Return the events that hang together by sure joins alone: what happens in one stretch stays in it."""
        left, found = set(core), []
        for event in sorted(core):
            waiting = {event} & left
            bound: set[str] = set()
            while waiting:
                bound |= waiting
                waiting = {other for one in waiting for other in self._bound(one)} & left - bound
            left -= bound
            if bound:
                found.append(bound)
        return found

    def _within(self, core: set[str]) -> dict[Pair, float]:
        return {pair: score for pair, score in self.scores.items() if pair[0] in core and pair[1] in core}

    def _core_seats(self, group: list[str], dates: dict[str, str]) -> list[tuple[str, Seat]]:
        first = min(group, key=lambda event: (dates.get(event, "9"), event))
        inside = set(group)
        scores = {e: max((s for o, s in self.near[e].items() if o in inside), default=1.0) for e in group}
        return [(event, Seat(digest(first), True, scores[event])) for event in group]

    def _lone_seat(self, event: str, seats: dict[str, Seat], group_of: dict[str, list[str]]) -> Seat | None:
        """Return the seat of an event without a sure join: with its likeliest neighbour, where that is in a group."""
        for other, score in sorted(self.near[event].items(), key=lambda near: (-near[1], near[0])):
            group = group_of.get(other, [])
            if len(group) > 1 and not any(self.verdicts.get(pair_of(event, e)) is False for e in group):
                return Seat(seats[other].incident, False, score)
        return None


def _dates(connection: Connection, events: set[str]) -> dict[str, str]:
    table = schema.events.c
    rows = _in_chunks(connection, select(table.id, table.published), table.id, events)
    return {row["id"]: row["published"] or "9" for row in rows}


def _seats_of(connection: Connection, events: set[str]) -> dict[str, Seat]:
    return _seats(_in_chunks(connection, select(schema.accounts), schema.accounts.c.event, events))


def _members_of(connection: Connection, incidents: set[str]) -> dict[str, Seat]:
    return _seats(_in_chunks(connection, select(schema.accounts), schema.accounts.c.incident, incidents))


def _seats(rows: list[dict[str, Any]]) -> dict[str, Seat]:
    return {row["event"]: Seat(row["incident"], bool(row["sure"]), row["score"]) for row in rows}


def _in_chunks(connection: Connection, listed: Any, column: Any, values: Iterable[str]) -> list[dict[str, Any]]:
    wanted = sorted(values)
    return [
        dict(row)
        for at in range(0, len(wanted), CHUNK)
        for row in connection.execute(listed.where(column.in_(wanted[at : at + CHUNK]))).mappings()
    ]


# ── keeping it ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _replace(connection: Connection, dirty: set[str], members: dict[str, dict[str, Seat]]) -> None:
    events = {event for seats in members.values() for event in seats}
    before = _contested(connection, events)
    told_of = _tellings(connection, members)
    rows = {incident: incident_row(incident, tellings) for incident, tellings in told_of.items()}
    accounts = [_account_row(incident, telling) for incident, tellings in told_of.items() for telling in tellings]
    with cells.recounted(connection, events, {account["report"] for account in accounts}):
        _clear(connection, dirty, events)
        if not members:
            return
        connection.execute(insert(schema.incidents), list(rows.values()))
        connection.execute(insert(schema.accounts), accounts)
        _seat_dyads(connection, accounts)
    keep(connection, {i: (row["day"], says_of(told_of[i])) for i, row in rows.items()})
    disputed = {incident: (row["day"], members[incident]) for incident, row in rows.items() if row["disputed"]}
    contested.keep(connection, disputed)
    now_contested = {event for incident in disputed for event in members[incident]}
    article_of = {telling.told.id: telling.told.article for tellings in told_of.values() for telling in tellings}
    stamp(connection, {article_of[event] for event in before ^ now_contested})


def _tellings(connection: Connection, members: dict[str, dict[str, Seat]]) -> dict[str, list[Telling]]:
    """Return the tellings of each incident, by the seats of its events."""
    known = told(connection, {event for seats in members.values() for event in seats})
    origins = Origins(connection, known.values())
    return {
        incident: dated([origins.telling(known[event], seat) for event, seat in sorted(seats.items())])
        for incident, seats in sorted(members.items())
    }


def _clear(connection: Connection, dirty: set[str], events: set[str]) -> None:
    """Take out incidents, with what is kept of them, and the accounts of some events."""
    forget(connection, dirty)
    contested.forget(connection, dirty)
    for table, column in ((schema.accounts, "event"), (schema.accounts, "incident"), (schema.incidents, "id")):
        wanted = sorted(events if column == "event" else dirty)
        for at in range(0, len(wanted), CHUNK):
            connection.execute(delete(table).where(table.c[column].in_(wanted[at : at + CHUNK])))


def _contested(connection: Connection, events: set[str]) -> set[str]:
    """Return those of some events whose incident is disputed."""
    accounts, incidents = schema.accounts.c, schema.incidents.c
    joined = select(accounts.event).join(schema.incidents, incidents.id == accounts.incident)
    rows = _in_chunks(connection, joined.where(incidents.disputed != ""), accounts.event, events)
    return {row["event"] for row in rows}


def _seat_dyads(connection: Connection, accounts: list[dict[str, Any]]) -> None:
    """Have the pairs of countries repeat which incident and report their events belong to."""
    table = schema.dyads
    seated = update(table).where(table.c.event == bindparam("of"))
    seated = seated.values(incident=bindparam("its_incident"), report=bindparam("its_report"))
    rows = [{"of": a["event"], "its_incident": a["incident"], "its_report": a["report"]} for a in accounts]
    connection.execute(seated, rows)


def _account_row(incident: str, telling: Telling) -> dict[str, Any]:
    return {
        "event": telling.told.id,
        "incident": incident,
        "report": telling.report,
        "source": telling.source,
        "sure": telling.sure,
        "score": telling.score,
    }


def incident_row(incident: str, tellings: list[Telling]) -> dict[str, Any]:
    """Return the row of ``incidents``: what its sure accounts have in common, and what is disputed."""
    sure = [t for t in tellings if t.sure]
    found = compared(sure)
    first = _representative([t.told for t in sure])
    disputed = {c.matter for c in found.contradictions}
    dead = next((toll for toll in found.tolls if toll.kind == "dead"), None)
    exact = [t.told for t in sure if t.told.granularity == "day"]
    day = most_common(e.start for e in exact) or most_common(t.told.start for t in sure) or first.day
    return {
        "id": incident,
        "type": most_common(t.told.type for t in sure),
        "quad": first.quad,
        "day": day,
        "end": most_common(e.end for e in exact) or most_common(t.told.end for t in sure),
        "place": most_common(t.told.place for t in sure if t.told.is_exact) or most_common(t.told.place for t in sure),
        "place_country": most_common(t.told.place_country for t in sure),
        "label": _label(first, taking_sides="actor" not in disputed),
        "events": len(tellings),
        "articles": len({t.told.article for t in tellings}),
        "sources": len({t.source.casefold() for t in sure}),
        "dead_low": dead.low.value if dead else None,
        "dead_best": dead.best.value if dead else None,
        "dead_high": dead.high.value if dead else None,
        "disputed": _padded(disputed),
    }


def _padded(matters: Iterable[str]) -> str:
    joined_up = " ".join(sorted(matters))
    return f" {joined_up} " if joined_up else ""


def _representative(events: list[Told]) -> Told:
    """Return an affirmed event with both parties, in the names that most give them; the surest coded and earliest."""
    names = Counter((event.actors, event.recipients) for event in events)

    def rank(event: Told) -> tuple[object, ...]:
        known = bool(event.actors) + bool(event.recipients)
        common = names[event.actors, event.recipients]
        asserted = event.polarity == "+" and event.is_report
        return not asserted, -known, -common, -event.confidence, event.published or "9", event.id

    return min(events, key=rank)


def _label(event: Told, *, taking_sides: bool) -> str:
    """Return the incident in codes and names: "Gunmen ASSAULT 12 soldiers, Inates"; no actor where that is disputed."""
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    actors = " + ".join(event.actors) if taking_sides else ""
    said = " ".join(part for part in (actors, kind, " + ".join(event.recipients)) if part)
    return (f"{said}, {event.place}" if event.place else said)[:LABEL]


class Origins:
    """Whose report each telling goes back to."""

    def __init__(self, connection: Connection, events: Iterable[Told]) -> None:
        articles = {event.article for event in events}
        rows = _in_chunks(connection, select(schema.reports), schema.reports.c.article, articles)
        self._carried: dict[str, dict[str, str]] = {}
        for row in rows:
            self._carried.setdefault(row["article"], {})[row["report"]] = row["relation"]
        self._connection = connection
        wanted = articles | {row["report"] for row in rows}
        chains = select(schema.articles.c.key, schema.articles.c.outlets)
        found = _in_chunks(connection, chains, schema.articles.c.key, wanted)
        self._chain = {row["key"]: json.loads(row["outlets"]) for row in found}
        self._words: dict[str, list[tuple[str, ...]]] = {}

    def telling(self, event: Told, seat: Seat) -> Telling:
        """Return the event with where its report comes from."""
        report = self._report(event)
        return Telling(event, report, self._source(event, report), seat.sure, seat.score)

    def _report(self, event: Told) -> str:
        """Return the report that an event's sentence belongs to, where its article holds another's inside its own."""
        carried = self._carried.get(event.article, {})
        own = next((r for r, relation in sorted(carried.items()) if relation != "embedded"), event.article)
        inside = [report for report, relation in sorted(carried.items()) if relation == "embedded"]
        return next((report for report in inside if self._tells(report, event)), own)

    def _tells(self, report: str, event: Told) -> bool:
        if report not in self._words:
            quotes = select(schema.events.c.quote).where(schema.events.c.article == report)
            self._words[report] = [tuple(words_of(quote)) for quote in self._connection.execute(quotes).scalars()]
        return any(said == event.said or _holds(said, event.said) for said in self._words[report])

    def _source(self, event: Told, report: str) -> str:
        """Return the agency or outlet that a report goes back to: one named as the voice, or the last of its chain."""
        named = outlets().named(event.voices[0]) if event.voices else None
        if named is not None:
            return named.name
        chain = self._chain.get(report) or self._chain.get(event.article) or []
        return str(chain[-1]) if chain else f"article {report}"


def _holds(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether the longer of two sentences ends or begins with the shorter: a dateline may stand before it."""
    short, long = sorted((one, other), key=len)
    return bool(short) and (long[-len(short) :] == short or long[: len(short)] == short)
