"""Whether an event that a person codes can be: each field is checked, and every fault is told with what would be right.

What the machine has written in the article already passes: tables of the user's own may know more codes than ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from allegedly.actors.lexicon import SECTORS, SUPRANATIONAL
from allegedly.codec import spans_of
from allegedly.errors import AllegedlyError
from allegedly.events.contexts import context_names
from allegedly.events.plover import PLOVER
from allegedly.records import Article, Count, Event, Interval, Party, Place, Span, Statement

LONGEST_NAME = 300
MOST_CASUALTIES = 100_000_000
_COUNTRY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field."""

    field: str  #: as the record names it: "place", "dead"
    message: str


class UnfitError(AllegedlyError):
    """An event that cannot be kept; ``faults`` names every field that has to be corrected."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("S06", detail="; ".join(f"{fault.field}: {fault.message}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Coding:
    """An event as somebody has coded it, with what it is coded on."""

    event: Event
    statements: tuple[Statement, ...]  #: the coder's own
    article: Article


def checked(event: Event | None, statements: tuple[Statement, ...], article: Article) -> Event:
    """Return a person's event with class and code as the tables have them; raise UnfitError for one that cannot be."""
    if event is None:
        raise UnfitError([Fault("event", "there is none")])
    coding = Coding(event, statements, article)
    faults = [Fault(field, message) for field, check in CHECKS.items() for message in check(coding)]
    if faults:
        raise UnfitError(faults)
    quad, cameo = PLOVER.quad(event.type), PLOVER.cameo(event.type, event.mode, event.contexts)
    return replace(event, quad=quad, cameo=cameo, confidence=1.0)


# ── the fields ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _trigger(coding: Coding) -> Iterator[str]:
    if coding.event.trigger.start >= coding.event.trigger.end:
        yield "it has no words"


def _type(coding: Coding) -> Iterator[str]:
    if coding.event.type not in PLOVER.types:
        yield f"{coding.event.type} is no type; types are {', '.join(PLOVER.types)}"


def _mode(coding: Coding) -> Iterator[str]:
    event = coding.event
    if event.mode is not None and event.type in PLOVER.types and event.mode not in PLOVER.modes(event.type):
        modes = ", ".join(PLOVER.modes(event.type)) or "none"
        yield f"{event.mode} is no mode of {event.type}; its modes are {modes}"


def _contexts(coding: Coding) -> Iterator[str]:
    given = coding.event.contexts
    known = {*context_names(), *chain.from_iterable(event.contexts for event in coding.article.events)}
    unknown = [name for name in given if name not in known]
    if unknown:
        yield f"{', '.join(unknown)} is no context; contexts are {', '.join(context_names())}"
    if len(set(given)) < len(given):
        yield "one is named twice"


def _voice(coding: Coding) -> Iterator[str]:
    there = {s.id for s in (*coding.article.statements, *coding.statements)}
    missing = [name for name in coding.event.voice if name not in there]
    if missing:
        yield f"there is no statement {', '.join(missing)}"
    if len(set(coding.event.voice)) < len(coding.event.voice):
        yield "a statement is named twice"


def _parties(parties: tuple[Party, ...], article: Article) -> Iterator[str]:
    known = set(_parties_of(article))
    for party in parties:
        if not any(party.country == other.country for other in known):
            yield from _country(party.country)
        unknown = set(party.sectors) - SECTORS - set(chain.from_iterable(other.sectors for other in known))
        if unknown:
            yield f"{', '.join(sorted(unknown))} is no sector; sectors are {', '.join(sorted(SECTORS))}"
        yield from _name(party.name)


def _place(coding: Coding) -> Iterator[str]:
    place = coding.event.place
    if place is None or any(_same_place(place, event.place) for event in coding.article.events):
        return
    if not place.name.strip():
        yield "it has no name"
    yield from _name(place.name)
    yield from _country(place.country)
    yield from _coordinates(place)
    if place.geonames is not None and place.geonames <= 0:
        yield "a GeoNames id is a number from 1 on"


def _same_place(place: Place, other: Place | None) -> bool:
    return other is not None and replace(place, span=None, score=None) == replace(other, span=None, score=None)


def _coordinates(place: Place) -> Iterator[str]:
    if (place.lat is None) != (place.lon is None):
        yield "latitude and longitude are both known, or neither is"
    for name, value, most in (("latitude", place.lat, 90), ("longitude", place.lon, 180)):
        if value is not None and not -most <= value <= most:
            yield f"a {name} lies between -{most} and {most}"


def _time(coding: Coding) -> Iterator[str]:
    time = coding.event.time
    if time is None or any(_same_days(time, event.time) for event in coding.article.events):
        return
    wrong = [name for name, day in (("first", time.start), ("last", time.end)) if day is not None and not _is_day(day)]
    if wrong:
        yield f"the {' and the '.join(wrong)} day is a date such as 2013-03-02"
    elif time.start is None and time.end is None:
        yield "the first day or the last is known, or there is no time"
    elif time.start is not None and time.end is not None and time.start > time.end:
        yield "the first day is after the last"


def _same_days(time: Interval, other: Interval | None) -> bool:
    return other is not None and (time.start, time.end) == (other.start, other.end)


def _is_day(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _count(count: Count | None) -> Iterator[str]:
    if count is None:
        return
    if not 0 <= count.min <= MOST_CASUALTIES or not 0 <= (count.max or 0) <= MOST_CASUALTIES:
        yield f"a number lies between 0 and {MOST_CASUALTIES:,}"
    elif count.max is not None and count.max < count.min:
        yield "the most is less than the least"


def _country(country: str | None) -> Iterator[str]:
    if country is not None and not _COUNTRY.fullmatch(country):
        others = ", ".join(sorted(SUPRANATIONAL))
        yield f"{country} is no country; a country is three letters of ISO 3166, such as MLI, or {others}"


def _name(name: str | None) -> Iterator[str]:
    if name is not None and len(name) > LONGEST_NAME:
        yield f"a name has at most {LONGEST_NAME} characters"


def _parties_of(article: Article) -> Iterator[Party]:
    yield from (statement.source for statement in article.statements)
    for event in article.events:
        yield from (*event.actors, *event.recipients)


def _statements(coding: Coding) -> Iterator[str]:
    yield from _parties(tuple(statement.source for statement in coding.statements), coding.article)


def _spans(coding: Coding) -> Iterator[str]:
    held = replace(coding.article, events=(coding.event,), statements=coding.statements)
    if any(not _lies_in(span, coding.article.text) for span in spans_of(held)):
        yield "they lie outside the text"


def _lies_in(span: Span, text: str) -> bool:
    return 0 <= span.start <= span.end <= len(text)


#: What is checked of each field, in the order in which faults are told.
CHECKS: dict[str, Callable[[Coding], Iterator[str]]] = {
    "words": _spans,
    "trigger": _trigger,
    "type": _type,
    "mode": _mode,
    "contexts": _contexts,
    "actors": lambda coding: _parties(coding.event.actors, coding.article),
    "recipients": lambda coding: _parties(coding.event.recipients, coding.article),
    "voice": _voice,
    "statements": _statements,
    "place": _place,
    "time": _time,
    "dead": lambda coding: _count(coding.event.dead),
    "injured": lambda coding: _count(coding.event.injured),
}
