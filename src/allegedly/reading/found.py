"""What a format's reader hands on: the text, what is known beside it, and which stretches the format itself names."""

from __future__ import annotations

from dataclasses import dataclass, field

from allegedly.reading.sniff import Format
from allegedly.records import Role, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stands beside the text: a page's metadata, a feed's fields, a JSON line's, the user's options."""

    id: str | None = None
    title: str | None = None
    published: str | None = None  #: a date in any layout
    url: str | None = None
    source: str | None = None  #: who published it: "CNBC", "CNBC via Yahoo", a feed's or a site's name
    charset: str | None = None  #: the encoding that a server or page declares
    vouched: bool = False  #: the user or the data set says so, so that no line of the text overrules it


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a part of one, that the format tells apart."""

    span: Span
    role: Role | None = None  #: None where the format does not say what it is
    continues: bool = False  #: it goes on with the body paragraph before it, whatever stands between


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What helps to find the blocks."""

    title: str | None = None
    pieces: tuple[Piece, ...] | None = None  #: the paragraphs, where the format knows them; None for bare text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One document's text with all that its format tells."""

    text: str
    known: Known = field(default_factory=Known)
    pieces: tuple[Piece, ...] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document of a file, still as bytes: a file of its own, a line, an entry, a record."""

    where: str
    data: bytes
    format: Format | None  #: None where the bytes must tell
    known: Known = field(default_factory=Known)


def pieces_of(paragraphs: list[tuple[str, Role | None]], between: str = "\n\n") -> tuple[str, tuple[Piece, ...]]:
    """Return the paragraphs as one text, and where each stands in it."""
    pieces, at = [], 0
    for paragraph, role in paragraphs:
        pieces.append(Piece(Span(at, at + len(paragraph)), role))
        at += len(paragraph) + len(between)
    return between.join(paragraph for paragraph, _ in paragraphs), tuple(pieces)
