"""The events of an archive as columns of numbers in memory: filters and counts over all of them at once.

A desk asks for any mixture of filters, and what is counted then no index has. A million events are some 200 MB here,
and every question is a few passes over arrays. Texts are numbers into lists of what they can be (``Codes``), so a
filter is asked of each text once. ``Columns`` never change: a change of the archive makes new ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, select

from allegedly.archive import schema
from allegedly.archive.counting import PeriodRow, PlaceRow, Step, TieRow, Word
from allegedly.archive.fulltext import Words, terms
from allegedly.archive.geometry import Box, around, distance_km
from allegedly.archive.queries import OUTLET, Question, is_coded

Array = npt.NDArray[Any]
Value = TypeVar("Value", bound=Hashable)

PAGE = 20_000  #: rows that are read at a time
CHUNK = 500  #: keys that one question to the database names
ROLES = ("actor", "recipient", "voice")
WORDS: tuple[Word, ...] = ("other", "outlet", "party")  #: on whose word, in order
LETTERS: dict[Step, int] = {"day": 10, "month": 7, "year": 4}

#: What is asked of few events, which indexes find sooner.
NARROW = ("dyad", "article", "incident")

_EVENT, _PARTY = schema.events.c, schema.parties.c


@dataclass(frozen=True)
class Order(Generic[Value]):
    """Values in order, and for each number of theirs where it stands."""

    values: list[Value]
    ranks: Array


class Codes(Generic[Value]):
    """What a column can be, each with its number, in the order in which it was met."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._number: dict[Value, int] = {}
        self._order: Order[Value] = Order([], np.empty(0, np.int32))

    def of(self, values: Iterable[Value]) -> Array:
        """Return the numbers of values, new ones included."""
        known = self._number
        found = []
        for value in values:
            number = known.get(value)
            if number is None:
                number = known[value] = len(self.values)
                self.values.append(value)
            found.append(number)
        return np.array(found, np.int32)

    def number(self, value: Value) -> int:
        """Return the number of a value; -1 where it was never met."""
        return self._number.get(value, -1)

    def that(self, test: Callable[[Value], bool]) -> Array:
        """Return for each number whether its value passes a test."""
        values = self.values[:]
        return np.fromiter((test(value) for value in values), np.bool_, len(values))

    def in_order(self, key: Callable[[Value], Any]) -> Order[Value]:
        """Return the values known at this moment in order, and where each number stands there."""
        order = self._order  # which another thread may put an older one in the place of
        if len(order.values) < len(self.values):
            values = self.values[:]
            ordered = sorted(range(len(values)), key=lambda n: key(values[n]))
            ranks = np.empty(len(ordered), np.int32)
            ranks[ordered] = np.arange(len(ordered), dtype=np.int32)
            order = self._order = Order([values[n] for n in ordered], ranks)
        return order


Spot = tuple[str | None, str | None, float | None, float | None]


def _nulls_first(values: Any) -> Any:
    return tuple((value is not None, value) for value in values)


class Texts:
    """The lists that columns are numbers into; they only grow."""

    def __init__(self) -> None:
        self.articles: Codes[str] = Codes()
        self.days: Codes[str] = Codes()
        self.types: Codes[str] = Codes()
        self.quads: Codes[int] = Codes()
        self.certainties: Codes[str] = Codes()
        self.polarities: Codes[str] = Codes()
        self.spots: Codes[Spot] = Codes()
        self.locals: Codes[str] = Codes()
        self.names: Codes[str | None] = Codes()
        self.countries: Codes[str | None] = Codes()
        self.sectors: Codes[str] = Codes()
        self.outlets: Codes[str] = Codes()
        self.labels: Codes[str] = Codes()


@dataclass(frozen=True, slots=True)
class EventColumns:
    """A number or a fact of each event."""

    n: Array
    article: Array
    key: Array  #: of the article, as a number in the same order
    local: Array
    day: Array
    last: Array  #: last day, or the first where that is not known
    type: Array
    quad: Array
    certainty: Array
    polarity: Array
    voiced: Array
    claimed: Array
    contested: Array
    confidence: Array
    spot: Array


@dataclass(frozen=True, slots=True)
class PartyColumns:
    """A number of each party of an event, which is known by its place among the events."""

    event: Array
    role: Array
    position: Array
    name: Array
    country: Array
    sectors: Array
    by_country: Array  #: what it is called among countries: its own, or its name where that is not known
    by_name: Array  #: the other way round


@dataclass(frozen=True, slots=True)
class OutletColumns:
    """An outlet of each article that has one."""

    article: Array
    outlet: Array


@dataclass(frozen=True)
class Groups:
    """Things that are counted together, in the order in which equal counts are told."""

    of: Array  #: which group each thing is of
    keys: Array  #: the group's parts, a row for each

    def counted(self, which: Array) -> Array:
        """Return how many of some things each group has."""
        return np.bincount(self.of[which], minlength=len(self.keys))


def grouped(*columns: Array) -> Groups:
    """Return the groups of things that are alike in all columns."""
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    together = np.zeros(len(columns[0]), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        together = together * size + column
    keys, of = np.unique(together, return_inverse=True)
    parts = []
    for size in reversed(sizes):
        keys, part = np.divmod(keys, size)
        parts.append(part)
    return Groups(of.astype(np.int32), np.column_stack(parts[::-1]))


@dataclass(frozen=True)
class Columns:
    """All events at one moment."""

    tick: int  #: stamp of the last change that they have
    texts: Texts
    events: EventColumns
    parties: PartyColumns
    outlets: OutletColumns

    def group(self) -> None:
        """Sort places and ties into groups now, and not when somebody first asks."""
        _ = self._spot_groups, self._ties_by_country, self._ties_by_name

    # ── filters ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def that_answer(self, asked: Question, connection: Connection, words: Words) -> Array:
        """Return which events answer a question; ``article``, ``incident`` and ``dyad`` are not looked at."""
        which = np.ones(len(self.events.n), np.bool_)
        for condition in (*self._plain(asked), *self._parties(asked), *self._places(asked, connection)):
            which &= condition
        if asked.outlet is not None:
            which &= self._of_outlet(asked.outlet.casefold())
        if asked.text is not None:
            which &= self._with_words(asked.text, connection, words)
        return which

    def _plain(self, asked: Question) -> Iterable[Array]:
        events, texts = self.events, self.texts
        if asked.type:
            yield events.type == texts.types.number(asked.type.upper())
        if asked.quad is not None:
            yield events.quad == texts.quads.number(asked.quad)
        if asked.certainty is not None:
            yield events.certainty == texts.certainties.number(asked.certainty)
        if asked.polarity is not None:
            yield events.polarity == texts.polarities.number(asked.polarity)
        if asked.min_confidence is not None:
            yield events.confidence >= asked.min_confidence
        if asked.no_party_claims:
            yield ~events.claimed
        if asked.disputed:
            yield events.contested
        yield from self._times(asked)

    def _times(self, asked: Question) -> Iterable[Array]:
        events, days = self.events, self.texts.days
        since, until = asked.since, asked.until
        if since is not None or until is not None:
            yield days.that(bool)[events.day]
        if since is not None:
            yield days.that(lambda day: day >= since)[events.last]
        if until is not None:
            yield days.that(lambda day: day <= until)[events.day]

    def _parties(self, asked: Question) -> Iterable[Array]:
        for role in ROLES:
            party = getattr(asked, role)
            if role == "voice" and party == OUTLET:
                yield ~self.events.voiced
            elif party is not None:
                which = np.zeros(len(self.events.n), np.bool_)
                which[self.parties.event[(self.parties.role == ROLES.index(role)) & self._is_party(party)]] = True
                yield which

    def _is_party(self, party: str) -> Array:
        texts, parties = self.texts, self.parties
        if not is_coded(party):
            folded = party.casefold()
            named = texts.names.that(lambda name: name is not None and folded in name.casefold())
            return np.asarray(named[parties.name])
        country, *sectors = re.split("[ /:]", party)
        which = parties.country == texts.countries.number(country)
        if sectors:
            which &= texts.sectors.that(lambda all_: all(f" {one} " in all_ for one in sectors))[parties.sectors]
        return np.asarray(which)

    def _places(self, asked: Question, connection: Connection) -> Iterable[Array]:
        spots, spot = self.texts.spots, self.events.spot
        if asked.country is not None:
            country = asked.country.upper()
            yield spots.that(lambda s: s[1] == country)[spot]
        if asked.place is not None:
            small = lower_of(connection.dialect.name)
            part = small(asked.place)
            yield spots.that(lambda s: s[0] is not None and part in small(s[0]))[spot]
        if asked.box is not None:
            box = asked.box
            yield spots.that(lambda s: _inside(box, s))[spot]
        if asked.circle is not None:
            circle, near = asked.circle, around(asked.circle)
            yield spots.that(
                lambda s: _inside(near, s) and (distance_km(circle.lat, circle.lon, s[2], s[3]) or 0.0) <= circle.km
            )[spot]

    def _of_outlet(self, folded: str) -> Array:
        which = np.zeros(len(self.texts.articles.values), np.bool_)
        which[self.outlets.article[self.outlets.outlet == self.texts.outlets.number(folded)]] = True
        return np.asarray(which[self.events.article])

    def _with_words(self, text: str, connection: Connection, words: Words) -> Array:
        if not terms(text) or not len(self.events.n):
            return np.zeros(len(self.events.n), np.bool_)
        found = connection.execute(select(_EVENT.n).where(words.in_events(text))).scalars().all()
        there = np.zeros(int(self.events.n.max()) + 1, np.bool_)
        numbers = np.array(found, np.int64)
        there[numbers[numbers < len(there)]] = True
        return np.asarray(there[self.events.n])

    # ── counts ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def span(self, which: Array) -> tuple[str, str] | None:
        """Return the first and the last day on which some events begin; None where all are undated."""
        counts = np.bincount(self.events.day[which], minlength=len(self.texts.days.values))
        days = [self.texts.days.values[n] for n in np.nonzero(counts)[0]]
        dated = [day for day in days if day]
        return (min(dated), max(dated)) if dated else None

    def by_time(self, which: Array, step: Step) -> list[PeriodRow]:
        """Return the counts as ``counting.by_time`` does."""
        periods: Codes[str] = Codes()
        period = periods.of(day[: LETTERS[step]] for day in self.texts.days.values)
        width = max(1, len(self.texts.quads.values))
        cells = (period[self.events.day] * width + self.events.quad)[which]
        is_denied = (self.events.polarity == self.texts.polarities.number("-"))[which]
        counts = np.bincount(cells, minlength=len(periods.values) * width)
        denied = np.bincount(cells[is_denied], minlength=len(counts))
        rows = (
            PeriodRow(periods.values[n // width], self.texts.quads.values[n % width], int(counts[n]), int(denied[n]))
            for n in np.nonzero(counts)[0].tolist()
        )
        return sorted(rows, key=lambda row: (row.period, row.quad))

    def by_place(self, which: Array, limit: int) -> list[PlaceRow]:
        """Return the counts as ``counting.by_place`` does."""
        groups, spots, quads = self._spot_groups, self._spots.values, self._quads.values
        counts = groups.counted(which)
        located = np.array([lat is not None and lon is not None for *_, lat, lon in spots], np.bool_)
        found = []
        for n in _most(np.where(located[groups.keys[:, 0]], counts, 0), limit):
            place, country, lat, lon = spots[groups.keys[n, 0]]
            quad = quads[groups.keys[n, 1]]
            found.append(PlaceRow(place or "", country, lat or 0.0, lon or 0.0, quad, int(counts[n])))
        return found

    def by_tie(self, which: Array, limit: int, *, named: bool = False) -> list[TieRow]:
        """Return the counts as ``counting.by_tie`` does."""
        groups = self._ties_by_name if named else self._ties_by_country
        counts = groups.counted(which[self._ties[0]])
        labels, types, quads = self._labels.values, self._types.values, self._quads.values
        found = []
        for n in _most(counts, limit):
            actor, other, kind, quad, word = groups.keys[n]
            found.append(TieRow(labels[actor], labels[other], types[kind], quads[quad], WORDS[word], int(counts[n])))
        return found

    @cached_property
    def _quads(self) -> Order[int]:
        return self.texts.quads.in_order(int)

    @cached_property
    def _types(self) -> Order[str]:
        return self.texts.types.in_order(str)

    @cached_property
    def _labels(self) -> Order[str]:
        return self.texts.labels.in_order(str)

    @cached_property
    def _spots(self) -> Order[Spot]:
        return self.texts.spots.in_order(_nulls_first)

    @cached_property
    def _spot_groups(self) -> Groups:
        return grouped(self._spots.ranks[self.events.spot], self._quads.ranks[self.events.quad])

    @cached_property
    def _ties(self) -> tuple[Array, Array, Array]:
        """Return the pairs of parties of one event that are tied: the event, who acts, and on or with whom."""
        parties = self.parties
        acted_on = np.zeros(len(self.events.n), np.bool_)
        acted_on[parties.event[parties.role == ROLES.index("recipient")]] = True
        sides = np.nonzero(parties.role != ROLES.index("voice"))[0]
        sides = sides[np.lexsort((parties.position[sides], parties.role[sides], parties.event[sides]))]
        starts = np.nonzero(np.diff(parties.event[sides], prepend=-1))[0]
        ends = np.append(starts, len(sides))[1:]
        actors, others = [], []
        # parties of an event stand together; step by step each is paired with the one so many places after it
        group_end = np.repeat(ends, ends - starts)
        for step in range(1, int((ends - starts).max(initial=1))):
            at = np.arange(len(sides) - step)
            at = at[at + step < group_end[: len(sides) - step]]
            one, other = sides[at], sides[at + step]
            both_act = (parties.role[other] == 0) & ~acted_on[parties.event[one]]
            tied = (parties.role[one] == 0) & ((parties.role[other] == 1) | both_act)
            actors.append(one[tied])
            others.append(other[tied])
        none = np.empty(0, np.int64)
        actor, other = np.concatenate([none, *actors]), np.concatenate([none, *others])
        return parties.event[actor], actor, other

    def _tie_groups(self, label: Array) -> Groups:
        event, actor, other = self._ties
        events, ranks = self.events, self._labels.ranks
        word = np.where(~events.voiced, 1, np.where(events.claimed, 2, 0))  # as in WORDS
        return grouped(
            ranks[label[actor]],
            ranks[label[other]],
            self._types.ranks[events.type[event]],
            self._quads.ranks[events.quad[event]],
            word[event],
        )

    @cached_property
    def _ties_by_country(self) -> Groups:
        return self._tie_groups(self.parties.by_country)

    @cached_property
    def _ties_by_name(self) -> Groups:
        return self._tie_groups(self.parties.by_name)

    # ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def first(self, which: Array, limit: int, after: tuple[str, str] | None) -> list[int]:
        """Return the numbers of the first of some events by day and id, after a day and id."""
        at = np.nonzero(which)[0]
        day = self.texts.days.in_order(str).ranks[self.events.day]
        local = self.texts.locals.in_order(str).ranks[self.events.local]
        if after is not None:
            at = at[self._comes_after(at, day, local, *after)]
        if len(at) > limit:
            at = at[day[at] <= np.partition(day[at], limit - 1)[limit - 1]]
        ordered = at[np.lexsort((local[at], self.events.key[at], day[at]))][:limit]
        return [int(n) for n in self.events.n[ordered]]

    def _comes_after(self, at: Array, day: Array, local: Array, last_day: str, last: str) -> Array:
        key, _, name = last.partition("-")
        earlier = sum(known <= last_day for known in self.texts.days.values)
        ours = self.texts.days.number(last_day)
        same = self.events.day[at] == ours
        number = np.uint64(int(key, 16))
        before = sum(known <= name for known in self.texts.locals.values)
        keys = self.events.key[at]
        later = (keys > number) | ((keys == number) & (local[at] >= before))
        return np.asarray((day[at] >= earlier) | (same & later))


def _most(counts: Array, limit: int) -> list[int]:
    """Return the groups with the most, those with equal counts in their order."""
    there = np.nonzero(counts)[0]
    if len(there) > limit:
        least = np.partition(counts[there], len(there) - limit)[len(there) - limit]
        there = there[counts[there] >= least]
    return [int(n) for n in there[np.argsort(-counts[there], kind="stable")][:limit]]


def _inside(box: Box, spot: Spot) -> bool:
    lat, lon = spot[2], spot[3]
    if lat is None or lon is None or not box.south <= lat <= box.north:
        return False
    return box.west <= lon <= box.east if box.west <= box.east else lon >= box.west or lon <= box.east


_ASCII = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def lower_of(dialect: str) -> Callable[[str], str]:
    """Return how a database writes in small letters: SQLite knows only the English ones."""
    return (lambda text: text.translate(_ASCII)) if dialect == "sqlite" else str.lower


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(connection: Connection, tick: int) -> Columns:
    """Return all events of an archive as columns."""
    texts = Texts()
    events, parties, outlets = _read(connection, texts, None)
    return Columns(tick, texts, events, parties, outlets)


def brought_up_to_date(columns: Columns, connection: Connection, tick: int, articles: Sequence[str]) -> Columns:
    """Return the columns with those articles as they are now; the lists of texts grow, the old columns stay."""
    texts = columns.texts
    events, parties, outlets = _read(connection, texts, articles)
    numbers = texts.articles.of(articles)  # an article without events is met here for the first time
    changed = np.zeros(len(texts.articles.values), np.bool_)
    changed[numbers] = True
    stays = ~changed[columns.events.article]
    moved = np.cumsum(stays) - 1 if not stays.all() else None
    kept, kept_parties = columns.events, columns.parties
    if moved is not None:
        kept = _only(kept, stays)
        kept_parties = _only(kept_parties, stays[kept_parties.event])
        kept_parties = replace(kept_parties, event=moved[kept_parties.event].astype(np.int32))
    shifted = replace(parties, event=(parties.event + len(kept.n)).astype(np.int32))
    kept_outlets = _only(columns.outlets, ~changed[columns.outlets.article])
    return Columns(tick, texts, _joined(kept, events), _joined(kept_parties, shifted), _joined(kept_outlets, outlets))


Some = TypeVar("Some", EventColumns, PartyColumns, OutletColumns)


def _only(columns: Some, which: Array) -> Some:
    return type(columns)(*(getattr(columns, name)[which] for name in columns.__slots__))


def _joined(one: Some, other: Some) -> Some:
    return type(one)(*(np.concatenate([getattr(one, n), getattr(other, n)]) for n in one.__slots__))


def _read(
    connection: Connection, texts: Texts, articles: Sequence[str] | None
) -> tuple[EventColumns, PartyColumns, OutletColumns]:
    place: dict[str, int] = {}
    events = _events(connection, texts, articles, place)
    return events, _read_parties(connection, texts, articles, place), _read_outlets(connection, texts, articles)


def _pages(connection: Connection, listed: Select[Any], column: Any, keys: Sequence[str] | None) -> Iterable[list[Any]]:
    """Yield the rows of a query as columns, page by page; only those with certain keys where they are given."""
    some = [listed] if keys is None else [
        listed.where(column.in_(keys[at : at + CHUNK])) for at in range(0, len(keys), CHUNK)
    ]  # fmt: skip
    for query in some:
        with connection.execute(query.execution_options(yield_per=PAGE)) as rows:
            for page in rows.partitions():
                yield list(zip(*page, strict=True))


def _events(
    connection: Connection, texts: Texts, articles: Sequence[str] | None, place: dict[str, int]
) -> EventColumns:
    listed = select(
        _EVENT.n, _EVENT.id, _EVENT.article, _EVENT.local, _EVENT.day, _EVENT.end, _EVENT.type, _EVENT.quad,
        _EVENT.certainty, _EVENT.polarity, _EVENT.voice.is_not(None), _EVENT.party_claim, _EVENT.confidence,
        _EVENT.place, _EVENT.place_country, _EVENT.lat, _EVENT.lon,
    )  # fmt: skip
    pages = [_event_page(texts, page, place) for page in _pages(connection, listed, _EVENT.article, articles)]
    events = _all(pages, EventColumns)
    contested = np.zeros(len(events.n), np.bool_)
    contested[[place[event] for event in _contested(connection, articles) if event in place]] = True
    return replace(events, contested=contested)


_NO_EVENTS = EventColumns(*(np.empty(0, kind) for kind in (
    np.int64, np.int32, np.uint64, np.int32, np.int32, np.int32, np.int32, np.int32, np.int32, np.int32,
    np.bool_, np.bool_, np.bool_, np.float64, np.int32,
)))  # fmt: skip
_NO_PARTIES = PartyColumns(*(np.empty(0, np.int32) for _ in PartyColumns.__slots__))
_NO_OUTLETS = OutletColumns(np.empty(0, np.int32), np.empty(0, np.int32))
_EMPTY: dict[type[Any], Any] = {EventColumns: _NO_EVENTS, PartyColumns: _NO_PARTIES, OutletColumns: _NO_OUTLETS}


def _all(pages: list[Some], kind: type[Some]) -> Some:
    every = [_EMPTY[kind], *pages]
    return kind(*(np.concatenate([getattr(page, name) for page in every]) for name in kind.__slots__))


def _event_page(texts: Texts, page: list[Any], place: dict[str, int]) -> EventColumns:
    n, id_, article, local, day, end, type_, quad, certainty, polarity, voiced, claimed, confidence, *spot = page
    first = len(place)
    place.update(zip(id_, range(first, first + len(id_)), strict=True))
    numbers = texts.articles.of(article)
    return EventColumns(
        n=np.array(n, np.int64),
        article=numbers,
        key=np.array([int(key, 16) for key in article], np.uint64),
        local=texts.locals.of(local),
        day=texts.days.of(day),
        last=texts.days.of(d if e is None else e for d, e in zip(day, end, strict=True)),
        type=texts.types.of(type_),
        quad=texts.quads.of(quad),
        certainty=texts.certainties.of(certainty),
        polarity=texts.polarities.of(polarity),
        voiced=np.array(voiced, np.bool_),
        claimed=np.array(claimed, np.bool_),
        contested=np.zeros(len(n), np.bool_),
        confidence=np.array(confidence, np.float64),
        spot=texts.spots.of(zip(*spot, strict=True)),
    )


def _contested(connection: Connection, articles: Sequence[str] | None) -> list[str]:
    accounts, incidents = schema.accounts.c, schema.incidents.c
    listed = select(accounts.event).join(schema.incidents, incidents.id == accounts.incident)
    if articles is not None:
        listed = listed.join(schema.events, _EVENT.id == accounts.event)
    pages = _pages(connection, listed.where(incidents.disputed != ""), _EVENT.article, articles)
    return [event for (page,) in pages for event in page]


def _read_parties(
    connection: Connection, texts: Texts, articles: Sequence[str] | None, place: dict[str, int]
) -> PartyColumns:
    listed = select(_PARTY.event, _PARTY.role, _PARTY.position, _PARTY.name, _PARTY.country, _PARTY.sectors)
    if articles is not None:
        listed = listed.join(schema.events, _EVENT.id == _PARTY.event)
    roles = {role: n for n, role in enumerate(ROLES)}
    pages = [
        PartyColumns(
            event=np.array([place[one] for one in event], np.int32),
            role=np.array([roles[one] for one in role], np.int32),
            position=np.array(position, np.int32),
            name=texts.names.of(name),
            country=texts.countries.of(country),
            sectors=texts.sectors.of(sectors),
            by_country=texts.labels.of(_labels(country, name)),
            by_name=texts.labels.of(_labels(name, country)),
        )
        for event, role, position, name, country, sectors in _pages(connection, listed, _EVENT.article, articles)
    ]
    return _all(pages, PartyColumns)


def _labels(first: Iterable[str | None], second: Iterable[str | None]) -> Iterable[str]:
    for one, other in zip(first, second, strict=True):
        yield one if one is not None else "?" if other is None else other


def _read_outlets(connection: Connection, texts: Texts, articles: Sequence[str] | None) -> OutletColumns:
    table = schema.outlets.c
    listed = select(table.article, table.folded)
    pages = [
        OutletColumns(texts.articles.of(article), texts.outlets.of(folded))
        for article, folded in _pages(connection, listed, table.article, articles)
    ]
    return _all(pages, OutletColumns)
