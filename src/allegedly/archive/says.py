"""What voices and sources have to do with incidents, kept with each incident and summed by name: months, years, all.

An incident is counted when it is worked out and taken out of the sums before it is worked out again, so what a change
costs depends on the incident alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from allegedly.archive import schema
from allegedly.archive.disputes import Telling, contradictions
from allegedly.archive.rows import digest, storable

Kind = Literal["voice", "source"]
KINDS: tuple[Kind, ...] = ("voice", "source")
COUNTS = ("reports", "alone", "contradicted", "confirmed", "denies")

_NAMED = ("kind", "name", "countries", "period")

_CHUNK = 500  #: ids that one question to the database names


class Say(NamedTuple):
    """What one voice or source has to do with one incident."""

    kind: Kind
    name: str
    countries: str  #: of a voice, as the reports have it: "RUS UKR"
    reports: int  #: independent reports with its word
    alone: int  #: nobody else says that it happened
    contradicted: int  #: somebody's account contradicts its own
    confirmed: int  #: another independent one said so on a later day
    denies: int  #: it says that it did not happen


def says_of(tellings: Sequence[Telling]) -> list[Say]:
    """Return what each voice and source has to do with an incident, by its tellings."""
    sure = sorted((t for t in tellings if t.sure and t.told.is_report), key=lambda t: (t.date, t.told.id))
    sides = _sides(sure)
    return [say for kind in KINDS for say in _of_kind(kind, sure, sides)]


def _sides(sure: list[Telling]) -> list[tuple[Telling, Telling]]:
    by_id = {t.told.id: t for t in sure}
    return [(by_id[c.one], by_id[c.other]) for c in contradictions(sure)]


def _of_kind(kind: Kind, sure: list[Telling], sides: list[tuple[Telling, Telling]]) -> Iterable[Say]:
    said: dict[str, list[Telling]] = defaultdict(list)
    for telling in sure:
        said[_name(telling, kind).casefold()].append(telling)
    pairs = [{_name(one, kind).casefold(), _name(other, kind).casefold()} for one, other in sides]
    against = {name for pair in pairs if len(pair) == 2 for name in pair}
    for name, own in said.items():
        if kind == "source" or own[0].told.voice is not None:
            others = [t for other, told in said.items() if other != name for t in told if t.told.polarity == "+"]
            yield _say(kind, own, others, name in against)


def _name(telling: Telling, kind: Kind) -> str:
    return telling.speaker if kind == "voice" else telling.source


def _say(kind: Kind, own: list[Telling], others: list[Telling], contradicted: bool) -> Say:
    affirmed = [t for t in own if t.told.polarity == "+"]
    countries = {t.told.voice_country for t in own if t.told.voice_country} if kind == "voice" else set()
    return Say(
        kind=kind,
        name=storable(_name(own[0], kind)) or "",
        countries=" ".join(sorted(countries)),
        reports=len({t.report for t in own}),
        alone=bool(affirmed) and not others,
        contradicted=contradicted,
        confirmed=bool(affirmed) and any(t.date > affirmed[0].date for t in others if affirmed[0].date),
        denies=len(affirmed) < len(own),
    )


# ── keeping it ───────────────────────────────────────────────────────────────────────────────────────────────────────

_Sum = tuple[str, str, str, str]  #: kind, name, countries, period

#: The periods that an incident of a day is counted in, by their names.
STEPS: Mapping[str, Callable[[str], str]] = {"month": lambda d: d[:7], "year": lambda d: d[:4], "all": lambda _: "all"}


def keep(connection: Connection, incidents: Mapping[str, tuple[str, list[Say]]]) -> None:
    """Keep what is said in some incidents, of which nothing is kept: the day of each, and who says what."""
    added: dict[_Sum, Counter[str]] = defaultdict(Counter)
    rows = []
    for incident, (day, says) in incidents.items():
        for say in says:
            counts = {name: int(getattr(say, name)) for name in COUNTS}
            month: _Sum = (say.kind, say.name, say.countries, STEPS["month"](day))
            added[month].update({"incidents": 1, **counts})
            rows.append({"incident": incident, "tally": digest(*month), "day": day, **counts})
    if rows:
        connection.execute(insert(schema.says), rows)
        sums = _over_all_steps(added)
        _make(connection, sums)
        _add(connection, sums)


def forget(connection: Connection, incidents: Collection[str]) -> None:
    """Take what was said in some incidents out of the sums."""
    said, tallies = schema.says, schema.tallies.c
    taken: dict[_Sum, Counter[str]] = defaultdict(Counter)
    wanted = sorted(incidents)
    for at in range(0, len(wanted), _CHUNK):
        here = said.c.incident.in_(wanted[at : at + _CHUNK])
        known = select(said, tallies.kind, tallies.name, tallies.countries, tallies.period)
        for row in connection.execute(known.join(schema.tallies, tallies.id == said.c.tally).where(here)).mappings():
            month: _Sum = (row["kind"], row["name"], row["countries"], row["period"])
            taken[month].subtract({"incidents": 1, **{name: row[name] for name in COUNTS}})
        connection.execute(delete(said).where(here))
    sums = _over_all_steps(taken)
    _add(connection, sums)
    empty = [{"tally": tally} for tally in sorted(sums)]
    if empty:
        gone = delete(schema.tallies).where(schema.tallies.c.id == bindparam("tally"), schema.tallies.c.incidents == 0)
        connection.execute(gone, empty)


@dataclass(slots=True)
class _Change:
    """What is added to a sum."""

    step: str
    of: _Sum
    counts: Counter[str] = field(default_factory=Counter)


def _over_all_steps(months: Mapping[_Sum, Counter[str]]) -> dict[str, _Change]:
    """Return the changes of months, and those of years and of all that follow, by the ids of the sums."""
    changes: dict[str, _Change] = {}
    for (kind, name, countries, month), counts in months.items():
        for step, period in STEPS.items():
            of: _Sum = (kind, name, countries, period(month))
            if step == "year" and not month:
                continue  # without a day there is no year, and the id would be the month's
            changes.setdefault(digest(*of), _Change(step, of)).counts.update(counts)
    return changes


def _make(connection: Connection, sums: Mapping[str, _Change]) -> None:
    """Make the sums that are not there yet, at nothing."""
    table, wanted = schema.tallies, sorted(sums)
    there: set[str] = set()
    for at in range(0, len(wanted), _CHUNK):
        there.update(connection.execute(select(table.c.id).where(table.c.id.in_(wanted[at : at + _CHUNK]))).scalars())
    zero = dict.fromkeys(("incidents", *COUNTS), 0)
    new = [
        {"id": tally, "step": sums[tally].step, **dict(zip(_NAMED, sums[tally].of, strict=True)), **zero}
        for tally in wanted
        if tally not in there
    ]
    if new:
        connection.execute(insert(table), new)


def _add(connection: Connection, sums: Mapping[str, _Change]) -> None:
    table = schema.tallies
    names = ("incidents", *COUNTS)
    rows: list[dict[str, Any]] = [
        {"tally": tally, **{f"more_{name}": change.counts[name] for name in names}}
        for tally, change in sorted(sums.items())
    ]
    if rows:
        more = {name: table.c[name] + bindparam(f"more_{name}") for name in names}
        connection.execute(update(table).where(table.c.id == bindparam("tally")).values(more), rows)


def sum_up(connection: Connection) -> None:
    """Make the sums of years and of all anew, from those of months."""
    table = schema.tallies
    connection.execute(delete(table).where(table.c.step != "month"))
    for step, period in STEPS.items():
        if step != "month":
            _sum_up(connection, step, period)


def _sum_up(connection: Connection, step: str, period: Callable[[str], str]) -> None:
    table = schema.tallies.c
    months: dict[_Sum, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(select(schema.tallies).where(table.step == "month")).mappings():
        of: _Sum = (row["kind"], row["name"], row["countries"], period(row["period"]))
        if of[-1]:
            months[of].update({name: row[name] for name in ("incidents", *COUNTS)})
    rows = [{"id": digest(*of), "step": step, **dict(zip(_NAMED, of, strict=True)), **counts}
            for of, counts in months.items()]  # fmt: skip
    if rows:
        connection.execute(insert(schema.tallies), rows)
