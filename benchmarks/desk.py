"""How long the desk takes over a large archive: ``desk.py ARCHIVE [--rounds N] [--plain]``.

ARCHIVE is one that ``archive.py 1000000 --archive FILE`` made. The list of events, the map, the timeline and the
network are asked for as JSON, in this process and over no network, under each filter of the bar and under mixtures of
them. What each takes is printed in milliseconds of processor time and on the clock. What is kept in memory is read
first, and what that takes is printed too. ``--plain`` asks the tables instead, as a desk does until that is done.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

from fastapi.testclient import TestClient

from allegedly.archive import Archive
from allegedly.archive.overview import Overview
from allegedly.desk.app import make_app
from synthetic import BY_COUNTRY, BY_OUTLET, COUNTRIES, FIRST_DAY, KINDS, OUTLETS, TYPES

VIEWS = {"list": "/events.json", "map": "/map.json", "timeline": "/timeline.json", "network": "/network.json"}
DAYS = 3_650


def filters(chance: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each filter of the bar with a value that is asked for as often as it is in the news, and mixtures."""
    one, other, third = chance.choices(COUNTRIES, cum_weights=BY_COUNTRY, k=3)
    since = FIRST_DAY + timedelta(days=chance.randrange(DAYS - 365))
    year = {"since": str(since), "until": str(since + timedelta(days=365))}
    kind, outlet = chance.choice(TYPES), chance.choices(OUTLETS, cum_weights=BY_OUTLET)[0]
    voice, quad = f"{third} {chance.choice(KINDS)}", str(chance.randrange(1, 5))
    yield "nothing", {}
    yield "actor", {"actor": one}
    yield "actor by name", {"actor": f"{one.lower()} {chance.choice(KINDS)}"}
    yield "recipient", {"recipient": other}
    yield "type", {"type": kind}
    yield "quad", {"quad": quad}
    yield "country", {"country": other}
    yield "place by name", {"place": chance.choice(["ba", "go", "su"])}
    yield "part of the map", {"box": "-20,-10,60,60"}
    yield "a year", year
    yield "voice", {"voice": third}
    yield "voice by name", {"voice": voice}
    yield "outlets' own word", {"voice": "outlet"}
    yield "outlet", {"outlet": outlet}
    yield "certainty", {"certainty": chance.choice(["certain", "possible"])}
    yield "only disputed", {"disputed": "1"}
    yield "no claims by parties", {"no_party_claims": "1"}
    yield "words", {"text": "convoy"}
    yield "actor, disputed", {"actor": one, "disputed": "1"}
    yield "actor, recipient, a year", {"actor": one, "recipient": other, **year}
    yield "quad, certainty, no claims", {"quad": quad, "certainty": "certain", "no_party_claims": "1"}
    yield "type, country, outlet, disputed", {"type": kind, "country": other, "outlet": outlet, "disputed": "1"}


def measure(client: TestClient, rounds: int) -> None:
    """Print the median and the 95th percentile of each view, over all filters and for the slowest one."""
    chance = random.Random(13)  # noqa: S311
    took: dict[str, dict[str, list[tuple[float, float]]]] = {view: {} for view in VIEWS}
    for _ in range(rounds):
        for name, query in filters(chance):
            for view, path in VIEWS.items():
                start, used = time.perf_counter(), time.process_time()
                client.get(path, params=query).raise_for_status()
                cost = 1000 * (time.process_time() - used), 1000 * (time.perf_counter() - start)
                took[view].setdefault(name, []).append(cost)
    print(f"{'view (ms)':10} {'median':>8} {'CPU p95':>8} {'p95':>8}  the slowest filter, CPU p95")
    for view, by_filter in took.items():
        every = [cost for costs in by_filter.values() for cost in costs]
        slowest = max(by_filter, key=lambda name: p95([cpu for cpu, _ in by_filter[name]]))
        cpu, clock = ([pair[n] for pair in every] for n in (0, 1))
        worst = p95([cpu for cpu, _ in by_filter[slowest]])
        print(f"{view:10} {statistics.median(cpu):8.1f} {p95(cpu):8.1f} {p95(clock):8.1f}  {slowest}: {worst:.1f}")


def p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


def read_first(overview: Overview) -> None:
    start, before = time.process_time(), held()
    if overview.ready():
        print(f"read into memory in {time.process_time() - start:.1f} CPU s, {held() - before:,} MB at most")


def held() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plain", action="store_true", help="ask the tables, not the memory")
    given = parser.parse_args()
    with Archive.open(given.archive, create=False) as archive:
        app = make_app(archive, secret="measured")  # noqa: S106
        overview: Overview = app.state.desk.overview
        with TestClient(app, base_url="http://127.0.0.1") as client:
            if given.plain:
                overview.many = 1 << 60
            read_first(overview)
            measure(client, given.rounds)


if __name__ == "__main__":
    main()
