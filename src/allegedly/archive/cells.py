"""Counts of events by pair of countries, period and kind, kept as articles come and go: what panels are read from.

A cell counts incidents and reports once, however many of its events belong to them, so cells cannot be added up from
smaller ones: each scale (month, quarter, year, by type or by quad class) has its own. A change of some events touches
only the cells that they lie in, and what it adds or takes away depends on those events, and the others of their
incidents and reports, alone (``recounted``). So it costs the same however many events there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)

from allegedly.archive import schema
from allegedly.archive.rows import KEY

Period = Literal["day", "month", "quarter", "year"]
Split = Literal["type", "quad"]

#: How exactly an event must be dated to be counted in a period.
EXACT: dict[str, tuple[str, ...]] = {
    "day": ("day",),
    "month": ("day", "week", "month"),
    "quarter": ("day", "week", "month", "quarter"),
    "year": ("day", "week", "month", "quarter", "year"),
}
#: The scales that are kept, each known by its place here. Days are not: there would be as many cells as events.
SCALES: tuple[tuple[Period, Split], ...] = (
    ("month", "quad"), ("month", "type"), ("quarter", "quad"), ("quarter", "type"), ("year", "quad"), ("year", "type"),
)  # fmt: skip
#: What is counted, of the events that are certain; with ANY before the name, of those too that are less than certain.
COUNTS = ("events", "incidents", "reports", "claims", "unclaimed", "denied")
ANY = "any_"
_KEYS = ("scale", "actor", "recipient", "period", "kind")

_CHUNK = 500  #: ids that one question to the database names
_DYAD, _CELL = schema.dyads.c, schema.cells.c
_LETTERS = {"day": 10, "month": 7, "year": 4}  #: of an ISO date
_QUARTERS = {f"{month:02}": f"-Q{(month + 2) // 3}" for month in range(1, 13)}


# ── in the language of the database ──────────────────────────────────────────────────────────────────────────────────


def period_of(by: Period) -> ColumnElement[str]:
    """Return the period that an event lies in: "2017-10-10", "2017-10", "2017-Q4" or "2017"."""
    if by == "quarter":
        month = func.substr(_DYAD.day, 6, 2)
        quarter = case((month < "04", "-Q1"), (month < "07", "-Q2"), (month < "10", "-Q3"), else_="-Q4")
        return func.substr(_DYAD.day, 1, 4) + quarter
    return func.substr(_DYAD.day, 1, _LETTERS[by])


def counted(by: Period, kind: Split, *, certain_only: bool) -> Select[Any]:
    """Return the query for all cells, counted from the events: period, actor, recipient, kind and ``COUNTS``."""
    key = [period_of(by).label("period"), _DYAD.actor, _DYAD.recipient, cast(_DYAD[kind], String).label("kind")]
    listed = select(*key, *_sums(None)).where(*_countable(by)).group_by(*key)
    return listed.where(_DYAD.certainty == "certain") if certain_only else listed


def _countable(by: Period) -> Iterator[ColumnElement[bool]]:
    yield _DYAD.day != ""
    yield _DYAD.granularity.in_(EXACT[by])
    yield _DYAD.tense != "future"
    yield _DYAD.certainty != "unknown"


def _sums(certainty: str | None) -> Iterator[ColumnElement[Any]]:
    meant = _DYAD.certainty == certainty if certainty else None
    said, denied = _both(_DYAD.polarity == "+", meant), _both(_DYAD.polarity != "+", meant)
    # who speaks for a party to *this* pair: a third country's word on it is no party's claim
    claimed, unclaimed = and_(said, _DYAD.claimed.is_(True)), and_(said, _DYAD.claimed.is_(False))
    incident = func.coalesce(_DYAD.incident, _DYAD.event)
    report = func.coalesce(_DYAD.report, func.substr(_DYAD.event, 1, KEY))
    counts = (
        _sum(said), _distinct(said, incident), _distinct(said, report), _sum(claimed), _distinct(unclaimed, incident),
        _sum(denied),
    )  # fmt: skip
    prefix = "" if certainty else ANY
    yield from (count.label(f"{prefix}{name}") for name, count in zip(COUNTS, counts, strict=True))


def _both(one: ColumnElement[bool], other: ColumnElement[bool] | None) -> ColumnElement[bool]:
    return one if other is None else and_(one, other)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _distinct(condition: ColumnElement[bool], what: ColumnElement[str]) -> ColumnElement[Any]:
    return func.count(func.distinct(case((condition, what))))


def all_cells(scale: int) -> Select[Any]:
    """Return the query for the rows of a scale as they should be kept, in the order of its columns."""
    by, kind = SCALES[scale]
    key = [literal(scale).label("scale"), _DYAD.actor, _DYAD.recipient, period_of(by).label("period"),
           cast(_DYAD[kind], String).label("kind")]  # fmt: skip
    return select(*key, *_sums("certain"), *_sums(None)).where(*_countable(by)).group_by(*key[1:])


def fill(connection: Connection) -> None:
    """Count all cells anew."""
    connection.execute(delete(schema.cells))
    for scale in range(len(SCALES)):
        listed = all_cells(scale).order_by(_DYAD.actor, _DYAD.recipient, text("period"), text("kind"))
        connection.execute(insert(schema.cells).from_select([*_KEYS, *_COLUMNS], listed))


# ── what a change of some events adds and takes away ─────────────────────────────────────────────────────────────────

_Key = tuple[int, str, str, str, str]
_COLUMNS = (*COUNTS, *(f"{ANY}{name}" for name in COUNTS))


@dataclass(slots=True)
class _Cell:
    """What is told of one pair in one period."""

    events: int = 0
    claims: int = 0
    denied: int = 0
    incidents: set[str] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)
    unclaimed: set[str] = field(default_factory=set)

    def add(self, row: Any) -> None:
        if row.polarity != "+":
            self.denied += 1
            return
        self.events += 1
        self.incidents.add(row.incident or row.event)
        self.reports.add(row.report or row.event[:KEY])
        if row.claimed:
            self.claims += 1
        else:
            self.unclaimed.add(row.incident or row.event)

    def counts(self) -> Iterator[int]:
        yield from (self.events, len(self.incidents), len(self.reports), self.claims, len(self.unclaimed), self.denied)


@contextmanager
def recounted(connection: Connection, events: Iterable[str], reports: Iterable[str] = ()) -> Iterator[None]:
    """Bring the cells up to date with what is done to some events meanwhile: they come, go, or change their place.

    ``events`` must be all events, before and after, of each incident that changes; ``reports`` are those that events
    will belong to afterwards. The others of their reports are looked up, for those count once together.
    """
    changing = set(events)
    told = set(reports) | {row.report or row.event[:KEY] for row in _dyads(connection, changing)}
    touched = changing | _of_reports(connection, told)
    before = _counts(_dyads(connection, touched))
    yield
    after = _counts(_dyads(connection, touched))
    after.subtract(before)
    _add(connection, after)


def _dyads(connection: Connection, events: Iterable[str]) -> list[Any]:
    wanted = sorted(events)
    return [
        row
        for at in range(0, len(wanted), _CHUNK)
        for row in connection.execute(select(schema.dyads).where(_DYAD.event.in_(wanted[at : at + _CHUNK])))
    ]


def _of_reports(connection: Connection, reports: Collection[str]) -> set[str]:
    """Return the events that belong to reports, or will as long as nothing else is known of them."""
    accounts, events = schema.accounts.c, schema.events.c
    found: set[str] = set()
    wanted = sorted(reports)
    for at in range(0, len(wanted), _CHUNK):
        here = wanted[at : at + _CHUNK]
        found.update(connection.execute(select(accounts.event).where(accounts.report.in_(here))).scalars())
        found.update(connection.execute(select(events.id).where(events.article.in_(here))).scalars())
    return found


def _counts(rows: Iterable[Any]) -> Counter[tuple[_Key, str]]:
    """Return the counts of all cells, of these events alone."""
    cells: dict[tuple[_Key, str], _Cell] = defaultdict(_Cell)
    for row in rows:
        for key in _keys(row):
            cells[key, ANY].add(row)
            if row.certainty == "certain":
                cells[key, ""].add(row)
    return Counter(
        {
            (key, f"{prefix}{name}"): count
            for (key, prefix), cell in cells.items()
            for name, count in zip(COUNTS, cell.counts(), strict=True)
        }
    )


def _keys(row: Any) -> Iterator[_Key]:
    """Yield the cells that a pair of an event is counted in."""
    if not row.day or row.tense == "future" or row.certainty == "unknown":
        return
    for scale, (by, kind) in enumerate(SCALES):
        if row.granularity in EXACT[by]:
            yield scale, row.actor, row.recipient, _period(by, row.day), str(getattr(row, kind))


def _period(by: Period, day: str) -> str:
    return day[:4] + _QUARTERS.get(day[5:7], "-Q4") if by == "quarter" else day[: _LETTERS[by]]


_MORE = text(
    f"INSERT INTO cells ({', '.join((*_KEYS, *_COLUMNS))}) "  # noqa: S608 - names of ours
    f"VALUES ({', '.join(f':{name}' for name in (*_KEYS, *_COLUMNS))}) "
    f"ON CONFLICT ({', '.join(_KEYS)}) DO UPDATE SET "
    + ", ".join(f"{name} = cells.{name} + excluded.{name}" for name in _COLUMNS)
)


def _add(connection: Connection, changes: Counter[tuple[_Key, str]]) -> None:
    rows: dict[_Key, dict[str, Any]] = {}
    for (key, name), change in sorted(changes.items()):
        if change:
            empty = {**dict(zip(_KEYS, key, strict=True)), **dict.fromkeys(_COLUMNS, 0)}
            rows.setdefault(key, empty)[name] = change
    if not rows:
        return
    connection.execute(_MORE, list(rows.values()))
    fewer = [row for row in rows.values() if row["any_events"] < 0 or row["any_denied"] < 0]
    if fewer:
        here = and_(*(_CELL[name] == text(f":{name}") for name in _KEYS))
        connection.execute(delete(schema.cells).where(here, _CELL.any_events == 0, _CELL.any_denied == 0), fewer)


# ── kept beside events, and true to them ─────────────────────────────────────────────────────────────────────────────


def untrue() -> str:
    """Return the SQL that counts the cells that say something else than the events, for SQLite and PostgreSQL alike."""
    options = {"literal_binds": True}
    wanted = " UNION ALL ".join(str(all_cells(n).compile(compile_kwargs=options)) for n in range(len(SCALES)))
    kept = f"SELECT {', '.join((*_KEYS, *_COLUMNS))} FROM cells"  # noqa: S608
    one = f"SELECT * FROM ({kept} EXCEPT SELECT * FROM ({wanted}) AS w) AS a"  # noqa: S608
    other = f"SELECT * FROM (SELECT * FROM ({wanted}) AS w EXCEPT {kept}) AS b"  # noqa: S608
    return f"SELECT COUNT(*) FROM ({one} UNION ALL {other}) AS lone"  # noqa: S608
