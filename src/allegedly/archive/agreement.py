"""How far coders agree: Krippendorff's α for each field of the events that two or more of them coded apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

from allegedly.archive.reviews import SHARED, Decided, layers, reviewed, units
from allegedly.archive.store import Archive
from allegedly.records import Count, Event, Party

Value = Hashable


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree in one field."""

    field: str
    alpha: float | None  #: 1 always, 0 as by chance; None where nothing varies or nobody coded twice
    units: int  #: events that two or more coded
    coders: int


def alpha(units_of: Iterable[Mapping[str, Value]]) -> float | None:
    """Return Krippendorff's α for nominal values: what each coder says of each unit; who says nothing is not there.

    Klaus Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section E, for nominal data: one less the
    disagreement observed, as part of that to be expected. None where fewer than two values can be compared, or all are
    the same, for then nothing tells agreement from habit.
    """
    together: dict[tuple[Value, Value], float] = defaultdict(float)
    for said in units_of:
        values = list(said.values())
        for n, one in enumerate(values):
            for m, other in enumerate(values):
                if n != m:
                    together[one, other] += 1 / (len(values) - 1)
    totals: dict[Value, float] = defaultdict(float)
    for (one, _), times in together.items():
        totals[one] += times
    count = sum(totals.values())
    expected = count**2 - sum(times**2 for times in totals.values())
    if count < 2 or not expected:
        return None
    observed = sum(times for (one, other), times in together.items() if one != other)
    return 1 - (count - 1) * observed / expected


def agreement(archive: Archive) -> list[Agreement]:
    """Return the agreement of those who coded in layers of their own, field by field."""
    coded = _coded(archive)
    both = [said for said in coded if len(said) >= 2]
    there = [{coder: one is not None for coder, one in said.items()} for said in both]
    events = [{coder: one for coder, one in said.items() if one is not None} for said in both]
    coders = len({coder for said in both for coder in said})
    found = [Agreement("is an event", _rounded(alpha(there)), len(there), coders)]
    for name, value in FIELDS.items():
        compared = [{coder: value(one) for coder, one in said.items()} for said in events if len(said) >= 2]
        found.append(Agreement(name, _rounded(alpha(compared)), len(compared), coders))
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


@dataclass(frozen=True, slots=True)
class Coded:
    """An event as one coder has it, with the country of whoever says so."""

    event: Event
    voice: str


def _coded(archive: Archive) -> list[dict[str, Coded | None]]:
    """Return for each event what each coder who reviewed its article has of it; None for one who says it is none."""
    found: list[dict[str, Coded | None]] = []
    by_article: dict[str, list[str]] = defaultdict(list)
    for coder in layers(archive):
        if coder != SHARED:
            for article in _articles_of(archive, coder):
                by_article[article].append(coder)
    for article, coders in sorted(by_article.items()):
        if len(coders) >= 2:
            found += _of_article(archive, article, coders)
    return found


def _articles_of(archive: Archive, coder: str) -> list[str]:
    return [article for article in reviewed(archive, coder) if archive.has(article)]


def _of_article(archive: Archive, article: str, coders: list[str]) -> list[dict[str, Coded | None]]:
    sources = {s.id: _who(s.source) for s in archive.article(article).statements}
    found: dict[str, dict[str, Coded | None]] = defaultdict(dict)
    own: list[tuple[str, Coded]] = []
    for coder in coders:
        for unit in units(archive, article, coder):
            if unit.decided is None:
                continue
            coded = None if unit.decided.status == "rejected" else _as_coded(unit.decided, sources)
            if unit.decided.status == "added" and coded is not None:
                own.append((coder, coded))
            elif unit.machine is not None:
                found[unit.name][coder] = coded
    return [*found.values(), *_aligned(own, coders)]


def _as_coded(decided: Decided, sources: Mapping[str, str]) -> Coded:
    sources = {**sources, **{s.id: _who(s.source) for s in decided.statements}}
    voice = decided.event.voice[-1] if decided.event.voice else None
    return Coded(decided.event, "outlet" if voice is None else sources.get(voice, "?"))


def _aligned(own: list[tuple[str, Coded]], coders: list[str]) -> list[dict[str, Coded | None]]:
    """Return the events that coders added, those with overlapping triggers as one; who added none says it is none."""
    groups: list[dict[str, Coded | None]] = []
    for coder, coded in sorted(own, key=lambda item: (item[1].event.trigger, item[0])):
        near = (g for g in groups if g.get(coder) is None and any(_overlaps(coded, c) for c in g.values() if c))
        group = next(near, None)
        if group is None:
            group = dict.fromkeys(coders)
            groups.append(group)
        group[coder] = coded
    return groups


def _overlaps(one: Coded, other: Coded) -> bool:
    a, b = one.event.trigger, other.event.trigger
    return a.start < b.end and b.start < a.end


def _who(party: Party) -> str:
    return f"{party.country or '?'} {' '.join(party.sectors)}".strip() if party.country else party.name or "?"


def _countries(parties: tuple[Party, ...]) -> Value:
    return tuple(sorted(p.country or "?" for p in parties))


def _sectors(parties: tuple[Party, ...]) -> Value:
    return tuple(sorted(" ".join(p.sectors) for p in parties))


def _range(count: Count | None) -> Value:
    return (count.min, count.max) if count else None


#: The fields that the codebook measures agreement on, and what else a review corrects, each as a nominal value.
FIELDS: dict[str, Callable[[Coded], Value]] = {
    "type": lambda c: c.event.type,
    "quad": lambda c: c.event.quad,
    "mode": lambda c: c.event.mode,
    "actor country": lambda c: _countries(c.event.actors),
    "actor sectors": lambda c: _sectors(c.event.actors),
    "recipient country": lambda c: _countries(c.event.recipients),
    "recipient sectors": lambda c: _sectors(c.event.recipients),
    "voice": lambda c: c.voice,
    "certainty and polarity": lambda c: (c.event.certainty, c.event.polarity),
    "place": lambda c: (c.event.place.geonames or c.event.place.name) if c.event.place else None,
    "time": lambda c: (c.event.time.start, c.event.time.end) if c.event.time else None,
    "contexts": lambda c: tuple(sorted(c.event.contexts)),
    "dead": lambda c: _range(c.event.dead),
    "injured": lambda c: _range(c.event.injured),
}
