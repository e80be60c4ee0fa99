"""The timeline, the network, the map and search: what they count, and that one set of filters serves all."""

import json
import re

import pytest
from served import faults, parsed, words_of

from allegedly.archive.counting import PeriodRow, PlaceRow, TieRow
from allegedly.archive.geometry import Box
from allegedly.desk import mapping, network, timeline
from allegedly.desk.projection import down, latitude

VIEWS = ["/events", "/timeline", "/network", "/map"]


@pytest.mark.parametrize("view", [*VIEWS, "/search"])
def test_every_view_has_a_page_json_and_csv(desk, view):
    asked = "q=Gao" if view == "/search" else "actor=MLI"
    page = desk.get(f"{view}?{asked}")
    assert list(faults(page.text)) == []
    rows = desk.get(f"{view}.json?{asked}").json()
    sheet = desk.get(f"{view}.csv?{asked}")
    assert rows
    assert sheet.headers["content-type"].startswith("text/csv")
    assert "attachment" in sheet.headers["content-disposition"]
    assert len(sheet.text.strip().splitlines()) >= len(rows) + 1
    assert sheet.text.splitlines()[0].split(",") == list(rows[0])


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("actor=FRA", True),
        ("recipient=MLI", True),
        ("type=assault", True),
        ("quad=4", True),
        ("voice=MLI+MIL", True),
        ("voice=outlet&actor=FRA", True),
        ("outlet=sahel+monitor", True),
        ("certainty=certain", True),
        ("since=2013-03-01&until=2013-03-31", True),
        ("since=2013-03", True),
        ("place=gao", True),
        ("country=MLI", True),
        ("actor=CHN", False),
        ("since=2014-01-01", False),
        ("outlet=nobody", False),
        ("disputed=1", False),
        ("box=100,-10,120,10", False),
    ],
)
def test_one_set_of_filters_serves_all_views(desk, view, asked, found):
    answer = desk.get(f"{view}.json?{asked}")
    assert answer.status_code == 200
    if view == "/map" and asked.startswith(("actor=FRA", "voice=outlet")):
        found = bool(desk.get(f"/events.json?{asked}&box=-180,-90,180,90").json())
    assert bool(answer.json()) is found
    assert desk.get(f"{view}?{asked}").status_code == 200


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "0,50,10,40", "-500,0,10,10", "nan,0,1,1"])
def test_what_is_no_part_of_the_map_is_refused(desk, box):
    assert desk.get(f"/map.json?box={box}").status_code == 422


# ── timeline ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_timeline_counts_by_class_and_says_what_is_denied(desk):
    rows = desk.get("/timeline.json?by=month").json()
    march = {r["quad"]: r["events"] for r in rows if r["period"] == "2013-03"}
    assert march == {3: 2, 4: 1}
    assert {r["quad"]: r["events"] for r in rows if r["period"] == "2013-04"} == {1: 2}
    assert [(r["events"], r["denied"]) for r in rows if r["period"] == ""] == [(1, 1)]


def test_bars_of_conflict_rise_and_those_of_cooperation_hang():
    rows = [PeriodRow("2013-03", 4, 3, 0), PeriodRow("2013-03", 3, 2, 0), PeriodRow("2013-05", 1, 4, 0)]
    drawn = timeline.picture([*rows, PeriodRow("", 4, 7, 0)], "month")
    by_quad = {bar.quad: bar for bar in drawn.bars}
    assert by_quad[3].y + by_quad[3].height == pytest.approx(drawn.line, abs=0.02)
    assert by_quad[4].y + by_quad[4].height == pytest.approx(by_quad[3].y, abs=0.02)
    assert by_quad[1].y == pytest.approx(drawn.line, abs=0.02)
    assert by_quad[4].height / by_quad[1].height == pytest.approx(3 / 4, abs=0.01)
    assert drawn.undated == 7
    assert by_quad[1].since == "2013-05-01"
    assert by_quad[1].until == "2013-05-31"


def test_empty_periods_are_drawn_as_gaps():
    assert list(timeline.periods_between("2012-11", "2013-02", "month")) == ["2012-11", "2012-12", "2013-01", "2013-02"]
    assert list(timeline.periods_between("2012-02-28", "2012-03-01", "day")) == [
        "2012-02-28",
        "2012-02-29",
        "2012-03-01",
    ]
    assert list(timeline.periods_between("9998", "9999", "year")) == ["9998", "9999"]


def test_the_step_fits_the_span():
    assert timeline.step_of("2013-03-01", "2013-04-01", "auto") == "day"
    assert timeline.step_of("2013-03-01", "2015-04-01", "auto") == "month"
    assert timeline.step_of("1950-03-01", "2015-04-01", "auto") == "year"
    assert timeline.step_of("1950-03-01", "2015-04-01", "day") == "year"


# ── network ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ties_tell_type_and_whose_word(desk):
    ties = {(t["actor"], t["recipient"], t["type"], t["word"]): t["events"] for t in desk.get("/network.json").json()}
    assert ties["MLI", "MLI", "ASSAULT", "party"] == 2
    assert ties["FRA", "MLI", "ACCUSE", "outlet"] == 1
    assert ties["DZA", "FRA", "SUPPORT", "outlet"] == 1


def test_those_who_act_alike_are_tied_once(desk):
    met = [t for t in desk.get("/network.json").json() if t["type"] == "CONSULT"]
    assert [(t["actor"], t["recipient"], t["events"]) for t in met] == [("FRA", "DZA", 1)]


def test_parties_may_be_names(desk):
    assert "Ansar Dine" in {t["actor"] for t in desk.get("/network.json?nodes=name").json()}


def test_parties_with_much_between_them_stand_near():
    ties = [TieRow("A", "B", "ASSAULT", 4, "outlet", 500)]
    ties += [TieRow("C", name, "CONSULT", 1, "other", 1) for name in "DEFG"]
    at = {node.name: (node.x, node.y) for node in network.picture(ties).nodes}

    def apart(one: str, other: str) -> float:
        return sum((a - b) ** 2 for a, b in zip(at[one], at[other], strict=True)) ** 0.5

    assert all(apart("A", "B") < apart("A", name) for name in "CDEFG")
    assert network.picture(ties) == network.picture(ties)


def test_only_the_largest_parties_are_drawn():
    ties = [TieRow("A", f"P{n:02}", "ACCUSE", 3, "party", n + 1) for n in range(50)]
    drawn = network.picture(ties)
    assert len(drawn.nodes) == network.MOST_PARTIES
    assert drawn.left_out == 51 - network.MOST_PARTIES
    assert "P00" not in {node.name for node in drawn.nodes}


def test_nothing_makes_an_empty_picture():
    assert network.picture([]) == network.Picture((), (), 0)
    assert timeline.picture([], "day").bars == ()


# ── map ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lat", [-56, -23.5, 0, 16.27, 60, 81])
def test_the_projection_goes_both_ways(lat):
    assert latitude(down(lat)) == pytest.approx(lat)


def test_north_is_up():
    assert down(60) < down(0) < down(-40)


def test_places_have_their_events(desk):
    rows = desk.get("/map.json?country=MLI").json()
    assert rows == [{"place": "Gao", "country": "MLI", "lat": 16.27, "lon": -0.04, "quad": 4, "events": 1}]


def test_a_box_shows_what_is_in_it(desk):
    assert {r["place"] for r in desk.get("/map.json?box=-10,10,10,20").json()} == {"Gao"}
    page = desk.get("/map?box=-10,10,10,20").text
    x, y, width, height = (float(n) for n in re.search('viewBox="([^"]+)" role="group"', page)[1].split())
    assert x <= -10
    assert x + width >= 10
    assert y <= down(20)
    assert y + height >= down(10) - 1e-6


def test_close_views_draw_divisions_of_what_is_in_view(desk):
    near = mapping.view_of(Box(10, -10, 20, 10))
    assert "d-1_0" in near.tiles()
    assert mapping.view_of(None).tiles() == []
    shapes = (desk.get("/static/divisions.svg").text, desk.get("/map?box=-10,10,10,20").text)
    assert 'id="d-1_0"' in shapes[0]
    assert "/static/divisions.svg#d-1_0" in shapes[1]


def test_views_never_leave_the_map():
    view = mapping.view_of(Box(60, 150, 80, 179)).moved(5, -5)
    assert view.x + view.width <= 180
    assert view.y >= -115
    assert view.moved(0, 0, 1e9).width == 360
    assert view.moved(0, 0, 1e-9).width == mapping.NARROWEST


def test_points_stay_small_and_the_largest_lie_below():
    rows = [
        PlaceRow("A", "MLI", 10.0, 5.0, 4, 90),
        PlaceRow("B", "MLI", 11.0, 5.0, 1, 1),
        PlaceRow("A", "MLI", 10.0, 5.0, 1, 9),
    ]
    first, second = mapping.points_of(rows, mapping.view_of(None))
    assert (first.place, first.events, first.quad) == ("A", 99, 4)
    assert first.radius > second.radius
    near = mapping.points_of(rows, mapping.view_of(Box(5, 0, 15, 10)))
    assert near[0].radius < first.radius


def test_the_shapes_are_small_and_are_nothing_but_shapes(desk):
    for name in ("world", "divisions"):
        shapes = desk.get(f"/static/{name}.svg")
        assert shapes.headers["content-type"].startswith("image/svg+xml")
        assert len(shapes.content) < 600_000
        assert set(re.findall("<([a-z]+)", shapes.text)) == {"svg", "path"}


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_search_finds_articles_and_sentences(desk):
    hits = desk.get("/search.json", params={"q": '"near Gao" gunmen'}).json()
    assert {hit["kind"] for hit in hits} == {"article", "event"}
    assert all(hit["link"].startswith("/articles/") for hit in hits)
    assert "Gunmen shelled" in words_of(parsed(desk.get("/search?q=shelled").text))


@pytest.mark.parametrize("q", ["", " ", '"', "*", "NEAR(", "a AND", "title:x", "-", "'; DROP TABLE articles", "\0"])
def test_people_type_anything(desk, q):
    assert desk.get("/search", params={"q": q}).status_code == 200


# ── the API ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_api_is_documented(desk):
    told = desk.get("/openapi.json").json()
    assert {"/events.json", "/timeline.json", "/network.json", "/map.json", "/search.json"} <= set(told["paths"])
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
    parameters = {p["name"]: p for p in told["paths"]["/events.json"]["get"]["parameters"]}
    assert "description" in parameters["voice"]
    assert json.dumps(told)


def test_no_shape_runs_across_the_whole_map(desk):
    drawn = re.findall(' d="([^"]+)"', desk.get("/static/world.svg").text)
    steps = [int(step) for d in drawn for part in re.findall("l([^MZ]+)", d) for step in re.findall(r"-?\d+", part)]
    assert len(steps) > 10_000
    assert max(abs(step) for step in steps) < 90 * 100
