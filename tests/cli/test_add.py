"""``allegedly add`` and ``failures``: kept once, safe to repeat, each failure with its reason until it is mended."""

import json
from pathlib import Path

import pytest
from newsroom import EGYPT, GERMAN, NORWAY, Account, account

from allegedly.archive import Archive
from allegedly.records import content_id

BROKEN = '{"text": "Sweden sent troops to Gotland on Monday."}\n{"text": "cut o\n'


def listed(path: Path) -> dict[str, int]:
    with Archive.open(path, create=False) as archive:
        return archive.counts()


@pytest.fixture
def corpus(write) -> None:
    write("corpus/a.txt", NORWAY)
    write("corpus/b.txt", EGYPT)
    write("corpus/c.txt", GERMAN)
    write("corpus/d.jsonl", BROKEN)
    write("corpus/e.txt", b"")


def test_everything_is_accounted_for_and_kept(run, corpus, tmp_path: Path):
    result = run("add", "news.db", "corpus", code=1)
    assert account(result) == Account(6, 3, 0, 2, 1)
    assert "failed 2 (see: allegedly failures news.db)" in result.stderr
    assert listed(tmp_path / "news.db")["articles"] == 4
    assert listed(tmp_path / "news.db")["failures"] == 2
    told = [line for line in result.stderr.splitlines() if line.startswith("allegedly: corpus/")]
    assert any("corpus/e.txt: the file holds no text" in line for line in told)
    assert any("corpus/c.txt: the language seems to be de" in line for line in told)


def test_adding_twice_changes_nothing(run, corpus, tmp_path: Path):
    run("add", "news.db", "corpus", code=1)
    before = dump(tmp_path / "news.db")
    result = run("add", "news.db", "corpus", code=1)
    assert account(result) == Account(6, 0, 4, 2, 0)
    assert dump(tmp_path / "news.db") == before


def test_a_file_under_another_name_is_a_duplicate(run, write, tmp_path: Path):
    write("a.txt", NORWAY)
    write("b.txt", NORWAY)
    assert account(run("add", "news.db", "a.txt", "b.txt")) == Account(2, 1, 1, 0, 0)
    assert listed(tmp_path / "news.db")["articles"] == 1


def test_only_what_changed_is_coded_again(run, write):
    write("a.txt", NORWAY)
    write("b.txt", EGYPT)
    run("add", "news.db", "a.txt", "b.txt")
    write("b.txt", EGYPT + "Jordan condemned the killings.\n")
    assert account(run("add", "news.db", "a.txt", "b.txt")) == Account(2, 1, 1, 0, 0)


def test_recoding_takes_the_old_codings_place(run, write, tmp_path: Path):
    write("a.txt", NORWAY)
    run("add", "news.db", "--rules-only", "a.txt")
    with Archive.open("news.db") as archive:
        assert "rules alone" in archive.article(content_id(NORWAY)).coder
    assert account(run("add", "news.db", "--recode", "a.txt")) == Account(1, 1, 0, 0, 0)
    with Archive.open("news.db") as archive:
        assert "rules alone" not in archive.article(content_id(NORWAY)).coder
        assert archive.counts()["articles"] == 1


def test_what_failed_is_tried_again_with_other_limits(run, write):
    write("a.txt", NORWAY)
    result = run("add", "news.db", "--max-bytes", "20", "a.txt", code=3)
    assert "--max-bytes" in result.stderr
    assert account(run("add", "news.db", "a.txt")) == Account(1, 1, 0, 0, 0)
    assert run("failures", "news.db").stdout == ""


def test_a_mended_line_is_no_failure_any_more(run, write):
    write("d.jsonl", BROKEN)
    run("add", "news.db", "d.jsonl", code=1)
    assert "d.jsonl:2: the line is not a JSON object" in run("failures", "news.db").stdout
    write("d.jsonl", BROKEN.replace("cut o", 'cut off in the storm."}'))
    assert account(run("add", "news.db", "d.jsonl")) == Account(2, 1, 1, 0, 0)
    assert run("failures", "news.db").stdout == ""


def test_failures_of_other_files_are_left(run, write):
    write("d.jsonl", BROKEN)
    write("d.jsonl-old", b"")
    run("add", "news.db", "d.jsonl-old", "d.jsonl", code=1)
    write("d.jsonl", BROKEN.splitlines()[0] + "\n")
    run("add", "news.db", "d.jsonl")
    (row,) = json.loads(run("failures", "news.db", "--format", "json").stdout)
    assert (row["where"], row["code"], row["detail"]) == ("d.jsonl-old", "R01", "0 bytes")


def test_of_many_failures_the_first_are_told_and_all_are_kept(run, write):
    write("rows.jsonl", "{}\n" * 25)
    told = run("add", "news.db", "rows.jsonl", code=3).stderr.splitlines()
    assert len(told) == 22
    assert told[-2] == "allegedly: 5 more failures"
    assert len(run("failures", "news.db").stdout.splitlines()) == 25


def test_standard_input_is_kept(run, tmp_path: Path):
    assert account(run("add", "news.db", "-", stdin=NORWAY)).coded == 1
    assert account(run("add", "news.db", "-", stdin=NORWAY)).duplicate == 1


def test_what_the_user_knows_is_kept(run, write):
    write("a.txt", "Finland expelled two Russian diplomats on Friday.\n")
    run("add", "news.db", "--published", "2022-04-08", "a.txt")
    assert json.loads(run("show", "news.db", "--format", "json").stdout)[0]["published"] == "2022-04-08"


def test_another_programs_database_is_left_alone(run, write, tmp_path: Path):
    import sqlite3

    with sqlite3.connect(tmp_path / "recipes.db") as base:
        base.execute("CREATE TABLE recipes (name)")
    base.close()
    write("a.txt", NORWAY)
    assert "it is a database of something else" in run("add", "recipes.db", "a.txt", code=4).stderr


def test_a_locked_archive_exits_4(run, write, monkeypatch, tmp_path: Path):
    import sqlite3

    monkeypatch.setattr(Archive.open.__func__, "__kwdefaults__", {"create": True, "busy_seconds": 0.1})
    Archive.open(tmp_path / "news.db").close()
    write("a.txt", NORWAY)
    other = sqlite3.connect(tmp_path / "news.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "[S01]" in run("add", "news.db", "a.txt", code=4).stderr
    other.close()


def dump(path: Path) -> dict[str, list[object]]:
    """What an archive holds, without the times at which it was told and the numbers of rows."""
    with Archive.open(path, create=False) as archive:
        return {
            "records": list(archive.records()),
            "events": [(r.id, r.quote) for a in archive.records() for r in rows(archive, a.id)],
            "sightings": archive.sightings(),
            "failures": [(f.where, f.code, f.detail) for f in archive.failures()],
        }


def rows(archive: Archive, article: str) -> list:
    from allegedly.archive import events

    return events(archive, article=article)
