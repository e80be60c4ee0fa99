"""Kill ``allegedly add``, or a migration, at moments that nobody chose, and see what is left of the archive.

    python killed.py KIND,… FOLDER POINTS [ADDRESS…]

Kinds are ``add``, ``migrate`` and ``together``.
``together`` kills nobody: two processes add to one archive at once, which is not there before. Else each point is a
process that is killed as by ``kill -9`` after a random time. Archives are files in FOLDER, or stand at the addresses,
of each kind one for the run that is left alone and one for each point. What is written to the database is what is
tried, so reading and coding are done by stand-ins that cost nothing. Prints one object of JSON: of each kind how long
the run took that was left alone, how many were cut off before their end, and everything that was not as it should be.

It is a program of its own because it forks, which a process with threads must not.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from alembic import command
from reported import ARMY, GAO, GUNMEN, KIDAL, REBELS, VILLAGERS, on, report, toll
from sqlalchemy import Connection, create_engine, insert, inspect, select, text

from allegedly.archive import Archive, schema
from allegedly.archive.database import alembic_config, engine_for, path_of, url_of, writing
from allegedly.archive.examining import examine_server
from allegedly.archive.fulltext import words_for
from allegedly.archive.migrations import first_schema
from allegedly.archive.rows import EventRows, article_row, outlet_rows, statement_rows
from allegedly.archive.upkeep import examine
from allegedly.bulk.pool import Settings
from allegedly.cli import adding, main
from allegedly.codec import decode, encode
from allegedly.reading import Failure
from allegedly.records import Article, content_id

BROKEN = b"cut o"
LATEST = 0.9  #: part of a whole run's time after which none is killed: some are faster
SOONER = 0.95  #: of the time in which the next is killed, where one was done before: the first run is the slowest
UNTOLD = ("n", "at", "tick")  #: row numbers, times and stamps are no two runs' own

Job = Callable[[str, Path], None]


# ── the news ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def news() -> list[Article]:
    """Reports of four incidents: copies, a cut one, denials, other tolls, the same text elsewhere."""
    found = []
    for place, day in ((GAO, "2021-05-04"), (KIDAL, "2021-05-05"), (GAO, "2021-06-19"), (KIDAL, "2021-07-01")):
        told = {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": place, "time": on(day)}
        long = (
            f"Gunmen attacked a convoy of traders near {place.name} on {day}, the army said. The lorries were on their "
            "way from the weekly market to the river when the shooting began, and the drivers hid in a field of millet."
        )
        found += [
            report(long, "Sahel Wire", day, voice=ARMY, dead=toll(9), **told),
            report(long + " Copyright.", "Le Fleuve", day, voice=ARMY, dead=toll(9), **told),
            report(f"Raiders attacked traders in a convoy near {place.name} {day}.", "Kidal Post", day, **told),
            report(f"Fighters attacked no convoy near {place.name} {day}, rebels say.", "Kidal Post", day,
                   polarity="-", **(told | {"actors": (REBELS,), "voice": REBELS})),
        ]  # fmt: skip
        found.append(replace(found[-2], outlets=("Ostwire",), url="https://ostwire.example/1"))
    return found


def write_corpus(folder: Path) -> list[Path]:
    """Write the news as files of coded records, one with a line that is none."""
    articles = news()
    parts = [articles[:3], articles[3:4], articles[4:11], articles[11:12], articles[12:]]
    paths = []
    for number, part in enumerate(parts):
        path = folder / f"{number}.jsonl"
        lines = [encode(article) for article in part]
        path.write_bytes(b"\n".join([*lines, BROKEN] if number == 3 else lines))
        paths.append(path)
    (folder / "again.jsonl").write_bytes(paths[0].read_bytes())
    return [*paths, folder / "again.jsonl"]


def read(sources: Any, *_: object) -> Iterator[tuple[str, Article | Failure]]:
    """Stand in for the reader: an article a line, not coded."""
    for path in sources:
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            where = f"{path}:{number}"
            if line == BROKEN:
                yield where, Failure(where, "R08", "cut off")
            else:
                yield where, replace(decode(line), statements=(), events=(), language="en")


class Coder:
    """Stands in for the coder: it knows the answers."""

    def __init__(self) -> None:
        self.coded = {article.text: article for article in news()}

    def pipe(self, articles: list[Article]) -> Iterator[Article]:
        for article in articles:
            coded = self.coded[article.text]
            yield replace(article, statements=coded.statements, events=coded.events)


# ── what is killed ───────────────────────────────────────────────────────────────────────────────────────────────────


def add(place: str, acknowledged: Path, corpus: list[Path]) -> None:
    """Add the news as the command does, and write down each promise as it is made."""
    promises = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for name in ("put", "fail", "acknowledge"):
        _promising(name, promises)
    adding.read_located = read  # type: ignore[assignment]
    Settings.coder = lambda _: Coder()  # type: ignore[assignment, method-assign, return-value]
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115  for as long as the process lives
    main(["add", place, *map(str, corpus)])


def _promising(name: str, promises: int) -> None:
    keep = getattr(Archive, name)

    def kept(archive: Archive, thing: Any, **options: Any) -> Any:
        result = keep(archive, thing, **options)
        what = content_id(thing.text) if name == "put" else thing.where
        os.write(promises, f"{name} {what}\n".encode())
        return result

    setattr(Archive, name, kept)


def migrate(place: str, acknowledged: Path) -> None:
    """Open an archive of the first version, which brings it up to date."""
    Archive.open(place).close()
    acknowledged.write_text("migrated\n")


def make_old(place: str) -> None:
    """Make an archive as the first version left it."""
    engine = engine_for(url_of(place))
    with writing(engine) as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        words = words_for(engine.dialect.name)
        words.create(connection)
        for article in {content_id(a.text): a for a in news()}.values():
            _insert_old(connection, words, article)
    engine.dispose()


def _insert_old(connection: Connection, words: Any, article: Article) -> None:
    row = article_row(article)
    added = connection.execute(insert(first_schema.articles).values(row).returning(first_schema.articles.c.n))
    words.add_article(connection, added.scalar_one(), article.title or "", article.text)
    rows = EventRows(article, row["key"])
    for table, told in (
        (first_schema.outlets, outlet_rows(article, row["key"])),
        (first_schema.statements, statement_rows(article, row["key"])),
        (first_schema.events, rows.events),
        (first_schema.parties, rows.parties),
        (first_schema.dyads, [{**row, "month": row["day"][:7]} for row in rows.dyads]),
    ):
        if told:
            connection.execute(insert(table), [{c.name: row[c.name] for c in table.c if c.name in row} for row in told])
    kept = first_schema.events.c
    quotes = connection.execute(select(kept.n, kept.quote).where(kept.article == row["key"]))
    words.add_events(connection, [(n, quote) for n, quote in quotes])


# ── what is left ─────────────────────────────────────────────────────────────────────────────────────────────────────


def content(place: str) -> dict[str, list[str]]:
    """Return all rows of all tables, without their numbers and times."""
    with Archive.open(place, create=False) as archive, archive.engine.connect() as connection:
        return {
            table.name: sorted(
                repr(tuple(row)) for row in connection.execute(select(*(c for c in table.c if c.name not in UNTOLD)))
            )
            for table in schema.metadata.sorted_tables
        }


def unsound(place: str) -> list[str]:
    """Return what an examination finds wrong."""
    path = path_of(url_of(place))
    findings = list(examine(path) if path else examine_server(place))
    return [f"{finding.what}: {finding.detail}" for finding in findings if not finding.sound]


def is_begun(place: str) -> bool:
    """Tell whether there is an archive at all; a run may be killed before it was made."""
    path = path_of(url_of(place))
    if path is not None and not path.exists():
        return False
    engine = engine_for(url_of(place))
    try:
        return "alembic_version" in inspect(engine).get_table_names()
    finally:
        engine.dispose()


def broken_promises(place: str, acknowledged: Path) -> Iterator[str]:
    """Yield what was acknowledged and is not there, and what is there twice."""
    promises = acknowledged.read_text().splitlines() if acknowledged.exists() else []
    if not promises:
        return
    with Archive.open(place, create=False) as archive:
        keys = [row.key for row in archive.articles()]
        failures = [failure.where for failure in archive.failures()]
        with archive.engine.connect() as connection:
            done = list(connection.execute(select(schema.journal.c.where)).scalars())
    for promise in promises:
        kind, _, what = promise.partition(" ")
        there = {"put": keys, "fail": failures, "acknowledge": done}[kind]
        if there.count(what) != 1:
            yield f"{promise}: {there.count(what)} times"


# ── killing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def start(job: Callable[[], None]) -> int:
    """Do something in a process of its own, and return its number."""
    child = os.fork()
    if child:
        return child
    code = 0
    try:
        os.setsid()
        job()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException as fault:  # the parent is told
        sys.stderr = sys.__stderr__
        print(f"{type(fault).__name__}: {fault}", file=sys.__stderr__)
        code = 70
    os._exit(code)


def ended(child: int) -> int:
    """Wait for a process and return how it ended."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def try_points(kind: str, folder: Path, places: list[str]) -> dict[str, Any]:
    """Let one run alone, kill the others at random times and go on, and tell what is not as it should be."""
    corpus = write_corpus(folder)
    made: Job = (lambda place, ack: add(place, ack, corpus)) if kind == "add" else migrate
    fine = {0, 1} if kind == "add" else {0}
    if kind == "migrate":
        prepare(places)
    whole, faults, cut = places[0], [], 0
    began = time.monotonic()
    assert ended(start(lambda: made(whole, folder / "whole"))) in fine
    seconds = time.monotonic() - began
    expected, taken = content(whole), seconds
    dice = random.Random(len(places))
    for number, place in enumerate(places[1:], 1):
        acknowledged = folder / f"{number}.acknowledged"
        child = start(lambda place=place, acknowledged=acknowledged: made(place, acknowledged))
        time.sleep(dice.uniform(0.0, LATEST * taken))
        os.kill(child, signal.SIGKILL)
        escaped = ended(child) != -signal.SIGKILL
        cut += not escaped
        taken *= SOONER if escaped else 1.0
        left = examined(kind, place, acknowledged)
        resumed = ended(start(lambda place=place: made(place, folder / "resumed")))
        left += [] if resumed in fine else [f"the next run ended with {resumed}"]
        left += [f"{name} differ" for name, rows in content(place).items() if rows != expected[name]]
        faults += [f"{number}: {fault}" for fault in left + unsound(place)]
        path = path_of(url_of(place))
        if path is not None:
            path.unlink()
    return {"seconds": seconds, "points": len(places) - 1, "cut": cut, "faults": faults}


def try_together(folder: Path, places: list[str]) -> dict[str, Any]:
    """Let one run add the news alone, then two at once, from either end; tell what is not the same."""
    corpus = write_corpus(folder)
    assert ended(start(lambda: add(places[0], folder / "whole", corpus))) in {0, 1}
    expected = content(places[0])
    faults = []
    for number, place in enumerate(places[1:], 1):
        acknowledged = [folder / f"{number}.{end}" for end in "ab"]
        first = start(lambda place=place, own=acknowledged[0]: add(place, own, corpus))
        second = start(lambda place=place, own=acknowledged[1]: add(place, own, corpus[::-1]))
        codes = ended(first), ended(second)
        left = [] if set(codes) <= {0, 1} else [f"they ended with {codes}"]
        left += [fault for own in acknowledged for fault in broken_promises(place, own)]
        left += [f"{name} differ" for name, rows in content(place).items() if rows != expected[name]]
        faults += [f"{number}: {fault}" for fault in left + unsound(place)]
    return {"points": len(places) - 1, "faults": faults}


def examined(kind: str, place: str, acknowledged: Path) -> list[str]:
    """Return what is wrong with the archive of a run that was killed, before anybody goes on."""
    if not is_begun(place):
        return ["promised and not even begun"] if acknowledged.exists() and acknowledged.stat().st_size else []
    found = unsound(place)
    if kind == "add":
        return found + list(broken_promises(place, acknowledged))
    engine = create_engine(url_of(place))
    with engine.connect() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    engine.dispose()
    wanted = {schema.REVISION} if acknowledged.exists() else {"0001", schema.REVISION}
    return found if version in wanted else [*found, f"it stands at {version}"]


def prepare(places: list[str]) -> None:
    """Make an archive of the first version at each place."""
    first = path_of(url_of(places[0]))
    for place in places:
        path = path_of(url_of(place))
        if first is None or path is None or path == first:
            make_old(place)
        else:
            path.write_bytes(first.read_bytes())


def try_kind(kind: str, folder: Path, points: int, addresses: list[str]) -> dict[str, Any]:
    """Try one kind of run in a folder of its own, at the addresses if there are any."""
    folder.mkdir()
    places = addresses or [str(folder / f"{n}.db") for n in range(points + 1)]
    return try_together(folder, places) if kind == "together" else try_points(kind, folder, places)


if __name__ == "__main__":
    kinds, here, points, *addresses = sys.argv[1:]
    each = int(points) + 1
    said = {
        kind: try_kind(kind, Path(here) / kind, int(points), addresses[number * each : (number + 1) * each])
        for number, kind in enumerate(kinds.split(","))
    }
    print(json.dumps(said))
