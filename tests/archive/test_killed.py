"""Whatever happens to who writes, nothing that was acknowledged is lost, nothing is doubled, and the next run goes on.

``killed.py`` does the killing, in a program of its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from killed import content, make_old, write_corpus
from test_store import coded

from allegedly.archive import Archive
from allegedly.errors import AllegedlyError
from postgresql_server import running

DRIVER = Path(__file__).with_name("killed.py")

SERVER = pytest.param("postgresql", marks=pytest.mark.postgresql)

#: How often each is tried, so that 200 are killed before their end, though a busy machine lets some escape.
POINTS = {"add": 130, "migrate": 90}


@pytest.fixture
def tried(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Run the driver and return what it says of each kind."""

    def tried(kinds: list[str], points: int, backend: str = "sqlite") -> dict[str, Any]:
        places = []
        if backend == "postgresql":
            server = request.getfixturevalue("postgresql")
            places = [server.fresh() for _ in range((points + 1) * len(kinds))]
        command = [sys.executable, DRIVER, ",".join(kinds), tmp_path, str(points), *places]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        assert [said[kind]["points"] for kind in kinds] == [points] * len(kinds)
        return said

    return tried


@pytest.mark.parametrize("backend", ["sqlite", SERVER])
def test_runs_that_are_killed_or_meet_lose_and_double_nothing(tried, backend: str):
    kinds = ["add", "migrate"] if backend == "postgresql" else ["add", "migrate", "together"]
    said = tried(kinds, 1, backend)
    assert [said[kind]["faults"] for kind in kinds] == [[] for _ in kinds]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", POINTS)
def test_a_run_may_be_killed_at_any_moment(tried, kind: str):
    said = tried([kind], POINTS[kind])[kind]
    assert said["faults"] == []
    assert said["cut"] > 0.6 * POINTS[kind]


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.timeout(900)
def test_a_run_may_be_killed_at_any_moment_on_a_server(tried):
    said = tried(list(POINTS), 20, "postgresql")
    assert [found["faults"] for found in said.values()] == [[], []]
    assert min(found["cut"] for found in said.values()) > 10


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("backend", "times"), [("sqlite", 30), pytest.param("postgresql", 3, marks=pytest.mark.postgresql)]
)
def test_two_at_once_add_what_one_would_however_they_meet(tried, backend: str, times: int):
    assert tried(["together"], times, backend)["together"]["faults"] == []


HOLD = """
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
base.execute("COMMIT")
"""


@pytest.mark.parametrize(("held", "patience"), [(0.6, 30.0), (30.0, 0.4)])
def test_a_second_process_waits_or_says_why(tmp_path: Path, held: float, patience: float):
    path = tmp_path / "news.db"
    Archive.open(path).close()
    other = subprocess.Popen([sys.executable, "-c", HOLD, path, str(held)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    began = time.monotonic()
    with Archive.open(path, busy_seconds=patience) as archive:
        if patience > held:
            assert archive.put(coded()) == "coded"
            assert time.monotonic() - began > 0.3
        else:
            with pytest.raises(AllegedlyError, match=r"locked by another process \(waited and gave up: .*\).*S01"):
                archive.put(coded())
            assert archive.counts()["articles"] == 0
    other.kill()
    other.wait()
    other.stdout.close()


def test_two_may_make_the_archive_at_once(tmp_path: Path):
    path = tmp_path / "news.db"
    other = subprocess.Popen([sys.executable, "-c", HOLD, path, "0.6"], stdout=subprocess.PIPE, text=True)
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with Archive.open(path) as archive:
            assert archive.put(coded()) == "coded"


@pytest.mark.slow
@pytest.mark.postgresql
def test_what_was_acknowledged_outlives_the_servers_fall():
    with running(fsync=True) as server:
        place = server.fresh()
        with Archive.open(place) as archive:
            archive.put(coded())
        server.stop("immediate")
        with pytest.raises(AllegedlyError, match="S07"):
            Archive.open(place)
        server.start()
        with Archive.open(place, create=False) as archive:
            assert archive.article(coded().id) == coded()
            server.stop("immediate")
            server.start()
            assert archive.counts()["articles"] == 1  # the connection that broke is not used again


def test_the_driver_would_see_what_is_lost(tmp_path: Path):
    """What finds no fault must be able to find one."""
    from killed import broken_promises, unsound

    path = tmp_path / "news.db"
    with Archive.open(path) as archive:
        archive.put(coded())
    promises = tmp_path / "promises"
    promises.write_text(f"put {coded().id}\nput 0000000000000000\nacknowledge /news/a.txt\n")
    assert [fault.partition(":")[0] for fault in broken_promises(str(path), promises)] == [
        "put 0000000000000000",
        "acknowledge /news/a.txt",
    ]
    with Archive.open(path) as archive, archive.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM statements")
    assert unsound(str(path))
    assert len(write_corpus(tmp_path)) == 6


def test_an_old_archive_is_not_a_new_one(tmp_path: Path):
    make_old(str(tmp_path / "old.db"))
    with Archive.open(tmp_path / "old.db") as archive:
        before = archive.counts()
    assert before["articles"] == 16
    assert len(content(str(tmp_path / "old.db"))["waiting"]) == 16
