"""Each format's sample file, and what kind of file the content says it is."""

from pathlib import Path

import make_pdf
import make_warc
import pytest

from allegedly.bundled import example
from allegedly.reading import Failure, read
from allegedly.reading.sniff import sniff
from allegedly.records import Article

FILES = Path(__file__).with_name("files")


def articles(name: str) -> list[Article]:
    return [a for a in read(FILES / name) if isinstance(a, Article)]


def failures(name: str) -> list[Failure]:
    return [f for f in read(FILES / name) if isinstance(f, Failure)]


def blocks(article: Article, role: str) -> list[str]:
    return [" / ".join(" ".join(s.of(article.text).split()) for s in b.spans) for b in article.blocks if b.role == role]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page.html", "html"),
        ("two-columns.pdf", "pdf"),
        ("feed.rss", "feed"),
        ("feed.atom", "feed"),
        ("articles.jsonl", "jsonl"),
        ("wrapped.txt", "text"),
    ],
)
def test_format_is_found_whatever_the_file_is_called(name: str, kind: str):
    assert sniff((FILES / name).read_bytes(), "file.bin") == kind
    assert sniff((FILES / name).read_bytes(), "file.txt") == kind


def test_prose_that_looks_like_markup_is_text():
    assert sniff(b"{Moscow} Troops left.", "a.txt") == "text"
    assert sniff(b"[1] Troops left.", "a.html") == "text"
    assert sniff(b"Shares rose <5% on Monday </p>.", "a") == "text"


def test_unknown_format_is_the_callers_fault():
    with pytest.raises(ValueError, match="docx"):
        next(read(b"x", name="x", format="docx"))


# ---- plain text ----


def test_wrapped_text():
    (article,) = articles("wrapped.txt")
    assert article.text == (FILES / "wrapped.txt").read_text()
    assert article.title == "Fishermen held after clash with patrol boats"
    assert article.published == "2014-07-03"
    assert len(blocks(article, "body")) == 3
    assert blocks(article, "byline") == ["By Jon Adeyemi"]


def test_bundled_article_is_kept_character_for_character():
    (article,) = read(example(), name="ministry.txt")
    assert article.text == example().decode()
    assert article.language == "en"
    assert article.notes == ()
    assert 350 <= len(article.text.split()) <= 450


# ---- JSON lines ----


def test_json_lines_one_result_a_line():
    results = list(read(FILES / "articles.jsonl"))
    assert [type(r).__name__ for r in results] == ["Article", "Article", "Failure", "Failure", "Failure", "Article"]
    assert [r.where.rsplit(":", 1)[1] for r in results if isinstance(r, Failure)] == ["4", "5", "6"]


def test_json_text_is_not_touched():
    article = articles("articles.jsonl")[0]
    assert "\r\n\r\n" in article.text
    assert len(article.blocks) == 2
    assert (article.id, article.published, article.outlets) == ("a-1", "2018-03-04", ("Yahoo News", "Xinhua"))


def test_one_json_object_over_several_lines():
    (article,) = read(b'{\n  "text": "Troops left the town on Monday."\n}\n', name="x.json")
    assert article.text == "Troops left the town on Monday."


def test_json_array():
    found = list(read(b'[\n{"text": "Troops left."},\n{"text": "They came back."}\n]', name="x"))
    assert [a.text for a in found] == ["Troops left.", "They came back."]


# ---- HTML ----


def test_page_gives_the_report_and_no_furniture():
    (article,) = articles("page.html")
    assert article.title == "Port blockade eased after talks, ministry says"
    assert article.published == "2021-05-18"
    assert article.outlets == ("The Meridian Post", "Reuters")
    assert article.url == "https://www.example.org/world/2021/05/port-blockade"
    for furniture in ("Facebook", "Sport", "Privacy", "All rights", "morning briefing"):
        assert furniture not in article.text


def test_page_is_told_apart():
    (article,) = articles("page.html")
    assert blocks(article, "headline") == ["Port blockade eased after talks, ministry says"]
    assert blocks(article, "byline") == ["By Ana Duarte", "(Reporting by Ana Duarte; Editing by Paul Kerr)"]
    assert blocks(article, "dateline") == ["18 May 2021", "HODEIDAH, Yemen (Reuters) -"]
    assert len(blocks(article, "caption")) == 1
    assert "Fuel prices double in the north" in blocks(article, "aside")
    assert len(blocks(article, "body")) == 5


def test_paragraph_cut_by_a_player_is_one_block():
    (article,) = articles("page.html")
    assert "accused the ministry of / spreading false news to please its donors." in blocks(article, "body")[2]


def test_hidden_text_is_left_out_and_said():
    (article,) = articles("page.html")
    assert "sunk the tankers" not in article.text
    assert "surrender" not in article.text
    assert any("hidden" in note for note in article.notes)


def test_page_in_windows_1254_by_its_own_word():
    page = (
        "<html><head><meta charset=windows-1254></head><body><p>Dışişleri Bakanı Ankara'da yaptığı açıklamada "
        "iddiaları reddetti ve görüşmelerin süreceğini söyledi.</p></body></html>"
    )
    (article,) = read(page.encode("cp1254"), name="x.html")
    assert "Dışişleri Bakanı" in article.text


def test_report_inside_very_many_boxes_is_read():
    prose = "<p>The ministry said on Monday that troops had entered the town and taken the bridge.</p>" * 3
    for depth in (300, 20_000):
        (article,) = read(("<html><body>" + "<div>" * depth + prose).encode(), name="x.html")
        assert len(article.blocks) == 3


PROSE = (
    "The interior ministry of Chad said on Monday that rebels had crossed the border near Tine and burnt two villages.",
    "A spokesman for the rebels denied it. “We have not been there since March,” he told a radio station in Paris.",
    "The governor of the region said the dead included a teacher and four of his pupils.",
)


def test_page_laid_out_with_tables_and_line_breaks():
    page = (
        "<html><head><title>Chad: villages burnt - Daily Example</title></head><body><table><tr><td><a href=/>Home</a>"
        "<br><a href=/n>News</a></td><td><b>Chad: villages burnt</b><br><i>Monday, 4 May 2009</i><br><br>"
        f"{'<br><br>'.join(PROSE)}</td></tr></table></body></html>"
    )
    (article,) = read(page.encode(), name="x.html")
    assert blocks(article, "headline") == ["Chad: villages burnt"]
    assert article.published == "2009-05-04"
    assert blocks(article, "body") == list(PROSE)


def test_class_of_the_pages_layout_does_not_make_the_report_a_byline():
    body = "".join(f"<p>{p}</p>" for p in PROSE)
    page = (
        f"<html><body><div class='video-box author-page date'><h1>Villages burnt in Chad</h1>{body}</div></body></html>"
    )
    (article,) = read(page.encode(), name="x.html")
    assert blocks(article, "body") == list(PROSE)


def test_page_without_a_report():
    (failure,) = read(b"<html><body><nav><a href='/'>Home</a></nav></body></html>", name="x.html")
    assert failure.code == "R07"


# ---- PDF ----


def test_pdf_in_reading_order():
    (article,) = articles("two-columns.pdf")
    body = blocks(article, "body")
    expected = [p.split(" - ", 1)[-1] for p in make_pdf.PARAGRAPHS[1:]]
    assert [b.replace(" / ", " ") for b in body] == expected


def test_pdf_paragraph_over_the_page_break_is_one_block():
    (article,) = articles("two-columns.pdf")
    assert sum(" / " in b for b in blocks(article, "body")) == 1


def test_pdf_headers_and_footers_are_furniture():
    (article,) = articles("two-columns.pdf")
    assert blocks(article, "headline") == [make_pdf.HEADLINE]
    assert blocks(article, "boilerplate").count(make_pdf.HEADER) == 2
    assert {"1", "2"} <= set(blocks(article, "boilerplate"))
    assert (article.published, article.outlets) == ("2022-04-05", ("The Meridian Post", "Harbour News"))


def test_pdf_drawn_across_the_columns_reads_the_same():
    (across,) = read(make_pdf.article(row_by_row=True), name="x")
    (down,) = articles("two-columns.pdf")
    assert across.text == down.text


def test_committed_pdf_is_what_the_script_writes():
    assert (FILES / "two-columns.pdf").read_bytes() == make_pdf.article()


def test_pdf_hyphen_at_a_lines_end_is_kept_without_a_gap():
    lines = [
        (60.0, 700.0, 10.0, "The ministry said that the Russian-"),
        (60.0, 688.0, 10.0, "backed forces had left the town."),
    ]
    (article,) = read(make_pdf.pdf([lines]), name="x")
    assert article.text == "The ministry said that the Russian-backed forces had left the town."


def test_one_column_with_short_lines_has_no_columns():
    words = [
        "Troops left the town on Monday.",
        "They came back.",
        "Nobody knew why they did so, and the mayor",
        "would not say.",
    ]
    lines = [(60.0, 700.0 - 12 * n, 10.0, w) for n, w in enumerate(words * 3)]
    (article,) = read(make_pdf.pdf([lines]), name="x")
    assert " ".join(article.text.split()) == " ".join(words * 3)


# ---- feeds ----


def test_rss_entries():
    first, second = articles("feed.rss")
    assert (first.title, first.published, first.url) == (
        "Strikers close the bridge at Calabar",
        "2019-11-06",
        "https://harbour.example.org/1",
    )
    assert len(blocks(first, "body")) == 2
    assert second.outlets == ("Harbour News",)
    assert [f.code for f in failures("feed.rss")] == ["R09"]


def test_atom_entry():
    (article,) = articles("feed.atom")
    assert (article.title, article.published) == ("Two towns sign a truce over wells", "2020-02-02")
    assert blocks(article, "headline") == [article.title]


# ---- web archives ----


def test_archive_gives_its_pages_only():
    page, text = articles("pages.warc.gz")
    assert page.title == "Port blockade eased after talks, ministry says"
    assert (page.url, text.url) == ("https://example.org/1", "https://example.org/4")
    assert failures("pages.warc.gz") == []


def test_unpacked_archive_reads_the_same():
    bodies = [("200 OK", make_warc.HTML, make_warc.PAGE)]
    packed, plain = (list(read(make_warc.warc(*bodies, packed=p), name="x")) for p in (True, False))
    assert packed == plain


def test_text_is_stable_under_reading_again():
    for name in ("page.html", "two-columns.pdf", "feed.atom"):
        assert articles(name) == articles(name)
