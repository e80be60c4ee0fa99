"""Whatever an article, its metadata, a file's name or a comment says reaches the browser as text, and only so."""

import json

import pytest
from fastapi.testclient import TestClient
from made_up import SECRET
from payloads import PAYLOADS
from served import faults, parsed, words_of
from siege import ARTICLES, SENDABLE, besiege, event_of

from allegedly.archive import Archive
from allegedly.archive.rows import storable
from allegedly.desk import make_app
from allegedly.desk.desk import showable
from allegedly.records import content_id


@pytest.fixture(scope="module")
def besieged(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("hostile") / "news.db") as archive:
        besiege(archive)
        with TestClient(make_app(archive, secret=SECRET), base_url="http://127.0.0.1:8400") as client:
            client.headers["Accept"] = "text/html"
            yield client


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 150


@pytest.mark.parametrize("article", ARTICLES, ids=range(len(ARTICLES)))
def test_an_article_page_shows_every_payload_as_text(besieged, article):
    page = besieged.get(f"/articles/{content_id(article.text)}").text
    assert list(faults(page)) == []
    tree = parsed(page)
    shown = [e for e in tree.iter("span") if e.get("data-start")]
    text = showable(article.text)
    assert shown
    for piece in shown:
        words, start = words_of(piece), int(piece.get("data-start"))
        assert words == text[start : start + len(words)]
    trigger = [e for e in shown if "e1:trigger" in e.get("data-marks", "").split()]
    assert [words_of(e) for e in trigger] == ["attacked"]
    assert showable(article.title) in words_of(next(tree.iter("h1")))


VIEWS = ["/timeline", "/network?nodes=name", "/network?nodes=country", "/map", "/map?box=0,0,40,40"]
SEARCHES = ["/events?actor={payload}", "/?text={payload}", "/search?q=attacked"]
INCIDENTS = ["/incidents", "/incidents?limit=1000", "/incidents?disputed=1"]
LISTS = ["/", "/review", "/failures", "/?after={key}", "/events", "/events?limit=1000", *INCIDENTS, *SEARCHES, *VIEWS]


@pytest.mark.parametrize("article", ARTICLES, ids=range(len(ARTICLES)))
def test_a_review_shows_comments_and_names_as_text(besieged, article):
    besieged.get("/enter", params={"token": SECRET})  # the forms are there for those who may write
    assert besieged.get(f"/review/{content_id(article.text)}.json").status_code == 200
    page = besieged.get(f"/review/{content_id(article.text)}").text
    assert list(faults(page)) == []
    tree = parsed(page)
    (unit,) = [e for e in tree.iter("li") if e.get("data-unit")]
    assert showable(article.notes[0]).split() == words_of(unit).split("Z: “")[1].split("”\n")[0].split()
    state = json.loads(next(e for e in tree.iter("article")).get("data-state"))
    assert state["units"][0]["machine"]["actors"][0]["name"] == article.title
    assert {version["coder"] for version in state["cases"][0]["versions"]} == {
        storable(f"{article.title} {coder}") for coder in "ab"
    }
    (versions,) = [e for e in tree.iter("table") if e.get("class") == "versions"]
    heads = [" ".join(words_of(e).split()) for e in versions.iter("th") if e.get("scope") == "col"]
    assert heads[0].startswith(" ".join(showable(storable(article.title)).split()))


@pytest.mark.parametrize("article", ARTICLES, ids=range(len(ARTICLES)))
def test_an_incident_shows_voices_rulings_and_words_as_text(besieged, article):
    besieged.get("/enter", params={"token": SECRET})
    page = besieged.get(f"/incidents/{event_of(article)}").text
    assert list(faults(page)) == []
    told = words_of(next(parsed(page).iter("main")))
    assert "What people decided" in told
    for form in ("json", "csv"):
        assert besieged.get(f"/incidents/{event_of(article)}.{form}").status_code in (200, 404)


@pytest.mark.parametrize("path", LISTS)
def test_lists_show_payloads_as_text(besieged, path):
    key = content_id(ARTICLES[0].text)
    for payload in SENDABLE if "{payload}" in path else PAYLOADS[:1]:
        asked = {"actor" if "actor" in path else "text": payload} if "{payload}" in path else {}
        answer = besieged.get(path.partition("?")[0] if asked else path.format(key=key), params=asked or None)
        assert answer.status_code in (200, 422)
        assert list(faults(answer.text)) == []


def test_what_is_asked_for_comes_back_as_text_in_refusals_too(besieged):
    for payload in SENDABLE:
        answer = besieged.get("/events", params={"quad": payload})
        assert answer.status_code == 422 or payload == ""
        assert list(faults(answer.text)) == []


def test_sheets_hold_no_formulas(besieged):
    cells = besieged.get("/events.csv?limit=1000").text.splitlines()
    assert len(cells) > len(PAYLOADS)
    assert not [line for line in cells if line.startswith(("=", "@"))]
    assert "\"'=HYPERLINK" in besieged.get("/events.csv?limit=1000").text
