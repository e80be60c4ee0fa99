"""Each format says what the record says, in its own shape, and is read by somebody else's reader."""

import csv
import io
import json
from dataclasses import replace

import pytest

from allegedly.codec import decode_lines
from allegedly.errors import AllegedlyError
from allegedly.exports import FORMATS, export
from allegedly.exports.table import COLUMNS, defused


def written(form: str, *articles: object) -> str:
    stream = io.StringIO()
    export(articles, form, stream)
    return stream.getvalue()


def test_json_lines_come_back_as_they_were(article):
    lines = written("jsonl", article, article)
    assert list(decode_lines(lines.encode().splitlines())) == [article, article]
    assert written("jsonl", *decode_lines(lines.encode().splitlines())) == lines


def test_a_list_of_any_length_is_json(article):
    for many in ((), (article,), (article, article)):
        assert len(json.loads(written("json", *many))) == len(many)


def test_csv_has_a_row_for_each_event(article):
    rows = list(csv.DictReader(io.StringIO(written("csv", article))))
    assert [row["type"] for row in rows] == ["ASSAULT", "ASSAULT", "REJECT"]
    first = rows[0]
    assert tuple(first) == COLUMNS
    assert (first["start"], first["place"], first["dead_min"], first["dead_max"]) == ("2013-03-02", "Gao", "9", "")
    assert (first["voice"], first["voices"], first["polarity"]) == ("Malian army", "Malian army", "+")
    assert first["outlets"] == "Sahel Monitor; Bamako Wire"
    assert article.text[int(first["trigger_start"]) : int(first["trigger_end"])] == first["trigger"] == "shelled"


def test_csv_runs_no_formula_from_the_news(article):
    rows = list(csv.DictReader(io.StringIO(written("csv", article))))
    assert rows[0]["actors"] == "'=gunmen"
    assert float(rows[0]["lon"]) == -0.04


def test_a_carriage_return_ends_no_row(article):
    table = written("csv", replace(article, title="Shelling\rnear\r\nGao"))
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert {row["title"] for row in rows} == {"Shelling\nnear\nGao"}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\tx", "\r=1", " =1"])
def test_formulas_are_defused(cell):
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-", "+", "two = 2", -0.5, None, "", 3])
def test_what_is_no_formula_stays(cell):
    assert defused(cell) == cell


def test_geojson_holds_the_events_with_a_place(article):
    collection = json.loads(written("geojson", article))
    (feature,) = collection["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-0.04, 16.27]}
    assert feature["properties"]["type"] == "ASSAULT"
    assert json.loads(written("geojson")) == {"type": "FeatureCollection", "features": []}


def test_unknown_formats_are_refused_with_those_that_are_known(article):
    with pytest.raises(AllegedlyError, match=r"jsonl.*U01"):
        written("xls", article)


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if not form.binary])
def test_every_format_can_be_empty(form):
    written(form)
