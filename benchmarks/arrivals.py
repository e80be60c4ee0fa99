"""What one more article costs, however many are there: ``arrivals.py [ARTICLES] [--days N …]``.

Two things are measured, both through the archive's own code (``put``, then ``link``), in processor time:

copies     Archives of 1,000, 10,000, … up to ARTICLES tiny articles (a million if not said), none with an event. A
           text is 20 to 40 words drawn from 1,744 made up ones under a made up title; one in ten is a copy of one of
           the last 2,000, whole or cut; one in twenty ends with one of 100 lines that outlets put under everything.
           These are written straight into the tables (record, words, prints); then 300 more, made in the same way,
           arrive.
incidents  Archives of 1, 10, 100, 1,000 days (274 events a day, ``synthetic.py``) are written straight into the tables,
           and then 200 more articles of five events each arrive at their ends. ``--days 3650`` takes a million events.

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

from sqlalchemy import event, insert, select

from allegedly.archive import Archive, link, schema
from allegedly.archive.database import writing
from allegedly.archive.reports import SIGNED
from allegedly.archive.rows import article_row
from allegedly.archive.shingles import shingled
from allegedly.archive.stamps import stamp
from allegedly.records import Article, content_id
from synthetic import A_DAY, OUTLETS, PER_ARTICLE, TELLINGS, WORDS, article, fill

PER_DAY = 1_000  # tiny articles
RECENT = 2_000
LINES = [f"More from us {' '.join(random.Random(n).choices(WORDS, k=9))} every day." for n in range(100)]  # noqa: S311
ARRIVING = {"copies": 300, "incidents": 200}
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


def arrive(archive: Archive, made: Article) -> float:
    """Put an article and join it with the others; return the milliseconds of processor time that it took."""
    start = time.process_time()
    archive.put(made)
    link(archive)
    return 1000 * (time.process_time() - start)


def report(name: str, costs: list[float]) -> None:
    ordered = sorted(costs)
    mean, last = statistics.fmean(costs), ordered[int(0.95 * len(ordered))]
    print(f"{name:28} {statistics.median(costs):8.2f} {last:8.2f} {mean:8.2f}", flush=True)


def copies(place: Path, most: int) -> None:
    """Print what tiny articles cost among a thousand, ten thousand and so on."""
    with Archive.open(place) as archive:
        without_waiting(archive)
        made, there, size = tiny(), 0, 1_000
        while size <= most:
            stock(archive, islice(made, size - there))
            report(f"among {size:,} articles", [arrive(archive, one) for one in islice(made, ARRIVING["copies"])])
            there, size = size + ARRIVING["copies"], size * 10


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


def incidents(place: Path, days: int) -> None:
    """Print what articles with events cost at the end of so many days."""
    with Archive.open(place) as archive:
        without_waiting(archive)
        there = max(1, days * A_DAY // PER_ARTICLE // TELLINGS) * TELLINGS
        fill(archive, there * PER_ARTICLE)
        chance = random.Random(days)  # noqa: S311
        report(f"day {days:,}", [arrive(archive, article(chance, there + n)) for n in range(ARRIVING["incidents"])])


def without_waiting(archive: Archive) -> None:
    """Have SQLite hand its pages to the system and not wait for the disk."""

    def hurry(connection: object, *_: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]

    event.listen(archive.engine, "connect", hurry)
    archive.engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--days", type=int, nargs="*", default=[1, 10, 100, 1_000])
    parser.add_argument("--folder", type=Path, help="where the archives are made; a temporary one if not said")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        print(f"{'CPU ms an article':28} {'median':>8} {'p95':>8} {'mean':>8}")
        for days in given.days:
            incidents(Path(folder) / f"{days}.db", days)
        if given.articles:
            copies(Path(folder) / "copies.db", given.articles)


if __name__ == "__main__":
    main()
