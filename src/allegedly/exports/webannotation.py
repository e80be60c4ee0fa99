"""W3C Web Annotations as JSON-LD: each mark on its words, found again by position and by quotation.

Positions count code points of the article's text as it was read, which is the annotation's source; the address where
the article stands is its scope. What an event is, on whose word and how surely, stands with its trigger.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allegedly.exports import phrases
from allegedly.exports.choice import label, standing
from allegedly.exports.marks import Mark, marks_of
from allegedly.exports.plainjson import JsonItems, known
from allegedly.records import Article, Event, Span, Statement, content_id

CONTEXT = '["http://www.w3.org/ns/anno.jsonld",{"allegedly":"urn:allegedly:"}]'
AROUND = 32  #: characters of the text before and after that a quotation carries

#: What is done to the words, in the terms of the standard.
MOTIVES = {"trigger": "classifying", "content": "highlighting", "cue": "highlighting"}


class WebAnnotation(JsonItems):
    """One AnnotationPage for all articles."""

    head = f'{{"@context":{CONTEXT},"id":"urn:allegedly:annotations","type":"AnnotationPage","items":['

    def write(self, article: Article) -> None:
        """Write an annotation for each mark of the article."""
        for annotation in annotations_of(article):
            self.item(annotation)


def annotations_of(article: Article) -> Iterator[dict[str, Any]]:
    """Yield the annotations of an article; marks without words are none."""
    key = content_id(article.text)
    events, statements = {e.id: e for e in article.events}, {s.id: s for s in article.statements}
    for mark in dict.fromkeys(marks_of(article)):
        if mark.span.start < mark.span.end:
            told = _event(events[mark.of], article) if mark.kind == "trigger" else {}
            told = _statement(statements[mark.of]) if mark.kind == "content" else told
            yield {**_annotation(mark, article, key), **told}


def _annotation(mark: Mark, article: Article, key: str) -> dict[str, Any]:
    place = f"{mark.span.start}-{mark.span.end}"
    return {
        "id": f"urn:allegedly:{key}:{mark.of}:{mark.kind}:{place}",
        "type": "Annotation",
        "motivation": MOTIVES.get(mark.kind, "identifying"),
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": mark.kind}],
        "target": target(mark.span, article, key),
        "allegedly:of": mark.of,
    }


def target(span: Span, article: Article, key: str) -> dict[str, Any]:
    """Return the words as a SpecificResource of the article's text."""
    text = article.text
    quote = {
        "type": "TextQuoteSelector",
        "exact": span.of(text),
        "prefix": text[max(0, span.start - AROUND) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"source": f"urn:allegedly:{key}", **known(scope=article.url), "selector": [position, quote]}


def _event(event: Event, article: Article) -> dict[str, Any]:
    tag = {"type": "TextualBody", "purpose": "tagging", "value": "trigger"}
    what = {"type": "TextualBody", "purpose": "classifying", "value": label(event)}
    told = {
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "cameo": event.cameo,
        "actors": phrases.parties(event.actors) if event.actors else None,
        "recipients": phrases.parties(event.recipients) if event.recipients else None,
        "voice": list(event.voice),
        "voices": phrases.voice(event, article) if event.voice else None,
        "certainty": event.certainty,
        "polarity": event.polarity,
        "tense": event.tense,
        "standing": ", ".join(standing(event)),
        "confidence": event.confidence,
    }
    return {"body": [tag, what], **{f"allegedly:{name}": value for name, value in known(**told).items()}}


def _statement(statement: Statement) -> dict[str, Any]:
    told = {
        "source": phrases.party(statement.source),
        "act": statement.act,
        "kind": statement.kind,
        "within": statement.within,
    }
    return {f"allegedly:{name}": value for name, value in known(**told).items()}
