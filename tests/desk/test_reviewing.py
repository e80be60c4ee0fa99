"""Review in the browser and over the API: decisions, two people on one event, coding apart, what comes out."""

import json

import pytest
from fastapi.testclient import TestClient
from made_up import FRANCE, SECRET, SHELLING, at
from served import faults, parsed, words_of

from allegedly.codec import decode, plain
from allegedly.desk import Users, make_app

KEY = SHELLING.id
PASSWORD = "correct horse battery"  # noqa: S105


def units(client, layer="shared"):
    return client.get(f"/review/{KEY}.json?layer={layer}").json()["units"]


def decide(client, action, unit=None, **told):
    return client.post(f"/review/{KEY}.json", json={"action": action, "unit": unit, **told})


def test_reading_shows_the_units_and_no_buttons(desk):
    page = desk.get(f"/review/{KEY}").text
    assert list(faults(page)) == []
    shown = [e for e in parsed(page).iter("li") if e.get("data-unit")]
    assert len(shown) == len(SHELLING.events)
    assert not list(parsed(page).iter("button"))
    assert decide(desk, "accept", units(desk)[0]["name"]).status_code == 401


def test_a_unit_is_accepted_corrected_rejected_and_taken_back(writer, archive):
    first = units(writer)[0]
    accepted = decide(writer, "accept", first["name"], comment="as I read it").json()["change"]
    assert accepted["after"]["status"] == "accepted"
    event = {**first["machine"], "certainty": "possible", "voice": []}
    corrected = decide(writer, "correct", first["name"], event=event, seen=accepted["n"]).json()["change"]
    assert (corrected["before"]["status"], corrected["after"]["event"]["certainty"]) == ("accepted", "possible")
    back = decide(writer, "undo", first["name"], seen=corrected["n"]).json()
    assert back["units"][0]["decided"]["status"] == "accepted"
    assert decode(archive.record(KEY)) == SHELLING
    page = writer.get(f"/review/{KEY}").text
    assert list(faults(page)) == []
    assert len(writer.get(f"/changes.json?article={KEY}").json()) == 3
    assert len(writer.get(f"/changes.csv?article={KEY}").text.strip().splitlines()) == 4


def test_an_event_is_added_on_the_word_of_a_source_of_one_s_own(writer):
    source = {"span": list(at("Mali’s army")), "name": "army", "country": "MLI", "sectors": ["MIL"]}
    said = {"id": "own1", "source": source, "cue": None, "content": [list(at("promised"))], "kind": "indirect"}
    event = {"id": "own", "trigger": list(at("promised")), "type": "AGREE", "mode": None, "quad": 1,
             "actors": [plain(FRANCE)], "voice": ["own1"]}  # fmt: skip
    change = decide(writer, "add", event=event, statements=[said]).json()["change"]
    assert change["unit"].startswith("own-")
    assert change["after"]["event"]["cameo"] == "030"
    assert "added" in writer.get(f"/review/{KEY}").text


def event(**told):
    return {"id": "x", "trigger": [0, 4], "type": "ASSAULT", "mode": None, "quad": 4, **told}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"action": "accept", "unit": "1-2-NOTHING"}, 404),
        ({"action": "correct", "event": None}, 422),
        ({"action": "correct", "event": {"type": "ASSAULT"}}, 422),
        ({"action": "correct", "event": event(trigger=[0, 99999])}, 422),
        ({"action": "burn"}, 422),
        ({"action": "add", "event": event(type="PARTY")}, 422),
        ({"action": "undo"}, 404),
    ],
)
def test_what_cannot_be_decided_is_refused_with_the_reason(refused, told, status):
    answer = refused.post(f"/review/{KEY}.json", json={"unit": units(refused)[0]["name"], **told})
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert refused.get("/changes.json").json() == []


@pytest.fixture
def two(archive, tmp_path, monkeypatch):
    """Anna and Bert, each at a browser of their own."""
    monkeypatch.setattr("allegedly.desk.users._COST", {"n": 2, "r": 8, "p": 1})  # nobody guesses here
    users = Users(tmp_path / "users")
    app = make_app(archive, secret=SECRET, users=users)
    clients = []
    for name in ("anna", "bert"):
        users.set(name, PASSWORD)
        client = TestClient(app, base_url="http://127.0.0.1:8400")
        page = client.post("/login", data={"name": name, "password": PASSWORD}).text
        (word,) = [e.get("content") for e in parsed(page).iter("meta") if e.get("name") == "desk-token"]
        client.headers["X-Desk-Token"] = word
        clients.append(client)
    return clients


def test_the_second_on_one_event_is_told_and_nothing_is_lost(two):
    anna, bert = two
    unit = units(anna)[1]["name"]
    first = decide(anna, "reject", unit, comment="a drill").json()["change"]
    refused = decide(bert, "accept", unit)
    assert refused.status_code == 409
    (change,) = refused.json()["changes"]
    assert (change["author"], change["action"], change["comment"]) == ("anna", "reject", "a drill")
    assert units(bert)[1]["decided"]["status"] == "rejected"
    assert decide(bert, "accept", unit, seen=first["n"]).status_code == 200
    assert [c["author"] for c in anna.get("/changes.json").json()] == ["anna", "bert"]


def test_without_a_script_the_second_is_told_on_a_page(two):
    anna, bert = two
    unit = units(anna)[1]["name"]
    decide(anna, "reject", unit, comment="a <b>drill</b>")
    answer = bert.post(f"/review/{KEY}", data={"action": "accept", "unit": unit, "seen": "0"})
    assert answer.status_code == 409
    assert list(faults(answer.text)) == []
    assert "a <b>drill</b>" in words_of(next(parsed(answer.text).iter("main")))


def test_forms_do_without_a_script(writer):
    unit = units(writer)[0]["name"]
    assert "accepted" in writer.post(f"/review/{KEY}", data={"action": "accept", "unit": unit, "seen": "0"}).text


def test_who_codes_apart_sees_nothing_of_others_until_there_are_two(two):
    anna, bert = two
    unit = units(anna)[0]["name"]
    decide(anna, "reject", unit, layer="apart", comment="apart and unseen")
    for page in (f"/review/{KEY}", f"/review/{KEY}?layer=apart", "/changes.json", "/changes.csv"):
        assert "apart and unseen" not in bert.get(page).text
    assert units(bert, "apart")[0]["decided"] is None
    decide(bert, "accept", unit, layer="apart")
    page = anna.get(f"/review/{KEY}").text
    (table,) = [e for e in parsed(page).iter("table") if e.get("class") == "versions"]
    assert [words_of(e).split()[0] for e in table.iter("th")][:3] == ["anna", "bert", "whole"]
    assert [words_of(e).split(" as")[0].strip() for e in table.iter("button")][:2] == ["no event", "accepted"]
    told = {row["field"]: row for row in anna.get("/agreement.json").json()}
    assert told["is an event"]["units"] == 1
    assert "Krippendorff" in anna.get("/review").text


FULL = {
    "contexts": ["military", "crime"],
    "place": {"span": list(at("Gao")), "name": "Gao", "geonames": 2457163, "lat": 16.3, "lon": 0.0, "country": "MLI"},
    "time": {"span": list(at("Saturday")), "start": "2013-03-01", "end": "2013-03-02", "granularity": "range"},
    "dead": {"span": list(at("nine")), "min": 9, "max": 11},
    "injured": {"span": None, "min": 3, "max": None},
    "mode": "firearms",
}  # fmt: skip


def test_place_time_casualties_contexts_and_mode_are_corrected_and_taken_back(writer, archive):
    first = units(writer)[0]
    answer = decide(writer, "correct", first["name"], event={**first["machine"], **FULL})
    change = answer.json()["change"]
    kept = change["after"]["event"]
    for field, value in FULL.items():
        assert kept[field] == value or value.items() <= kept[field].items()
    page = words_of(next(parsed(writer.get(f"/review/{KEY}").text).iter("main")))
    for words in ("Gao, MLI", "2013-03-01/2013-03-02", "9–11 dead, 3+ injured", "military, crime", "ASSAULT/firearms"):
        assert words in page
    (told,) = writer.get(f"/changes.json?article={KEY}").json()
    assert told["after"]["event"]["place"]["geonames"] == 2457163
    decide(writer, "undo", first["name"], seen=change["n"])
    assert units(writer)[0]["decided"] is None
    assert decode(archive.record(KEY)) == SHELLING


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("place", {"name": "Gao", "lat": 99, "lon": 0, "span": None, "geonames": None}, "latitude lies between"),
        ("place", {"name": "Gao", "lat": "north", "lon": 0, "span": None, "geonames": None}, "Expected `float | null`"),
        ("time", {"span": None, "start": "2013-13-01", "end": None, "granularity": "day"}, "a date such as 2013-03-02"),
        ("time", {"span": None, "start": None, "end": None, "granularity": "dawn"}, "Invalid enum value"),
        ("dead", {"span": None, "min": 9, "max": 4}, "the most is less than the least"),
        ("injured", {"span": None, "min": "many", "max": 4}, "Expected `int`"),
        ("contexts", ["weather"], "contexts are military"),
        ("mode", "arrest", "its modes are"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(refused, field, value, message):
    first = units(refused)[0]
    answer = decide(refused, "correct", first["name"], event={**first["machine"], field: value})
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert fault["field"] == field
    assert message in fault["message"]
    assert units(refused)[0]["decided"] is None


def test_places_are_looked_up_the_likeliest_first(desk):
    gao, *others = desk.get("/places.json", params={"name": "Gao"}).json()
    assert (gao["country"], gao["feature"], gao["within"]) == ("MLI", "PPLA", "Gao")
    assert others
    assert desk.get("/places.csv", params={"name": "Gao"}).text.startswith("name,geonames,lat")
    assert desk.get("/places.json", params={"name": "Nowhere at all"}).json() == []


@pytest.fixture
def blind(two):
    """Anna and Bert, who have coded the first event apart."""
    anna, bert = two
    first = units(anna)[0]
    event = first["machine"]
    decide(anna, "correct", first["name"], layer="apart", event={**event, **FULL}, comment="by the hospital")
    decide(bert, "correct", first["name"], layer="apart", event={**event, "certainty": "possible", "dead": None})
    return anna, bert, first["name"]


def test_an_adjudicator_adopts_a_version_or_a_field_of_it(blind):
    anna, bert, name = blind
    told = {"coder": "anna", "version": name}
    whole = decide(bert, "adopt", name, **told).json()["change"]
    assert (whole["author"], whole["source"], whole["after"]["event"]["dead"]["max"]) == ("bert", "anna", 11)
    field = decide(anna, "adopt", name, coder="bert", fields=["certainty"], seen=whole["n"]).json()["change"]
    now = units(anna)[0]["decided"]["event"]
    assert (now["certainty"], now["dead"]["max"], now["place"]["name"]) == ("possible", 11, "Gao")
    decide(bert, "undo", name, seen=field["n"])
    assert units(bert)[0]["decided"] == whole["after"]
    page = anna.get(f"/review/{KEY}").text
    assert list(faults(page)) == []
    assert "adopt" in page
    assert "from bert" in page
    assert units(anna, "apart")[0]["decided"]["event"]["certainty"] == "certain"


def test_adopting_works_without_a_script_and_tells_the_second(blind):
    anna, bert, _ = blind
    page = anna.get(f"/review/{KEY}").text
    forms = [f for f in parsed(page).iter("form") if any(i.get("value") == "adopt" for i in f.iter("input"))]
    fields = [{i.get("name"): i.get("value") for i in form.iter("input")} for form in forms]
    dead = next(f for f in fields if f.get("fields") == "dead" and f["coder"] == "anna")
    assert anna.post(f"/review/{KEY}", data=dead).status_code == 200
    assert units(anna)[0]["decided"]["event"]["dead"]["max"] == 11
    refused = bert.post(f"/review/{KEY}", data={**dead, "token": bert.headers["X-Desk-Token"]})
    assert refused.status_code == 409
    assert "adopt" in refused.text


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"coder": "nobody"}, 404),
        ({"coder": "anna", "version": "none"}, 404),
        ({"coder": "anna", "fields": ["weather"]}, 422),
        ({"coder": "anna", "layer": "apart"}, 422),
        ({}, 422),
    ],
)
def test_what_cannot_be_adopted_is_refused(blind, told, status):
    anna, _, name = blind
    answer = decide(anna, "adopt", name, **told)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert units(anna)[0]["decided"] is None


def test_an_event_that_a_coder_added_is_adopted_into_the_coding_of_all(two):
    anna, bert = two
    mine = event(trigger=list(at("promised")), type="AGREE", quad=1)
    added = decide(anna, "add", layer="apart", event=mine).json()["change"]["unit"]
    assert "added apart" not in bert.get(f"/review/{KEY}").text
    decide(bert, "accept", units(bert)[0]["name"], layer="apart")
    assert "added apart" in bert.get(f"/review/{KEY}").text
    decide(bert, "adopt", added, coder="anna")
    assert [u["decided"]["status"] for u in units(bert) if u["name"] == added] == ["added"]


def test_nobody_unknown_codes_apart(desk):
    assert desk.get(f"/review/{KEY}.json?layer=apart").status_code == 401


def test_reviewed_records_come_out_for_training(writer):
    assert writer.get("/corrected.jsonl").text == ""
    for unit in units(writer):
        decide(writer, "reject" if unit["machine"]["id"] == "e3" else "accept", unit["name"])
    (line,) = writer.get("/corrected.jsonl").text.splitlines()
    assert [e["type"] for e in json.loads(line)["events"]] == ["ASSAULT", "ASSAULT", "ACCUSE"]
    (row,) = [r for r in writer.get("/review.json").json() if r["article"] == KEY]
    assert (row["events"], row["decided"]) == (4, 4)
