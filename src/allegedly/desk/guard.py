"""The desk's outer wall: who may knock (Host, Origin), with how much (bytes), for how long, and what a browser may do.

A page elsewhere can make a browser send requests here. A name that it points at this machine is refused by its Host, a
form or script of its own by its Origin, and what it might still load by the answer's headers. No answer lets a script
run that is not one of the desk's own files, and no string become markup.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from allegedly.errors import AllegedlyError

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
MAX_BODY = 64 * 2**20  #: bytes of one request; a drop of files is sent as one
MAX_SECONDS = 60.0  #: that one request may take
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: browsers then send Origin "null" with the desk's own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request gets no further."""

    status: int
    reason: str


def check_address(host: str, *, users: bool) -> None:
    """Raise AllegedlyError D01 for an address that others can reach while nobody has to log in."""
    if not users and not is_local(host):
        raise AllegedlyError("D01", host)


def is_local(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """Wraps the desk; ``hosts`` are the names under which it may be asked for."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str] = LOCAL_HOSTS,
        max_body: int = MAX_BODY,
        max_seconds: float = MAX_SECONDS,
    ) -> None:
        self.app = app
        self.hosts = frozenset(host.casefold() for host in hosts)
        self.max_body = max_body
        self.max_seconds = max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to the desk, or answer why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # the desk has no web sockets
        answer = _Answer(send)
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal is not None:
            await PlainTextResponse(refusal.reason, refusal.status)(scope, receive, answer.send)
            return
        try:
            async with asyncio.timeout(self.max_seconds):
                await self.app(scope, _limited(receive, self.max_body), answer.send)
        except TimeoutError:
            if not answer.begun:
                await PlainTextResponse("This took too long.", 503)(scope, receive, answer.send)

    def _refusal(self, method: str, headers: Headers) -> Refusal | None:
        host = headers.get("host", "")
        if _name(host).casefold() not in self.hosts:
            return Refusal(400, "This desk is not to be asked under that name.")
        if not _is_ours(headers.get("origin"), host):
            return Refusal(403, "Pages elsewhere may ask nothing here.")
        if method not in SAFE_METHODS and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return Refusal(403, "Pages elsewhere may change nothing here.")
        length = headers.get("content-length", "0")
        if not length.isdigit():
            return Refusal(400, "The length of the request is no number.")
        return Refusal(413, f"More than {self.max_body:,} bytes.") if int(length) > self.max_body else None


def _name(host: str) -> str:
    """Return a Host without its port."""
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]


def _is_ours(origin: str | None, host: str) -> bool:
    return origin is None or origin in (f"http://{host}", f"https://{host}")


class _Answer:
    """What goes out, with the headers that every answer has."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await self._send(message)


def _limited(receive: Receive, most: int) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, f"More than {most:,} bytes.")
        return message

    return limited
