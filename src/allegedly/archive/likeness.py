"""How likely two tellings are of one event, by what was done, who, to whom, where, when and in which words.

The likeness of two events depends on these two alone, on nothing else in the archive: so it is worked out once, and
the order in which articles come cannot change it. Whether it is affirmed or denied does not count: a denial is an
account of what it denies.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import msgspec

from allegedly import tables
from allegedly.archive.geometry import KM_PER_DEGREE, distance_km
from allegedly.archive.shingles import same_words
from allegedly.archive.told import Side, Sketch, Told


class Limits(msgspec.Struct, frozen=True):
    """Where one finding ends and the next begins."""

    near_km: float
    apart_km: float
    apart_days: int
    open_days: int
    sure: float
    perhaps: float


class Joining(msgspec.Struct, frozen=True):
    """What ``joining.toml`` holds."""

    bias: float
    points: dict[str, float]
    limits: Limits


@lru_cache(maxsize=1)
def joining() -> Joining:
    """Return the points and limits."""
    return tables.toml(__package__, "joining.toml", Joining)[0]


#: Sectors by the side that they fight on; who is on none is a civilian.
STATE, ARMED = frozenset({"GOV", "MIL", "COP", "SPY"}), frozenset({"REB", "UAF", "CRM"})
#: Quad classes of deeds in words: who speaks is what tells one from another.
VERBAL = frozenset({1, 3})
#: Sectors that say nothing.
BLANK = frozenset({"UNK"})


def likeness(one: Told, other: Told) -> float:
    """Return the probability that two tellings are of one event; the same whichever comes first.

    The words are only read where they could make it likelier than not; most pairs are far from that.
    """
    points = joining().points
    total = joining().bias + sum(points[name] for name in findings(one, other))
    if total + points["words"] > 0:
        total += points["words"] * shared_words(one, other)
    return 1 / (1 + math.exp(-total))


#: What may speak for one event beside place, time and tense, and is not looked at before the parties are known: of each
#: group one finding at most.
_UNSEEN = (
    ("same_mode", "other_mode"), ("same_deed",), ("same_actor", "like_actor", "other_actor"),
    ("same_recipient", "like_recipient", "other_recipient"), ("other_speaker",),
    ("same_toll", "other_toll_same_article"), ("words",),
)  # fmt: skip
_ROUNDING = 1e-6  #: of sums that are added up in another order


@lru_cache(maxsize=1)
def _margin() -> float:
    """Return by how much two events are likelier than ``perhaps`` where all speaks for them that is not seen yet."""
    points, perhaps = joining().points, joining().limits.perhaps
    at_best = joining().bias + sum(max(0.0, *(points[name] for name in group)) for group in _UNSEEN)
    return at_best - math.log(perhaps / (1 - perhaps)) + _ROUNDING


def may_be_one(one: Sketch, other: Sketch) -> bool:
    """Tell whether two tellings can be of one event by type, place, time and sentence, whatever else they say.

    Where this is False their likeness is less than ``perhaps``: most pairs need not be looked at any closer.
    """
    if one.type != other.type and (one.quad != other.quad or one.deed != other.deed):
        return False
    points = joining().points
    margin = _margin() + sum(points[name] for name in (*_where_and_when(one, other), *_tenses(one, other)))
    return margin >= 0 or (margin + points["same_sentence"] >= 0 and _same_sentence(one, other))


def findings(one: Told, other: Told) -> Iterator[str]:
    """Yield the names of all that speaks for or against one event."""
    yield from _deed(one, other)
    for role, found in (
        ("actor", alike(one.actor_sides, other.actor_sides)),
        ("recipient", alike(one.recipient_sides, other.recipient_sides)),
    ):
        if found:
            yield f"{found}_{role}"
    if one.quad in VERBAL and alike(one.actor_sides, other.actor_sides) in ("like", "other"):
        yield "other_speaker"
    yield from _where_and_when(one, other)
    yield from _tolls(one, other)
    yield from _tenses(one, other)
    if _same_sentence(one, other):
        yield "same_sentence"


def shared_words(one: Told, other: Told) -> float:
    """Return which part of the words of two sentences both have."""
    total = len(one.words) + len(other.words)
    return 2 * len(one.words & other.words) / total if total else 0.0


def _deed(one: Told, other: Told) -> Iterator[str]:
    if one.mode and other.mode:
        yield "same_mode" if one.mode == other.mode else "other_mode"
    if one.deed == other.deed:
        yield "same_deed"


def _where_and_when(one: Sketch, other: Sketch) -> Iterator[str]:
    if (place := _place(one, other)) is not None:
        yield f"{place}_place"
    if (time := _time(one, other)) is not None:
        yield time


def _tenses(one: Sketch, other: Sketch) -> Iterator[str]:
    if one.tense != other.tense and "future" in (one.tense, other.tense):
        yield "other_tense"


def _same_sentence(one: Sketch, other: Sketch) -> bool:
    if one.trigger != other.trigger or one.article == other.article:
        return False
    return same_words(one.quote, other.quote)


def alike(ones: tuple[Side, ...], others: tuple[Side, ...]) -> str | None:
    """Tell whether parties are the "same", "like" each other or "other"; None where one is unknown."""
    if not ones or not others:
        return None
    found = {_alike(one, other) for one in ones for other in others}
    return next(degree for degree in ("same", "like", "other") if degree in found)


def _alike(one: Side, other: Side) -> str:
    if one.name and other.name and one.name == other.name:
        return "same"
    if one.country and other.country and one.country != other.country:
        return "other"
    if _opposed(one.sectors, other.sectors):
        return "other"
    if one.name and other.name and (one.name <= other.name or other.name <= one.name):
        return "same"
    both = (one.sectors & other.sectors) - BLANK
    return "same" if one.country and one.country == other.country and both else "like"


def _opposed(ones: frozenset[str], others: frozenset[str]) -> bool:
    return bool((ones & STATE and others & ARMED) or (ones & ARMED and others & STATE))


def _place(one: Sketch, other: Sketch) -> str | None:
    if one.geonames is not None and one.geonames == other.geonames:
        return "same" if one.is_exact else "like"
    if one.place_country is None or other.place_country is None or one.lat is None or one.lon is None:
        return None
    if one.is_exact and other.is_exact:
        limits = joining().limits
        if other.lat is not None and KM_PER_DEGREE * abs(one.lat - other.lat) > limits.apart_km + 1:
            return "apart"  # by their latitudes alone
        km = distance_km(one.lat, one.lon, other.lat, other.lon)
        if km is not None and km <= limits.near_km:
            return "near"
        return "apart" if km is None or km > limits.apart_km else None
    return "like" if one.place_country == other.place_country else "apart"


def _time(one: Sketch, other: Sketch) -> str | None:
    limits = joining().limits
    apart = days_apart(one.day, other.day)
    if apart is None:
        return None
    if one.granularity is None or other.granularity is None:
        return "open_day" if apart <= limits.open_days else "apart_day"
    if one.granularity == other.granularity == "day":
        near = {0: "same_day", 1: "next_day"}.get(apart)
        return near or ("apart_day" if apart > limits.apart_days else None)
    overlap = max(one.start or "", other.start or "") <= min(one.end or "9", other.end or "9")
    return "same_time" if overlap else "apart_day" if apart > limits.apart_days else None


@lru_cache(maxsize=10_000)
def days_apart(one: str, other: str) -> int | None:
    """Return how many days lie between two ISO dates; None where one is unknown."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return None


def _tolls(one: Told, other: Told) -> Iterator[str]:
    if one.dead is None or other.dead is None:
        return
    if one.dead[0] == other.dead[0]:
        if one.dead[0] > 1:
            yield "same_toll"
    elif one.article == other.article and one.polarity == other.polarity:
        yield "other_toll_same_article"
