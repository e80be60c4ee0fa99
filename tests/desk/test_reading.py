"""What an analyst sees of articles and lists."""

from made_up import ELSEWHERE, SHELLING, TEXT
from served import parsed, words_of

from allegedly.desk.sheet_of_article import sheet_of
from allegedly.records import Block, Span


def page_of(desk, article=SHELLING):
    return parsed(desk.get(f"/articles/{article.id}").text)


def by_class(tree, name):
    return [e for e in tree.iter() if name in e.get("class", "").split()]


def test_the_text_is_as_it_was(desk):
    section = next(e for e in page_of(desk).iter("section") if e.get("class") == "text")
    shown = [words_of(e) for e in section.iter("span") if e.get("data-start")]
    assert "".join(shown) == TEXT.replace("\n\n", "")


def test_boilerplate_is_folded_and_still_there(desk):
    (folded,) = by_class(page_of(desk), "boilerplate")
    assert folded.tag == "details"
    assert folded.get("open") is None
    assert "Share this article" in words_of(folded)


def test_overlapping_marks_are_all_there(desk):
    shelled = next(e for e in by_class(page_of(desk), "trigger") if words_of(e) == "shelled")
    assert set(shelled.get("data-marks").split()) == {"e1:trigger", "s1:content"}
    assert "q4" in shelled.get("class").split()


def test_the_margin_says_who_says_what(desk):
    voices = [" ".join(words_of(v).split()) for v in by_class(page_of(desk), "voice")]
    assert voices[0].startswith("The article itself")
    assert "ACCUSE/disapprove" in voices[0]
    assert "Malian army (MLI MIL)" in voices[1]
    assert "ASSAULT/heavy-weapons" in voices[1]
    assert "9+ dead" in voices[1]
    assert "Ansar Dine (MLI REB) deny" in voices[2]
    assert "denied" in voices[2]


def test_an_event_lights_up_its_voice_too(desk):
    (deed,) = [e for e in page_of(desk).iter("li") if e.get("id") == "row-e1"]
    assert deed.get("data-lights") == "e1 s1"


def test_every_row_leads_to_its_words_and_back(desk):
    tree = page_of(desk)
    ids = {e.get("id") for e in tree.iter() if e.get("id")}
    inner = [e.get("href")[1:] for e in tree.iter("a") if e.get("href", "").startswith("#")]
    assert {"words-e1", "row-e1", "words-s2"} <= set(inner)
    assert set(inner) <= ids


def test_the_chain_of_outlets_stands_on_top_and_copies_beside(desk):
    tree = page_of(desk, ELSEWHERE)
    (chain,) = by_class(tree, "chain")
    assert [words_of(a) for a in chain.iter("a")] == ["Dakar Post", "Bamako Wire"]
    (copies,) = by_class(tree, "copies")
    told = " ".join(words_of(copies).split())
    assert "Shelling near Gao kills nine" in told
    assert "published earlier" in told
    assert "nine → eleven" in told


def test_the_same_text_met_elsewhere_is_named(desk):
    (copies,) = by_class(page_of(desk), "copies")
    assert "https://sahel.example/again" in words_of(copies)


def test_text_outside_the_blocks_is_not_lost():
    article = SHELLING.__class__(id="x", text="Left. Body. Right.", blocks=(Block(role="body", spans=(Span(6, 11),)),))
    assert [(p.role, p.pieces[0].words) for p in sheet_of(article).paragraphs] == [
        ("boilerplate", "Left. "),
        ("body", "Body."),
        ("boilerplate", " Right."),
    ]


def test_an_article_that_is_not_there_is_said_so(desk):
    answer = desk.get("/articles/0000", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "there is no such record" in answer.text
    assert desk.get("/articles/0000.json").json()["detail"].endswith("[S04]")


def test_events_come_filtered_in_three_forms(desk):
    asked = "actor=MLI+REB&polarity=-"
    (row,) = desk.get(f"/events.json?{asked}").json()
    assert row["trigger"] == "fired"
    assert "fired" in desk.get(f"/events?{asked}").text
    lines = desk.get(f"/events.csv?{asked}").text.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("id,article,")


def test_claims_by_parties_can_be_hidden(desk):
    all_of_them = {row["trigger"] for row in desk.get("/events.json").json()}
    others = {row["trigger"] for row in desk.get("/events.json?no_party_claims=1").json()}
    assert all_of_them - others == {"shelled", "fired"}


def test_lists_come_a_page_at_a_time(desk):
    first = desk.get("/events.json?limit=2").json()
    second = desk.get(f"/events.json?limit=50&after={first[-1]['id']}").json()
    assert len(first) == 2
    assert [r["id"] for r in first + second] == [r["id"] for r in desk.get("/events.json").json()]
    assert 'rel="next"' in desk.get("/events?limit=2").text


def test_what_cannot_be_asked_is_refused_with_the_reason(desk):
    answer = desk.get("/events.json?quad=7")
    assert answer.status_code == 422
    assert "quad" in answer.json()["detail"]
    assert desk.get("/events.json?since=yesterday").status_code == 422


def test_the_filters_go_along_to_the_other_views(desk):
    links = [a.get("href") for a in parsed(desk.get("/events?actor=MLI&quad=").text).iter("a")]
    assert "/timeline?actor=MLI" in links
    assert "/map?actor=MLI" in links
