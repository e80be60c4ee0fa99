"""What every part of the desk is handed: the archive, the gate, and the way to show a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import quote_plus

from fastapi import Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.templating import Jinja2Templates

from allegedly.archive import Archive
from allegedly.archive.overview import Overview
from allegedly.archive.rows import storable
from allegedly.desk.gate import Gate, Session
from allegedly.errors import AllegedlyError
from allegedly.exports import phrases

HERE = Path(__file__).parent
Found = TypeVar("Found")

#: The views that share the filters, with the names they have in the bar.
VIEWS = {
    "/events": "Events",
    "/timeline": "Timeline",
    "/network": "Network",
    "/map": "Map",
    "/incidents": "Incidents",
}
NAVIGATION = {
    "/": "Articles",
    **VIEWS,
    "/search": "Search",
    "/review": "Review",
    "/add": "Add",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """An open desk."""

    archive: Archive
    gate: Gate
    pages: Jinja2Templates
    overview: Overview  #: what is listed and counted over all events

    @classmethod
    def of(cls, archive: Archive, gate: Gate) -> Desk:
        """Set up the desk of an archive."""
        return cls(archive, gate, _pages(), Overview(archive))

    def show(self, request: Request, page: str, *, status: int = 200, **told: Any) -> Response:
        """Return a page."""
        session = self.gate.session(request)
        common = {
            "session": session,
            "token": self.gate.token(session),
            "here": request.url.path,
            "users": self.gate.users is not None,
        }
        return self.pages.TemplateResponse(request, page, {**common, **told}, status_code=status)


@cache
def _pages() -> Jinja2Templates:
    """Return the pages, which escape whatever they are told."""
    pages = Jinja2Templates(directory=HERE / "pages")
    pages.env.globals.update(phrases=phrases, views=VIEWS, navigation=NAVIGATION)
    pages.env.filters.update(link=safe_link, urlencode=in_address)
    pages.env.finalize = showable
    pages.env.trim_blocks = pages.env.lstrip_blocks = True
    return pages


async def reading(request: Request) -> Session | None:
    """Return who reads; answer 401 where one has to log in first."""
    gate: Gate = request.app.state.gate
    session = gate.session(request)
    if session is None and gate.users is not None and request.url.path not in ("/login", "/enter"):
        raise HTTPException(401, "Log in first.")
    return session


async def writing(request: Request) -> Session:
    """Return who writes, as ``Gate.writer`` does."""
    gate: Gate = request.app.state.gate
    return await gate.writer(request)


#: What a function takes that changes something: who does it.
Writer = Annotated[Session, Depends(writing)]


def found(look: Callable[[], Found]) -> Found:
    """Return what a look into the archive gives; answer 404 for what is not there and 422 for what cannot be asked."""
    try:
        return look()
    except AllegedlyError as fault:
        status = {"S04": 404, "U01": 422}.get(fault.code, 503 if fault.code.startswith("S") else 422)
        raise HTTPException(status, str(fault)) from fault


def flat(row: Any) -> dict[str, Any]:
    """Return a row of plain values as a JSON object; ``asdict`` copies each value of thousands of rows."""
    return {name: getattr(row, name) for name in row.__slots__}


class PlainJson(JSONResponse):
    """JSON in ASCII: text may hold halves of surrogate pairs, which no other encoding can carry."""

    def render(self, content: Any) -> bytes:
        """Return the bytes."""
        return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode("ascii")


#: What a page cannot hold: halves of surrogate pairs, and control characters that browsers drop or turn into others.
_UNSHOWABLE = re.compile("[\ud800-\udfff\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def showable(value: Any) -> Any:
    """Return a text with U+FFFD for each character that no page can hold, so that every offset stays what it was."""
    if isinstance(value, str) and _UNSHOWABLE.search(value):
        return type(value)(_UNSHOWABLE.sub("\ufffd", value))
    return value


def in_address(text: str) -> str:
    """Return a text as it stands in the query of an address."""
    return quote_plus(storable(text) or "")


def safe_link(address: str | None) -> str | None:
    """Return an address that may stand in a link; None for anything but the web, such as javascript:."""
    return address if address and address.startswith(("https://", "http://")) else None
