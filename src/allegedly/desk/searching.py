"""Search as one types: articles and the sentences of events that have all the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from allegedly.archive.fulltext import terms
from allegedly.archive.queries import Question, ask
from allegedly.desk.desk import Desk, found
from allegedly.desk.sheets import sheet

MOST = 25
Words = Annotated[str, Query(max_length=300, description='Words, all of them; "two words" together.')]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that has the words."""

    kind: str  #: article or event
    title: str
    words: str  #: the sentence, for an event
    date: str | None
    outlets: str
    link: str


def routes(desk: Desk) -> APIRouter:
    """Return search in its three forms."""
    router = APIRouter(tags=["search"])
    archive = desk.archive

    def hits(q: str) -> list[Hit]:
        if not terms(q):
            return []
        articles = found(lambda: archive.articles(text=q, limit=MOST))
        events = found(lambda: ask(archive, Question(text=q), limit=MOST))
        found_articles = [
            Hit("article", a.title or a.id, "", a.published, " ← ".join(a.outlets), f"/articles/{a.key}")
            for a in articles
        ]
        return found_articles + [
            Hit(
                "event",
                f"{e.actors or '—'} {e.type} {e.recipients or '—'}",
                e.quote,
                e.start or e.published,
                e.outlets.replace("; ", " ← "),
                f"/articles/{e.article}#words-{e.id.rpartition('-')[2]}",
            )
            for e in events
        ]

    @router.get("/search.json")
    def search_json(q: Words = "") -> list[dict[str, Any]]:
        """Return articles, then events, that have the words."""
        return [{name: getattr(hit, name) for name in Hit.__slots__} for hit in hits(q)]

    @router.get("/search.csv")
    def search_csv(q: Words = "") -> Response:
        """Return what has the words as a sheet."""
        return sheet(Hit, hits(q), "search")

    @router.get("/search", include_in_schema=False)
    def search(request: Request, q: Words = "") -> Response:
        """Show the search."""
        return desk.show(request, "search.html", q=q, hits=hits(q), most=MOST)

    return router
