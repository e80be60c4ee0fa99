import re

from allegedly.exports.marks import Mark, marked_blocks, segments
from allegedly.exports.page import page
from allegedly.records import Article, Block, Event, Party, Span, Statement

TEXT = "Norland accused <b>Sudmark</b> of shelling & looting its ports."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def party(words: str, country: str) -> Party:
    return Party(span=span(words), name=words, country=country, sectors=("GOV",))


def article() -> Article:
    norland, sudmark = party("Norland", "NOR"), party("Sudmark", "DNK")
    said = Statement(
        id="s1",
        source=norland,
        cue=span("accused"),
        content=(span("<b>Sudmark</b> of shelling & looting its ports"),),
        kind="indirect",
    )
    accuse = Event(
        id="e1", trigger=span("accused"), type="ACCUSE", mode=None, quad=3, actors=(norland,), recipients=(sudmark,)
    )
    shell = Event(
        id="e2", trigger=span("shelling"), type="ASSAULT", mode=None, quad=4, actors=(sudmark,), voice=("s1",)
    )
    return Article(
        id="x",
        text=TEXT,
        title="Ports </title><script>alert(1)</script>",
        blocks=(Block(role="body", spans=(Span(0, len(TEXT)),)),),
        statements=(said,),
        events=(accuse, shell),
    )


def test_article_text_never_becomes_markup():
    html = page([article()])
    assert "<b>Sudmark" not in html
    assert "alert(1)</script>" not in html
    assert html.count("<script>") == 1


def test_every_event_links_to_its_words_and_back():
    html = page([article()])
    targets = set(re.findall(r'id="([^"]+)"', html))
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert {"words-e1", "words-e2", "words-s1", "row-e1"} <= links
    assert links <= targets


def test_the_page_shows_the_text_whole():
    shown = re.search(r'<section class="text".*?</section>', page([article()]), re.DOTALL)
    assert shown is not None
    words = re.sub(r'<a class="label".*?</a>|<[^>]+>', "", shown[0]).strip()
    assert words == TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_the_page_names_nothing_outside_itself():
    assert not re.search(r'(?:src|href)="(?!#)|url\(|https?://', page([article()]))


def test_two_articles_on_one_page_share_no_anchor():
    html = page([article(), article()])
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_overlapping_marks_are_cut_into_segments():
    marks = [Mark(Span(2, 8), "content", "s1"), Mark(Span(5, 12), "trigger", "e1")]
    cut = segments(Span(0, 14), marks)
    assert [tuple(s.span) for s in cut] == [(0, 2), (2, 5), (5, 8), (8, 12), (12, 14)]
    assert [len(s.marks) for s in cut] == [0, 1, 2, 1, 0]


def test_text_outside_all_blocks_is_kept_as_boilerplate():
    text = "Menu\n\nThe army moved."
    blocks = marked_blocks(Article(id="y", text=text, blocks=(Block(role="body", spans=(Span(6, len(text)),)),)))
    assert [b.block.role for b in blocks] == ["boilerplate", "body"]
