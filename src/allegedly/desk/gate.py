"""Who is at the desk, and whether they may write: the local token, a login, and a word in every form.

Somebody who has the desk's secret (the address that the command prints), or a login where there are users, gets a
signed cookie. A browser sends a cookie along with whatever it is made to send, so a write needs the form's own word
too, which only the desk's pages know. A program sends ``Authorization: Bearer SECRET`` and needs neither.
"""

from __future__ import annotations

import base64
import binascii
import getpass
import hashlib
import hmac
import time
from dataclasses import dataclass, replace

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from allegedly.desk.users import NAME, Users

COOKIE = "allegedly_desk"
TOKEN_FIELD, TOKEN_HEADER = "token", "X-Desk-Token"
LASTS = 14 * 24 * 3600  #: seconds of a session
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody at the desk."""

    name: str
    until: int
    bearer: bool = False  #: a program, which has no cookie that could be used against it


class Gate:
    """Tells sessions apart; ``users`` is None where whoever has the local token may write."""

    def __init__(self, secret: str, users: Users | None = None) -> None:
        self.secret = secret
        self.users = users
        self._missed: dict[str, tuple[int, float]] = {}

    def session(self, request: Request) -> Session | None:
        """Return who sends a request; None for somebody who may only read."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() == "bearer":
            return Session(_local_name(), 0, bearer=True) if self.is_secret(given) else None
        return self._signed(request.cookies.get(COOKIE, ""))

    def is_secret(self, given: str) -> bool:
        """Tell whether somebody has the desk's secret."""
        return hmac.compare_digest(given.encode(), self.secret.encode())

    def begin(self, response: Response, name: str | None = None) -> Session:
        """Give a browser a session in its cookie."""
        session = Session(name or _local_name(), int(time.time()) + LASTS)
        response.set_cookie(COOKIE, self._cookie(session), max_age=LASTS, httponly=True, samesite="strict", path="/")
        return session

    def rename(self, response: Response, session: Session, name: str) -> None:
        """Let somebody at a desk without users say under which name they work."""
        if self.users is not None or not NAME.fullmatch(name):
            raise HTTPException(422, "A name is up to 64 letters, digits and . _ @ -, and a user's is the login's.")
        named = replace(session, name=name)
        response.set_cookie(COOKIE, self._cookie(named), max_age=LASTS, httponly=True, samesite="strict", path="/")

    def log_in(self, name: str, password: str) -> bool:
        """Tell whether a login is right; somebody who guesses waits longer each time."""
        missed, since = self._missed.get(name, (0, 0.0))
        if self.users is None or time.monotonic() - since < min(60.0, 2.0 ** (missed - 3)) * (missed > 3):
            return False
        if self.users.knows(name, password):
            self._missed.pop(name, None)
            return True
        if len(self._missed) > 10_000:
            self._missed.clear()
        self._missed[name] = (missed + 1, time.monotonic())
        return False

    def token(self, session: Session | None) -> str:
        """Return the word that this session's forms carry."""
        return self._sign("form", session.name, str(session.until)) if session else ""

    async def writer(self, request: Request) -> Session:
        """Return who may write; answer 401 to somebody unknown and 403 to a form that is not ours."""
        session = self.session(request)
        if session is None:
            raise HTTPException(401, "To change something, open the address that `allegedly desk` printed, or log in.")
        if not session.bearer and not hmac.compare_digest(await _token(request), self.token(session).encode()):
            raise HTTPException(403, "This form is not, or no longer, one of this session. Load the page again.")
        return session

    def _cookie(self, session: Session) -> str:
        name = base64.urlsafe_b64encode(session.name.encode()).decode()
        return f"{name}.{session.until}.{self._sign('session', session.name, str(session.until))}"

    def _signed(self, cookie: str) -> Session | None:
        try:
            coded, until, signature = cookie.split(".")
            name = base64.urlsafe_b64decode(coded.encode()).decode()
            session = Session(name, int(until))
        except (ValueError, binascii.Error):
            return None
        right = hmac.compare_digest(signature.encode(), self._sign("session", name, until).encode())
        if not right or session.until < time.time():
            return None
        return session if self.users is None or name in self.users.names() else None

    def _sign(self, *parts: str) -> str:
        return hmac.new(self.secret.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


async def _token(request: Request) -> bytes:
    given: str | UploadFile | None = request.headers.get(TOKEN_HEADER)
    if given is None and request.headers.get("content-type", "").startswith(_FORMS):
        given = (await request.form()).get(TOKEN_FIELD)
    return given.encode() if isinstance(given, str) else b""


def _local_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
