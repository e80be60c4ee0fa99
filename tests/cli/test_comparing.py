"""The commands print what articles say side by side: for people, as JSON and CSV, a page at a time."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent.parent / "archive"))

from reported import ARMY, GAO, GUNMEN, REBELS, VILLAGERS, event_of, on, report, toll

from allegedly.archive import Archive
from allegedly.cli import main

TOLD = {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": GAO, "time": on("2021-05-04")}
LONG = (
    "Gunmen attacked a convoy of traders near Gao and killed nine, the army said. The lorries were on their way from "
    "the weekly market to the river when the shooting began, and the drivers hid in a field of millet until evening."
)
WIRE = report(LONG, "Sahel Wire", "2021-05-04", voice=ARMY, dead=toll(9), **TOLD)
UPDATE = report(LONG.replace("nine", "14"), "Sahel Wire", "2021-05-05", voice=ARMY, dead=toll(14), **TOLD)
COPY = report(LONG + "\n\nCopyright.", "Le Fleuve", "2021-05-06", voice=ARMY, dead=toll(9), **TOLD)
DENIAL = report("Fighters attacked no convoy of traders near Gao, rebels say.", "Kidal Post", "2021-05-05",
                voice=REBELS, polarity="-", **TOLD)  # fmt: skip


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "news.db"
    with Archive.open(path) as opened:
        for article in (WIRE, UPDATE, COPY, DENIAL):
            opened.put(article)
    return str(path)


def run(*words: str, code: int = 0):
    found = CliRunner().invoke(main, list(words))
    assert found.exit_code == code, found.output
    return found


def test_what_waits_is_compared_first(archive):
    assert "compared 4 new articles" in run("incidents", archive).stderr
    assert run("incidents", archive).stderr == ""


def test_copies_name_the_relation_and_the_figures(archive):
    rows = json.loads(run("copies", archive, "--format", "json").stdout)
    assert [(row["relation"], row["figures"]) for row in rows] == [
        ("original", ""), ("update", "nine → 14"), ("copy", ""),
    ]  # fmt: skip
    (changed,) = json.loads(run("copies", archive, WIRE.id, "--sentences", "--format", "json").stdout)[:1]
    assert "killed nine" in changed["said"]


def test_incidents_and_disputes_are_listed(archive):
    (row,) = csv.DictReader(io.StringIO(run("disputes", archive, "--format", "csv").stdout))
    assert (row["articles"], row["sources"], row["dead_best"], row["disputed"]) == ("4", "2", "14", "polarity")
    assert "polarity" in run("disputes", archive, "--in", "polarity", "--place", "gao").stdout
    assert run("disputes", archive, "--in", "dead", "--format", "json", code=3).stdout.strip() == "[]"
    assert run("incidents", archive, "--after", row["id"], code=3)


def test_accounts_stand_side_by_side(archive):
    shown = run("accounts", archive, event_of(WIRE)).stdout
    for line in (
        "4 articles, 2 independent sources · disputed: polarity",
        "asserted by: Malian army (by way of Sahel Wire)",
        "denied by: CMA rebels (by way of Kidal Post)",
        "dead: low 14 (Malian army, 2021-05-05)",
        "2021-05-05: Malian army changes dead from 9 to 14",
        "(nine → 14)",
    ):
        assert line in shown
    dossier = json.loads(run("accounts", archive, event_of(WIRE), "--format", "json").stdout)
    speakers = sorted(account["speaker"] for account in dossier["comparison"]["accounts"])
    assert speakers == ["CMA rebels", "Malian army", "Malian army"]


def test_accounts_come_in_pages(archive):
    def page(*words: str) -> list[str]:
        text = run("accounts", archive, event_of(WIRE), "--format", "csv", *words).stdout
        return [row["event"] for row in csv.DictReader(io.StringIO(text))]

    first = page("--limit", "2")
    assert first + page("--after", first[-1]) == page()
    run("accounts", archive, event_of(WIRE), "--after", "nothing", code=2)
    run("accounts", archive, "nothing", code=3)


def test_joins_are_undone_and_made_by_hand(archive):
    pair = (event_of(WIRE), event_of(DENIAL))
    rows = json.loads(run("incidents", archive, "--apart", *pair, "--format", "json").stdout)
    assert sorted(row["articles"] for row in rows) == [1, 3]
    assert json.loads(run("incidents", archive, "--decisions", "--format", "json").stdout)[0]["same"] is False
    assert len(json.loads(run("incidents", archive, "--anew", "--format", "json").stdout)) == 2
    assert len(json.loads(run("incidents", archive, "--undo", *pair, "--format", "json").stdout)) == 1


def test_sources_are_counted(archive):
    rows = csv.DictReader(io.StringIO(run("sources", archive, "--kind", "source", "--format", "csv").stdout))
    assert {row["name"]: row["contradicted"] for row in rows} == {"Sahel Wire": "1", "Kidal Post": "1"}
