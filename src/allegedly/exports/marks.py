"""A coded article's text cut where any mark begins or ends, so that overlapping marks can be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from allegedly.records import Article, Block, Party, Span

MarkKind = Literal["content", "source", "cue", "trigger", "actor", "recipient", "place", "time", "count"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Words that stand for a part of a statement or event."""

    span: Span
    kind: MarkKind
    of: str  #: id of the statement or event


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under one and the same set of marks."""

    span: Span
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block of the article in segments; a segment list for each fragment of a block that was cut."""

    block: Block
    fragments: tuple[tuple[Segment, ...], ...]


def marks_of(article: Article) -> list[Mark]:
    """Return every mark of the article's statements and events, in the order of the text."""
    return sorted([*_statement_marks(article), *_event_marks(article)])


def _statement_marks(article: Article) -> Iterator[Mark]:
    for statement in article.statements:
        for span in statement.content:
            yield Mark(span, "content", statement.id)
        if statement.cue:
            yield Mark(statement.cue, "cue", statement.id)
        if statement.source.span:
            yield Mark(statement.source.span, "source", statement.id)


def _event_marks(article: Article) -> Iterator[Mark]:
    for event in article.events:
        yield Mark(event.trigger, "trigger", event.id)
        yield from _party_marks(event.actors, "actor", event.id)
        yield from _party_marks(event.recipients, "recipient", event.id)
        if event.place and event.place.span:
            yield Mark(event.place.span, "place", event.id)
        if event.time and event.time.span:
            yield Mark(event.time.span, "time", event.id)
        for count in (event.dead, event.injured):
            if count and count.span:
                yield Mark(count.span, "count", event.id)


def _party_marks(parties: tuple[Party, ...], kind: MarkKind, of: str) -> Iterator[Mark]:
    for party in parties:
        if party.span:
            yield Mark(party.span, kind, of)


def segments(within: Span, marks: list[Mark]) -> tuple[Segment, ...]:
    """Cut ``within`` at every edge of a mark and return the pieces with the marks over each."""
    near = [m for m in marks if m.span.start < within.end and m.span.end > within.start]
    edges = {within.start, within.end}
    for mark in near:
        edges.update(e for e in mark.span if within.start < e < within.end)
    cuts = sorted(edges)
    return tuple(
        Segment(Span(a, b), tuple(m for m in near if m.span.start <= a and m.span.end >= b)) for a, b in pairwise(cuts)
    )


def marked_blocks(article: Article) -> list[MarkedBlock]:
    """Return the article's blocks in the order of the text, each cut at its marks.

    Text that no block covers comes as blocks of boilerplate, so that nothing of the article is left out.
    """
    marks = marks_of(article)
    blocks = sorted([*article.blocks, *_uncovered(article)], key=lambda b: b.spans[0])
    return [MarkedBlock(b, tuple(segments(span, marks) for span in b.spans)) for b in blocks]


def _uncovered(article: Article) -> Iterator[Block]:
    """Yield what lies between the blocks; all of it is body where there are no blocks."""
    if not article.blocks:
        if article.text:
            yield Block(role="body", spans=(Span(0, len(article.text)),))
        return
    at = 0
    for span in [*sorted(s for b in article.blocks for s in b.spans), Span(len(article.text), len(article.text))]:
        if article.text[at : span.start].strip():
            yield Block(role="boilerplate", spans=(Span(at, span.start),))
        at = max(at, span.end)
