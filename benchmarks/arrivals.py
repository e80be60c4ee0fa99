"""What one more article costs, however many are there: ``arrivals.py [ARTICLES] [--days N …]``.

Two things are measured, both through the archive's own code (``put``, then ``link``), in processor time:

copies     Archives of 1,000, 10,000, … up to ARTICLES tiny articles (a million if not said), none with an event. A
           text is 20 to 40 words drawn from 1,744 made up ones under a made up title; one in ten is a copy of one of
           the last 2,000, whole or cut; one in twenty ends with one of 100 lines that outlets put under everything.
           These are written straight into the tables (record, words, prints); then 300 more, made in the same way,
           arrive.
incidents  The days before (274 events each, ``synthetic.py``) are written straight into the tables; then the articles
           of a day arrive, of five events each: of day 1, 7, 10, 100, 1,000. ``--days 3650`` takes a million events.
           Beside the cost stands how many events there are in the five days before that have class and country in
           common with one of an article's: it hangs on what happens in those days alone, and the first have fewer.

Nothing in either is news. Nothing waits for the disk while articles arrive, since only processor time is counted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path

from sqlalchemy import Connection, event, insert, select

from allegedly.archive import Archive, link, schema
from allegedly.archive.database import reading, writing
from allegedly.archive.linking import NEAR_DAYS
from allegedly.archive.reports import SIGNED
from allegedly.archive.rows import article_row, event_id
from allegedly.archive.shingles import shingled
from allegedly.archive.stamps import stamp
from allegedly.records import Article, content_id
from synthetic import A_DAY, FIRST_DAY, OUTLETS, PER_ARTICLE, TELLINGS, WORDS, article, fill

PER_DAY = 1_000  # tiny articles
RECENT = 2_000
LINES = [f"More from us {' '.join(random.Random(n).choices(WORDS, k=9))} every day." for n in range(100)]  # noqa: S311
ARRIVING = 300  # tiny articles
BATCH = 2_000


def tiny() -> Iterator[Article]:
    """Yield articles of a sentence or two, some of them copies of those just before."""
    chance = random.Random(5)  # noqa: S311
    recent: deque[str] = deque(maxlen=RECENT)
    for n in count():
        words = chance.choices(WORDS, k=chance.randrange(20, 40))
        if recent and chance.random() < 0.1:
            words = chance.choice(recent).split()
            words = words[: len(words) * chance.choice((10, 7)) // 10]
        told = " ".join(words)
        recent.append(told)
        under = f"\n\n{chance.choice(LINES)}" if chance.random() < 0.05 else ""
        text = f"{chance.choice(WORDS).capitalize()} {n}\n\n{told}.{under}"
        day = str(date(2014, 1, 1) + timedelta(days=n // PER_DAY))
        yield Article(
            id=content_id(text), text=text, title=text.split("\n")[0], published=day, language="en",
            outlets=(chance.choice(OUTLETS),),
        )  # fmt: skip


def arrive(archive: Archive, made: Article) -> tuple[float, float]:
    """Put an article and join it with the others; return the milliseconds of processor time and on the clock."""
    start, began = time.process_time(), time.perf_counter()
    archive.put(made)
    link(archive)
    return 1000 * (time.process_time() - start), 1000 * (time.perf_counter() - began)


def report(name: str, costs: list[tuple[float, float]], about: float | None = None) -> None:
    cpu, clock = (sorted(times) for times in zip(*costs, strict=True))
    figures = (statistics.median(cpu), cpu[int(0.95 * len(cpu))], statistics.fmean(cpu), statistics.median(clock))
    known = "" if about is None else f" {about:8.0f}"
    print(f"{name:28} {' '.join(f'{figure:8.2f}' for figure in figures)}{known}", flush=True)


def copies(place: Path, most: int) -> None:
    """Print what tiny articles cost among a thousand, ten thousand and so on."""
    with Archive.open(place) as archive:
        without_waiting(archive)
        made, there, size = tiny(), 0, 1_000
        while size <= most:
            stock(archive, islice(made, size - there))
            report(f"among {size:,} articles", [arrive(archive, one) for one in islice(made, ARRIVING)])
            there, size = size + ARRIVING, size * 10


def stock(archive: Archive, made: Iterator[Article]) -> None:
    """Write articles straight into the tables, as if each had been compared and was nobody's copy."""
    while batch := list(islice(made, BATCH)):
        rows = [article_row(one) for one in batch]
        numbers = [(r["key"], p) for r, one in zip(rows, batch, strict=True) for p in shingled(one.text).prints]
        with writing(archive.engine) as connection:
            connection.execute(insert(schema.articles), rows)
            connection.execute(insert(schema.prints), [{"number": p - SIGNED, "article": k} for k, p in numbers])
            own = [{"article": r["key"], "report": r["key"], "relation": "original"} for r in rows]
            connection.execute(insert(schema.reports), own)
            stamp(connection, [r["key"] for r in rows])
            table = schema.articles.c
            kept = select(table.key, table.n).where(table.key.in_([r["key"] for r in rows]))
            named = {row.key: row.n for row in connection.execute(kept)}
            for row, one in zip(rows, batch, strict=True):
                archive.words.add_article(connection, named[row["key"]], row["title"], one.text)


def incidents(place: Path, day: int) -> None:
    """Print what the articles of a day cost, where all days before it are there."""
    first, end = (A_DAY * d // PER_ARTICLE // TELLINGS * TELLINGS for d in (day - 1, day))
    with Archive.open(place) as archive:
        without_waiting(archive)
        fill(archive, first * PER_ARTICLE)
        chance = random.Random(day)  # noqa: S311
        made = [article(chance, n) for n in range(first, end)]
        costs = [arrive(archive, one) for one in made]
        with reading(archive.engine) as connection:
            about = statistics.fmean(events_about(connection, one, day) for one in made)
        report(f"day {day:,}", costs, about)


def events_about(connection: Connection, made: Article, day: int) -> int:
    """Return how many events of the days before have class and country in common with one of an article's."""
    since = str(FIRST_DAY + timedelta(days=day - 1 - NEAR_DAYS))
    until = str(FIRST_DAY + timedelta(days=day - 1))
    own = [event_id(made.id, event.id) for event in made.events]
    clues, ours = schema.clues.c, schema.clues.alias().c
    same = select(ours.clue).where(ours.event.in_(own))
    found = select(clues.event).where(clues.clue.in_(same), clues.day.between(since, until), clues.event.not_in(own))
    return len(set(connection.execute(found).scalars()))


def without_waiting(archive: Archive) -> None:
    """Have SQLite hand its pages to the system and not wait for the disk."""

    def hurry(connection: object, *_: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]

    event.listen(archive.engine, "connect", hurry)
    archive.engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--days", type=int, nargs="*", default=[1, 7, 10, 100, 1_000])
    parser.add_argument("--folder", type=Path, help="where the archives are made; a temporary one if not said")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        print(f"{'CPU ms an article':28} {'median':>8} {'p95':>8} {'mean':>8} {'clock':>8}   about")
        for days in given.days:
            incidents(Path(folder) / f"{days}.db", days)
        if given.articles:
            copies(Path(folder) / "copies.db", given.articles)


if __name__ == "__main__":
    main()
