"""The bulletin says who says what, what is disputed, and leads from each claim to its words."""

import sys
from dataclasses import replace

import pypdfium2
import pytest
from click.testing import CliRunner
from lxml import html
from reported import ARMY, GAO, GUNMEN, KIDAL, REBELS, VILLAGERS, on, report, toll

from allegedly.archive import Archive, link
from allegedly.cli import main
from allegedly.errors import AllegedlyError
from allegedly.exports.bulletin import compile_bulletin, page, pdf, questions, said

RAID = {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": GAO, "time": on("2021-05-04")}
CLASH = {"actors": (ARMY,), "recipients": (REBELS,), "place": KIDAL, "time": on("2021-05-06")}


def reports():
    return [
        report("Gunmen raided a market near Gao and killed nine, the army said.", voice=ARMY, dead=toll(9), **RAID),
        report(
            "Gunmen raided no market near Gao <b>at all</b>, said rebels & friends.",
            "Kidal Post",
            "2021-05-05",
            voice=REBELS,
            polarity="-",
            **RAID,
        ),
        report("Soldiers fought rebels in Kidal on Thursday.", "Le Fleuve", "2021-05-07", **CLASH),
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("bulletin") / "news.db"


@pytest.fixture(scope="module")
def archive(place):
    with Archive.open(place) as opened:
        for article in reports():
            opened.put(replace(article, url="https://news.example/1"))
        link(opened)
        yield opened


def shown(archive, **asked):
    return html.fromstring(page(compile_bulletin(archive, **asked)))


def incidents(document):
    return document.xpath("//section[contains(@class, 'incident')]")


def test_the_disputed_come_first_with_both_sides(archive):
    first, second = incidents(shown(archive))
    told = first.text_content()
    assert "Disputed, whether it happened" in told
    assert "Asserted by: Malian army" in told
    assert "Denied by: CMA rebels" in told
    assert "Dead: low 9 (Malian army), best 9 (Malian army), high 9 (Malian army)" in told
    assert "Kidal" in second.text_content()
    assert "Nobody but the outlets says so." in second.text_content()


def test_every_claim_is_one_click_from_its_words(archive):
    document = shown(archive)
    targets = {e.get("id"): e for e in document.xpath("//*[@id]")}
    links = [a.get("href") for a in document.xpath("//a[starts-with(@href, '#')]")]
    assert links
    assert all(link.removeprefix("#") in targets for link in links)
    for row in document.xpath("//section//tbody/tr"):
        (there,) = row.xpath("./td[last()]/a/@href")
        (mark,) = targets[there.removeprefix("#")].xpath("./mark")
        assert mark.text in ("raided", "fought")


def test_ids_are_unique(archive):
    ids = shown(archive).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_sources_stand_with_their_dates_and_addresses(archive):
    articles = shown(archive).xpath("//section[@class='words']/article")
    facts = [a.xpath("string(./p)") for a in articles]
    assert [fact.split(" · ")[:2] for fact in facts] == [
        ["2021-05-04", "Sahel Wire"],
        ["2021-05-05", "Kidal Post"],
        ["2021-05-07", "Le Fleuve"],
    ]
    assert all("https://news.example/1" in fact for fact in facts)


def test_article_text_never_becomes_markup_and_nothing_is_fetched(archive):
    text = page(compile_bulletin(archive))
    assert "<b>at all" not in text
    assert "&lt;b&gt;at all&lt;/b&gt;" in text
    assert "<script" not in text
    assert not html.fromstring(text).xpath("//link | //img | //script | //@src")


def test_an_address_that_is_none_is_no_link(tmp_path):
    with Archive.open(tmp_path / "x.db") as archive:
        archive.put(replace(reports()[2], url="javascript:alert(1)"))
        link(archive)
        assert "javascript" not in page(compile_bulletin(archive))


@pytest.mark.parametrize(
    ("about", "places"),
    [
        ((), {"Gao", "Kidal"}),
        (("MLI",), {"Gao", "Kidal"}),
        (("MLI REB",), {"Kidal"}),
        (("kidal",), {"Kidal"}),
        (("market",), {"Gao"}),
        (("FRA",), set()),
        (("gao", "kidal"), {"Gao", "Kidal"}),
    ],
)
def test_what_it_is_about(archive, about, places):
    assert {d.incident.place for d in compile_bulletin(archive, about=about).dossiers} == places


def test_which_time_it_is_of(archive):
    found = compile_bulletin(archive, since="2021-05-05", until="2021-05-06").dossiers
    assert [d.incident.place for d in found] == ["Kidal"]


def test_what_was_left_out_for_length_is_said(archive):
    assert "1 more incident left out for length" in shown(archive, limit=1).text_content()


def test_nothing_is_said_to_be_reported_where_nothing_is(archive):
    assert "Nothing is reported." in shown(archive, about=("FRA",)).text_content()


def test_codes_are_asked_for_as_codes():
    assert [q.text for q in questions(["RUS MIL"], None, None)] == [None, None]


def test_how_an_account_is_put(archive):
    accounts = [a for d in compile_bulletin(archive).dossiers for a in d.comparison.accounts]
    assert [said(account) for account in accounts] == ["asserts", "denies", "reports"]
    assert said(replace(accounts[0], certainty="possible", polarity="-", tense="future")) == "says possibly not, future"
    assert said(replace(accounts[0], certainty="unknown", sure=False)) == "leaves open; perhaps of another incident"


def test_the_same_archive_gives_the_same_page(archive):
    assert page(compile_bulletin(archive)) == page(compile_bulletin(archive))


def test_the_command_writes_a_page(place, archive):
    done = CliRunner().invoke(main, ["bulletin", str(place), "--since", "2021-05-01", "--about", "MLI"])
    assert done.exit_code == 0
    assert done.stdout.startswith("<!doctype html>")
    assert "<title>Bulletin: MLI · since 2021-05-01</title>" in done.stdout


def test_a_day_that_is_none_is_refused(place, archive):
    done = CliRunner().invoke(main, ["bulletin", str(place), "--since", "yesterday"])
    assert done.exit_code == 2
    assert "a day is YYYY-MM-DD" in done.stderr


def test_the_pdf_has_the_words_and_fetches_nothing(archive):
    try:
        import weasyprint  # noqa: F401
    except OSError as missing:  # it installs everywhere, the Pango library that it needs does not
        pytest.skip(str(missing))
    document = pypdfium2.PdfDocument(pdf(compile_bulletin(archive)))
    text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    assert "Disputed, whether it happened" in text.replace("\r\n", " ")
    assert "Denied by: CMA rebels" in text


def test_without_the_package_the_error_says_what_to_install(archive, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(AllegedlyError, match=r"allegedly\[pdf\].*U04"):
        pdf(compile_bulletin(archive))
