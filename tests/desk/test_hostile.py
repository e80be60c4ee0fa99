"""Whatever an article, its metadata, a file's name or a comment says reaches the browser as text, and only so.

Some payloads of each kind are tried always, all others among the slow tests.
"""

import json
from contextlib import ExitStack
from functools import cache

import pytest
from fastapi.testclient import TestClient
from made_up import SECRET
from payloads import FEW, PAYLOADS
from served import faults_of, parsed, words_of
from siege import ARTICLES, besiege, event_of, sendable

from allegedly.archive import Archive
from allegedly.archive.rows import storable
from allegedly.desk import make_app
from allegedly.desk.desk import showable
from allegedly.records import content_id

SIEGES = {
    "few": [article for article in ARTICLES if article.title in FEW],
    "others": [article for article in ARTICLES if article.title not in FEW],
}
MARKS = {"few": (), "others": pytest.mark.slow}


of_each_siege = pytest.mark.parametrize("siege", [pytest.param(siege, marks=MARKS[siege]) for siege in SIEGES])
of_each_article = pytest.mark.parametrize(
    ("siege", "article"),
    [
        pytest.param(siege, article, id=str(ARTICLES.index(article)), marks=MARKS[siege])
        for siege, articles in SIEGES.items()
        for article in articles
    ],
)


@pytest.fixture(scope="module")
def desk_of(tmp_path_factory):
    """Return what gives somebody at a desk over one siege's archive, which is made when it is first asked for."""
    with ExitStack() as stack:

        @cache
        def desk_of(siege: str) -> TestClient:
            archive = stack.enter_context(Archive.open(tmp_path_factory.mktemp(siege) / "news.db"))
            besiege(archive, SIEGES[siege])
            client = TestClient(make_app(archive, secret=SECRET), base_url="http://127.0.0.1:8400")
            client.headers["Accept"] = "text/html"
            return stack.enter_context(client)

        yield desk_of


@pytest.fixture
def besieged(desk_of, siege):
    return desk_of(siege)


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 150
    assert len(SIEGES["few"]) >= 75


@of_each_article
def test_an_article_page_shows_every_payload_as_text(besieged, article):
    tree = parsed(besieged.get(f"/articles/{content_id(article.text)}").text)
    assert list(faults_of(tree)) == []
    shown = [e for e in tree.iter("span") if e.get("data-start")]
    text = showable(article.text)
    assert shown
    for piece in shown:
        words, start = words_of(piece), int(piece.get("data-start"))
        assert words == text[start : start + len(words)]
    trigger = [e for e in shown if "e1:trigger" in e.get("data-marks", "").split()]
    assert [words_of(e) for e in trigger] == ["attacked"]
    assert showable(article.title) in words_of(next(tree.iter("h1")))


@of_each_article
def test_a_review_shows_comments_and_names_as_text(besieged, article):
    besieged.get("/enter", params={"token": SECRET})  # the forms are there for those who may write
    assert besieged.get(f"/review/{content_id(article.text)}.json").status_code == 200
    tree = parsed(besieged.get(f"/review/{content_id(article.text)}").text)
    assert list(faults_of(tree)) == []
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


@of_each_article
def test_an_incident_shows_voices_rulings_and_words_as_text(besieged, article):
    besieged.get("/enter", params={"token": SECRET})
    tree = parsed(besieged.get(f"/incidents/{event_of(article)}").text)
    assert list(faults_of(tree)) == []
    assert "What people decided" in words_of(next(tree.iter("main")))
    for form in ("json", "csv"):
        assert besieged.get(f"/incidents/{event_of(article)}.{form}").status_code in (200, 404)


VIEWS = ["/timeline", "/network?nodes=name", "/network?nodes=country", "/map", "/map?box=0,0,40,40"]
INCIDENTS = ["/incidents", "/incidents?limit=1000", "/incidents?disputed=1"]
LISTS = ["/", "/review", "/failures", "/?after={key}", "/events", "/events?limit=1000", "/search?q=attacked"]


@of_each_siege
@pytest.mark.parametrize("path", [*LISTS, *INCIDENTS, *VIEWS])
def test_lists_show_payloads_as_text(besieged, siege, path):
    answer = besieged.get(path.format(key=content_id(SIEGES[siege][0].text)))
    assert answer.status_code == 200
    assert list(faults_of(parsed(answer.text))) == []


@of_each_siege
@pytest.mark.parametrize(("path", "name"), [("/events", "actor"), ("/", "text"), ("/events", "quad")])
def test_what_is_asked_for_comes_back_as_text(besieged, siege, path, name):
    for payload in filter(sendable, (article.title for article in SIEGES[siege])):
        answer = besieged.get(path, params={name: payload})
        assert answer.status_code in ((422,) if name == "quad" else (200, 422))
        assert list(faults_of(parsed(answer.text))) == []


@pytest.mark.parametrize("siege", ["few"])
def test_sheets_hold_no_formulas(besieged):
    sheet = besieged.get("/events.csv?limit=1000").text
    assert len(sheet.splitlines()) > len(SIEGES["few"])
    assert not [line for line in sheet.splitlines() if line.startswith(("=", "@"))]
    assert "\"'=HYPERLINK" in sheet
