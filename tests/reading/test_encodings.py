import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.errors import AllegedlyError
from allegedly.reading import Failure, read
from allegedly.reading.encodings import decode

TURKISH = "Savunma Bakanlığı sözcüsü, İstanbul'da yaptığı açıklamada şüphelilerin yakalandığını söyledi."
GERMAN = "Der Präsident sagte in Köln, die Größe der Übung sei „übertrieben“ dargestellt worden."
ICELANDIC = "Ráðherra sagði í gær að þjóðin þyrfti að bíða eftir svörum frá Brussel um fiskveiðar."
RUSSIAN = "Министр обороны обвинил коалицию в ударе по деревне."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TURKISH, "utf-8"),
        (TURKISH, "utf-8-sig"),
        (TURKISH, "utf-16"),
        (TURKISH, "utf-16-le"),
        (TURKISH, "utf-16-be"),
        (TURKISH, "utf-32"),
        (TURKISH, "cp1254"),
        (GERMAN, "cp1252"),
        (GERMAN.replace("„", '"').replace("“", '"'), "latin-1"),
        (ICELANDIC, "cp1252"),
        (RUSSIAN, "cp1251"),
    ],
)
def test_encodings_are_told_apart(text: str, encoding: str):
    assert decode(text.encode(encoding)) == text


def test_declared_encoding_is_believed_where_the_bytes_are_valid_in_it():
    assert decode("naïve".encode("mac-roman"), "macintosh") == "naïve"
    assert decode("naïve".encode(), "ascii") == "naïve"
    assert decode("naïve".encode(), "no-such-encoding") == "naïve"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"PK\x03\x04" + bytes(50),
        bytes(range(256)) * 20,
        b"{\\rtf1 Hello}",
        b"text\x00text" * 9,
    ],
)
def test_binary_is_refused(data: bytes):
    with pytest.raises(AllegedlyError, match="R03"):
        decode(data)


def test_bytes_of_no_encoding_are_refused():
    with pytest.raises(AllegedlyError, match="R04"):
        decode(b"caf\xe9 and \x81\x8d\x9d are no letters anywhere")
    with pytest.raises(AllegedlyError, match="R04"):
        decode(b"\xff\xfeA\x00\x00\xd8A")


def test_a_broken_byte_does_not_spoil_utf8():
    data = TURKISH.encode() + b" \xc5. " + TURKISH.encode()
    assert decode(data) == f"{TURKISH} \ufffd. {TURKISH}"
    (article,) = read(data, name="x")
    assert any("1 characters" in note for note in article.notes)


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_become_an_article_or_a_failure(data: bytes):
    for result in read(data, name="x", format="text"):
        assert isinstance(result, Failure) or result.text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).filter(str.strip))
@settings(deadline=None)
def test_utf8_text_is_kept_as_it_stands(text: str):
    (article,) = read(text.encode(), name="x", format="text")
    assert isinstance(article, Failure) or article.text == text.removeprefix("\ufeff")


def test_line_ends_are_made_one_kind():
    (article,) = read(b"Troops left on Monday.\r\n\r\nThey came back.\rThen they left.", name="x")
    assert article.text == "Troops left on Monday.\n\nThey came back.\nThen they left."
