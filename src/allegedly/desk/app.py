"""The desk put together: the wall, the gate, and the pages and API behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

import allegedly
from allegedly.archive import Archive
from allegedly.archive.database import path_of
from allegedly.desk import (
    adding,
    articles,
    entering,
    failing,
    incidents,
    lists,
    mapping,
    network,
    places,
    reviewing,
    ruling,
    searching,
    timeline,
)
from allegedly.desk.coding import Codes, Intake, Worker
from allegedly.desk.desk import HERE, Desk, PlainJson, reading
from allegedly.desk.gate import Gate
from allegedly.desk.guard import LOCAL_HOSTS, Guard
from allegedly.desk.secret import secret_beside
from allegedly.desk.users import Users

PARTS = (
    entering,
    lists,
    articles,
    failing,
    timeline,
    network,
    mapping,
    searching,
    reviewing,
    places,
    incidents,
    ruling,
)


def make_app(
    archive: Archive,
    *,
    secret: str | None = None,
    users: Users | None = None,
    hosts: Collection[str] = LOCAL_HOSTS,
    coder: Codes | None = None,
) -> FastAPI:
    """Return the desk of an archive, which must stay open while the desk runs.

    ``secret`` is that beside the archive where it is not given; with ``users`` everybody has to log in; ``hosts`` are
    the names under which browsers may ask for the desk. ``coder`` codes what is added, in a process of its own where it
    is not given.
    """
    gate = Gate(secret or secret_beside(path_of(archive.engine.url)), users)
    desk = Desk.of(archive, gate)
    intake = Intake(archive, coder or Worker())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        intake.close()

    app = FastAPI(
        title="allegedly desk",
        version=allegedly.__version__,
        description="Attributed events of one archive. Every view of the desk answers as page, .json and .csv.",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        dependencies=[Depends(reading)],
        lifespan=lifespan,
        default_response_class=PlainJson,
    )
    app.state.desk, app.state.gate, app.state.intake = desk, gate, intake
    app.add_middleware(Guard, hosts=hosts)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for part in PARTS:
        app.include_router(part.routes(desk))
    app.include_router(adding.routes(desk, intake))
    _explain_refusals(app, desk)
    return app


def _explain_refusals(app: FastAPI, desk: Desk) -> None:
    @app.exception_handler(HTTPException)
    def refused(request: Request, fault: HTTPException) -> Response:
        """Say why not: as a page to people, as JSON to programs."""
        if not _wants_page(request):
            return PlainJson({"detail": fault.detail}, fault.status_code, headers=fault.headers)
        if fault.status_code == 401 and desk.gate.users is not None:
            return RedirectResponse("/login", 303)
        return desk.show(request, "refused.html", status=fault.status_code, reason=fault.detail)

    @app.exception_handler(RequestValidationError)
    def unasked(request: Request, fault: RequestValidationError) -> Response:
        """Say which part of the question cannot be."""
        wrong = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in fault.errors())
        if not _wants_page(request):
            return PlainJson({"detail": wrong}, 422)
        return desk.show(request, "refused.html", status=422, reason=wrong)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
