"""An address of httpbin: its line in the tables, and how any request to it is answered.

Refusals, OPTIONS and CORS are settled here, so that httpbin is the same in whatever app its routes stand.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statuslab.server.httpbin.state import HttpbinState

Handler = Callable[[Request, HttpbinState], Awaitable[ASGIApp]]

BODY_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE")
CREDENTIALS = (b"access-control-allow-credentials", b"true")
PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST, PUT, DELETE, PATCH, OPTIONS"),
    (b"access-control-max-age", b"3600"),
]
ASKED_HEADERS = b"access-control-request-headers"


@dataclass(frozen=True)
class Entry:
    """A line of the tables: path, handler, what it does in a line, an example to click, and its methods (None: any).

    An entry that says nothing is a second way to another one, and is not listed.
    """

    path: str
    handler: Handler
    says: str = ""
    example: str = ""
    methods: tuple[str, ...] | None = ("GET",)

    @property
    def allowed(self) -> tuple[str, ...] | None:
        """The methods that Allow lists: HEAD goes with GET, and OPTIONS with all."""
        if self.methods is None:
            return None
        head = ("HEAD",) if "GET" in self.methods else ()
        return (*self.methods, *head, "OPTIONS")


class Endpoint:
    """An entry as an ASGI app."""

    def __init__(self, entry: Entry, bench: HttpbinState) -> None:
        self.entry, self.bench = entry, bench
        self.__name__ = entry.handler.__name__

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        reply = await self.answer(request)
        await reply(scope, receive, with_cors(request, send))

    async def answer(self, request: Request) -> ASGIApp:
        """The handler's reply, or the one line that says why there is none."""
        allowed = self.entry.allowed
        if allowed and request.method == "OPTIONS":
            return Response(headers={"Allow": ", ".join(allowed)}, media_type="text/html")
        if allowed and request.method not in allowed:
            return line(f"{request.method} is not done here", 405, {"Allow": ", ".join(allowed)})
        try:
            return await self.entry.handler(request, self.bench)
        except HTTPException as refusal:
            return line(refusal.detail, refusal.status_code, refusal.headers)


def line(text: str, status: int = 200, fields: Mapping[str, str] | None = None) -> Response:
    """One line of plain text."""
    return PlainTextResponse(f"{text}\n", status, fields)


def with_cors(request: Request, send: Send) -> Send:
    """Any page may read what httpbin says, as the CORS fields tell its browser."""
    asked = dict(reversed(request.scope["headers"]))  # the first of a name counts
    fields = [(b"access-control-allow-origin", asked.get(b"origin", b"*")), CREDENTIALS]
    if request.method == "OPTIONS":
        fields += PREFLIGHT
        if ASKED_HEADERS in asked:
            fields.append((b"access-control-allow-headers", asked[ASKED_HEADERS]))

    async def send_with_cors(message: Message) -> None:
        if message["type"] == "http.response.start":
            told = list(message.get("headers", ()))
            names = {name for name, _ in told}
            told += [pair for pair in fields if pair[0] not in names]
            message = {**message, "headers": told}
        await send(message)

    return send_with_cors
