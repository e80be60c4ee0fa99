import pytest

from allegedly.bundled import example
from allegedly.errors import AllegedlyError
from allegedly.reading import article_from_text, read
from allegedly.reading.outlets import outlets
from allegedly.records import Article

LEAD = "Rebels shelled the airport of Aden on Sunday and wounded five guards, the interior ministry said."
MORE = "The rebels denied it, and said that their guns had been silent since the truce of Thursday morning."
REPORT = f"{LEAD}\n\n{MORE}"
HEADLINE = "Airport of Aden comes under fire"


def under(*lines: str) -> Article:
    """Return the report under a headline and further lines."""
    return article_from_text("\n\n".join([HEADLINE, *lines, REPORT]))


def test_date_of_the_outlet_counts_and_not_the_republishers():
    (article,) = read(example(), name="ministry.txt")
    assert article.published == "2022-03-15"
    assert article.evidence.published.of(article.text) == "15 Mar 2022"


def test_chain_of_outlets_with_the_words_that_show_it():
    (article,) = read(example(), name="ministry.txt")
    assert article.outlets == ("NORTHERN RIVER INSTITUTE FOR SAHEL STUDIES", "The Meridian Post", "Harbour News")
    shown = [span.of(article.text) for span in article.evidence.outlets]
    assert shown[1:] == ["The Meridian Post", "Harbour News"]


def test_known_outlet_with_a_date():
    article = under("- 14.05.2019", "CNN, 13 May 2019")
    assert (article.published, article.outlets) == ("2019-05-13", ("CNN",))


def test_day_first_and_month_first_are_told_apart_by_other_dates():
    assert under("Published 05/06/2019", "Updated 27/06/2019").published == "2019-06-05"
    assert under("Published 05/06/2019", "Updated 06/27/2019").published == "2019-05-06"


def test_day_first_and_month_first_are_told_apart_by_the_outlets_country():
    assert under("The New York Times, 05/06/2019").published == "2019-05-06"
    assert under("The Guardian, 05/06/2019").published == "2019-06-05"


def test_date_that_can_be_read_in_two_ways_is_not_guessed():
    article = under("05/06/2019")
    assert article.published is None
    assert any("05/06/2019" in note and "two ways" in note for note in article.notes)


def test_date_that_cannot_be_is_said():
    article = under("31.02.2019")
    assert article.published is None
    assert any("31.02.2019" in note for note in article.notes)


def test_given_date_that_cannot_be_is_said_and_the_texts_own_is_used():
    article = article_from_text(f"{HEADLINE}\n\n12 May 2019\n\n{REPORT}", published="2019-02-30")
    assert article.published == "2019-05-12"
    assert any("2019-02-30" in note for note in article.notes)


@pytest.mark.parametrize("given", ["2019-05-12", "2019-05-12T09:00:00Z", "20190512", "12 May 2019", "May 12, 2019"])
def test_layouts_of_a_given_date(given: str):
    assert article_from_text(REPORT, published=given).published == "2019-05-12"


def test_given_date_is_not_overruled_by_a_line():
    article = article_from_text(f"{HEADLINE}\n\nCNN, 13 May 2019\n\n{REPORT}", published="2019-05-12")
    assert article.published == "2019-05-12"


def test_dateline_takes_its_year_from_a_later_date():
    article = under(
        "Posted on 2 January 2020",
        "ADEN, Dec 30 (AFP) - Shells hit the airport again on Monday, the interior ministry said.",
    )
    assert (article.published, article.outlets) == ("2019-12-30", ("AFP",))


def test_no_date_is_no_date():
    article = article_from_text(REPORT)
    assert article.published is None
    assert "no date of the report was found" in article.notes


def test_date_in_a_web_address_is_the_last_resort():
    assert article_from_text(REPORT, url="https://example.org/2019/05/12/aden").published == "2019-05-12"


def test_source_line_names_the_outlet():
    article = article_from_text(f"{REPORT}\n\nSource: https://www.aljazeera.com/news/2019/5/13/aden-airport")
    assert article.outlets == ("Al Jazeera",)
    assert article.published == "2019-05-13"


def test_agency_in_brackets_at_the_end():
    article = article_from_text(f"{REPORT} (Xinhua)")
    assert article.outlets == ("Xinhua",)
    assert article.evidence.outlets[0].of(article.text) == "Xinhua"


def test_papers_that_the_report_quotes_are_no_outlets_of_it():
    article = article_from_text(f"{LEAD} He told CNN and The Guardian that it was the third attack.\n\n{MORE}")
    assert article.outlets == ()


def test_source_via_another():
    assert article_from_text(REPORT, source="Xinhua via Yahoo News").outlets == ("Yahoo News", "Xinhua")
    assert article_from_text(REPORT, source="Daily Example (via ReliefWeb)").outlets == ("ReliefWeb", "Daily Example")


def test_title_is_the_headline_or_what_is_given():
    assert under().title == HEADLINE
    assert article_from_text(REPORT, title="Fire").title == "Fire"


def test_language_that_is_not_coded_is_kept_with_a_note():
    article = article_from_text(
        "Le ministère de la défense a accusé mardi la coalition d'avoir bombardé un village au nord de Gao. "
        "La coalition a démenti cette accusation quelques heures plus tard dans un communiqué."
    )
    assert article.language == "fr"
    assert any("fr" in note and "not coded" in note for note in article.notes)


@pytest.mark.parametrize("text", [REPORT, "Troops fired on protesters in Homs.", "Putin arrives Damascus"])
def test_english_is_english_however_short(text: str):
    assert article_from_text(text).language == "en"


def test_invisible_characters_are_pointed_out_and_kept():
    text = REPORT.replace("guards", "gu\u200bards")
    article = article_from_text(text)
    assert article.text == text
    assert any("invisible" in note for note in article.notes)


def test_empty_text_is_refused():
    with pytest.raises(AllegedlyError, match="R01"):
        article_from_text(" \n\n ")


def test_endless_text_is_refused():
    with pytest.raises(AllegedlyError, match="R15"):
        article_from_text("All quiet. " * 100_000)


def test_table_of_outlets_is_large_and_each_name_is_found():
    rows = {id(o): o for o in outlets().by_name.values()}.values()
    assert len(rows) >= 200
    for row in rows:
        assert any(m.outlet == row for m in outlets().mentions(f"{row.name}, 10 Oct 2017")), row.name


def test_domains_find_their_outlet_under_any_subdomain():
    assert outlets().at("https://www.bbc.co.uk/news/1").name == "BBC"
    assert outlets().at("https://uk.news.yahoo.com/x").name == "Yahoo News"
    assert outlets().at("https://notbbc.co.uk/") is None
