"""An endpoint of httpbin: its entry in the tables, and how any request to it is answered.

Refusals, OPTIONS and CORS are handled here, so that httpbin behaves the same in whatever app its routes are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statuslab.server.httpbin.parameters import query
from statuslab.server.httpbin.state import HttpbinState

Handler = Callable[[Request, HttpbinState], Awaitable[ASGIApp]]

BODY_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE")
ANY_ORIGIN = (b"access-control-allow-origin", b"*")
CREDENTIALS = (b"access-control-allow-credentials", b"true")
LESSON = ("cors", "credentials")  # of the query
PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST, PUT, DELETE, PATCH, OPTIONS"),
    (b"access-control-max-age", b"3600"),
]
ASKED_HEADERS = b"access-control-request-headers"


@dataclass(frozen=True)
class Entry:
    """An endpoint in the tables: path, handler, summary, an example to click, and its methods (None: any).

    An entry without a summary is a variant of another one, and is not listed.
    """

    path: str
    handler: Handler
    summary: str = ""
    example: str = ""
    methods: tuple[str, ...] | None = ("GET",)

    @cached_property
    def allowed(self) -> tuple[str, ...] | None:
        """The methods in Allow: HEAD where there is GET, and OPTIONS always."""
        if self.methods is None:
            return None
        head = ("HEAD",) if "GET" in self.methods else ()
        return (*self.methods, *head, "OPTIONS")


class Endpoint:
    """An entry as an ASGI app."""

    def __init__(self, entry: Entry, state: HttpbinState) -> None:
        self.entry, self.state = entry, state
        self.__name__ = entry.handler.__name__

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        reply = await self.respond(request)
        await reply(scope, receive, with_cors(request, send))

    async def respond(self, request: Request) -> ASGIApp:
        """The handler's reply, or one line of text that says why the request is refused."""
        allowed = self.entry.allowed
        if allowed and request.method == "OPTIONS":
            return Response(headers={"Allow": ", ".join(allowed)}, media_type="text/html")
        if allowed and request.method not in allowed:
            return text_reply(f"{request.method} is not done here", 405, {"Allow": ", ".join(allowed)})
        try:
            return await self.entry.handler(request, self.state)
        except HTTPException as refusal:
            return text_reply(refusal.detail, refusal.status_code, refusal.headers)


def text_reply(text: str, status: int = 200, fields: Mapping[str, str] | None = None) -> Response:
    """One line of plain text."""
    return PlainTextResponse(f"{text}\n", status, fields)


def with_cors(request: Request, send: Send) -> Send:
    """Add the CORS fields by which any page may read the response, without cookies and other credentials.

    With `?cors=credentials` a page may read it with them too, which is the lesson about that mistake.
    """
    fields = [ANY_ORIGIN]
    if b"cors" in request.scope["query_string"] and LESSON in query(request):
        origin = request.headers.get("origin", "*").encode("latin-1")
        fields = [(b"access-control-allow-origin", origin), CREDENTIALS, (b"vary", b"Origin")]
    if request.method == "OPTIONS":
        asked = dict(reversed(request.scope["headers"]))  # the first of a name counts
        fields += PREFLIGHT
        if ASKED_HEADERS in asked:
            fields.append((b"access-control-allow-headers", asked[ASKED_HEADERS]))

    def send_with_cors(message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            names = [name for name, _ in headers]
            headers += [pair for pair in fields if pair[0] not in names]
            message = {**message, "headers": headers}
        return send(message)

    return send_with_cors
