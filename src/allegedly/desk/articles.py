"""One article as it was, with what is said and done in it marked, and a margin that tells who says what."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from allegedly.desk.desk import Desk, found
from allegedly.desk.sheet_of_article import copies_of, sheet_of

JSON = "application/json"
RECORD: dict[int | str, dict[str, Any]] = {200: {"content": {JSON: {}}, "description": "The record, see docs/format."}}


def routes(desk: Desk) -> APIRouter:
    """Return the pages of articles."""
    router = APIRouter(tags=["articles"])
    archive = desk.archive

    @router.get("/articles/{article}.json", response_class=Response, responses=RECORD)
    def record(article: str) -> Response:
        """Return an article's record, as ``allegedly export`` writes it."""
        return Response(found(lambda: archive.record(article)), media_type=JSON)

    @router.get("/articles/{article}", include_in_schema=False)
    def coding(request: Request, article: str) -> Response:
        """Show an article with its coding."""
        shown = found(lambda: archive.article(article))
        key = archive.key(article)
        return desk.show(
            request,
            "article.html",
            article=shown,
            key=key,
            sheet=sheet_of(shown),
            review=True,
            copies=copies_of(archive, key),
            sightings=archive.sightings(key),
        )

    return router
