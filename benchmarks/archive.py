"""How an archive holds up when it is large: a synthetic one is made, and asked as a desk and a researcher ask.

    python benchmarks/archive.py [EVENTS] [--archive FILE] [--link N]

EVENTS rows (100,000 if not said) of events, parties, dyads, incidents and accounts are written into FILE (a temporary
one if not said) in the shape that real ones have: actors by how often they are in the news, a tenth of the incidents
disputed, three tellings an incident. Then lists, panels, disputes, sources and one incident's accounts are asked for
in many forms, and the median and 95th percentile of each are printed in milliseconds, of processor time and on the
clock. With ``--link N``, N more articles are put and joined and what one costs is printed: a day has as many events in
a small archive as in a large one, so that should be the same.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from allegedly.archive import Archive, disputes, events, incident, incidents, link, panel, sources
from allegedly.archive.database import name_of, path_of, url_of, writing
from allegedly.archive.derived import rebuild
from synthetic import A_DAY, BY_COUNTRY, COUNTRIES, FIRST_DAY, KINDS, PER_ARTICLE, article, fill


def questions(chance: random.Random, days: int) -> dict[str, Callable[[Archive], Any]]:
    """Return one question of each kind, about actors and times as often asked for as they are in the news."""
    one, other = chance.choices(COUNTRIES, cum_weights=BY_COUNTRY, k=2)
    name = f"{one} {KINDS[0]}".lower()
    since = FIRST_DAY + timedelta(days=chance.randrange(days))
    span = {"since": str(since), "until": str(since + timedelta(days=90))}
    return {
        "list: newest page": lambda a: events(a, limit=100, since=str(since)),
        "list: actor": lambda a: events(a, limit=100, actor=one),
        "list: actor, type, three months": lambda a: events(a, limit=100, actor=one, type="ASSAULT", **span),
        "list: a part of a name": lambda a: events(a, limit=100, actor=name),
        "list: dyad": lambda a: events(a, limit=100, dyad=(one, other)),
        "list: country, three months": lambda a: events(a, limit=100, country=one, **span),
        "list: words": lambda a: events(a, limit=100, text="convoy border"),
        "dyad-month: one dyad, all years": lambda a: panel(a, actor=one, recipient=other),
        "dyad-month: one actor, a year": lambda a: panel(
            a, actor=one, since=str(since), until=str(since + timedelta(days=365))
        ),
        "dyad-month: one actor, all years": lambda a: panel(a, actor=one),
        "dyad-year by type: one actor, all years": lambda a: panel(a, actor=one, by="year", kind="type"),
        "incidents: newest page": lambda a: incidents(a, limit=100, since=str(since)),
        "incidents: actor": lambda a: incidents(a, limit=100, actor=one),
        "disputes: first page": lambda a: disputes(a, limit=100),
        "disputes: actor": lambda a: disputes(a, limit=100, actor=one),
        "disputes: dyad": lambda a: disputes(a, limit=100, dyad=(one, other)),
        "disputes: a part of a name": lambda a: disputes(a, limit=100, actor=name),
        "disputes: country, three months": lambda a: disputes(a, limit=100, country=one, **span),
        "sources: first page": lambda a: sources(a, limit=100),
        "sources: three months": lambda a: sources(a, limit=100, **span),
        "sources: from a day on": lambda a: sources(a, limit=100, since=str(since)),
        "accounts of an incident": lambda a: incident(a, incidents(a, limit=1, since=str(since))[0].id),
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
    print(f"{'question (ms)':40} {'CPU':>8} {'CPU p95':>8} {'clock':>8} {'p95':>8}")
    for name, pairs in took.items():
        clock, cpu = (sorted(1000 * took_ for took_ in times) for times in zip(*pairs, strict=True))
        last = int(0.95 * len(clock))
        figures = (statistics.median(cpu), cpu[last], statistics.median(clock), clock[last])
        print(f"{name:40} {' '.join(f'{figure:8.1f}' for figure in figures)}")


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
                with writing(archive.engine) as connection:
                    rebuild(connection)
                print(f"made in {time.process_time() - start:.0f} CPU s")
            path = path_of(url_of(place))
            size = f"{path.stat().st_size / 1e6:.0f} MB" if path else name_of(place)
            print(json.dumps(archive.counts()), size)
            measure(archive, given.rounds, max(1, given.events // A_DAY))
            if given.link:
                print(f"an arriving article: {arrivals(archive, given.link, given.events):.1f} CPU ms")


if __name__ == "__main__":
    main()
