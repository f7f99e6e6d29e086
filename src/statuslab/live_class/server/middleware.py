"""Checks before every route: a known Host, POSTs only from the class's own pages, one overall rate limit.

Adds security headers to every response. `body` reads small JSON bodies with a time limit.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statuslab.live_class.server.problems import HttpProblem
from statuslab.live_class.server.rate_limits import RateLimit

LARGEST_BODY, LARGEST_HOST_BODY = 2048, 16_384
BODY_SECONDS = 10.0
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
FIELDS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class SecurityMiddleware:
    """ASGI middleware. `hosts` are the accepted host names, `origins` those of a proxy in front.

    `is_hosts` says whether a token is that of the host of the class, for whom there is always room.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        origins: Iterable[str],
        total_limit: RateLimit,
        is_hosts: Callable[[str], bool],
    ) -> None:
        self._app, self._total_limit, self._is_hosts = app, total_limit, is_hosts
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_fields(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *FIELDS]
            await send(message)

        try:
            self._check(scope["method"], Headers(scope=scope))
        except HttpProblem as problem:
            await problem.response()(scope, receive, send_with_fields)
            return
        await self._app(scope, receive, send_with_fields)

    def _check(self, method: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if _host_name(host) not in self._hosts:
            raise HttpProblem("wrong-host", "this class is not known by that name; use the address the host shows")
        origin = headers.get("origin")
        if method == "POST" and not self._is_ours(origin, host, headers.get("sec-fetch-site")):
            raise HttpProblem(
                "foreign-origin", "this request comes from another site's page; open the class's own page"
            )
        wait = self._total_limit.wait()
        if wait and not self._is_hosts(headers.get("authorization", "").partition(" ")[2].strip()):
            raise too_fast(wait, "the class has more requests than it can take")

    def _is_ours(self, origin: str | None, host: str, site: str | None) -> bool:
        if origin is None:  # not a current browser: those send Origin with every POST
            return site in (None, "same-origin")
        if origin == "null":  # a form on a page of ours, which sends no referrer either
            return site == "same-origin"
        return urlsplit(origin).netloc.lower() == host.lower() or origin in self._origins


def below(app: ASGIApp, prefix: str) -> ASGIApp:
    """The app under a path such as /services/class. Requests without it, from a proxy that took it off, pass too."""

    async def with_prefix(scope: Scope, receive: Receive, send: Send) -> None:
        if prefix and scope["type"] == "http":
            if scope["path"] == prefix:
                last = prefix.rpartition("/")[2]
                await Response(status_code=307, headers={"Location": f"{last}/"})(scope, receive, send)
                return
            scope = {**scope, "root_path": prefix}
        await app(scope, receive, send)

    return with_prefix


def too_fast(wait: int, what: str) -> HttpProblem:
    return HttpProblem("too-fast", f"{what}; wait {wait} s and send it again", {"Retry-After": str(wait)})


async def body(request: Request, most: int = LARGEST_BODY) -> dict[str, Any]:
    """The JSON object in a request's body. Raises HttpProblem."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HttpProblem("not-json", "expected Content-Type: application/json")
    try:
        found = json.loads(await body_bytes(request, most))
    except (ValueError, RecursionError):
        raise HttpProblem("unparsable", "the body is no JSON that can be read; send it again") from None
    if not isinstance(found, dict):
        raise HttpProblem("bad-field", "expected a JSON object")
    return found


async def body_bytes(request: Request, most: int) -> bytes:
    """A request's body, of at most so many bytes and within a time limit. Raises HttpProblem."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _bytes(request, most)
    except TimeoutError:
        raise HttpProblem("slow-body", f"the body did not come within {BODY_SECONDS:.0f} s; send it again") from None
    except ClientDisconnect:
        raise HttpProblem("unparsable", "the body broke off; send it again") from None


async def _bytes(request: Request, most: int) -> bytes:
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length) > most:
        raise _too_large(most)
    data = b""
    async for part in request.stream():
        data += part
        if len(data) > most:
            raise _too_large(most)
    return data


def _too_large(most: int) -> HttpProblem:
    return HttpProblem("too-large", f"the body may have {most} bytes at most", {"Connection": "close"})


def _host_name(host: str) -> str:
    """A Host field without its port, in lower case."""
    name, _, port = host.rpartition(":")
    return (name if name and (port.isdigit() or not port) and not host.endswith("]") else host).strip("[]").lower()
