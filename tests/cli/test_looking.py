"""``allegedly show``, ``query``, ``panel`` and ``export``: what was kept comes back."""

import csv
import io
import json
from pathlib import Path

import pytest
from newsroom import EGYPT, GERMAN, NORWAY

from allegedly.codec import decode
from allegedly.records import content_id


def rows(result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_the_articles_are_listed(run, archive):
    shown = run("show", "news.db").stdout
    assert "Norway accuses Russia of jamming signals" in shown
    listed = json.loads(run("show", "news.db", "--format", "json").stdout)
    assert {a["id"] for a in listed} == {content_id(text) for text in (NORWAY, EGYPT, GERMAN)}
    assert len(json.loads(run("show", "news.db", "--format", "json", "--limit", "2").stdout)) == 2


def test_an_article_is_shown_with_its_coding(run, archive):
    shown = run("show", "news.db", content_id(NORWAY)).stdout
    assert "What was done, on whose word" in shown
    assert "2022-03-14" in shown


def test_an_article_is_shown_as_record_and_page(run, archive, tmp_path: Path):
    (record,) = json.loads(run("show", "news.db", content_id(EGYPT), "--format", "json").stdout)
    assert record["text"] == EGYPT
    run("show", "news.db", content_id(EGYPT), "--format", "html", "-o", "egypt.html")
    assert "nine soldiers" in (tmp_path / "egypt.html").read_text()


def test_an_article_that_is_not_there_is_said(run, archive):
    assert "there is no such record" in run("show", "news.db", "0" * 16, code=3).stderr


def test_events_are_asked_for_by_who_whom_and_what(run, archive):
    found = rows(run("query", "news.db", "--actor", "NOR", "--recipient", "RUS", "--format", "csv"))
    assert found
    assert {(r["actor_countries"], r["recipient_countries"]) for r in found} == {("NOR", "RUS")}
    assert {r["type"] for r in rows(run("query", "news.db", "--type", "assault", "--format", "csv"))} == {"ASSAULT"}


def test_events_are_asked_for_by_time(run, archive):
    found = rows(run("query", "news.db", "--since", "2022-01-01", "--format", "csv"))
    assert found
    assert {r["published"] for r in found} == {"2022-03-14"}


def test_events_are_asked_for_by_voice(run, archive):
    found = rows(run("query", "news.db", "--voice", "mayor", "--format", "csv"))
    assert [r["trigger"] for r in found] == ["arrested"]


def test_events_are_asked_for_by_words(run, archive):
    assert {r["trigger"] for r in rows(run("query", "news.db", "--text", "nine soldiers", "--format", "csv"))} >= {
        "killed"
    }


def test_events_are_listed_a_page_at_a_time(run, archive):
    whole = [r["id"] for r in rows(run("query", "news.db", "--format", "csv"))]
    first = [r["id"] for r in rows(run("query", "news.db", "--format", "csv", "--limit", "2"))]
    rest = [r["id"] for r in rows(run("query", "news.db", "--format", "csv", "--after", first[-1]))]
    assert first + rest == whole


def test_a_question_without_an_answer_exits_3(run, archive):
    result = run("query", "news.db", "--actor", "BRA", code=3)
    assert result.stderr == "nothing found\n"
    assert json.loads(run("query", "news.db", "--actor", "BRA", "--format", "json", code=3).stdout) == []


def test_a_panel_counts_by_pair_and_period(run, archive):
    found = rows(run("panel", "news.db", "--by", "year", "--kind", "type", "--actor", "NOR"))
    assert ("2022", "NOR", "RUS", "ACCUSE") in {(r["period"], r["actor"], r["recipient"], r["kind"]) for r in found}


def test_the_archive_is_exported_whole(run, archive):
    records = [decode(line) for line in run("export", "news.db").stdout.splitlines()]
    assert {r.text for r in records} == {NORWAY, EGYPT, GERMAN}
    table = rows(run("export", "news.db", "--format", "csv"))
    assert len(table) == sum(len(r.events) for r in records)


@pytest.mark.parametrize("command", ["show", "query", "panel", "export", "failures"])
def test_an_archive_that_is_not_there_is_not_made(run, command: str, tmp_path: Path):
    assert "there is no such archive" in run(command, "none.db", code=3).stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["show", "query", "panel", "export", "failures"])
def test_a_file_that_is_no_archive_exits_4(run, write, command: str):
    write("notes.db", "these are my notes, not an archive\n" * 100)
    said = run(command, "notes.db", code=4).stderr
    assert said.startswith("allegedly: notes.db: the archive is damaged or no archive")
    assert "allegedly doctor" in said
