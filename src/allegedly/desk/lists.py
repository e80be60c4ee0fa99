"""Lists of articles and of events, as pages, JSON and CSV."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from allegedly.archive.rows import EventRow
from allegedly.desk.asked import PAGE_SIZE, Asked
from allegedly.desk.desk import Desk, flat, found
from allegedly.desk.sheets import sheet
from allegedly.events.plover import PLOVER

KINDS = [(kind, kind) for kind in PLOVER.types]
Filtered = Annotated[Asked, Query()]


def routes(desk: Desk) -> APIRouter:
    """Return the lists."""
    router = APIRouter(tags=["lists"])
    archive = desk.archive

    def listed(asked: Asked) -> list[EventRow]:
        return found(lambda: desk.overview.ask(asked.question, limit=asked.limit, after=asked.after))

    @router.get("/", include_in_schema=False)
    def articles(
        request: Request, text: str | None = None, outlet: str | None = None, after: str | None = None
    ) -> Response:
        """List the articles, oldest first."""
        rows = found(lambda: archive.articles(text=text, outlet=outlet or None, after=after or None, limit=PAGE_SIZE))
        asked = {"text": text, "outlet": outlet}
        more = request.url.include_query_params(after=rows[-1].key).query if len(rows) == PAGE_SIZE else None
        return desk.show(request, "articles.html", rows=rows, asked=asked, more=more, counts=archive.counts())

    @router.get("/events.json")
    def events_json(asked: Filtered) -> list[dict[str, Any]]:
        """Return the events that answer the filters, a page at a time: ``after`` is the last id of the page before."""
        return [flat(row) for row in listed(asked)]

    @router.get("/events.csv")
    def events_csv(asked: Filtered) -> Response:
        """Return the events that answer the filters, safe to open in a spreadsheet."""
        return sheet(EventRow, listed(asked), "events")

    @router.get("/events", include_in_schema=False)
    def events(request: Request, asked: Filtered) -> Response:
        """Show the events that answer the filters."""
        rows = listed(asked)
        more = request.url.include_query_params(after=rows[-1].id).query if len(rows) == asked.limit else None
        return desk.show(request, "events.html", rows=rows, asked=asked, more=more, kinds=KINDS)

    return router
