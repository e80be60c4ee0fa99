"""``allegedly code`` and ``example``: articles in, codings out, in every format."""

import csv
import io
import json
from pathlib import Path

import pytest
from newsroom import EGYPT, GERMAN, NORWAY, Account, account

from allegedly.codec import decode

ROWS = "".join(json.dumps({"text": text, "id": f"row-{n}"}) + "\n" for n, text in enumerate((NORWAY, EGYPT, GERMAN)))


def test_text_shows_the_article_and_who_did_what_on_whose_word(run, write):
    write("norway.txt", NORWAY)
    shown = run("code", "norway.txt").stdout
    assert "Norway accuses Russia of jamming signals" in shown
    assert "Who said what" in shown
    assert "ACCUSE" in shown
    assert "Norway (NOR" in shown


def test_jsonl_is_the_record_of_each_article_in_order(run, write):
    write("rows.jsonl", ROWS)
    lines = run("code", "--format", "jsonl", "rows.jsonl").stdout.splitlines()
    articles = [decode(line) for line in lines]
    assert [a.id for a in articles] == ["row-0", "row-1", "row-2"]
    assert [a.text for a in articles] == [NORWAY, EGYPT, GERMAN]
    accusation = next(e for e in articles[0].events if e.trigger.of(NORWAY) == "accused")
    assert (accusation.type, accusation.actors[0].country, accusation.recipients[0].country) == ("ACCUSE", "NOR", "RUS")


def test_json_is_one_list(run, write):
    write("rows.jsonl", ROWS)
    assert [a["id"] for a in json.loads(run("code", "--format", "json", "rows.jsonl").stdout)] == [
        "row-0",
        "row-1",
        "row-2",
    ]


def test_csv_is_a_row_an_event(run, write):
    write("norway.txt", NORWAY)
    rows = list(csv.DictReader(io.StringIO(run("code", "--format", "csv", "norway.txt").stdout)))
    assert {"ACCUSE", "COERCE"} <= {row["type"] for row in rows}
    assert {row["published"] for row in rows} == {"2022-03-14"}


def test_html_is_one_page_that_fetches_nothing(run, write):
    write("norway.txt", NORWAY)
    page = run("code", "--format", "html", "norway.txt").stdout
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "jamming satellite signals" in page
    assert "src=" not in page.replace('src="data:', "")
    assert '<link rel="stylesheet"' not in page


def test_output_goes_to_a_file(run, write, tmp_path: Path):
    write("norway.txt", NORWAY)
    assert run("code", "--format", "jsonl", "-o", "out.jsonl", "norway.txt").stdout == ""
    assert decode((tmp_path / "out.jsonl").read_bytes()).text == NORWAY


def test_a_file_that_cannot_be_written_is_said(run, write):
    write("norway.txt", NORWAY)
    said = run("code", "-o", "no/such/folder.txt", "norway.txt", code=3).stderr
    assert said.startswith("allegedly: no/such/folder.txt: the file cannot be written")
    assert "[U02]" in said


def test_standard_input_is_read(run):
    result = run("code", "--format", "jsonl", "-", stdin=NORWAY.encode())
    assert decode(result.stdout).text == NORWAY
    assert account(result) == Account(1, 1, 0, 0, 0)


def test_standard_input_may_hold_many_documents(run):
    assert account(run("code", "--format", "jsonl", "-", stdin=ROWS)) == Account(3, 2, 0, 0, 1)


def test_folders_and_patterns_are_read(run, write):
    write("wire/norway.txt", NORWAY)
    write("wire/deep/egypt.txt", EGYPT)
    write("wire/.hidden.txt", EGYPT)
    assert account(run("code", "--format", "csv", "wire")).coded == 2
    assert account(run("code", "--format", "csv", "wire/**/*.txt")).coded == 2
    assert account(run("code", "--format", "csv", "wire/*.txt")).coded == 1


def test_what_the_user_knows_stands_in_the_record(run, write):
    write("bare.txt", "Finland expelled two Russian diplomats on Friday.\n")
    asked = ("--title", "Helsinki acts", "--published", "2022-04-08", "--url", "https://example.org/a")
    result = run("code", "--format", "jsonl", *asked, "bare.txt")
    article = decode(result.stdout)
    assert (article.title, article.published, article.url) == ("Helsinki acts", "2022-04-08", "https://example.org/a")
    assert article.notes == ()
    assert "no date" not in result.stderr


@pytest.mark.parametrize("day", ["2017-02-30", "yesterday", "10/11/2017", "2017-13-01", ""])
def test_a_day_in_no_calendar_is_refused(run, write, day: str):
    write("bare.txt", EGYPT)
    assert "no day of the calendar" in run("code", "--published", day, "bare.txt", code=2).stderr


def test_events_below_a_confidence_are_left_out(run, write):
    write("norway.txt", NORWAY)
    rows = run("code", "--format", "csv", "--min-confidence", "1", "norway.txt").stdout.splitlines()
    assert len(rows) == 1


def test_rules_alone_say_so_in_the_record(run, write):
    write("norway.txt", NORWAY)
    article = decode(run("code", "--rules-only", "--format", "jsonl", "norway.txt").stdout)
    assert "rules alone" in article.coder
    assert any(e.type == "ACCUSE" for e in article.events)


def test_tables_of_ones_own_are_used(run, write):
    write("mine/groups.tsv", "name\taliases\tcountry\tsectors\tkind\nNightjar Front\tNJF\tKEN\tREB\tgroup\n")
    write("a.txt", "The Nightjar Front attacked a village near Garissa on Monday.\n")
    article = decode(run("code", "--tables", "mine", "--format", "jsonl", "a.txt").stdout)
    (party,) = next(e.actors for e in article.events if e.type == "ASSAULT")
    assert (party.country, party.sectors) == ("KEN", ("REB",))


@pytest.mark.parametrize("table", ["outlets.tsv", "groups.tsv", "cues.tsv", "supplement.tsv"])
def test_a_faulty_table_is_named_with_its_line(run, write, table: str):
    write(f"mine/{table}", "name\tkind\nFjord News\n\tx\ty\tz\n")
    write("a.txt", EGYPT)
    (line,) = run("code", "--tables", "mine", "a.txt", code=3).stderr.splitlines()
    assert f"/mine/{table}:" in line.split(": ")[1]
    assert line.endswith("[T01]")


def test_notes_are_told_once_with_their_number(run, write):
    write("rows.jsonl", "".join(json.dumps({"text": f"Troops left camp {n} on Monday."}) + "\n" for n in range(5)))
    told = run("code", "--format", "csv", "rows.jsonl").stderr.splitlines()
    assert [line for line in told if "no date" in line] == [
        "allegedly: rows.jsonl:1: no date of the report was found (and 4 more)"
    ]


def test_of_many_different_notes_the_first_are_told(run, write):
    rows = ({"text": f"Troops left camp {n}.", "published": f"2017-02-3{n}x"} for n in range(30))
    write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    told = run("code", "--format", "csv", "rows.jsonl").stderr.splitlines()
    assert len(told) == 22
    assert told[-2] == "allegedly: 11 other notes; the records have them"


def test_the_same_input_gives_the_same_bytes(run, write):
    write("rows.jsonl", ROWS)
    first, second = (run("code", "--format", "jsonl", "rows.jsonl").stdout_bytes for _ in range(2))
    assert first == second


def test_the_example_needs_nothing(run, tmp_path: Path):
    shown = run("example").stdout
    assert "ACCUSE" in shown
    assert "What was done, on whose word" in shown
    assert "Tinakoff" in (tmp_path / "example.html").read_text()


def test_help_names_every_command(run):
    from allegedly.cli import COMMANDS

    shown = run("--help").stdout
    assert all(f"  {name} " in shown for name in COMMANDS)


def test_version(run):
    import allegedly

    assert run("--version").stdout == f"allegedly, version {allegedly.__version__}\n"
