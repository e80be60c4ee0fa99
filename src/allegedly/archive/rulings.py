"""What people decide of two tellings, ruling by ruling: that they are of one thing, or that they are not.

Rulings only grow in number: each says who, when, what held before and what after. What is in force stands in
``verdicts``, which is what incidents are worked out by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, delete, insert, or_, select

from allegedly.archive import schema
from allegedly.archive.database import reading
from allegedly.archive.joining import Pair
from allegedly.archive.rows import storable
from allegedly.archive.store import Archive
from allegedly.archive.told import CHUNK
from allegedly.errors import AllegedlyError

_WORDS = {True: "one", False: "two things", None: "undecided"}


@dataclass(frozen=True, slots=True)
class Ruling:
    """One thing that somebody decided of two events."""

    n: int
    a: str
    b: str
    author: str
    at: str
    before: bool | None  #: whether they were one before; None where nobody had decided
    after: bool | None
    undoes: int | None  #: the ruling that this one takes back


class TakenBack(Protocol):
    """What can be taken back by a later one of its kind."""

    @property
    def undoes(self) -> int | None:
        """The number of what this one takes back."""


Kept = TypeVar("Kept", bound=TakenBack)


def last_standing(changes: Iterable[Kept]) -> Kept | None:
    """Return the last of some changes, given in their order, that was not taken back; None where there is none."""
    standing: list[Kept] = []
    for change in changes:
        if change.undoes is None:
            standing.append(change)
        else:
            standing.pop()
    return standing[-1] if standing else None


def now() -> str:
    """Return this moment as it is kept."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rulings(archive: Archive, events: Collection[str] | None = None) -> list[Ruling]:
    """Return what was decided of some events, or of all, the earliest first."""
    with reading(archive.engine) as connection:
        return rulings_in(connection, events)


def rulings_in(connection: Connection, events: Collection[str] | None = None) -> list[Ruling]:
    """Return what was decided of some events, or of all, the earliest first."""
    table = schema.rulings
    if events is None:
        return [Ruling(*row) for row in connection.execute(select(table).order_by(table.c.n))]
    found: dict[int, Ruling] = {}
    wanted = sorted(events)
    for at in range(0, len(wanted), CHUNK):
        some = wanted[at : at + CHUNK]
        listed = select(table).where(or_(table.c.a.in_(some), table.c.b.in_(some)))
        found |= {row.n: Ruling(*row) for row in connection.execute(listed)}
    return [found[n] for n in sorted(found)]


def rule(connection: Connection, pair: Pair, same: bool | None, *, author: str, seen: int | None) -> Ruling:
    """Keep what somebody decides of two events: they are one, are not, or nobody knows.

    Raises AllegedlyError S05 where somebody else has decided after the ruling that was ``seen``; None does not ask.
    """
    before = _of_pair(connection, pair)
    _check_seen(pair, before, seen)
    return _write(connection, pair, before, same, author, None)


def take_back(connection: Connection, pair: Pair, *, author: str, seen: int | None) -> Ruling:
    """Take back the last ruling on two events that stands. Raises as ``rule`` does, and S04 where there is none."""
    before = _of_pair(connection, pair)
    _check_seen(pair, before, seen)
    last = last_standing(before)
    if last is None:
        raise AllegedlyError("S04", " and ".join(pair), "there is nothing to take back")
    return _write(connection, pair, before, last.before, author, last.n)


def _of_pair(connection: Connection, pair: Pair) -> list[Ruling]:
    table = schema.rulings
    listed = select(table).where(table.c.a == pair[0], table.c.b == pair[1]).order_by(table.c.n)
    return [Ruling(*row) for row in connection.execute(listed)]


def _check_seen(pair: Pair, before: list[Ruling], seen: int | None) -> None:
    newer = [ruling for ruling in before if seen is not None and ruling.n > seen]
    if newer:
        told = "; ".join(f"{r.author} held them to be {_WORDS[r.after]} at {r.at}" for r in newer)
        raise AllegedlyError("S05", " and ".join(pair), told)


def _write(
    connection: Connection, pair: Pair, before: list[Ruling], same: bool | None, author: str, undoes: int | None
) -> Ruling:
    verdicts, (a, b) = schema.verdicts, pair
    old = connection.execute(select(verdicts.c.same).where(verdicts.c.a == a, verdicts.c.b == b)).scalar()
    connection.execute(delete(verdicts).where(verdicts.c.a == a, verdicts.c.b == b))
    if same is not None:
        connection.execute(insert(verdicts).values(a=a, b=b, same=same))
    row: dict[str, Any] = {
        "a": a,
        "b": b,
        "author": storable(author) or "somebody",
        "at": now(),
        "before": None if old is None else bool(old),
        "after": same,
        "undoes": undoes,
    }
    n = connection.execute(insert(schema.rulings).values(row).returning(schema.rulings.c.n)).scalar_one()
    return Ruling(n=n, **row)
