"""What is kept as articles arrive is what walking through the whole archive gives, whatever came, changed and went."""

import random
import shutil
import sqlite3
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from reported import ARMY, GAO, GUNMEN, KIDAL, REBELS, VILLAGERS, on, report, toll
from sqlalchemy import select, text

from allegedly.archive import Archive, decide, events, incidents, link, panel, relink, schema, sources
from allegedly.archive.database import reading
from allegedly.archive.derived import rebuild, tellings_of
from allegedly.archive.says import COUNTS, says_of
from allegedly.archive.upkeep import examine

WORDS = ("a convoy of traders", "traders in a convoy", "a well", "a camp")


def news(chance: random.Random) -> list:
    """Return some reports of few incidents, with voices, denials, tolls, and days that are not known."""
    made = []
    for n in range(chance.randrange(4, 9)):
        place, day = chance.choice([(GAO, "2021-05-04"), (KIDAL, "2021-06-10")])
        fields = {
            "actors": (chance.choice([GUNMEN, REBELS, ARMY]),),
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


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "empty.db"
    Archive.open(path).close()
    return path


@pytest.fixture(params=range(6))
def lived(request, empty):
    """An archive with a past: articles came in turn, were coded again, went; two events were kept apart."""
    chance = random.Random(request.param)
    path = shutil.copy(empty, empty.with_name(f"{request.param}.db"))
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
    spans = ((days[0], None), (None, days[0]), (days[-1], days[-1]), ("2021-05", "2021-06-01"), ("2022", None))
    for since, until in spans:
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


def test_made_anew_it_is_the_same(lived):
    link(lived)
    before = kept(lived), panel(lived)
    relink(lived)
    assert (kept(lived), panel(lived)) == before
    with lived.engine.begin() as connection:
        rebuild(connection)
    assert kept(lived) == before[0]


def test_doctor_agrees_until_a_count_is_touched(lived):
    path = Path(str(lived.engine.url.database))
    assert {finding.what: finding.sound for finding in examine(path)}["counts"]
    with lived.engine.begin() as connection:
        connection.execute(text("UPDATE tallies SET reports = reports + 1"))
    (fault,) = (finding for finding in examine(path) if not finding.sound)
    assert (fault.what, "sums of what voices and sources say are wrong" in fault.detail) == ("counts", True)
