import json
import time
from pathlib import Path

from allegedly.reading import Failure, Limits, read, read_safely
from allegedly.records import Article

FILES = Path(__file__).with_name("files")


def test_the_child_reads_what_reading_here_reads():
    paths = sorted(FILES.iterdir())
    assert list(read_safely(paths)) == [document for path in paths for document in read(path)]


def test_failures_pass_through_and_bytes_are_standard_input():
    given = Failure("x", "R02", "gone")
    first, second = read_safely([given, b"Troops left the town on Monday."])
    assert first is given
    assert isinstance(second, Article)
    (empty,) = read_safely([b""])
    assert str(empty).startswith("standard input: the file holds no text")


def test_lines_come_as_they_are_read(tmp_path: Path):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"text": f"Troops left town {n} on Monday."}) + "\n" for n in range(1000)))
    stream = read_safely([path])
    assert next(stream).text == "Troops left town 0 on Monday."
    assert sum(1 for _ in stream) == 999


def test_a_slow_consumer_does_not_count_as_a_slow_reader(tmp_path: Path):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"text": "Troops left town on Monday. " * 50}) + "\n" for n in range(200)))
    results = []
    for number, result in enumerate(read_safely([path], Limits(seconds=1.0))):
        if number == 1:
            time.sleep(1.3)
        results.append(result)
    assert len(results) == 200
    assert not any(isinstance(r, Failure) for r in results)


def test_stopping_early_leaves_no_child(tmp_path: Path):
    others = _children()
    stream = read_safely([FILES / "wrapped.txt", FILES / "page.html"])
    next(stream)
    assert _children() - others
    stream.close()
    assert not _children() - others


def _children() -> set[int]:
    """Return the processes of this one that read; other tests of this process may have some of their own."""
    found = (pid for c in Path("/proc/self/task").glob("*/children") for pid in c.read_text().split())
    return {int(pid) for pid in found if "allegedly.reading.child" in _command(pid)}


def _command(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""  # it has ended meanwhile


def test_reading_plain_articles_costs_little(tmp_path: Path):
    text = ("The ministry said on Monday that troops had entered the town and taken the bridge. " * 5 + "\n\n") * 10
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for _ in range(500)))
    stream = read_safely([path])
    next(stream)  # the child is up
    began = time.process_time(), time.perf_counter()
    assert sum(1 for _ in stream) == 499
    assert (time.process_time() - began[0]) / 499 < 0.002
    assert (time.perf_counter() - began[1]) / 499 < 0.010  # on a busy machine; alone it is under 2 ms
