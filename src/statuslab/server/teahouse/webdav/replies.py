"""Replies of WebDAV: refusals that name their condition, Multi-Status, and 102s during long work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from statuslab.server.protocol.fields import reason
from statuslab.server.teahouse.webdav.xml import document, tag, text

XML = "application/xml; charset=utf-8"
NO_STORE = {"Cache-Control": "no-store"}  # PROPPATCH, MKCOL, COPY, MOVE, LOCK ... MUST NOT be cached


class Refusal(Exception):
    """Raise it to refuse with a condition of RFC 4918 section 16; `hrefs` name the resources that are to blame."""

    def __init__(self, status: int, condition: str, *hrefs: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, condition)
        self.status, self.condition, self.hrefs, self.headers = status, condition, hrefs, headers

    @property
    def error(self) -> str:
        """The condition that was not met, as XML."""
        return tag(self.condition, *(tag("href", text(href)) for href in self.hrefs))


async def reply_or_refusal(work: Awaitable[Reply]) -> Reply:
    """The result of this work, or the reply to the Refusal that it raised."""
    try:
        return await work
    except Refusal as refusal:
        return xml_reply(refusal.status, document("error", refusal.error), refusal.headers)


def xml_reply(status: int, content: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """XML with its media type (RFC 4918 section 8.2)."""
    return Response(content, status, {**NO_STORE, **(headers or {})}, media_type=XML)


def empty_reply(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A reply without content."""
    return Response(status_code=status, headers={**NO_STORE, **(headers or {})})


def multistatus(*responses: str) -> Response:
    """A 207, with a status for each resource inside (RFC 4918 section 13)."""
    return xml_reply(207, document("multistatus", *responses))


def response(href: str, *parts: str) -> str:
    """A response element about one resource, each part on a line."""
    return tag("response", *(f"\n  {part}" for part in (tag("href", text(href)), *parts) if part), "\n")


def failed_response(href: str, status: int, error: str = "") -> str:
    """A response element with only a status."""
    return response(href, status_of(status), tag("error", error) if error else "")


def status_of(status: int) -> str:
    """A status element, which has the form of a status line."""
    return tag("status", f"HTTP/1.1 {status} {reason(status)}")


class Processing:
    """A reply that takes long: `work` is called with a function that sends a 102, and returns the final response."""

    def __init__(self, work: Callable[[Callable[[], Awaitable[None]]], Awaitable[Response]]) -> None:
        self.work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send 102s only where the server supports interim responses; send the final response in any case."""

        async def send_processing() -> None:
            if "statuslab.interim" in scope.get("extensions", {}):
                await send({"type": "statuslab.interim", "status": 102, "headers": []})

        response = await reply_or_refusal(self.work(send_processing))
        await response(scope, receive, send)


Reply = Response | Processing
