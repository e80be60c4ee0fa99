"""The accounts of an incident side by side: who says what of it, on which day, by way of which outlets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from allegedly.archive.disputes import TOLLS, Contradiction, Telling, contradictions, standing, toll_of


@dataclass(frozen=True, slots=True)
class Account:
    """What one speaker says of an incident in one report, copies of the report counted once."""

    event: str  #: id of the event that stands for it
    date: str | None  #: of the report
    speaker: str  #: whose word it is: the innermost voice's, or the source's own
    voices: tuple[str, ...]  #: outermost first; empty where the outlet says so itself
    source: str  #: the outlet or agency that the report goes back to
    outlets: tuple[str, ...]  #: chain of the article that has it first, republisher first
    certainty: str
    polarity: str
    tense: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    dead: tuple[int, int | None] | None
    injured: tuple[int, int | None] | None
    place: str | None
    quote: str
    article: str  #: key of the article that has it first
    carried_by: tuple[str, ...]  #: keys of all articles that have it
    events: tuple[str, ...]  #: ids of all events that it was coded as
    sure: bool  #: whether it surely tells of this incident
    score: float  #: how likely that is


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says one thing of an incident, and on how many independent reports that they do rests."""

    name: str
    reports: int
    sources: tuple[str, ...]
    since: str | None  #: day of the first report


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and where it comes from."""

    value: int
    speaker: str
    sources: tuple[str, ...]
    event: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers of dead or injured as low, best and high, each with who says so."""

    kind: Literal["dead", "injured"]
    low: Figure
    best: Figure
    high: Figure


@dataclass(frozen=True, slots=True)
class Shift:
    """What a speaker says otherwise than before."""

    date: str | None
    speaker: str
    matter: Literal["polarity", "certainty", "dead", "injured"]
    before: str
    after: str
    event: str


@dataclass(frozen=True, slots=True)
class Standings:
    """Who says that it happened, who that it did not, who does not know, and which outlets say so themselves."""

    asserted_by: tuple[Voice, ...]
    denied_by: tuple[Voice, ...]
    unknown_to: tuple[Voice, ...]
    outlets_own: tuple[Voice, ...]

    @property
    def only_outlets_own(self) -> bool:
        """Whether nobody but the outlets says so."""
        return bool(self.outlets_own) and not self.asserted_by


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the accounts of an incident say, compared."""

    accounts: tuple[Account, ...]
    standings: Standings
    tolls: tuple[Range, ...]
    shifts: tuple[Shift, ...]
    contradictions: tuple[Contradiction, ...]


def compared(tellings: Sequence[Telling]) -> Comparison:
    """Return the accounts of an incident side by side. Uncertain ones are listed, and count for nothing else."""
    ordered = sorted(tellings, key=_order)
    sure = [t for t in ordered if t.sure]
    return Comparison(
        accounts=tuple(accounts_of(ordered)),
        standings=standings_of(sure),
        tolls=tuple(toll for kind in TOLLS if (toll := range_of(sure, kind)) is not None),
        shifts=tuple(shifts_of(sure)),
        contradictions=tuple(contradictions(sure)),
    )


def _order(telling: Telling) -> tuple[str, bool, str]:
    """Put the earlier first, the originator before its copies."""
    return telling.date or "9", telling.report != telling.told.article, telling.told.id


def accounts_of(tellings: Sequence[Telling]) -> list[Account]:
    """Return the accounts, by date; events of one sentence that say the same, and copies, are one account."""
    alike: dict[tuple[object, ...], list[Telling]] = defaultdict(list)
    for telling in tellings:
        told = telling.told
        said = (told.certainty, told.polarity, told.tense, told.dead, told.injured, told.said)
        alike[telling.report, telling.speaker.casefold(), *said].append(telling)
    return [_account(same) for same in alike.values()]


def _account(same: list[Telling]) -> Account:
    first = same[0]
    told = max((t.told for t in same if t.told.article == first.told.article), key=_completeness)
    return Account(
        event=told.id,
        date=first.date or None,
        speaker=first.speaker,
        voices=told.voices,
        source=first.source,
        outlets=told.outlets,
        certainty=told.certainty,
        polarity=told.polarity,
        tense=told.tense,
        actors=told.actors,
        recipients=told.recipients,
        dead=told.dead,
        injured=told.injured,
        place=told.place,
        quote=told.quote,
        article=told.article,
        carried_by=tuple(dict.fromkeys(t.told.article for t in same)),
        events=tuple(t.told.id for t in same),
        sure=any(t.sure for t in same),
        score=max(t.score for t in same),
    )


def _completeness(told: object) -> int:
    return sum(bool(getattr(told, name)) for name in ("actors", "recipients", "dead", "injured", "place"))


def standings_of(tellings: Sequence[Telling]) -> Standings:
    """Return who says what; a speaker who denies and asserts is in both lists."""
    asserted = [t for t in tellings if t.told.polarity == "+" and t.told.certainty != "unknown"]
    return Standings(
        asserted_by=_voices(t for t in asserted if t.told.voices),
        denied_by=_voices(t for t in tellings if t.told.polarity == "-" and t.told.certainty != "unknown"),
        unknown_to=_voices(t for t in tellings if t.told.certainty == "unknown"),
        outlets_own=_voices(t for t in asserted if not t.told.voices),
    )


def _voices(tellings: Iterable[Telling]) -> tuple[Voice, ...]:
    by_name: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        by_name[telling.speaker.casefold()].append(telling)
    return tuple(
        Voice(
            name=said[0].speaker,
            reports=len({t.report for t in said}),
            sources=tuple(dict.fromkeys(t.source for t in said)),
            since=said[0].date or None,
        )
        for said in by_name.values()
    )


def range_of(tellings: Sequence[Telling], kind: Literal["dead", "injured"]) -> Range | None:
    """Return the numbers by which the speakers stand, as low, best and high; None where nobody gives one.

    Low and high are the least and the greatest that somebody stands by. Best is the number with the most independent
    sources behind it; of several, the latest; of those of one day, the least, so that doubt does not add to a toll.
    "At least twelve" is a low of twelve, and gives no high but its own.
    """
    given = [t for t in tellings if t.told.polarity == "+" and t.told.is_report]
    figures = [_figure(telling, kind, given) for telling in standing(given, kind)]
    if not figures:
        return None
    highs = [_figure(telling, kind, given, most=True) for telling in standing(given, kind)]
    best = max(figures, key=lambda f: (len(f.sources), f.date or "", -f.value, f.speaker))
    return Range(kind, min(figures, key=_by_value), best, max(highs, key=_by_value))


def _by_value(figure: Figure) -> tuple[int, str]:
    return figure.value, figure.speaker


def _figure(
    telling: Telling, kind: Literal["dead", "injured"], given: Sequence[Telling], *, most: bool = False
) -> Figure:
    least, up_to = toll_of(telling.told, kind) or (0, None)
    behind = [t.source for t in given if toll_of(t.told, kind) == (least, up_to)]
    value = up_to if most and up_to is not None else least
    return Figure(value, telling.speaker, tuple(dict.fromkeys(behind)), telling.told.id, telling.date or None)


def shifts_of(tellings: Sequence[Telling]) -> list[Shift]:
    """Return what each speaker says otherwise from one day to a later one, by date."""
    found: list[Shift] = []
    last: dict[tuple[str, str], tuple[str, Telling]] = {}
    for telling in (t for t in tellings if t.told.is_report and t.date):
        for matter, said in _said(telling):
            key = (telling.speaker.casefold(), matter)
            before = last.get(key)
            if before is not None and before[0] != said and before[1].date < telling.date:
                shift = Shift(telling.date, telling.speaker, matter, before[0], said, telling.told.id)
                found.append(shift)
            if before is None or before[1].date < telling.date:
                last[key] = (said, telling)
    return sorted(found, key=lambda shift: (shift.date or "", shift.speaker, shift.matter))


def _said(telling: Telling) -> list[tuple[Literal["polarity", "certainty", "dead", "injured"], str]]:
    told = telling.told
    said: list[tuple[Literal["polarity", "certainty", "dead", "injured"], str]] = [
        ("polarity", told.polarity),
        ("certainty", told.certainty),
    ]
    said += [(kind, written(toll)) for kind in TOLLS if (toll := toll_of(told, kind)) is not None]
    return said


def written(toll: tuple[int, int | None]) -> str:
    """Return "12", "12–14" or "12+"."""
    least, most = toll
    return f"{least}+" if most is None else str(least) if most == least else f"{least}–{most}"


def most_common(values: Iterable[str | None]) -> str | None:
    """Return the value that stands most often, of several the first in order; None where none is known."""
    counted = Counter(value for value in values if value)
    return min(counted, key=lambda value: (-counted[value], value)) if counted else None
