"""Records survive the way to JSON and back, and what is no record is refused with its place."""

import json

import pytest
from any_records import articles
from hypothesis import given

from allegedly.codec import decode, decode_lines, encode, encode_lines
from allegedly.errors import AllegedlyError
from allegedly.records import Article, Span, content_id


def bare(text: str) -> Article:
    return Article(id=content_id(text), text=text)


@given(articles())
def test_a_record_comes_back_as_it_was(article):
    assert decode(encode(article)) == article


@given(articles())
def test_the_bytes_come_back_as_they_were(article):
    assert encode(decode(encode(article))) == encode(article)


@given(articles())
def test_a_record_is_one_line_that_any_reader_reads(article):
    line = encode(article)
    assert b"\n" not in line
    assert json.loads(line)["text"] == article.text


def test_fields_stand_in_the_order_of_the_format():
    shape = json.loads(encode(bare("Clashes were reported in Aleppo.")))
    assert list(shape)[:5] == ["id", "text", "title", "published", "language"]
    assert shape["published"] is None


def test_lines_are_numbered_in_errors():
    lines = [encode(bare("One.")) + b"\n", b"\n", b'{"id": "x"}\n']
    with pytest.raises(AllegedlyError, match=r"news.jsonl:3.*R08"):
        list(decode_lines(lines, "news.jsonl"))


def test_a_span_outside_its_text_is_refused():
    line = encode(bare("Short.")).replace(b'"blocks":[]', b'"blocks":[{"role":"body","spans":[[0,7]]}]')
    with pytest.raises(AllegedlyError, match=r"\[0, 7\] in 6 characters"):
        decode(line)


@pytest.mark.parametrize("line", [b"", b"[]", b"{", b'{"text": 3, "id": "x"}', b'\xff\xfe{"text"', b'{"x":"\\ud800"}'])
def test_what_is_no_record_is_refused(line):
    with pytest.raises(AllegedlyError, match="R08"):
        decode(line)


def test_the_id_of_a_row_is_kept():
    row = b'{"id": "desk-17", "text": "Talks resumed."}'
    assert decode(row).id == "desk-17"


def test_many_come_back_from_lines():
    written = [bare("One."), bare("Two.")]
    assert list(decode_lines(encode_lines(written))) == written
    assert Span(0, 3).of(written[0].text) == "One"
