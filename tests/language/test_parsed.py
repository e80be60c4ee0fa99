from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.drafts import Tokens
from allegedly.language.parsed import join
from allegedly.records import Article, Block, Span, content_id


def article_of(text: str, *blocks: Block) -> Article:
    return Article(id=content_id(text), text=text, blocks=blocks)


def cut_paragraph() -> Article:
    text = "Rebels said they had deliberately\n\nWATCH: the week in pictures\n\nspared the town. Nobody confirmed it."
    gap, rest = text.index("\n\nWATCH"), text.index("spared")
    return article_of(
        text,
        Block(role="body", spans=(Span(0, gap), Span(rest, len(text)))),
        Block(role="aside", spans=(Span(gap + 2, rest - 2),)),
    )


def test_a_paragraph_cut_by_an_embed_is_parsed_as_one_sentence(parser):
    parsed = parser.parse(cut_paragraph())
    assert parsed.text(parsed.sentences[0]) == "Rebels said they had deliberately spared the town."


def test_its_spans_leave_the_embed_out(parser):
    article = cut_paragraph()
    parsed = parser.parse(article)
    words = [span.of(article.text) for span in parsed.spans(parsed.sentences[0])]
    assert words == ["Rebels said they had deliberately", "spared the town."]


def test_no_sentence_runs_over_the_end_of_a_paragraph(parse):
    parsed = parse("KHARTOUM calls up reserves\n\nThe army moved north on Monday")
    assert [p.tokens for p in parsed.paragraphs] == list(parsed.sentences)


def test_tokens_find_the_way_back_from_characters(parser):
    article = cut_paragraph()
    parsed = parser.parse(article)
    start = article.text.index("the town")
    found = parsed.tokens(Span(start, start + len("the town")))
    assert found is not None
    assert parsed.text(found) == "the town"


def test_words_of_an_aside_are_not_parsed(parser):
    article = cut_paragraph()
    start = article.text.index("pictures")
    assert parser.parse(article).tokens(Span(start, start + 8)) is None


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), min_size=1, max_size=6), st.data())
@settings(max_examples=150, deadline=None)
def test_joined_text_maps_back_to_the_same_characters(parts: list[str], data: st.DataObject):
    text = "\n\n".join(parts)
    blocks, at = [], 0
    for part in parts:
        blocks.append(Block(role="body", spans=(Span(at, at + len(part)),)))
        at += len(part) + 2
    joined = join(article_of(text, *blocks))
    for start, origin in zip(joined.starts, joined.origins, strict=True):
        length = origin.end - origin.start
        offset = data.draw(st.integers(0, length - 1))
        expected = text[origin.start + offset]
        assert joined.text[start + offset] == (" " if expected in "\r\n" else expected)


def test_wrapped_lines_and_halves_of_surrogates_are_parsed_in_place():
    text = "Troops left\nthe town \ud800 today."
    joined = join(article_of(text, Block(role="body", spans=(Span(0, len(text)),))))
    assert joined.text == "Troops left the town \ufffd today."


def test_every_token_span_quotes_its_own_words(parser):
    article = cut_paragraph()
    parsed = parser.parse(article)
    for token in parsed.doc:
        if not token.is_space:
            assert parsed.span(Tokens(token.i, token.i + 1)).of(article.text) == token.text
