"""The kinds of replies that handlers share: JSON, problem details, redirects, early hints. No state is kept here."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from statuslab.messages.problem_details import MEDIA_TYPE, problem_details
from statuslab.server.browser_safety import OwnPage
from statuslab.server.json_content import JsonContent
from statuslab.server.prefix_router import routes_for_path
from statuslab.server.protocol.fields import reason

WEBDAV = ("PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "BIND", "UNBIND", "REBIND")
# For content that a client uploaded: a browser must not run it as a page of this site.
UNTRUSTED = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "M-GET", *WEBDAV)


class Problem(HTTPException):
    """Raise it to refuse a request: the reply has problem details (RFC 9457), and `members` are added to them."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None, **members: object) -> None:
        super().__init__(status, detail, headers)
        self.members = members


class EarlyHints:
    """A 103 with a `link` that the page will need, then the page, which takes longer (RFC 8297 section 2)."""

    def __init__(self, link: str, then: Callable[[], Awaitable[Response]]) -> None:
        self.link, self.then = link, then

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the 103 only where the server supports interim responses; send the page in any case."""
        if "statuslab.interim" in scope.get("extensions", {}):
            await send({"type": "statuslab.interim", "status": 103, "headers": [(b"link", self.link.encode())]})
        page = await self.then()
        await page(scope, receive, send)


def to_json(value: Any) -> bytes:
    """JSON as the Teahouse writes it: on one line, with spaces after commas and colons."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode()


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as application/json."""
    return JsonContent(to_json(value), status, headers)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **members: object) -> Response:
    """Problem details (RFC 9457). Without a `type` member the status code says what kind of problem it is."""
    details = problem_details(status, reason(status), detail, extensions=members)
    return JsonContent(to_json(details), status, headers, MEDIA_TYPE)


def redirect(status: int, location: str) -> Response:
    """A redirect, with a short page for clients that do not follow it (RFC 9110 section 15.4)."""
    note = f'<p>{reason(status)}: <a href="{escape(location)}">{escape(location)}</a></p>\n'
    return OwnPage(note, status, {"Location": location})


def allowed_methods(request: Request) -> str:
    """The value of Allow: every method that some route has for this path (RFC 9110 section 10.2.1)."""
    routes = [route for route in routes_for_path(request.app, request.scope) if isinstance(route, Route)]
    here = [route.methods or set() for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    known = {"OPTIONS"}.union(*here)
    return ", ".join(method for method in METHODS if method in known)


async def http_error(request: Request, error: Exception) -> Response:
    """Any HTTPException as problem details: a Problem, or the 404 and 405 that Starlette raises."""
    assert isinstance(error, HTTPException)
    if error.status_code == 304:
        return Response(status_code=304, headers=error.headers)  # no content: RFC 9110 section 15.4.5
    if isinstance(error, Problem):
        return problem(error.status_code, error.detail, error.headers, **error.members)
    if error.status_code == 405:
        return method_not_allowed(request)
    return problem(error.status_code, "Nothing is served at this address. The way in is at /.")


def method_not_allowed(request: Request) -> Response:
    """405 with the Allow field that it must have (RFC 9110 section 15.5.6); OPTIONS gets the same field in a 204."""
    allow = {"Allow": allowed_methods(request)}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    return problem(405, f"{request.method} is not done here. What is, the Allow field lists.", allow)


async def server_error(_: Request, __: Exception) -> Response:
    """500, and no more: a traceback is for the log, and tells an attacker too much."""
    return problem(500, "Something broke in the kitchen. It is not your fault, and we have been told.")


async def insufficient_storage(_: Request, __: Exception) -> Response:
    """507: the request is valid, but there is no room for what it would store (RFC 4918 section 11.5)."""
    return problem(507, "The shelves are full. Reset the lab for an empty house.")
