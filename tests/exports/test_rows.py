"""Rows for those who have tools for a standard: its own columns first, then on whose word and how surely."""

import csv
import io
import json
from dataclasses import replace

import pandas as pd
import pyarrow.parquet
import pytest
from any_records import articles
from hypothesis import given

from allegedly.archive.rows import event_rows
from allegedly.exports import FORMATS, export
from allegedly.exports.acled import kinds
from allegedly.exports.choice import CERTAIN, EVERYTHING
from allegedly.exports.columns import columns
from allegedly.exports.values import cameo_quad, number, pairs, priogrid, time_values
from allegedly.records import Count, Interval, Party, Place

STANDARD = {"polecat": 40, "icews": 20, "gdelt": 61, "gdelt_mentions": 16, "ucdp": 49, "acled": 31}
OURS = [column.column for column in columns("attribution")]
DELIMITER = {"polecat": ",", "icews": "\t", "ucdp": ",", "acled": ","}


def written(form, *articles, choice=EVERYTHING):
    stream = io.StringIO()
    export(articles, form, stream, choice)
    return stream.getvalue()


def rows(form, *articles, choice=EVERYTHING):
    return list(csv.DictReader(io.StringIO(written(form, *articles, choice=choice)), delimiter=DELIMITER[form]))


def gdelt(form, *articles, choice=EVERYTHING):
    shape = "gdelt" if form == "gdelt" else "gdelt_mentions"
    names = [c.column for c in columns(shape)] + (OURS if form == "gdelt" and choice == EVERYTHING else [])
    return [
        dict(zip(names, line.split("\t"), strict=True)) for line in written(form, *articles, choice=choice).splitlines()
    ]


@pytest.mark.parametrize(("shape", "count"), STANDARD.items())
def test_each_standard_has_its_number_of_columns(shape, count):
    names = [c.column for c in columns(shape)]
    assert len(names) == len(set(names)) == count
    assert not set(names) & set(OURS)


def test_gdelt_columns_stand_in_gdelts_order():
    names = [c.column for c in columns("gdelt")]
    assert [names.index(n) for n in ("GLOBALEVENTID", "Actor1Code", "Actor2Code", "EventCode", "QuadClass")] == [
        0, 5, 15, 26, 29,
    ]  # fmt: skip
    assert [names.index(n) for n in ("AvgTone", "ActionGeo_Type", "ActionGeo_Lat", "DATEADDED", "SOURCEURL")] == [
        34, 51, 56, 59, 60,
    ]  # fmt: skip


# ── PLOVER, POLECAT ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_polecat_says_what_the_record_says(article):
    first = rows("polecat", article)[0]
    assert (first["Event Type"], first["Event Mode"], first["Quad Code"]) == (
        "ASSAULT", "heavy-weapons", "MATERIAL CONFLICT",
    )  # fmt: skip
    assert (first["Event Date"], first["City"], first["Province"], first["Country"]) == ("2013-03-02", "Gao", "", "MLI")
    assert (first["Actor Name"], first["Actor Name Raw"]) == ("'=gunmen", "Gunmen")
    assert (first["Primary Recipient Sector"], first["Recipient Country"]) == ("CVL", "MLI")
    assert (first["voice"], first["certainty"], first["polarity"]) == ("Malian army", "certain", "+")


def test_polecat_invents_neither_date_nor_place(article):
    second = rows("polecat", article)[1]
    assert (second["Event Date"], second["Placename"], second["Latitude"], second["Intensity"]) == ("", "", "", "")


def test_several_parties_stand_in_one_cell_in_one_order(article):
    both = (
        Party(span=None, name="France", country="FRA", sectors=("GOV", "MIL")),
        Party(span=None, name="Chad; the army", country=None, sectors=("MIL",)),
    )
    row = rows("polecat", replace(article, events=(replace(article.events[0], actors=both),)))[0]
    assert (row["Actor Name"], row["Actor Country"], row["Actor Sectors"]) == (
        "France;Chad, the army",
        "FRA;",
        "GOV;MIL",
    )


# ── CAMEO, ICEWS, GDELT ──────────────────────────────────────────────────────────────────────────────────────────────


def test_icews_names_the_code_and_its_weight(article):
    first = rows("icews", article)[0]
    assert (first["CAMEO Code"], first["Event Text"]) == ("194", "Fight with artillery and tanks")
    assert float(first["Intensity"]) == -10
    assert (first["Source Country"], first["Source Sectors"], first["Target Sectors"]) == (
        "Mali", "Unidentified armed force", "Civilians",
    )  # fmt: skip
    assert first["Sentence Number"] == "1"


def test_leading_zeros_of_cameo_codes_are_kept(article):
    event = replace(article.events[2], type="CONSULT", cameo="042")
    (row,) = gdelt("gdelt", replace(article, events=(event,)))
    assert (row["EventCode"], row["EventBaseCode"], row["EventRootCode"], row["QuadClass"]) == ("042", "042", "04", "1")


def test_each_pair_of_parties_has_a_row_and_all_of_them_one_event(article):
    sides = [Party(span=None, name=name, country=code) for name, code in (("France", "FRA"), ("Chad", "TCD"))]
    event = replace(article.events[0], actors=tuple(sides), recipients=(*sides, article.events[0].recipients[0]))
    found = rows("icews", replace(article, events=(event,)))
    assert len(found) == 6
    assert len({row["Event ID"] for row in found}) == 6
    assert len({row["event"] for row in found}) == 1


def test_parties_that_act_alike_are_paired_both_ways(article):
    sides = tuple(Party(span=None, name=name, country=None) for name in ("France", "Chad"))
    met = replace(article.events[2], actors=sides, recipients=())
    assert [(a.name, b.name) for a, b in pairs(met)] == [("France", "Chad"), ("Chad", "France")]


def test_plain_gdelt_has_gdelts_columns_and_nothing_else(article):
    (row,) = gdelt("gdelt", article, choice=None)
    assert len(row) == 61
    assert (row["SQLDATE"], row["MonthYear"], row["Year"]) == ("20130302", "201303", "2013")
    assert (row["Actor1Code"], row["Actor1CountryCode"], row["Actor1Type1Code"]) == ("MLIREB", "MLI", "REB")
    assert row["SOURCEURL"] == article.url


def test_gdelt_with_claims_cannot_be_taken_for_plain_gdelt(article):
    assert {len(line.split("\t")) for line in written("gdelt", article).splitlines()} == {61 + len(OURS)}


def test_pandas_reads_gdelt_as_users_of_gdelt_do(article):
    names = [c.column for c in columns("gdelt")]
    text = written("gdelt", article, choice=None)
    frame = pd.read_csv(io.StringIO(text), sep="\t", header=None, names=names, dtype={"EventCode": str})
    assert frame.loc[0, "EventCode"] == "125"
    assert frame.loc[0, "GLOBALEVENTID"] == number(f"{article.id}-e3", "0")


def test_gdelt_places_have_fips_codes_and_types(article):
    row = gdelt("gdelt", article)[0]
    assert (row["ActionGeo_Type"], row["ActionGeo_FullName"], row["ActionGeo_CountryCode"]) == ("4", "Gao, Mali", "ML")
    assert (float(row["ActionGeo_Lat"]), row["ActionGeo_FeatureID"]) == (16.27, "")


def test_mentions_say_where_in_the_text_and_on_whose_word(article):
    first = gdelt("gdelt-mentions", article)[0]
    assert article.text[int(first["ActionCharOffset"]) :].startswith("shelled")
    assert article.text[int(first["Actor1CharOffset"]) :].startswith("Gunmen")
    assert (first["MentionType"], first["MentionSourceName"], first["Confidence"]) == ("1", "Bamako Wire", "80")
    extras = json.loads(first["Extras"])
    assert (extras["voice"], extras["standing"]) == ("Malian army", "claimed")


def test_mentions_point_at_the_events(article):
    events, mentions = gdelt("gdelt", article), gdelt("gdelt-mentions", article)
    assert [e["GLOBALEVENTID"] for e in events] == [m["GLOBALEVENTID"] for m in mentions]


@pytest.mark.parametrize(
    ("country", "sectors", "codes"),
    [
        ("UNO", ("MIL",), ("IGOUNOMIL", "", "UNO", "IGO", "MIL")),
        ("RUS", ("GOV", "MIL"), ("RUSGOVMIL", "RUS", "", "GOV", "MIL")),
        ("NGO", (), ("NGO", "", "", "NGO", "")),
        (None, ("JRN",), ("MED", "", "", "MED", "")),
    ],
)
def test_parties_in_cameos_codes(article, country, sectors, codes):
    party = Party(span=None, name="x", country=country, sectors=sectors)
    (row,) = gdelt("gdelt", replace(article, events=(replace(article.events[2], actors=(party,)),)))
    names = ("Code", "CountryCode", "KnownGroupCode", "Type1Code", "Type2Code")
    assert tuple(row[f"Actor1{name}"] for name in names) == codes


@pytest.mark.parametrize(
    ("code", "quad"), [("043", 1), ("0841", 2), ("112", 3), ("190", 4), (None, None), ("xx", None)]
)
def test_quad_classes_of_cameo_codes(code, quad):
    assert cameo_quad(code) == quad


def test_ids_are_small_enough_for_statistics_packages():
    assert all(number(str(n)) < 2**53 for n in range(1000))
    assert len({number(str(n)) for n in range(1000)}) == 1000


def test_events_without_a_cameo_code_are_left_out_and_counted(article):
    stream = io.StringIO()
    left_out = export([replace(article, events=(replace(article.events[2], cameo=None),))], "icews", stream)
    assert left_out.unfit == 1
    assert "no place for" in left_out.line()


# ── UCDP, ACLED ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ucdp_holds_deadly_events_with_whose_word_it_is(article):
    (row,) = rows("ucdp", article, choice=None)
    assert (row["source_original"], row["source_office"], row["source_date"]) == (
        "Malian army", "Bamako Wire", "2013-03-03",
    )  # fmt: skip
    assert (row["low"], row["best"], row["high"]) == ("9", "9", "")
    assert (row["where_prec"], row["date_prec"], row["geom_wkt"]) == ("1", "1", "POINT (-0.04 16.27)")
    assert (row["conflict_name"], row["deaths_civilians"], row["event_clarity"]) == ("", "", "")


@pytest.mark.parametrize(
    ("count", "figures"),
    [(Count(span=None, min=4, max=4), ("4", "4", "4")), (Count(span=None, min=4, max=6), ("4", "", "6"))],
)
def test_ucdp_figures_are_those_of_the_voice(article, count, figures):
    (row,) = rows("ucdp", replace(article, events=(replace(article.events[0], dead=count),)))
    assert (row["low"], row["best"], row["high"]) == figures


@pytest.mark.parametrize(
    ("actor", "recipient", "kind"),
    [("MIL", "REB", "1"), ("REB", "REB", "2"), ("MIL", "CVL", "3"), ("UAF", "CVL", ""), ("MIL", "UNK", "")],
)
def test_the_type_of_violence_is_said_only_where_sectors_decide_it(article, actor, recipient, kind):
    sides = {
        side: (Party(span=None, name="x", country=None, sectors=(code,)),)
        for side, code in (("actors", actor), ("recipients", recipient))
    }
    (row,) = rows("ucdp", replace(article, events=(replace(article.events[0], **sides),)))
    assert row["type_of_violence"] == kind


def test_acled_rows_say_how_exact_they_are(article):
    row = rows("acled", article)[0]
    assert (row["event_type"], row["sub_event_type"]) == ("Explosions/Remote violence", "")
    assert (row["event_date"], row["time_precision"], row["geo_precision"]) == ("2013-03-02", "1", "1")
    assert (row["iso"], row["country"], row["admin1"], row["location"]) == ("466", "Mali", "", "Gao")
    assert (row["inter1"], row["inter2"], row["civilian_targeting"]) == ("", "Civilians", "Civilian targeting")
    assert (row["fatalities"], row["tags"]) == ("9", "claimed")


def test_acled_leaves_unknown_tolls_empty_which_is_not_nought(article):
    second = rows("acled", article)[1]
    assert (second["fatalities"], second["event_date"], second["geo_precision"]) == ("", "", "")


def test_soldiers_abroad_are_external_forces(article):
    abroad = (Party(span=None, name="French army", country="FRA", sectors=("MIL",)),)
    row = rows("acled", replace(article, events=(replace(article.events[0], actors=abroad),)))[0]
    assert row["inter1"] == "External/Other forces"


def test_acled_has_no_precision_for_a_whole_country(article):
    mali = Place(span=None, name="Mali", geonames=None, lat=17.0, lon=-4.0, feature="PCLI", country="MLI")
    row = rows("acled", replace(article, events=(replace(article.events[0], place=mali),)))[0]
    assert (row["geo_precision"], row["country"]) == ("", "Mali")


def test_a_year_is_no_day_to_acled(article):
    year = Interval(span=None, start="2013-01-01", end="2013-12-31", granularity="year")
    row = rows("acled", replace(article, events=(replace(article.events[0], time=year),)))[0]
    assert (row["event_date"], row["time_precision"], row["year"]) == ("", "", "2013")
    assert (row["first_day"], row["last_day"]) == ("2013-01-01", "2013-12-31")


def test_demonstrators_whom_nobody_names_are_not_made_up(article):
    march = replace(article.events[2], type="PROTEST", mode="demo", actors=())
    row = rows("acled", replace(article, events=(march,)))[0]
    assert (row["event_type"], row["sub_event_type"], row["actor1"], row["inter1"]) == ("Protests", "", "", "")


def test_acled_types_are_acleds():
    assert {kind.event_type for kind in kinds()} <= {
        "Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots",
        "Strategic developments",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "day", "ucdp", "acled"),
    [
        ("2013-03-02", "2013-03-02", "2013-03-02", 1, 1),
        ("2013-03-02", "2013-03-04", None, 2, 2),
        ("2013-02-25", "2013-03-03", None, 3, 2),
        ("2013-03-01", "2013-03-31", None, 4, 3),
        ("2013-01-01", "2013-12-31", None, 5, None),
        ("2013-03-01", None, None, None, None),
        ("2013-03-05", "2013-03-01", None, None, None),
        ("2013", "2013", None, None, None),
    ],
)
def test_how_exact_a_time_is(start, end, day, ucdp, acled):
    values = time_values(Interval(span=None, start=start, end=end, granularity="range"))
    assert (values["day"], values["ucdp_when"], values["acled_when"]) == (day, ucdp, acled)


@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    [(-89.75, -179.75, 1), (-55.75, -69.25, 49182), (89.9, 179.9, 259200), (90.0, 180.0, 259200), (None, 3.0, None)],
)
def test_cells_of_the_prio_grid(lat, lon, cell):
    assert priogrid(lat, lon) == cell


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


@given(articles())
def test_any_record_makes_rows_of_one_width_that_no_spreadsheet_runs(article):
    for form, delimiter in DELIMITER.items():
        table = list(csv.reader(io.StringIO(written(form, article), newline=""), delimiter=delimiter))
        assert {len(row) for row in table} == {len(table[0])}
        for cell in (cell for row in table[1:] for cell in row if len(cell) > 1 and cell[0] in "=+-@\t\r"):
            float(cell)  # a number is no formula


@given(articles())
def test_any_record_makes_lines_of_gdelts_width(article):
    for form, width in (("gdelt", 61), ("gdelt-mentions", 16)):
        lines = [line for line in written(form, article, choice=None).split("\n") if line]
        assert all(line.count("\t") == width - 1 for line in lines)


@given(articles())
def test_parquet_holds_the_rows_as_they_are(article):
    stream = io.BytesIO()
    export([article, article], "parquet", stream)
    table = pyarrow.parquet.read_table(io.BytesIO(stream.getvalue()))
    expected = event_rows(article) * 2
    assert table.column("trigger_start").to_pylist() == [row.trigger_start for row in expected]
    assert table.column("voice").to_pylist() == [row.voice for row in expected]
    assert table.column("lat").to_pylist() == [row.lat for row in expected]


def test_parquet_has_types_and_may_be_empty(article):
    stream = io.BytesIO()
    export([], "parquet", stream)
    frame = pd.read_parquet(io.BytesIO(stream.getvalue()))
    assert len(frame) == 0
    assert frame["confidence"].dtype == "float64"


def test_certain_claims_are_what_ucdp_holds(article):
    assert rows("ucdp", article, choice=None) == rows("ucdp", article, choice=CERTAIN)


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.binary])
def test_every_binary_format_can_be_empty(form):
    stream = io.BytesIO()
    export([], form, stream)
    assert stream.getvalue()
