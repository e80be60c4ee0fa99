"""An ``add`` that is killed at any point and run again ends where one that was left alone ends."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from newsroom import EGYPT, GERMAN, NORWAY

from allegedly.archive import Archive, Source, events
from allegedly.archive.upkeep import examine

DRIVER = Path(__file__).with_name("broken_off.py")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "a.txt").write_text(NORWAY)
    (folder / "b.txt").write_text(EGYPT)
    (folder / "c.txt").write_text(NORWAY)  # the same under another name
    (folder / "d.txt").write_text(GERMAN)
    (folder / "e.txt").write_text("")
    row = '{{"text": "Police in Oslo arrested {} protesters on Tuesday.", "published": "2019-05-07"}}\n'
    (folder / "f.jsonl").write_text(
        row.format("three") + '{"text": "cut o\n' + row.format("nine") + row.format("three")
    )
    return folder


def state(path: Path, corpus: Path) -> dict[str, object]:
    """All that an archive holds, without row numbers and times."""
    assert all(finding.sound for finding in examine(path)), list(examine(path))
    with Archive.open(path, create=False) as archive:
        return {
            "records": list(archive.records()),
            "events": events(archive),
            "sightings": archive.sightings(),
            "failures": [(f.where, f.code, f.detail) for f in archive.failures()],
            "done": [file.name for file in sorted(corpus.iterdir()) if archive.seen(Source.of(file))],
        }


def kill_at(numbers: list[int], folder: Path, corpus: Path) -> str:
    command = [sys.executable, DRIVER, folder, *map(str, numbers), "--", corpus]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    ends = [line for line in done.stderr.splitlines() if line[0].isdigit()]
    assert ends == [f"{n} {-signal.SIGKILL if n else 0}" for n in numbers], done.stderr
    return done.stdout


def resume(numbers: list[int], folder: Path, corpus: Path, run) -> None:
    whole = state(folder / "0.db", corpus)
    assert whole["done"] == ["a.txt", "b.txt", "c.txt", "d.txt"]
    for number in numbers:
        run("add", folder / f"{number}.db", corpus, code=1)
        assert state(folder / f"{number}.db", corpus) == whole, number


#: Before which words to the database a run is killed in the usual tests: while the archive is made, in the middle of
#: an article, near the end.
POINTS = [20, 200, 440]


@pytest.fixture(scope="module")
def killed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Give the folder with the archives of a whole run and of killed ones, and how many words the whole one said."""
    folder = tmp_path_factory.mktemp("archives")
    return folder, int(kill_at([0, *POINTS], folder, corpus))


def test_a_killed_run_goes_on_where_it_stopped(killed, corpus, run):
    folder, words = killed
    assert words > POINTS[-1]
    resume(POINTS, folder, corpus, run)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_run_may_be_killed_anywhere(killed, corpus, run):
    folder, words = killed
    numbers = random.Random(7).sample(sorted({*range(1, words)} - {*POINTS}), 30)
    kill_at(numbers, folder, corpus)
    resume(numbers, folder, corpus, run)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_process_killed_by_the_clock_goes_on(killed, corpus, run, tmp_path: Path, workers: int):
    whole = state(killed[0] / "0.db", corpus)
    command = [sys.executable, "-m", "allegedly", "add", "news.db", corpus, "--workers", str(workers)]
    dice = random.Random(workers)
    for _ in range(4):
        process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(dice.uniform(2.0, 7.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    run("add", "news.db", corpus, code=1)
    assert state(tmp_path / "news.db", corpus) == whole
