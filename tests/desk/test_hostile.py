"""Whatever an article, its metadata, a file's name or a comment says reaches the browser as text, and only so."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient
from made_up import SECRET
from payloads import PAYLOADS
from served import faults, parsed, words_of

from allegedly.archive import Archive, link
from allegedly.archive import decide as rule
from allegedly.archive.adjudication import adopt
from allegedly.archive.reviews import decide, layers, named
from allegedly.archive.rows import storable
from allegedly.desk import make_app
from allegedly.desk.desk import showable
from allegedly.reading import Failure
from allegedly.records import Article, Block, Count, Event, Interval, Party, Place, Span, Statement, content_id


def hostile(payload: str, n: int) -> Article:
    """Return an article in which everything that can be text is hostile, with marks right beside and across it."""
    lead, rest = "Rebels ", f" attacked the town {n}, the army said {payload} yesterday."
    text = f"{payload}\n{lead}{payload}{rest}"
    at = {words: Span(text.index(words), text.index(words) + len(words)) for words in ("attacked", "the army", "said")}
    start = len(payload) + 1 + len(lead)
    rebels = Party(span=Span(start, start + len(payload)), name=payload, country="MLI", sectors=("REB",))
    army = Party(span=at["the army"], name=payload, country="MLI", sectors=("MIL",))
    said = Statement(
        id="s1", source=army, cue=at["said"], content=(Span(start - len(lead), at["attacked"].end),), kind="indirect"
    )
    day = str(date(2004, 1, 1) + timedelta(days=20 * n))  # each an incident of its own
    event = Event(
        id="e1",
        trigger=at["attacked"],
        type="ASSAULT",
        mode=None,
        quad=4,
        actors=(rebels,),
        recipients=(replace(rebels, name=f"{payload} too", country=None),),
        voice=("s1",),
        place=Place(
            span=Span(start, start + 1), name=payload, geonames=None, lat=10.0 + n / 10, lon=5.0, country="MLI"
        ),
        time=Interval(span=None, start=day, end=day, granularity="day"),
    )
    return Article(
        id=content_id(text),
        text=text,
        title=payload,
        published="2013-03-03",
        language="en",
        outlets=(payload, f"Wire {payload}"),
        url=payload,
        blocks=(
            Block(role="headline", spans=(Span(0, len(payload)),)),
            Block(role="body", spans=(Span(len(payload) + 1, len(text)),)),
        ),
        statements=(said,),
        events=(event,),
        notes=(payload,),
        coder=payload,
    )


#: No client sends half a surrogate pair in an address.
SENDABLE = [payload for payload in PAYLOADS if "\ud800" not in payload]
ARTICLES = [hostile(payload, n) for n, payload in enumerate(PAYLOADS)]


def besiege(archive: Archive) -> None:
    """Put every payload into an archive, wherever words of others get: articles, copies, reviews, rulings, failures."""
    for article in ARTICLES:
        archive.put(article)
        archive.put(replace(article, url=f"https://a.example/{article.url}", title=f"again {article.title}"))
        archive.fail(Failure(f"/in/{article.title}.html", "R13", article.title or ""))
    link(archive)
    for article in ARTICLES:
        review(archive, article)
    for one, other in pairwise([*ARTICLES, ARTICLES[0]]):
        rule(archive, event_of(one), event_of(other), same=False, author=one.title or "")


def event_of(article: Article) -> str:
    return f"{content_id(article.text)}-e1"


def review(archive: Archive, article: Article) -> None:
    """Have two people of hostile names code an article apart, and a third correct it with hostile words."""
    key, unit, payload = content_id(article.text), next(iter(named(article.events))), article.title or ""
    corrected = replace(
        article.events[0],
        type="COERCE",
        place=Place(span=Span(0, 1), name=f"place {payload}"[:300], geonames=None, lat=1.0, lon=2.0, country="MLI"),
        dead=Count(span=Span(0, 2), min=1, max=None),
    )
    others = tuple(replace(s, id="own1", source=replace(s.source, name=payload[:300])) for s in article.statements)
    for coder in (storable(f"{payload} a"), storable(f"{payload} b")):
        said = replace(corrected, voice=("own1",), certainty="possible" if coder.endswith("b") else "certain")
        decide(archive, key, unit, "correct", author=coder, layer=coder, event=said, statements=others, comment=payload)
    first = sorted(layer for layer in layers(archive, key) if layer)[0]
    adopted = adopt(archive, key, first, unit, author=payload, fields=["voice"])
    decide(archive, key, unit, "correct", author=payload, event=corrected, comment=article.notes[0], seen=adopted.n)


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
