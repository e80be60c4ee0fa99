"""The desk's pages and API. It reads only: no request changes the archive.

Article text reaches the browser as escaped text and nothing else. Every answer forbids scripts, frames and requests to
anywhere but this server; a request whose Host is not this machine is refused, so that no page elsewhere can be made to
read the archive through a name that points here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.middleware.trustedhost import TrustedHostMiddleware

import allegedly
from allegedly.archive import Archive
from allegedly.archive.rows import EventRow
from allegedly.desk.asked import PAGE_SIZE, Asked
from allegedly.errors import AllegedlyError
from allegedly.exports.page import page, policy
from allegedly.exports.table import defused

HERE = Path(__file__).parent
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
#: No script at all, nothing from elsewhere, no frames.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

#: The filters of the events page, in the order in which they are shown.
FILTERS = ("actor", "recipient", "type", "country", "since", "until", "voice", "certainty", "outlet", "text")


def make_app(archive: Archive) -> FastAPI:
    """Return the desk of an archive, which must stay open while the desk runs."""
    app = FastAPI(title="allegedly desk", version=allegedly.__version__, docs_url=None, redoc_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL_HOSTS)
    app.middleware("http")(_guarded)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    pages = Jinja2Templates(directory=HERE / "pages")
    _articles(app, archive, pages)
    _events(app, archive, pages)
    return app


async def _guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _found(look: Callable[[], Any]) -> Any:
    """Return what a look into the archive gives; answer 404 for what is not there and 422 for what cannot be asked."""
    try:
        return look()
    except AllegedlyError as fault:
        raise HTTPException(404 if fault.code == "S04" else 422, str(fault)) from fault


def _articles(app: FastAPI, archive: Archive, pages: Jinja2Templates) -> None:
    @app.get("/", response_class=HTMLResponse)
    def articles(
        request: Request, text: str | None = None, outlet: str | None = None, after: str | None = None
    ) -> Response:
        """List the articles, oldest first."""
        rows = _found(lambda: archive.articles(text=text, outlet=outlet or None, after=after, limit=PAGE_SIZE))
        asked = {"text": text, "outlet": outlet}
        more = request.url.include_query_params(after=rows[-1].key).query if len(rows) == PAGE_SIZE else None
        told = {"rows": rows, "asked": asked, "more": more, "counts": archive.counts()}
        return pages.TemplateResponse(request, "articles.html", told)

    @app.get("/articles/{article}.json")
    def record(article: str) -> Response:
        """Return an article's record, as ``allegedly export`` writes it."""
        return Response(_found(lambda: archive.record(article)), media_type="application/json")

    @app.get("/articles/{article}", response_class=HTMLResponse)
    def coding(article: str) -> Response:
        """Show an article with its coding."""
        shown = _found(lambda: archive.article(article))
        return HTMLResponse(page([shown]), headers={"Content-Security-Policy": policy()})


def _events(app: FastAPI, archive: Archive, pages: Jinja2Templates) -> None:
    @app.get("/events.json")
    def events_json(asked: Annotated[Asked, Query()]) -> list[dict[str, Any]]:
        """Return the events that answer the filters."""
        return [asdict(row) for row in asked.rows(archive)]

    @app.get("/events.csv")
    def events_csv(asked: Annotated[Asked, Query()]) -> Response:
        """Return the events that answer the filters, safe to open in a spreadsheet."""
        columns = [f.name for f in fields(EventRow)]
        sheet = io.StringIO()
        rows = csv.writer(sheet)
        rows.writerow(columns)
        rows.writerows([defused(getattr(row, name)) for name in columns] for row in asked.rows(archive))
        return Response(sheet.getvalue(), media_type="text/csv; charset=utf-8")

    @app.get("/events", response_class=HTMLResponse)
    def events(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        """Show the events that answer the filters."""
        rows = asked.rows(archive)
        more = request.url.include_query_params(after=rows[-1].id).query if len(rows) == asked.limit else None
        told = {"rows": rows, "asked": asked, "filters": FILTERS, "more": more, "query": request.url.query}
        return pages.TemplateResponse(request, "events.html", told)
