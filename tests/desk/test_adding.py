"""Pasting, dropping files, trying: what is kept, and what is said of what is not."""

import pytest
from made_up import SECRET
from served import faults, parsed, words_of
from unruly import dies, falls_silent

from allegedly.desk import make_app
from allegedly.desk.coding import Paste, Worker
from allegedly.errors import AllegedlyError
from allegedly.reading import Failure, Limits, article_from_text
from allegedly.records import Article

pytestmark = pytest.mark.usefixtures("one_reader")

STORY = (
    "Protesters marched through Dakar on Tuesday and accused the government of rigging the vote. Police fired tear gas "
    "at the crowd, witnesses said, and the interior ministry denied that anybody was hurt."
)


def settled(client):
    client.app.state.intake.settle()
    return client.get("/add.json").json()


def test_nothing_is_added_without_the_token(desk, shelf):
    before = shelf.counts()["articles"]
    assert desk.post("/add.json", json={"text": STORY}).status_code == 401
    assert desk.post("/paste", data={"text": STORY}).status_code == 401
    assert desk.post("/add", files={"files": ("a.txt", STORY)}).status_code == 401
    assert desk.post("/try", data={"text": STORY}).status_code == 401
    assert shelf.counts()["articles"] == before


def test_a_pasted_text_is_coded_and_kept_with_what_is_known_of_it(writer, archive):
    told = {"text": STORY, "title": "March in Dakar", "published": "2012-02-01", "source": "Dakar Post"}
    assert writer.post("/add.json", json=told).json()["state"] in ("waiting", "at work", "done")
    (job,) = settled(writer)
    (outcome,) = job["outcomes"]
    assert outcome["result"] == "coded"
    kept = archive.article(outcome["key"])
    assert (kept.title, kept.published, kept.outlets) == ("March in Dakar", "2012-02-01", ("Dakar Post",))
    assert kept.coder == "quick"
    assert kept.text == STORY
    assert "March in Dakar" in writer.get("/add").text


def test_the_same_text_again_is_a_duplicate(writer):
    for _ in range(2):
        writer.post("/add.json", json={"text": STORY})
    results = [job["outcomes"][0]["result"] for job in settled(writer)]
    assert results == ["duplicate", "coded"]


def test_dropped_files_are_read_by_what_they_are(writer, archive):
    body = f"<article><h1>March</h1><p>{STORY}</p><p>{STORY.upper()}</p></article>"
    page = f"<html><head><title>March</title></head><body>{body}"
    files = [
        ("files", ("march.html", page.encode())),
        ("files", ("story.txt", STORY.encode())),
        ("files", ("empty.txt", b"")),
        ("files", ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(200))),
    ]
    assert writer.post("/add", files=files).status_code == 200
    jobs = {job["name"]: job["outcomes"] for job in settled(writer)}
    assert [o["result"] for o in jobs["story.txt"]] == ["coded"]
    assert [o["result"] for o in jobs["march.html"]] == ["coded"]
    assert "[R01]" in jobs["empty.txt"][0]["reason"]
    assert "[R03]" in jobs["photo.jpg"][0]["reason"]
    assert all("desk-" not in o["reason"] for outcomes in jobs.values() for o in outcomes)
    assert {row.where for row in archive.failures()} == {"empty.txt", "photo.jpg"}


def test_what_cannot_be_coded_is_told_with_the_reason_and_listed(writer):
    writer.post("/add.json", json={"text": f"unspeakable {STORY}", "title": "Unspeakable"})
    (job,) = settled(writer)
    assert job["outcomes"][0]["result"] == "failed"
    assert "[R13]" in job["outcomes"][0]["reason"]
    (failure,) = writer.get("/failures.json").json()
    assert failure["code"] == "R13"
    assert "Unspeakable" in writer.get("/failures").text
    assert writer.get("/failures.csv").text.startswith("where,code")


def test_a_file_name_leads_nowhere(writer, archive, tmp_path):
    writer.post("/add", files={"files": ("../../../../tmp/evil.txt", STORY)})
    writer.post("/add", files={"files": ("<img src=x onerror=alert(1)>.html", b"")})
    settled(writer)
    page = writer.get("/add").text
    assert list(faults(page)) == []
    assert "<img" not in page


def test_trying_shows_the_coding_and_keeps_nothing(writer, archive):
    before = archive.counts()
    page = writer.post("/try", data={"text": f"Denied {STORY}"}).text
    assert list(faults(page)) == []
    assert [words_of(e) for e in parsed(page).iter("span") if "trigger" in e.get("class", "")] == ["Denied"]
    assert writer.post("/try.json", json={"text": STORY}).json()["coder"] == "quick"
    assert archive.counts() == before


def test_what_cannot_be_tried_says_why(refused):
    answer = refused.post("/try.json", json={"text": "   "})
    assert answer.status_code == 422
    assert "[R01]" in answer.json()["detail"]
    assert "[R13]" in refused.post("/try", data={"text": f"unspeakable {STORY}"}).text


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "x" * 200_001}, {"text": STORY, "published": "Tuesday"}])
def test_what_is_no_paste_is_refused(refused, body):
    assert refused.post("/add.json", json=body).status_code == 422


def test_too_large_a_file_is_refused(archive, writer):
    intake = writer.app.state.intake
    intake.limits = Limits(max_bytes=100)
    with pytest.raises(AllegedlyError, match="R10"):
        intake.add("long.txt", b"x" * 101, "anna")
    assert writer.post("/add", files={"files": ("long.txt", "x" * 101)}).status_code == 422


@pytest.mark.slow  # each starts three processes
@pytest.mark.parametrize(("does", "code"), [(falls_silent, "R11"), (dies, "R13")])
def test_a_worker_that_hangs_or_dies_costs_one_article(monkeypatch, does, code):
    monkeypatch.setattr("allegedly.desk.coding._work", does)
    worker = Worker(max_seconds=1.0)
    article = article_from_text(STORY, title="March")
    try:
        for _ in range(2):
            result = worker.code(article)
            assert isinstance(result, Failure)
            assert (result.code, result.where) == (code, "March")
    finally:
        worker.close()


@pytest.mark.slow
def test_a_paste_is_really_coded(archive):
    app = make_app(archive, secret=SECRET)
    intake = app.state.intake
    try:
        coded = intake.attempt(Paste(text=STORY, published="2012-02-01"))
        assert isinstance(coded, Article)
        assert {"PROTEST", "ACCUSE"} & {event.type for event in coded.events}
    finally:
        intake.close()
