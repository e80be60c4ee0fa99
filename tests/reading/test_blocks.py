from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.bundled import example
from allegedly.reading import find_blocks, read
from allegedly.reading.blocks import dateline
from allegedly.reading.found import Hints, Piece
from allegedly.records import Span


def parts(text: str, **hints: object) -> list[tuple[str, str]]:
    """Return (role, words) of each block; the spans of a cut paragraph joined by " / "."""
    blocks = find_blocks(text, Hints(**hints))  # type: ignore[arg-type]
    return [(b.role, " / ".join(" ".join(s.of(text).split()) for s in b.spans)) for b in blocks]


def roles(text: str, **hints: object) -> list[str]:
    return [role for role, _ in parts(text, **hints)]


LEAD = "Rebels shelled the airport of Aden on Sunday and wounded five guards, the interior ministry said."
MORE = "The rebels denied it, and said that their guns had been silent since the truce of Thursday morning."


def test_plain_paragraphs_are_body():
    assert roles(f"{LEAD}\n\n{MORE}") == ["body", "body"]


def test_headline_byline_and_date_before_the_report():
    text = f"Airport of Aden comes under fire\n\nBy Huda Saleh\n\n12 May 2019\n\n{LEAD}\n\n{MORE}"
    assert roles(text) == ["headline", "byline", "dateline", "body", "body"]


def test_known_title_is_the_headline_even_with_a_full_stop():
    text = f"Shells fall.\n\n{LEAD}"
    assert roles(text, title="Shells fall") == ["headline", "body"]


def test_letterhead_over_the_headline_is_furniture():
    text = f"NORTH\n\nSEA\n\nDESK\n\nGuards wounded as shells hit airport\n\n{LEAD}\n\n{MORE}"
    assert roles(text) == ["boilerplate"] * 3 + ["headline", "body", "body"]


def test_news_flash_under_headline_and_date():
    assert roles("Shells hit Aden\n\n12 May 2019\n\nRebels shelled Aden airport on Sunday.") == [
        "headline",
        "dateline",
        "body",
    ]


def test_short_sentences_before_the_first_long_one_are_report():
    text = f"By Monday night it was all over.\n\nOn 12 May 2019 the guns were silent.\n\n{LEAD}\n\n{MORE}"
    assert roles(text) == ["body"] * 4


def test_short_paragraphs_of_the_report_stay_body():
    text = f"{LEAD}\n\n“Nobody slept.”\n\nIt was the third attack.\n\nWhat the rebels want\n\n{MORE}"
    assert roles(text) == ["body"] * 5


def test_embedded_player_is_an_aside_and_the_cut_paragraph_one_block():
    text = (
        f"{LEAD}\n\nThe guards, who had been posted there since the truce, were carried to a ship of\n\n"
        "Smoke over the runway\n\nSmoke over the runway\n\n9:41 AM GMT Sun, 12 May 2019 | 00:48\n\n"
        "the coalition that lay off the harbour."
    )
    found = parts(text)
    assert [role for role, _ in found] == ["body", "body", "aside", "aside", "aside"]
    assert found[1][1].endswith("to a ship of / the coalition that lay off the harbour.")


def test_open_quotation_goes_on_after_an_embed():
    quotation = (
        '"We shall not forget what was done to us by\n\nWatch: The march in Sanaa\n\nRiyadh and friends," he said.'
    )
    text = f"{LEAD}\n\n{quotation}"
    assert [role for role, _ in parts(text)] == ["body", "body", "aside"]


def test_finished_paragraphs_are_not_joined():
    assert len(find_blocks(f"{LEAD}\n\n{MORE}\n\niPhones were not among the loot, the ministry said later.")) == 3


def test_related_links_are_an_aside_up_to_the_next_prose():
    text = f"{LEAD}\n\nRelated\n\nTalks in Muscat end without a date\n\nFuel prices double in the north\n\n{MORE}"
    assert roles(text) == ["body", "aside", "aside", "aside", "body"]


def test_source_line_and_foot_are_furniture():
    foot = "Kaynak/Source: https://www.example.org/a\n\nMore from the Gulf\n\n© 2019 The Meridian Post"
    text = f"{LEAD}\n\n{MORE}\n\n{foot}"
    assert roles(text) == ["body", "body", "boilerplate", "aside", "boilerplate"]


def test_share_and_subscribe_lines_are_furniture():
    text = f"{LEAD}\n\nShare on Facebook\n\nSign up for our newsletter\n\nAdvertisement\n\n{MORE}"
    assert roles(text) == ["body", "boilerplate", "boilerplate", "boilerplate", "body"]


def test_quotation_that_begins_like_furniture_is_report():
    assert roles(f'{LEAD}\n\n"Subscribe to peace," he told the crowd.\n\n{MORE}') == ["body"] * 3


def test_picture_captions_by_credit_and_by_tense():
    credited = f"Guards carry a wounded man in Aden. REUTERS/Huda Saleh\n\n{LEAD}\n\n{MORE}"
    assert roles(credited) == ["caption", "body", "body"]
    caption = "A guard stands beside a crater at the airport in Aden last Sunday."
    told = f"Airport of Aden comes under fire\n\n{caption}\n\n{LEAD}"
    assert roles(told) == ["headline", "caption", "body"]


def test_names_of_apple_and_apples_are_no_picture_credits():
    text = f"{LEAD}\n\nThe shells were paid for, a former officer said, via Apple gift cards."
    assert roles(text) == ["body", "body"]


def test_wrapped_lines_are_one_paragraph():
    text = (
        "Rebels shelled the airport of Aden on Sunday and wounded five guards, the\n"
        "interior ministry said. A plane of the United Nations that had been about\n"
        "to land turned back to Djibouti with nineteen passengers.\n\n"
        "The rebels denied it, and said that their guns had been silent since the\n"
        "truce of Thursday morning."
    )
    assert len(find_blocks(text)) == 2


def test_single_line_ends_part_paragraphs_where_nothing_is_wrapped():
    assert len(find_blocks(f"{LEAD}\n{MORE}\n{LEAD}")) == 3


def test_windows_line_ends_part_paragraphs():
    assert len(find_blocks(f"{LEAD}\r\n\r\n{MORE}")) == 2


def test_dateline_prefix_is_a_block_of_its_own():
    text = f"ADEN, May 12 (Reuters) - {LEAD}\n\n{MORE}"
    assert parts(text)[:2] == [("dateline", "ADEN, May 12 (Reuters) -"), ("body", LEAD)]


def test_datelines():
    for words in (
        "MOSCOW (Reuters) - Troops",
        "BEIRUT, Oct 10 (AP) — A bomb",
        "WASHINGTON — The",
        "MOSCOW, October 10. /TASS/. The",
        "BEIJING, Oct. 10 (Xinhua) -- The",
        "KYIV, Ukraine (AP) — The",
        "The Hague (AFP) - Judges",
        "LA CROSSE, Wisc. — The",
    ):
        assert dateline(words), words


def test_what_is_no_dateline():
    for words in (
        "NATO - the alliance that",
        "He said - The",
        "US — which",
        "Eight (8) people died",
        "The minister (Labour) said",
        "Paris: The talks",
        "Talks in Geneva - The second round",
    ):
        assert not dateline(words), words


def test_pieces_that_the_format_knows_keep_their_roles():
    text = f"{LEAD}\n\nA caption\n\n{MORE}"
    pieces = (
        Piece(Span(0, len(LEAD))),
        Piece(Span(len(LEAD) + 2, len(LEAD) + 11), "caption"),
        Piece(Span(len(LEAD) + 13, len(text))),
    )
    assert roles(text, pieces=pieces) == ["body", "caption", "body"]


def test_bundled_article_is_told_apart():
    (article,) = read(example(), name="ministry.txt")
    by_role: dict[str, int] = {}
    for block in article.blocks:
        by_role[block.role] = by_role.get(block.role, 0) + 1
    assert by_role == {"boilerplate": 5, "headline": 1, "dateline": 3, "caption": 1, "body": 11, "aside": 3}
    assert [len(b.spans) for b in article.blocks if b.role == "body"].count(2) == 1


LINES = st.sampled_from(
    [
        LEAD,
        MORE,
        "Related",
        "Share this",
        "00:48",
        "By Huda Saleh",
        "12 May 2019",
        "Smoke over the runway",
        "and then",
        "",
        " ",
        "“",
        "-",
    ]
)


@given(st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=14), st.sampled_from(["\n", "\n\n", "\r\n", "\f"]))
@settings(max_examples=300, deadline=None)
def test_every_block_lies_in_the_text_once_and_no_word_is_lost(lines: list[str], between: str):
    text = between.join(lines)
    blocks = find_blocks(text)
    spans = sorted(s for b in blocks for s in b.spans)
    assert all(s.start < s.end and s.of(text).strip() == s.of(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert [b.spans[0] for b in blocks] == sorted(b.spans[0] for b in blocks)
    covered = "".join(s.of(text) for s in spans)
    assert sorted(c for c in covered if c.isalnum()) == sorted(c for c in text if c.isalnum())
