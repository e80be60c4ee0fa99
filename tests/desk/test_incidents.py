"""Incidents and disputes: accounts side by side, who says that it happened and who that it did not."""

import pytest
from fastapi.testclient import TestClient
from made_up import SECRET
from raid import ARMY, REPORTS, VAGUE, report
from served import faults, parsed, words_of

from allegedly.archive import Archive, incident, incidents, link
from allegedly.desk import make_app


@pytest.fixture(scope="module")
def disputed(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("incidents") / "news.db") as archive:
        for article in REPORTS:
            archive.put(article)
        link(archive)
        with TestClient(make_app(archive, secret=SECRET), base_url="http://127.0.0.1:8400") as client:
            yield client, archive


def test_incidents_come_filtered_in_three_forms(disputed):
    client, archive = disputed
    rows = client.get("/incidents.json?sources=2").json()
    assert {r["id"] for r in rows} == {i.id for i in incidents(archive, sources=2)}
    page = client.get("/incidents?sources=2").text
    assert list(faults(page)) == []
    assert all(f"/incidents/{r['id']}" in page for r in rows)
    assert len(client.get("/incidents.csv?sources=2").text.strip().splitlines()) == len(rows) + 1


def test_disputes_are_the_incidents_whose_accounts_contradict_each_other(disputed):
    client, archive = disputed
    rows = client.get("/incidents.json?disputed=1").json()
    assert rows
    assert all(r["disputed"].strip() for r in rows)
    assert {r["id"] for r in rows} == {i.id for i in incidents(archive, disputed=True)}
    events = client.get("/events.json?disputed=1&limit=1000").json()
    assert {e["id"] for e in events} <= {e["id"] for e in client.get("/events.json?limit=1000").json()}
    assert events


def test_accounts_stand_side_by_side_and_lead_to_their_words(disputed):
    client, _ = disputed
    row = next(r for r in client.get("/incidents.json?disputed=1").json() if "polarity" in r["disputed"])
    told = client.get(f"/incidents/{row['id']}.json").json()
    page = client.get(f"/incidents/{row['id']}").text
    assert list(faults(page)) == []
    tree = parsed(page)
    accounts = [e for e in tree.iter("section") if "account" in e.get("class", "").split()]
    assert len(accounts) == len(told["comparison"]["accounts"])
    denied = [e for e in accounts if "no" in e.get("class").split()]
    assert denied
    assert all("denied" in words_of(e) for e in denied)
    links = [a.get("href") for e in accounts for a in e.iter("a")]
    for address in links:
        answer = client.get(address.partition("#")[0])
        assert f'id="{address.partition("#")[2]}"' in answer.text
    sheet = client.get(f"/incidents/{row['id']}.csv").text
    assert sheet.startswith("event,date,speaker")


@pytest.fixture
def doubted(tmp_path):
    """An incident with an account that is perhaps of something else, and somebody who may say so."""
    with Archive.open(tmp_path / "news.db") as archive:
        for article in (*REPORTS[:2], VAGUE):
            archive.put(article)
        link(archive)
        headers = {"Authorization": f"Bearer {SECRET}"}
        app = make_app(archive, secret=SECRET)
        with TestClient(app, base_url="http://127.0.0.1:8400", headers=headers) as client:
            client.headers["Accept"] = "text/html"
            yield client, archive


def asked_on(page):
    """Return the fields of the forms on the page by the label of their button."""
    forms = [form for form in parsed(page).iter("form") if form.get("action") == "/rulings"]
    found = {}
    for form in forms:
        (button,) = form.iter("button")
        fields = {i.get("name"): i.get("value") for i in form.iter("input")} | {"action": button.get("value")}
        found.setdefault((button.text or "").strip(), fields)
    return found


def test_an_uncertain_join_is_ruled_on_and_the_ruling_taken_back(doubted):
    client, archive = doubted
    id_ = incident(archive, f"{REPORTS[0].id}-e1").incident.id
    vague = f"{VAGUE.id}-e1"
    page = client.get(f"/incidents/{id_}").text
    assert list(faults(page)) == []
    assert set(asked_on(page)) == {"Same", "Different"}
    apart = client.post("/rulings", data=asked_on(page)["Different"])
    assert incident(archive, vague).incident.id != incident(archive, f"{REPORTS[0].id}-e1").incident.id
    assert "What people decided" in words_of(next(parsed(apart.text).iter("main")))
    back = client.post("/rulings", data=asked_on(apart.text)["Take back"])
    assert incident(archive, vague).incident.id == id_
    client.post("/rulings", data=asked_on(back.text)["Same"] | {"seen": asked_on(back.text)["Same"]["seen"]})
    assert incident(archive, vague).comparison.accounts[-1].sure
    told = client.get("/rulings.json").json()
    assert [r["after"] for r in told] == [False, None, True]
    assert all(r["author"] and r["at"] for r in told)
    assert len(client.get("/rulings.csv").text.strip().splitlines()) == 4
    assert list(faults(client.get(f"/incidents/{id_}").text)) == []


def test_what_is_added_later_keeps_to_the_ruling(doubted):
    client, archive = doubted
    pair = {"one": f"{REPORTS[0].id}-e1", "other": f"{REPORTS[1].id}-e1"}
    answer = client.post("/rulings.json", json={**pair, "action": "different"}).json()
    assert answer["incidents"][0] != answer["incidents"][1]
    later = report("Rebels attacked villagers near Gao on Monday, a minister said.", "Le Fleuve", ARMY, 12)
    archive.put(later)
    link(archive)
    assert [incident(archive, e).incident.id for e in pair.values()] == answer["incidents"]


def test_who_rules_over_an_unseen_ruling_is_told_and_readers_cannot_rule(doubted, disputed):
    client, _ = doubted
    pair = {"one": f"{REPORTS[0].id}-e1", "other": f"{VAGUE.id}-e1"}
    assert client.post("/rulings.json", json={**pair, "action": "same"}).status_code == 200
    refused = client.post("/rulings.json", json={**pair, "action": "different"}, headers={"Accept": "*/*"})
    assert refused.status_code == 409
    assert "held them to be one" in refused.json()["detail"]
    assert client.post("/rulings.json", json={"one": "x", "other": "y", "action": "same"}).status_code == 404
    assert client.post("/rulings.json", json={"one": "x", "other": "x", "action": "same"}).status_code == 422
    reader, archive = disputed
    assert reader.post("/rulings.json", json={**pair, "action": "same"}).status_code == 401
    assert not [page for row in incidents(archive) if "/rulings" in (page := reader.get(f"/incidents/{row.id}").text)]


def test_every_incident_has_a_page_without_faults(disputed):
    client, archive = disputed
    for row in incidents(archive):
        page = client.get(f"/incidents/{row.id}")
        assert page.status_code == 200
        assert list(faults(page.text)) == []


def test_an_incident_that_is_not_there_is_said_so(disputed):
    assert disputed[0].get("/incidents/0000.json").status_code == 404
