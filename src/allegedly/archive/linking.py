"""Joining what articles tell as they come: who carries whose report, and which events are of one incident.

Each article has its turn once, in a transaction of its own:

1. It is compared with those that share a stretch of words with it (``reports``).
2. Its events are held against those of the same class, country and days, which an index finds. Most cannot be the same,
   by place and time alone; the others are compared, and pairs that may be one kept with their likelihood (``joins``).
3. The incidents that these pairs touch, and no others, are worked out anew (``incidents``, ``accounts``).

The pairs depend on two events alone and the incidents on the pairs alone, so the order of articles does not matter.
What a person has decided (``decide``) is honoured whenever an incident is worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from allegedly.archive import cells, schema
from allegedly.archive.database import reading, writing
from allegedly.archive.joining import Pair, pair_of
from allegedly.archive.likeness import joining, likeness, may_be_one
from allegedly.archive.regrouping import regroup
from allegedly.archive.reports import is_compared, work_out
from allegedly.archive.rulings import Ruling, rule, take_back
from allegedly.archive.stamps import stamp
from allegedly.archive.store import Archive, let_wait
from allegedly.archive.told import SKETCHED, Sketch, Told, told
from allegedly.errors import AllegedlyError

MAX_CLUE = 300  #: characters of a name by which others are looked for: a clue is part of a key
NEAR_DAYS = 5  #: days around an event in which others are looked for


def link(archive: Archive) -> int:
    """Join what has come since the last time with all that is there; return how many articles that were.

    An interruption costs one article at most, and the next call goes on where this one stopped.
    """
    done = 0
    while link_next(archive):
        done += 1
    return done


def waiting(archive: Archive) -> bool:
    """Tell whether there are articles that have not been joined with the others."""
    with reading(archive.engine) as connection:
        return connection.execute(select(schema.waiting.c.article).limit(1)).first() is not None


def link_next(archive: Archive) -> bool:
    """Join one article with all that is there; False where none is waiting."""
    with writing(archive.engine) as connection:
        key = connection.execute(select(schema.waiting.c.article).limit(1)).scalar()
        if key is None:
            return False
        is_new = not is_compared(connection, key)
        changed = work_out(connection, key)
        ids = _events_of(connection, [key])
        if is_new:
            _note_joins(connection, list(told(connection, ids).values()))
        regroup(connection, ids, _events_of(connection, changed - {key}))
        connection.execute(delete(schema.waiting).where(schema.waiting.c.article == key))
        return True


#: What ``link`` fills, in the order in which it can be emptied.
_WORKED_OUT = (
    schema.says, schema.tallies, schema.contested, schema.accounts, schema.incidents, schema.joins, schema.clues,
    schema.reports, schema.pairs, schema.prints,
)  # fmt: skip


def relink(archive: Archive) -> int:
    """Work everything out anew, after the tables were changed; what a person has decided stays."""
    with writing(archive.engine) as connection:
        for table in _WORKED_OUT:
            connection.execute(delete(table))
        connection.execute(update(schema.dyads).values(incident=None, report=None))
        cells.fill(connection)
        stamp(connection, connection.execute(select(schema.articles.c.key)).scalars().all())
        connection.execute(delete(schema.waiting))
        connection.execute(insert(schema.waiting).from_select(["article"], select(schema.articles.c.key)))
    return link(archive)


def decide(
    archive: Archive,
    one: str,
    other: str,
    same: bool | None,
    *,
    author: str = "somebody",
    seen: int | None = None,
) -> Ruling:
    """Decide that two events are one (True) or are not (False), or that nobody knows (None).

    ``seen`` is the number of the last ruling on them that the author knew of, 0 for none. Raises AllegedlyError S04
    where there is no such event, U01 where both are the same one, S05 where somebody else decided meanwhile.
    """
    return _ruled(archive, one, other, lambda c, pair: rule(c, pair, same, author=author, seen=seen))


def reconsider(archive: Archive, one: str, other: str, *, author: str = "somebody", seen: int | None = None) -> Ruling:
    """Take back the last ruling on two events that stands, so that what held before holds. Raises as ``decide``."""
    return _ruled(archive, one, other, lambda c, pair: take_back(c, pair, author=author, seen=seen))


def _ruled(archive: Archive, one: str, other: str, ruling: Callable[[Connection, Pair], Ruling]) -> Ruling:
    if one == other:
        raise AllegedlyError("U01", one, "an event cannot be kept apart from itself")
    pair = pair_of(one, other)
    with writing(archive.engine) as connection:
        known = told(connection, list(pair))
        for event in pair:
            if event not in known:
                raise AllegedlyError("S04", event)
        made = ruling(connection, pair)
        let_wait(connection, {known[event].article for event in pair})
    link(archive)
    return made


def decisions(archive: Archive) -> list[tuple[str, str, bool]]:
    """Return what was decided of pairs of events."""
    table = schema.verdicts.c
    with reading(archive.engine) as connection:
        listed = select(table.a, table.b, table.same).order_by(table.a, table.b)
        return [(row.a, row.b, bool(row.same)) for row in connection.execute(listed)]


def _events_of(connection: Connection, articles: Iterable[str]) -> set[str]:
    table = schema.events.c
    return {i for key in articles for i in connection.execute(select(table.id).where(table.article == key)).scalars()}


def _note_joins(connection: Connection, new: list[Told]) -> None:
    """Keep what events can be found by, and each pair that may be one."""
    clues = [{"clue": clue, "day": event.day, "event": event.id} for event in new for clue in clues_of(event)]
    if not clues:
        return
    connection.execute(insert(schema.clues), clues)
    near = {event.id: _near(connection, event) for event in new}
    known = told(connection, set().union(*near.values())) | {event.id: event for event in new}
    pairs = {pair_of(event.id, other) for event in new for other in near[event.id]}
    rows = [{"a": a, "b": b, "score": score} for (a, b), score in _scored(sorted(pairs), known)]
    if rows:
        connection.execute(insert(schema.joins), rows)


def _scored(pairs: list[Pair], known: dict[str, Told]) -> Iterator[tuple[Pair, float]]:
    least = joining().limits.perhaps
    for a, b in pairs:
        if (score := likeness(known[a], known[b])) >= least:
            yield (a, b), round(score, 6)


def clues_of(event: Told) -> list[str]:
    """Return what other tellings of an event can be found by: class and country, or class and a party's name."""
    if not event.day:
        return []
    if event.countries:
        return [f"{event.quad} {country}" for country in sorted(event.countries)]
    names = {" ".join(sorted(side.name)) for side in (*event.actor_sides, *event.recipient_sides) if side.name}
    return [f"{event.quad} ~{name[:MAX_CLUE]}" for name in sorted(names)]


def _near(connection: Connection, event: Told) -> set[str]:
    """Return the other events, some days around, that have a clue in common and may be the same one."""
    table, clues = schema.clues.c, clues_of(event)
    if not clues:
        return set()
    span = timedelta(days=NEAR_DAYS)
    try:
        middle = date.fromisoformat(event.day)
        first, last = str(middle - span), str(middle + span)
    except (ValueError, OverflowError):  # dates out of a broken record, or at the edge of the calendar
        first = last = event.day
    joined = select(*SKETCHED).join(schema.clues, table.event == schema.events.c.id)
    rows = connection.execute(joined.where(table.clue.in_(clues), table.day.between(first, last))).all()
    others = {row[0]: row for row in rows if row[0] != event.id}
    return {id_ for id_, row in others.items() if may_be_one(event, Sketch(*row))}
