"""What is kept as articles arrive is what walking through the whole archive gives, whatever came, changed and went."""

import random
import shutil
import sqlite3
from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from reported import ARMY, FRANCE, GAO, GUNMEN, KIDAL, REBELS, VILLAGERS, on, report, toll
from sqlalchemy import select, text

from allegedly.archive import Archive, cells, decide, disputes, events, incidents, link, panel, relink, schema, sources
from allegedly.archive.cells import SCALES, counted
from allegedly.archive.database import reading
from allegedly.archive.derived import rebuild, tellings_of
from allegedly.archive.says import COUNTS, says_of
from allegedly.archive.upkeep import examine, repeated
from allegedly.errors import AllegedlyError
from allegedly.records import Article, Span

PARTIES = ((None, None), ("MLI", None), (None, "MLI"), ("MLI", "MLI"), ("FRA", None))
WORDS = ("a convoy of traders", "traders in a convoy", "a well", "a camp")


def news(chance: random.Random) -> list:
    """Return some reports of few incidents, with voices, denials, tolls, and days that are not known."""
    made = []
    for n in range(chance.randrange(4, 9)):
        place, day = chance.choice(
            [(GAO, "2021-05-04"), (KIDAL, "2021-06-10"), (GAO, "2021-05-05"), (KIDAL, "2022-02-28")]
        )
        fields = {
            "actors": (chance.choice([GUNMEN, REBELS, ARMY, FRANCE]),),
            "recipients": (VILLAGERS,) if chance.random() < 0.8 else (),
            "place": place,
            "time": on(day) if chance.random() < 0.85 else None,
            "polarity": "-" if chance.random() < 0.25 else "+",
            "dead": toll(chance.choice([2, 30])) if chance.random() < 0.5 else None,
            "voice": chance.choice([None, ARMY, REBELS]),
        }
        words = f"Men attacked {chance.choice(WORDS)}, report number {'i' * (n + 1)} has it."
        made.append(report(words, chance.choice(["Sahel Wire", "Le Fleuve"]), day, **fields))
    return made


SPANS = (
    (None, None), ("2021-05-05", None), (None, "2021-06-09"), ("2021-05-05", "2022-02-27"),
    ("2021-05-01", "2021-05-31"),
    ("2021-05-05", "2021-05-05"), ("2021-05", "2021-06-01"), ("2022", None), ("2021", "2022"),
    ("2022", "2021-06-01"), ("2021-04-01", "2022-02-28"), ("2021-06-01", "2021-12-31"), ("2021-5", "2021-06-11"),
)  # fmt: skip


def live(path: Path, chance: random.Random) -> None:
    """Make an archive with a past: articles came in turn, were coded again, went; two events were kept apart."""
    with Archive.open(path) as archive:
        made = news(chance)
        for article in made:
            archive.put(article)
            if chance.random() < 0.6:
                link(archive)
        archive.put(replace(made[0], events=made[1].events[:0]), replace=True)
        archive.put(replace(made[1], title="Told anew"), replace=True)
        link(archive)
        archive.remove(made[2].id)
        if chance.random() < 0.8:
            link(archive)
        told = [row.id for row in events(archive)]
        if len(told) > 1:
            decide(archive, told[0], told[1], same=chance.random() < 0.5)


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """Return the file of an archive with one of the pasts, which is made once."""
    folder = tmp_path_factory.mktemp("kept")

    @cache
    def past(number: int) -> Path:
        live(folder / f"{number}.db", random.Random(number))
        return folder / f"{number}.db"

    return past


#: Two are tried always, the others where there is time.
SEEDS = [0, 3, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 4, 5))]


@pytest.fixture(params=SEEDS)
def lived(request, past, tmp_path):
    with Archive.open(shutil.copy(past(request.param), tmp_path / "news.db")) as archive:
        yield archive


def walked(archive: Archive) -> dict:
    """Return what voices and sources have to do with incidents, from the tellings of every one."""
    counts: dict = defaultdict(Counter)
    with reading(archive.engine) as connection:
        ids = list(connection.execute(select(schema.incidents.c.id)).scalars())
        for tellings in tellings_of(connection, ids).values():
            for say in says_of(tellings):
                sums = {name: int(getattr(say, name)) for name in COUNTS}
                counts[say.kind, say.name.casefold()].update({"incidents": 1, **sums})
    return counts


def kept(archive: Archive, **asked) -> dict:
    return {
        (row.kind, row.name.casefold()): Counter({n: getattr(row, n) for n in ("incidents", *COUNTS)})
        for row in sources(archive, **asked)
    }


def test_sources_are_as_walked(lived):
    assert kept(lived) == dict(walked(lived)) != {}


def test_a_time_is_cut_out_of_months(lived):
    days = sorted({row.day for row in incidents(lived) if row.day})
    for since, until in (*SPANS, (days[0], None), (None, days[0]), (days[-1], days[-1])):
        within = {r.id for r in incidents(lived) if r.day and (since or "") <= r.day <= (until or "9")}
        with reading(lived.engine) as connection:
            told = tellings_of(connection, sorted(within))
        expected = Counter(say.kind for tellings in told.values() for say in says_of(tellings))
        found = Counter()
        for (kind, _), counts in kept(lived, since=since, until=until).items():
            found[kind] += counts["incidents"]
        assert found == expected, (since, until)


def test_panels_are_as_joined_anew(lived):
    """The pairs of countries repeat their event's incident and report, or nothing while it has none."""
    asked = """
        SELECT d.actor, d.recipient, COUNT(DISTINCT COALESCE(a.incident, e.id)),
               COUNT(DISTINCT COALESCE(a.report, e.article)), COUNT(*),
               SUM(COALESCE(e.voice_country IN (d.actor, d.recipient), 0))
        FROM dyads d JOIN events e ON e.id = d.event LEFT JOIN accounts a ON a.event = e.id
        WHERE e.day <> '' AND e.polarity = '+' AND e.tense <> 'future' AND e.certainty = 'certain'
        GROUP BY 1, 2, SUBSTR(e.day, 1, 4), e.quad
    """
    with sqlite3.connect(str(lived.engine.url.database)) as base:
        joined = sorted(base.execute(asked))
    rows = [r for r in panel(lived, by="year", kind="quad") if r.events]
    assert sorted((r.actor, r.recipient, r.incidents, r.reports, r.events, r.party_claims) for r in rows) == joined


@pytest.mark.parametrize(("by", "kind"), [("day", "type"), *SCALES])
def test_panels_are_as_counted_from_the_events(lived, by, kind):
    """Whole periods are read as they are kept; what is counted from the events alone is the same."""
    for certain_only, (since, until) in product((True, False), SPANS):
        with reading(lived.engine) as connection:
            asked = counted(by, kind, certain_only=certain_only)
            all_rows = connection.execute(asked.where(*within(since, until))).all()
        for actor, recipient in PARTIES:
            rows = panel(lived, by=by, kind=kind, since=since, until=until, actor=actor, recipient=recipient,
                         certain_only=certain_only)  # fmt: skip
            expected = sorted(tuple(r) for r in all_rows if actor in (None, r[1]) and recipient in (None, r[2]))
            found = [(r.period, r.actor, r.recipient, r.kind, r.events, r.incidents, r.reports, r.party_claims,
                      r.incidents_without_party_claims, r.denied) for r in rows]  # fmt: skip
            assert found == expected, (since, until, actor, recipient)


def within(since, until):
    day = schema.dyads.c.day
    return [*([day >= since] if since else []), *([day <= until] if until else [])]


def test_disputes_of_a_country_are_those_in_which_it_has_a_part(lived):
    """Found by the country, they are the ones found by passing over all disputes."""
    parties = [{role: who} for role in ("actor", "recipient", "voice") for who in ("MLI", "FRA", "MLI MIL", "army")]
    dyads = [{"dyad": pair} for pair in (("MLI", "MLI"), ("FRA", "MLI"))]
    for since, until in SPANS:
        all_of_them = disputes(lived, since=since, until=until)
        for party, rest in product([*parties, *dyads], ({}, {"type": "ASSAULT", "polarity": "-"})):
            asked = {"since": since, "until": until, **party, **rest}
            there = incidents(lived, **asked)
            passed = [dispute for dispute in all_of_them if dispute in there]
            found = disputes(lived, **asked)
            assert found == passed
            if found:
                assert disputes(lived, limit=1, **asked) + disputes(lived, after=found[0].id, **asked) == found


def test_made_anew_it_is_the_same(lived):
    link(lived)
    before = kept(lived), panel(lived), disputes(lived, recipient="MLI")
    relink(lived)
    assert (kept(lived), panel(lived), disputes(lived, recipient="MLI")) == before
    with lived.engine.begin() as connection:
        rebuild(connection)
    assert kept(lived) == before[0]


def test_doctor_agrees_until_a_count_is_touched(lived):
    path = Path(str(lived.engine.url.database))
    assert {finding.what: finding.sound for finding in examine(path)}["counts"]
    for touch, said in TOUCHES.items():
        with lived.engine.connect() as connection:
            connection.execute(text("SAVEPOINT touched"))
            connection.execute(text(touch))
            found = repeated_in(connection)
            connection.rollback()
        assert said in found, touch


TOUCHES = {
    "UPDATE tallies SET reports = reports + 1 WHERE step = 'month'": "sums of what voices and sources say are wrong",
    "UPDATE tallies SET alone = alone + 1 WHERE step = 'year'": "sums of years",
    "UPDATE tallies SET denies = 7 WHERE step = 'all'": "sums of years",
    "UPDATE cells SET any_incidents = any_incidents + 1": "pairs of countries are counted wrong",
    "DELETE FROM cells": "pairs of countries are counted wrong",
    "UPDATE names SET parties = parties + 1": "names are there more or less often",
}


def repeated_in(connection) -> str:
    with pytest.raises(AllegedlyError) as fault:
        repeated(lambda asked: int(connection.execute(text(asked)).scalar_one()))
    return fault.value.detail


LONG = (
    "Gunmen attacked a convoy of traders near Gao on Tuesday, the drivers said. Hours later men fired on herders at "
    "the well of Kidal, three days on foot from there, and drove their cattle off before the soldiers came."
)
COPIES = [
    report(LONG, **(TOLD := {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": GAO, "time": on("2021-05-04")})),
    *(report(f"{LONG} {more}", outlet, "2021-05-05", **TOLD)
      for outlet, more in (("Le Fleuve", "Nobody was hurt."), ("Kidal Post", "Nothing more was known at noon."))),
]  # fmt: skip


def of_two(article: Article) -> Article:
    """Return the article with a second event of the same two parties, which is another incident."""
    (first,) = article.events
    start = article.text.index("fired")
    second = replace(first, id="e2", trigger=Span(start, start + 5), place=KIDAL, time=on("2021-05-05"))
    return replace(article, events=(first, second))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_report_that_tells_of_two_incidents_counts_once_whoever_carries_it(seed):
    """Its copies come and go in any order, and wait to be compared or not: cells are as counted from the events."""
    chance = random.Random(seed)
    with Archive.open(":memory:") as archive:
        there: list[Article] = []
        for _ in range(12):
            away = [a for a in (COPIES[0], *map(of_two, COPIES[1:])) if a not in there]
            if away and (not there or chance.random() < 0.6):
                there.append(chance.choice(away))
                archive.put(there[-1])
            else:
                archive.remove(there.pop(chance.randrange(len(there))).id)
            if chance.random() < 0.6:
                link(archive)
            with reading(archive.engine) as connection:
                assert connection.execute(text(cells.untrue())).scalar() == 0
        link(archive)
        told = [(r.events, r.incidents, r.reports) for r in panel(archive, by="year", actor="MLI")]
        events_of_all = sum(len(article.events) for article in there)
        assert told == ([(events_of_all, max(len(a.events) for a in there), 1)] if there else [])
