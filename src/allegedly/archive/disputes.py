"""Where accounts of one incident contradict each other: whether it happened, who did it, how many it struck.

- *polarity*: one speaker says that it happened, another that it did not.
- *actor*: two speakers name actors of different countries, or of the state and against it.
- *dead*, *injured*: two speakers give numbers that lie further apart than ``tolerance.toml`` allows. A larger number
  that comes later is growth, unless it comes within a day. Each speaker stands by the latest number given.

Nobody contradicts themselves: what one speaker says otherwise later is a change. What is planned, asked for or imagined
contradicts nothing. Parties that act alike (talks) have no contrary actors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Literal

import msgspec

from allegedly import tables
from allegedly.archive.likeness import alike, days_apart
from allegedly.archive.told import Told

Matter = Literal["polarity", "actor", "dead", "injured"]
Toll = tuple[int, int | None]
TOLLS: tuple[Literal["dead", "injured"], ...] = ("dead", "injured")

LATE = "9999-12-31"  #: stands for no date

#: Types whose actors act together, so that one report names these and another those.
MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})


class Tolerance(msgspec.Struct, frozen=True):
    """What ``tolerance.toml`` holds."""

    relative: float
    absolute: int
    growth_days: int


@lru_cache(maxsize=1)
def tolerance() -> Tolerance:
    """Return how far numbers may lie apart."""
    return tables.toml(__package__, "tolerance.toml", Tolerance)[0]


@dataclass(frozen=True)
class Telling:
    """An event as one article tells it, and where that report comes from."""

    told: Told
    report: str  #: key of the article that told it first
    source: str  #: the outlet or agency that it goes back to
    sure: bool  #: whether it surely tells of this incident
    score: float
    date: str = ""  #: day on which this was first reported so: a copy that comes later says nothing new

    @property
    def speaker(self) -> str:
        """Whose word it is: the innermost voice's, or the source's own."""
        return self.told.voice or self.source

    @property
    def said(self) -> tuple[object, ...]:
        """What is said, by whom, in which report: the same in all copies."""
        told = self.told
        return self.report, self.speaker.casefold(), told.type, told.polarity, told.certainty, told.dead, told.injured


def dated(tellings: Sequence[Telling]) -> list[Telling]:
    """Return the tellings of an incident, each with the day on which its report first said so."""
    first: dict[tuple[object, ...], str] = {}
    for telling in tellings:
        day = telling.told.published or LATE
        first[telling.said] = min(day, first.get(telling.said, LATE))
    return [replace(t, date="" if first[t.said] == LATE else first[t.said]) for t in tellings]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two accounts that cannot both be right."""

    matter: Matter
    one: str  #: id of the event whose account it is
    other: str


def contradictions(tellings: Sequence[Telling]) -> list[Contradiction]:
    """Return each contradiction between two speakers once a matter, by the first tellings that have it."""
    counted = sorted((t for t in tellings if t.sure and t.told.is_report), key=lambda t: (t.date, t.told.id))
    found: dict[tuple[str, str, str], Contradiction] = {}
    for matter, one, other in _found(counted):
        first, second = sorted((one.speaker.casefold(), other.speaker.casefold()))
        found.setdefault((matter, first, second), Contradiction(matter, one.told.id, other.told.id))
    return list(found.values())


def _found(tellings: list[Telling]) -> Iterator[tuple[Matter, Telling, Telling]]:
    affirmed = [t for t in tellings if t.told.polarity == "+"]
    denied = _each_once([t for t in tellings if t.told.polarity == "-"])
    named = _each_once(affirmed)
    yield from (("polarity", a, d) for a in named for d in denied if _speak_apart(a, d))
    yield from (("actor", a, b) for a, b in combinations(named, 2) if _other_actor(a, b))
    for kind in TOLLS:
        latest = standing(affirmed, kind)
        yield from ((kind, a, b) for a, b in combinations(latest, 2) if _other_toll(a, b, kind))


def _speak_apart(one: Telling, other: Telling) -> bool:
    return one.speaker.casefold() != other.speaker.casefold()


def _each_once(tellings: list[Telling]) -> list[Telling]:
    """Return one telling of each speaker and actor, so that a report with a hundred copies is compared once."""
    once: dict[tuple[str, tuple[str, ...]], Telling] = {}
    for telling in tellings:
        once.setdefault((telling.speaker.casefold(), telling.told.actors), telling)
    return list(once.values())


def _other_actor(one: Telling, other: Telling) -> bool:
    if one.told.type in MUTUAL or not _speak_apart(one, other) or one.report == other.report:
        return False
    return alike(one.told.actor_sides, other.told.actor_sides) == "other"


def standing(tellings: Sequence[Telling], kind: Literal["dead", "injured"]) -> list[Telling]:
    """Return the telling by whose number each speaker stands: the latest; of one day's, the largest."""
    latest: dict[str, Telling] = {}
    for telling in tellings:
        if toll_of(telling.told, kind) is None:
            continue
        before = latest.get(telling.speaker.casefold())
        if before is None or _rank(telling, kind) > _rank(before, kind):
            latest[telling.speaker.casefold()] = telling
    return list(latest.values())


def _rank(telling: Telling, kind: Literal["dead", "injured"]) -> tuple[str, int]:
    toll = toll_of(telling.told, kind)
    return telling.date, toll[0] if toll else 0


def toll_of(told: Told, kind: Literal["dead", "injured"]) -> Toll | None:
    """Return the number of dead or injured that a telling gives."""
    return told.dead if kind == "dead" else told.injured


def _other_toll(one: Telling, other: Telling, kind: Literal["dead", "injured"]) -> bool:
    ours, theirs = toll_of(one.told, kind), toll_of(other.told, kind)
    if ours is None or theirs is None or not _speak_apart(one, other) or not beyond(ours, theirs):
        return False
    early, late = sorted((one, other), key=lambda t: t.date)
    apart = days_apart(early.date, late.date)
    grew = _rank(late, kind)[1] > _rank(early, kind)[1]
    return not (grew and apart is not None and apart > tolerance().growth_days)


def beyond(one: Toll, other: Toll) -> bool:
    """Tell whether two numbers, each a least and a most (None: open), lie further apart than is tolerated."""
    low, high = sorted((one, other), key=lambda toll: toll[0])
    gap = high[0] - (high[0] if low[1] is None else low[1])
    return gap > max(tolerance().absolute, tolerance().relative * high[0])
