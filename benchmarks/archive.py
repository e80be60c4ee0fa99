"""How an archive holds up when it is large: a synthetic one is made, and asked as a desk and a researcher ask.

    python benchmarks/archive.py [EVENTS] [--archive FILE] [--link N]

EVENTS rows (100,000 if not said) of events, parties, dyads, incidents and accounts are written into FILE (a temporary
one if not said) in the shape that real ones have: actors by how often they are in the news, a tenth of the incidents
disputed, three tellings an incident. Then lists, the dyad-month panel and disputes are asked for in many forms, and the
95th percentile of each is printed in milliseconds. With ``--link N``, N more articles are put and joined and
what one costs is printed: a day has as many events in a small archive as in a large one, so that should be the same.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from allegedly.archive import Archive, disputes, events, incidents, link, panel, schema
from allegedly.archive.database import name_of, path_of, url_of, writing
from allegedly.archive.linking import clues_of
from allegedly.archive.reports import SIGNED
from allegedly.archive.rows import EventRows, article_row, digest, outlet_rows
from allegedly.archive.shingles import shingled
from allegedly.archive.told import Told
from allegedly.records import Article, Count, Event, Interval, Party, Place, Span, content_id

TELLINGS = 3  # events of one incident
PER_ARTICLE = 5
BATCH = 5_000
A_DAY = 274  # events: a million in ten years
COUNTRIES = (
    "RUS USA UKR CHN ISR SYR IRN TUR FRA GBR DEU IND PAK SAU YEM IRQ EGY LBY SDN ETH NGA MLI NER BFA COD SOM KEN UGA "
    "ZAF MAR DZA TUN POL BLR GEO ARM AZE KAZ AFG MMR THA VNM PHL IDN JPN KOR PRK AUS BRA ARG CHL COL VEN MEX CUB CAN"
).split()
WEIGHTS = [1 / (n + 1) for n in range(len(COUNTRIES))]
TYPES = (
    "ASSAULT COERCE PROTEST MOBILIZE SANCTION ACCUSE REQUEST REJECT THREATEN CONSULT SUPPORT AGREE AID RETREAT".split()
)
QUADS = dict(zip(TYPES, (4, 4, 4, 4, 4, 3, 3, 3, 3, 1, 1, 1, 2, 2), strict=True))
WORDS = "convoy border market troops talks village road bridge town minister army police camp river school mine".split()
SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve".split()
WORDS += ["".join(word) for word in product(SYLLABLES, repeat=3)]  # as many words as news has, so that copies are rare
OUTLETS = [f"Outlet {n}" for n in range(200)]


def article(chance: random.Random, n: int) -> Article:
    """Return an article of five events; three articles in a row tell of the same ones, and days follow each other."""
    story = random.Random(n // TELLINGS)  # noqa: S311 - what it tells of depends on the incident, not on the article
    day = date(2014, 1, 1) + timedelta(days=n // TELLINGS * TELLINGS * PER_ARTICLE // A_DAY)
    sentences = [f"Report {n} {' '.join(chance.choices(WORDS, k=12))}." for _ in range(PER_ARTICLE)]
    body = " ".join(sentences)
    starts = [sum(len(s) + 1 for s in sentences[:k]) for k in range(PER_ARTICLE)]
    made = tuple(_event(story, chance, f"e{k + 1}", starts[k], str(day)) for k in range(PER_ARTICLE))
    return Article(
        id=content_id(body),
        text=body,
        title=sentences[0][:40],
        published=str(day),
        outlets=(chance.choice(OUTLETS),),
        language="en",
        events=made,
    )


def _event(story: random.Random, chance: random.Random, name: str, start: int, day: str) -> Event:
    actor, recipient = (_party(story) for _ in range(2))
    kind = story.choice(TYPES)
    dead = story.randrange(1, 40)
    where = Place(
        span=None, name=f"Town {story.randrange(5000)}", geonames=story.randrange(5000), lat=story.uniform(-60, 60),
        lon=story.uniform(-180, 180), feature="PPL", country=recipient.country,
    )  # fmt: skip
    return Event(
        id=name, trigger=Span(start, start + 6), type=kind, mode=None, quad=QUADS[kind], actors=(actor,),
        recipients=(recipient,), place=where, time=Interval(span=None, start=day, end=day, granularity="day"),
        dead=Count(span=None, min=dead, max=dead) if kind == "ASSAULT" else None,
        polarity="-" if chance.random() < 0.04 else "+", confidence=round(chance.random(), 2),
    )  # fmt: skip


def _party(story: random.Random) -> Party:
    country = story.choices(COUNTRIES, WEIGHTS)[0]
    return Party(span=None, name=f"{country} forces", country=country, sectors=(story.choice(["GOV", "MIL", "REB"]),))


def fill(archive: Archive, count: int) -> None:
    """Write so many events straight into the tables, joined as they were made: what is measured is the asking."""
    chance = random.Random(7)  # noqa: S311
    batch: dict[Any, list[dict[str, Any]]] = {}
    for n in range(count // PER_ARTICLE):
        for table, row in _rows(article(chance, n), n):
            batch.setdefault(table, []).append(row)
        if n % (BATCH // PER_ARTICLE) == 0:
            _write(archive, batch)
    _write(archive, batch)


TABLES = ("articles prints outlets events parties dyads clues incidents accounts").split()


def _write(archive: Archive, batch: dict[Any, list[dict[str, Any]]]) -> None:
    ids = [row["id"] for row in batch.get("events", [])]
    with writing(archive.engine) as connection:
        for name in TABLES:
            rows = batch.pop(name, [])
            if rows:
                connection.execute(insert(schema.metadata.tables[name]), rows)
        kept = schema.events.c
        quotes = connection.execute(select(kept.n, kept.quote).where(kept.id.in_(ids)))
        archive.words.add_events(connection, [(n, quote) for n, quote in quotes])


def _rows(made: Article, n: int) -> Iterator[tuple[str, dict[str, Any]]]:
    row = article_row(made)
    coded = EventRows(made, row["key"])
    yield "articles", row
    for number in sorted(shingled(made.text).prints):
        yield "prints", {"number": number - SIGNED, "article": row["key"]}
    for name, rows in (("outlets", outlet_rows(made, row["key"])), ("events", coded.events)):
        yield from ((name, r) for r in rows)
    yield from (("parties", r) for r in coded.parties)
    yield from (("dyads", r) for r in coded.dyads)
    for k, event in enumerate(coded.events):
        told = Told.of({**event, "outlets": row["outlets"]})
        yield from (("clues", {"clue": c, "day": told.day, "event": told.id}) for c in clues_of(told))
        incident = digest(n // TELLINGS, k)
        if n % TELLINGS == 0:
            yield "incidents", _incident(incident, event)
        yield "accounts", {"event": event["id"], "incident": incident, "report": row["key"],
                           "source": made.outlets[0], "sure": True, "score": 0.95}  # fmt: skip


def _incident(id_: str, event: dict[str, Any]) -> dict[str, Any]:
    toll = event["dead_min"]
    return {
        "id": id_, "type": event["type"], "quad": event["quad"], "day": event["day"], "end": event["end"],
        "place": event["place"], "place_country": event["place_country"], "label": event["actors"],
        "events": TELLINGS, "articles": TELLINGS, "sources": TELLINGS,
        "dead_low": toll, "dead_best": toll, "dead_high": toll,
        "disputed": " polarity " if int(id_, 16) % 10 == 0 else "",
    }  # fmt: skip


def questions(chance: random.Random, days: int) -> dict[str, Callable[[Archive], Any]]:
    """Return one question of each kind, about actors and times as often asked for as they are in the news."""
    one, other = chance.choices(COUNTRIES, WEIGHTS, k=2)
    since = date(2014, 1, 1) + timedelta(days=chance.randrange(days))
    span = {"since": str(since), "until": str(since + timedelta(days=90))}
    return {
        "list: newest page": lambda a: events(a, limit=100, since=str(since)),
        "list: actor": lambda a: events(a, limit=100, actor=one),
        "list: actor, type, three months": lambda a: events(a, limit=100, actor=one, type="ASSAULT", **span),
        "list: dyad": lambda a: events(a, limit=100, dyad=(one, other)),
        "list: country, three months": lambda a: events(a, limit=100, country=one, **span),
        "list: words": lambda a: events(a, limit=100, text="convoy border"),
        "dyad-month: one dyad, all years": lambda a: panel(a, actor=one, recipient=other),
        "dyad-month: one actor, a year": lambda a: panel(
            a, actor=one, since=str(since), until=str(since + timedelta(days=365))
        ),
        "incidents: newest page": lambda a: incidents(a, limit=100, since=str(since)),
        "disputes: first page": lambda a: disputes(a, limit=100),
        "disputes: actor": lambda a: disputes(a, limit=100, actor=one),
        "disputes: country, three months": lambda a: disputes(a, limit=100, country=one, **span),
    }


def measure(archive: Archive, rounds: int, days: int) -> None:
    """Print the median and the 95th percentile of each kind of question, on the clock and of processor time."""
    chance = random.Random(11)  # noqa: S311
    took: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for name, ask in questions(chance, days).items():
            start, used = time.perf_counter(), time.process_time()
            ask(archive)
            took.setdefault(name, []).append((time.perf_counter() - start, time.process_time() - used))
    print(f"{'question (ms)':40} {'median':>8} {'p95':>8} {'CPU p95':>8}")
    for name, pairs in took.items():
        clock, cpu = (sorted(1000 * took_ for took_ in times) for times in zip(*pairs, strict=True))
        last = int(0.95 * len(clock))
        print(f"{name:40} {statistics.median(clock):8.1f} {clock[last]:8.1f} {cpu[last]:8.1f}")


def arrivals(archive: Archive, count: int, offset: int) -> float:
    """Put and join so many new articles; return the milliseconds of processor time that one took."""
    chance = random.Random(offset)  # noqa: S311
    start = time.process_time()
    for n in range(count):
        archive.put(article(chance, offset // PER_ARTICLE + n))
        link(archive)
    return 1000 * (time.process_time() - start) / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events", type=int, nargs="?", default=100_000)
    parser.add_argument("--archive", help="a path or address: keep it here; one that is there already is only asked")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--link", type=int, default=0, metavar="N", help="join N more articles and print the cost")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.archive or str(Path(folder) / "synthetic.db")
        with Archive.open(place) as archive:
            if not archive.counts()["articles"]:
                start = time.process_time()
                fill(archive, given.events)
                print(f"made in {time.process_time() - start:.0f} CPU s")
            path = path_of(url_of(place))
            size = f"{path.stat().st_size / 1e6:.0f} MB" if path else name_of(place)
            print(json.dumps(archive.counts()), size)
            measure(archive, given.rounds, max(1, given.events // A_DAY))
            if given.link:
                print(f"an arriving article: {arrivals(archive, given.link, given.events):.1f} CPU ms")


if __name__ == "__main__":
    main()
