"""What the article page shows, worked out before any markup: marked stretches of text, and the voices of the margin."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.archive import Archive
from allegedly.archive.reports import copies_in
from allegedly.exports import phrases
from allegedly.exports.marks import Mark, MarkedBlock, Segment, marked_blocks
from allegedly.records import Article, Event, Statement

FOLDED = frozenset({"boilerplate", "aside"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under one and the same set of marks."""

    words: str
    start: int  #: its first character in the article's text
    classes: str  #: what it is marked as: "content trigger q4"
    marks: str  #: of what, and as what: "e1:trigger s1:content"
    begins: tuple[str, ...]  #: ids of the statements and events whose words begin here, to be linked to
    ends: tuple[str, ...]  #: ids of the events whose trigger ends here


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the article."""

    role: str
    folded: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """An event in the margin."""

    event: Event
    lights: str  #: ids of what lights up with it: itself and the statements it stands on


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something, and what was done on that word; no statement for the article itself."""

    statement: Statement | None
    within: str  #: who reports the speaker's words, where that is not the article
    said: str
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class SheetOfArticle:
    """The article page."""

    paragraphs: tuple[Paragraph, ...]
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that carries the same report."""

    key: str
    title: str | None
    published: str | None
    chain: str
    relation: str
    earlier: bool  #: it was published before this one
    figures: tuple[str, ...]  #: figures that differ: "4 → 7"


def sheet_of(article: Article) -> SheetOfArticle:
    """Return what the page of an article shows."""
    quads = {event.id: event.quad for event in article.events}
    paragraphs = tuple(_paragraph(block, article.text, quads) for block in marked_blocks(article))
    return SheetOfArticle(paragraphs, _voices(article))


def _paragraph(marked: MarkedBlock, text: str, quads: dict[str, int]) -> Paragraph:
    pieces = tuple(_piece(segment, text, quads) for fragment in marked.fragments for segment in fragment)
    return Paragraph(marked.block.role, marked.block.role in FOLDED, pieces)


def _piece(segment: Segment, text: str, quads: dict[str, int]) -> Piece:
    kinds = sorted({mark.kind for mark in segment.marks})
    triggers = [mark for mark in segment.marks if mark.kind == "trigger"]
    classes = [*kinds, *(f"q{quads[mark.of]}" for mark in triggers[:1])]
    return Piece(
        words=segment.span.of(text),
        start=segment.span.start,
        classes=" ".join(classes),
        marks=" ".join(sorted({f"{mark.of}:{mark.kind}" for mark in segment.marks})),
        begins=tuple(dict.fromkeys(m.of for m in segment.marks if _begins(m, segment))),
        ends=tuple(mark.of for mark in triggers if mark.span.end == segment.span.end),
    )


def _begins(mark: Mark, segment: Segment) -> bool:
    return mark.kind in ("trigger", "content") and mark.span.start == segment.span.start


def _voices(article: Article) -> tuple[Voice, ...]:
    """Return the article's own word, then each statement in the order of the text, with the events that stand on it."""
    deeds: dict[str | None, list[Deed]] = {}
    for event in article.events:
        lights = " ".join([event.id, *event.voice])
        deeds.setdefault(event.voice[-1] if event.voice else None, []).append(Deed(event, lights))
    by_id = {statement.id: statement for statement in article.statements}
    own = Voice(None, "", "", tuple(deeds.get(None, ())))
    return (own, *(_voice(s, by_id, article, deeds.get(s.id, [])) for s in article.statements))


def _voice(statement: Statement, by_id: dict[str, Statement], article: Article, deeds: list[Deed]) -> Voice:
    outer = by_id.get(statement.within) if statement.within else None
    within = (outer.source.name or "an unnamed source") if outer else ""
    return Voice(statement, within, phrases.said(statement, article), tuple(deeds))


def copies_of(archive: Archive, key: str) -> list[Copy]:
    """Return the other articles that carry the same report, the earliest first."""
    copies = []
    for pair in copies_in(archive, key):
        other = archive.article(pair.b if pair.a == key else pair.a)
        figures = tuple(f"{old} → {new}" for change in pair.changes for old, new in change.figures)
        other_key = pair.b if pair.a == key else pair.a
        told = (other_key, other.title, other.published, phrases.chain(other))
        copies.append(Copy(*told, relation=pair.relation, earlier=pair.b == key, figures=figures))
    return sorted(copies, key=lambda copy: (copy.published or "9999", copy.key))
