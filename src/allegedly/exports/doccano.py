"""doccano's JSON lines for projects with relations: marks as entities, and what they have to do with one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allegedly.exports.exporter import Exporter
from allegedly.exports.marks import Mark
from allegedly.exports.plainjson import known, line
from allegedly.exports.prodigy import label_of, worded
from allegedly.records import Article, content_id


class Doccano(Exporter):
    """One article a line, for the import as "JSONL(Relation)"; entities overlap, which the project must allow."""

    def write(self, article: Article) -> None:
        """Write the article with its entities and relations."""
        marks = worded(article)
        meta = known(title=article.title, published=article.published, outlets=list(article.outlets), url=article.url)
        told = {
            "text": article.text,
            "entities": [_entity(n, mark, article) for n, mark in enumerate(marks)],
            "relations": [{"id": n, **r} for n, r in enumerate(_relations(marks, article))],
            "article": content_id(article.text),
            **meta,
        }
        self.stream.write(line(told) + "\n")


def _entity(number: int, mark: Mark, article: Article) -> dict[str, Any]:
    start, end = mark.span
    return {"id": number, "label": label_of(mark, article), "start_offset": start, "end_offset": end}


def _relations(marks: list[Mark], article: Article) -> Iterator[dict[str, Any]]:
    """Yield each part's relation to its trigger or content, and each event's to the statement that it stands on."""
    heads = {m.of: n for n, m in reversed(list(enumerate(marks))) if m.kind in ("trigger", "content")}
    for number, mark in enumerate(marks):
        if mark.kind not in ("trigger", "content") and mark.of in heads:
            yield {"from_id": heads[mark.of], "to_id": number, "type": mark.kind}
    for event in article.events:
        if event.id in heads:
            voices = [heads[v] for v in event.voice if v in heads]
            yield from ({"from_id": heads[event.id], "to_id": number, "type": "voice"} for number in voices)
