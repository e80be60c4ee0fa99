"""Incidents and disputes: accounts side by side, who says that it happened and who that it did not."""

import pytest
from fastapi.testclient import TestClient
from made_up import GAO, SECRET
from served import faults, parsed, words_of

from allegedly.archive import Archive, incidents, link
from allegedly.desk import make_app
from allegedly.records import Article, Count, Event, Interval, Party, Span, Statement, content_id

DAY = Interval(span=None, start="2021-05-03", end="2021-05-03", granularity="day")
ARMY = Party(span=None, name="Malian army", country="MLI", sectors=("MIL",))
REBELS = Party(span=None, name="CMA rebels", country="MLI", sectors=("REB",))
VILLAGERS = Party(span=None, name="villagers", country="MLI", sectors=("CVL",))


def report(text: str, outlet: str, voice: Party, dead: int | None = None, polarity: str = "+") -> Article:
    """Return an article of one event, whose trigger is the second word, on a voice's word."""
    says = Statement(id="s1", source=voice, cue=None, content=(Span(0, len(text)),), kind="indirect")
    start = text.index(" ") + 1
    event = Event(
        id="e1",
        trigger=Span(start, text.index(" ", start)),
        type="ASSAULT",
        mode=None,
        quad=4,
        actors=(REBELS,),
        recipients=(VILLAGERS,),
        place=GAO,
        time=DAY,
        voice=("s1",),
        polarity=polarity,  # type: ignore[arg-type]
        dead=Count(span=None, min=dead, max=dead) if dead else None,
        confidence=0.9,
    )
    return Article(
        id=content_id(text),
        text=text,
        title=text[:30],
        published="2021-05-04",
        outlets=(outlet,),
        statements=(says,),
        events=(event,),
    )


REPORTS = [
    report("Rebels attacked villagers near Gao on Monday and killed twelve, the army said.", "Sahel Wire", ARMY, 12),
    report("Rebels attacked villagers of Gao before dawn, an officer of the army told us.", "Kidal Post", ARMY, 12),
    report("Rebels attacked nobody near Gao on Monday, a speaker of the CMA said by telephone.", "Dakar Mail", REBELS,
           polarity="-"),
]  # fmt: skip


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


def test_every_incident_has_a_page_without_faults(disputed):
    client, archive = disputed
    for row in incidents(archive):
        page = client.get(f"/incidents/{row.id}")
        assert page.status_code == 200
        assert list(faults(page.text)) == []


def test_an_incident_that_is_not_there_is_said_so(disputed):
    assert disputed[0].get("/incidents/0000.json").status_code == 404
