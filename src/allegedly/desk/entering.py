"""Coming in: by the address that the command prints, by a login, under a name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from allegedly.desk.desk import Desk, Writer
from allegedly.desk.gate import COOKIE


def routes(desk: Desk) -> APIRouter:
    """Return the ways in and out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/enter")
    def enter(token: str) -> Response:
        """Begin a session for somebody with the local token, and take the token out of the address."""
        if desk.gate.users is not None:
            raise HTTPException(403, "This desk has users: log in.")
        if not desk.gate.is_secret(token):
            raise HTTPException(403, "This is not the token of this desk, or the desk's secret was made anew.")
        response = RedirectResponse("/", 303)
        desk.gate.begin(response)
        return response

    @router.get("/login")
    def login(request: Request) -> Response:
        """Ask for a name and a password."""
        return desk.show(request, "login.html", missed=False)

    @router.post("/login")
    def logged_in(
        request: Request,
        name: Annotated[str, Form(max_length=64)],
        password: Annotated[str, Form(max_length=1024)],
    ) -> Response:
        """Begin a user's session."""
        if not desk.gate.log_in(name, password):
            return desk.show(request, "login.html", status=401, missed=True)
        response = RedirectResponse("/", 303)
        desk.gate.begin(response, name)
        return response

    @router.post("/leave")
    def leave(_: Writer) -> Response:
        """End the session."""
        response = RedirectResponse("/", 303)
        response.delete_cookie(COOKIE, path="/")
        return response

    @router.post("/name")
    def name(session: Writer, name: Annotated[str, Form(max_length=64)]) -> Response:
        """Work under another name, at a desk without users."""
        response = RedirectResponse("/", 303)
        desk.gate.rename(response, session, name)
        return response

    return router
