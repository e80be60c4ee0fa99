"""What several coded apart, laid side by side: who keeps the event and who does not, and the fields they differ in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allegedly.archive.adjudication import FIELDS, Case, Version
from allegedly.archive.reviews import Unit
from allegedly.exports import phrases
from allegedly.records import Article, Event, Place, Statement


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what it is told by."""

    event: Event
    statements: dict[str, Statement]
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one coder has of an event, or of one field of it."""

    coder: str
    version: str  #: name of the unit in the coder's layer
    said: str
    holds: bool  #: it is what now stands
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A field in which the versions, or they and what stands, differ."""

    field: str
    cells: tuple[Cell | None, ...]  #: one a coder; None for one who keeps no event


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A case as the page shows it."""

    name: str
    unit: Unit | None
    version: int  #: what whoever decides has seen
    event: Event  #: as it stands, or as the first has it who coded it
    whole: tuple[Cell, ...]
    rows: tuple[Row, ...]


def laid_out(cases: list[Case], article: Article) -> list[LaidOut]:
    """Return the cases as the page shows them."""
    return [_laid_out(case, article) for case in cases]


def _laid_out(case: Case, article: Article) -> LaidOut:
    event = case.unit.event if case.unit else case.versions[0].decided.event
    decided = case.unit.decided if case.unit else None
    whole = tuple(_whole(version, case.unit) for version in case.versions)
    own = decided.statements if decided else ()
    now = _told(event, own, article) if case.unit and not (decided and decided.status == "rejected") else None
    return LaidOut(case.name, case.unit, case.version, event, whole, tuple(_rows(case.versions, now, article)))


def _whole(version: Version, unit: Unit | None) -> Cell:
    theirs, now = version.decided, unit.decided if unit else None
    out = theirs.status == "rejected"
    same = now is not None and (now.status == "rejected") == out and (out or now.event == theirs.event)
    return Cell(version.coder, version.unit, "no event" if out else theirs.status, same, version.comment)


def _rows(versions: tuple[Version, ...], now: Told | None, article: Article) -> Iterator[Row]:
    kept = [v for v in versions if v.decided.status != "rejected"]
    told = {v.coder: _told(v.decided.event, v.decided.statements, article) for v in kept}
    for field in FIELDS if kept else ():
        words = {coder: SHOWN[field](one) for coder, one in told.items()}
        stands = SHOWN[field](now) if now else None
        if len({*words.values(), *([stands] if stands is not None else [])}) > 1:
            yield Row(field, tuple(_cell(version, words.get(version.coder), stands) for version in versions))


def _cell(version: Version, said: str | None, stands: str | None) -> Cell | None:
    return None if said is None else Cell(version.coder, version.unit, said, said == stands)


def _told(event: Event, own: tuple[Statement, ...], article: Article) -> Told:
    return Told(event, {s.id: s for s in (*article.statements, *own)}, article.text)


def _voice(told: Told) -> str:
    there = [told.statements[name] for name in reversed(told.event.voice) if name in told.statements]
    return " ← ".join(statement.source.name or "unnamed source" for statement in there) or "the article"


def _place(place: Place | None) -> str:
    if place is None:
        return "—"
    where = f" ({place.lat:.2f}, {place.lon:.2f})" if place.lat is not None and place.lon is not None else ""
    return f"{place.name}, {place.country or '?'}{where}"


#: How the fields that can be taken over by themselves are put.
SHOWN: dict[str, Callable[[Told], str]] = {
    "words": lambda told: f"“{told.event.trigger.of(told.text)}”",
    "type": lambda told: phrases.kind(told.event),
    "contexts": lambda told: ", ".join(told.event.contexts) or "—",
    "actors": lambda told: phrases.parties(told.event.actors),
    "recipients": lambda told: phrases.parties(told.event.recipients),
    "voice": _voice,
    "certainty": lambda told: told.event.certainty + (", denied" if told.event.polarity == "-" else ""),
    "tense": lambda told: told.event.tense,
    "place": lambda told: _place(told.event.place),
    "time": lambda told: phrases.interval(told.event.time),
    "dead": lambda told: phrases.count(told.event.dead) or "—",
    "injured": lambda told: phrases.count(told.event.injured) or "—",
}
