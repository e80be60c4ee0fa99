"""A synthetic archive of any size, in the shape that real ones have; nothing in it is news.

274 events a day, which is a million in ten years; five events an article; three articles in a row tell of the same five
events. Countries, towns and outlets come as often as news has them: the first twice as often as the second (Zipf). Of
the events 45 in a hundred stand on somebody's word, half of these on that of a party; a fifth are less than certain,
four in a hundred are denied, three have no date and four only a month. A tenth of the incidents is marked as disputed.
Words are drawn from 1,744 made up ones, so texts share no runs of words by chance.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, product
from typing import Any

from sqlalchemy import insert, select

from allegedly.archive import Archive, cells, contested, names, schema
from allegedly.archive.database import writing
from allegedly.archive.linking import clues_of
from allegedly.archive.reports import SIGNED
from allegedly.archive.rows import EventRows, article_row, digest, outlet_rows, statement_rows
from allegedly.archive.shingles import shingled
from allegedly.archive.told import Told
from allegedly.records import Article, Count, Event, Interval, Party, Place, Span, Statement, content_id

TELLINGS = 3  # events of one incident
PER_ARTICLE = 5
BATCH = 5_000  # events that are written at a time
A_DAY = 274  # events
FIRST_DAY = date(2014, 1, 1)
COUNTRIES = (
    "RUS USA UKR CHN ISR SYR IRN TUR FRA GBR DEU IND PAK SAU YEM IRQ EGY LBY SDN ETH NGA MLI NER BFA COD SOM KEN UGA "
    "ZAF MAR DZA TUN POL BLR GEO ARM AZE KAZ AFG MMR THA VNM PHL IDN JPN KOR PRK AUS BRA ARG CHL COL VEN MEX CUB CAN"
).split()
KINDS = "forces army police ministry rebels navy guards parliament council union militia court students envoys".split()
TYPES = (
    "ASSAULT COERCE PROTEST MOBILIZE SANCTION ACCUSE REQUEST REJECT THREATEN CONSULT SUPPORT AGREE AID RETREAT".split()
)
QUADS = dict(zip(TYPES, (4, 4, 4, 4, 4, 3, 3, 3, 3, 1, 1, 1, 2, 2), strict=True))
WORDS = "convoy border market troops talks village road bridge town minister army police camp river school mine".split()
SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve".split()
WORDS += ["".join(word) for word in product(SYLLABLES, repeat=3)]
TOWNS = 5_000
CERTAINTIES, HOW_OFTEN = ("certain", "probable", "possible", "unknown"), (80, 7, 7, 6)


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (n + 1) for n in range(count)))


OUTLETS = [f"Outlet {n}" for n in range(200)]
AGENCIES = [f"Agency {n}" for n in range(8)]
BY_COUNTRY, BY_OUTLET, BY_AGENCY = _zipf(len(COUNTRIES)), _zipf(len(OUTLETS)), _zipf(len(AGENCIES))


@lru_cache(maxsize=1)
def _towns() -> dict[str, list[Place]]:
    """Return the towns of each country, as many as it is in the news, the largest first."""
    chance = random.Random(3)  # noqa: S311
    towns: dict[str, list[Place]] = {country: [] for country in COUNTRIES}
    for n in range(TOWNS):
        country = COUNTRIES[n] if n < len(COUNTRIES) else chance.choices(COUNTRIES, cum_weights=BY_COUNTRY)[0]
        name = "".join(chance.choices(SYLLABLES, k=3)).capitalize() + f" {n}"
        lat, lon = round(chance.uniform(-60, 60), 4), round(chance.uniform(-180, 180), 4)
        town = Place(span=None, name=name, geonames=n, lat=lat, lon=lon, feature="PPL", country=country)
        towns[country].append(town)
    return towns


def article(chance: random.Random, n: int) -> Article:
    """Return the article of a number: days follow each other, and three in a row tell of the same events."""
    story = random.Random(n // TELLINGS)  # noqa: S311 - what it tells of depends on the incident, not on the article
    day = FIRST_DAY + timedelta(days=n // TELLINGS * TELLINGS * PER_ARTICLE // A_DAY)
    sentences = [f"Report {n} {' '.join(chance.choices(WORDS, k=12))}." for _ in range(PER_ARTICLE)]
    body = " ".join(sentences)
    starts = [sum(len(s) + 1 for s in sentences[:k]) for k in range(PER_ARTICLE)]
    events, statements = [], []
    for k in range(PER_ARTICLE):
        event = _event(story, chance, f"e{k + 1}", starts[k], str(day))
        if chance.random() < 0.45:
            name = f"s{len(statements) + 1}"
            words = Span(starts[k], starts[k] + len(sentences[k]))
            speaker = _speaker(chance, event)
            statements.append(Statement(id=name, source=speaker, cue=None, content=(words,), kind="indirect"))
            event = replace(event, voice=(name,))
        events.append(event)
    outlet = chance.choices(OUTLETS, cum_weights=BY_OUTLET)[0]
    agency = chance.choices(AGENCIES, cum_weights=BY_AGENCY) if chance.random() < 0.3 else []
    return Article(
        id=content_id(body),
        text=body,
        title=sentences[0][:40],
        published=str(day),
        outlets=(outlet, *agency),
        language="en",
        statements=tuple(statements),
        events=tuple(events),
    )


def _speaker(chance: random.Random, event: Event) -> Party:
    if chance.random() < 0.5:
        country = chance.choice((*event.actors, *event.recipients)).country
    else:
        country = chance.choices(COUNTRIES, cum_weights=BY_COUNTRY)[0]
    return Party(span=None, name=f"{country} {chance.choice(KINDS)}", country=country, sectors=("GOV",))


def _event(story: random.Random, chance: random.Random, name: str, start: int, day: str) -> Event:
    actor, recipient = (_party(story) for _ in range(2))
    kind = story.choice(TYPES)
    dead = story.randrange(1, 40)
    towns = _towns()[str(recipient.country)]
    where = towns[int(len(towns) ** story.random()) - 1]
    return Event(
        id=name, trigger=Span(start, start + 6), type=kind, mode=None, quad=QUADS[kind], actors=(actor,),
        recipients=(recipient,), place=where, time=_time(story.random(), day),
        dead=Count(span=None, min=dead, max=dead) if kind == "ASSAULT" else None,
        certainty=chance.choices(CERTAINTIES, HOW_OFTEN)[0], polarity="-" if chance.random() < 0.04 else "+",
        confidence=round(chance.random(), 2),
    )  # fmt: skip


def _time(part: float, day: str) -> Interval | None:
    if part < 0.03:
        return None
    if part < 0.07:
        return Interval(span=None, start=f"{day[:7]}-01", end=f"{day[:7]}-28", granularity="month")
    return Interval(span=None, start=day, end=day, granularity="day")


def _party(story: random.Random) -> Party:
    country = story.choices(COUNTRIES, cum_weights=BY_COUNTRY)[0]
    return Party(
        span=None, name=f"{country} {story.choice(KINDS)}", country=country, sectors=(story.choice(["GOV", "MIL"]),)
    )


# ── written straight into the tables ─────────────────────────────────────────────────────────────────────────────────

TABLES = "articles stamps prints outlets statements events parties dyads clues incidents accounts".split()


def fill(archive: Archive, count: int) -> None:
    """Write so many events straight into the tables, joined as they were made: what is measured is the asking.

    What is kept of voices and sources (``says``) is left out.
    """
    chance = random.Random(7)  # noqa: S311
    batch: dict[str, list[dict[str, Any]]] = {}
    for n in range(count // PER_ARTICLE):
        for table, row in _rows(article(chance, n), n):
            batch.setdefault(table, []).append(row)
        if n % (BATCH // PER_ARTICLE) == 0:
            _write(archive, batch)
    _write(archive, batch)
    with writing(archive.engine) as connection:
        cells.fill(connection)
        contested.fill(connection)
        names.fill(connection)


def _write(archive: Archive, batch: dict[str, list[dict[str, Any]]]) -> None:
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
    numbers = {event["id"]: k for k, event in enumerate(coded.events)}
    for pair in coded.dyads:
        pair.update(incident=digest(n // TELLINGS, numbers[pair["event"]]), report=row["key"])
    yield "articles", row
    yield "stamps", {"article": row["key"], "tick": 1}
    yield from (("prints", {"number": p - SIGNED, "article": row["key"]}) for p in sorted(shingled(made.text).prints))
    plain: Iterable[tuple[str, list[dict[str, Any]]]] = (
        ("outlets", outlet_rows(made, row["key"])),
        ("statements", statement_rows(made, row["key"])),
        ("events", coded.events),
        ("parties", coded.parties),
        ("dyads", coded.dyads),
    )
    for name, rows in plain:
        yield from ((name, r) for r in rows)
    for k, event in enumerate(coded.events):
        told = Told.of({**event, "outlets": row["outlets"]})
        yield from (("clues", {"clue": c, "day": told.day, "event": told.id}) for c in clues_of(told))
        incident = digest(n // TELLINGS, k)
        if n % TELLINGS == 0:
            yield "incidents", _incident(incident, event)
        yield "accounts", {"event": event["id"], "incident": incident, "report": row["key"],
                           "source": made.outlets[-1], "sure": True, "score": 0.95}  # fmt: skip


def _incident(id_: str, event: dict[str, Any]) -> dict[str, Any]:
    toll = event["dead_min"]
    return {
        "id": id_, "type": event["type"], "quad": event["quad"], "day": event["day"], "end": event["end"],
        "place": event["place"], "place_country": event["place_country"], "label": event["actors"],
        "events": TELLINGS, "articles": TELLINGS, "sources": TELLINGS,
        "dead_low": toll, "dead_best": toll, "dead_high": toll,
        "disputed": " polarity " if int(id_, 16) % 10 == 0 else "",
    }  # fmt: skip
