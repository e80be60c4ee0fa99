"""Prodigy's tasks: the article's text, and each mark as a span over it."""

from __future__ import annotations

from typing import Any

from allegedly.exports.choice import label
from allegedly.exports.exporter import Exporter
from allegedly.exports.marks import Mark, marks_of
from allegedly.exports.plainjson import known, line
from allegedly.records import Article, content_id


class Prodigy(Exporter):
    """One article a line; spans overlap, so `spans.manual` shows all of them and `ner.manual` does not."""

    def write(self, article: Article) -> None:
        """Write the article's task."""
        spans = [_span(mark, article) for mark in worded(article)]
        meta = known(
            title=article.title, published=article.published, outlets="; ".join(article.outlets), url=article.url
        )
        task = {"text": article.text, "spans": spans, "meta": {"id": content_id(article.text), **meta}}
        self.stream.write(line(task) + "\n")


def worded(article: Article) -> list[Mark]:
    """Return the marks that have words, each once."""
    return [mark for mark in dict.fromkeys(marks_of(article)) if mark.span.start < mark.span.end]


def label_of(mark: Mark, article: Article) -> str:
    """Return the mark's label: its part, or for a trigger what the event is and how it stands."""
    if mark.kind != "trigger":
        return mark.kind
    return next(label(event) for event in article.events if event.id == mark.of)


def _span(mark: Mark, article: Article) -> dict[str, Any]:
    start, end = mark.span
    words = mark.span.of(article.text)
    span = {"start": start, "end": end, "text": words, "label": label_of(mark, article), "of": mark.of}
    event = next((e for e in article.events if mark.kind == "trigger" and e.id == mark.of), None)
    if event is None:
        return span
    surely = {"certainty": event.certainty, "polarity": event.polarity, "tense": event.tense}
    return {**span, "voice": list(event.voice), **surely}
