"""Replies in XML: refusals that name their condition, Multi-Status, and the 102s of long work. No state lives here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from statuslab.server.protocol.fields import reason
from statuslab.server.teahouse.webdav.xml import document, tag, text

XML = "application/xml; charset=utf-8"
NO_STORE = {"Cache-Control": "no-store"}  # PROPPATCH, MKCOL, COPY, MOVE, LOCK ... MUST NOT be cached


class Refusal(Exception):
    """Raise it to refuse with a condition of RFC 4918 section 16; `hrefs` are the resources that stand in the way."""

    def __init__(self, status: int, condition: str, *hrefs: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, condition)
        self.status, self.condition, self.hrefs, self.headers = status, condition, hrefs, headers

    @property
    def error(self) -> str:
        """The condition that was not met, as XML."""
        return tag(self.condition, *(tag("href", text(href)) for href in self.hrefs))


async def reply_or_refusal(work: Awaitable[Reply]) -> Reply:
    """The response that comes out of this work, be it a refusal."""
    try:
        return await work
    except Refusal as refusal:
        return xml_reply(refusal.status, document("error", refusal.error), refusal.headers)


def xml_reply(status: int, content: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """XML as it should be labeled (RFC 4918 section 8.2)."""
    return Response(content, status, {**NO_STORE, **(headers or {})}, media_type=XML)


def empty_reply(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A reply that says it all with its status."""
    return Response(status_code=status, headers={**NO_STORE, **(headers or {})})


def multistatus(*responses: str) -> Response:
    """207: a status for each resource; the status in front says nothing about them (RFC 4918 section 13)."""
    return xml_reply(207, document("multistatus", *responses))


def response(href: str, *parts: str) -> str:
    """What is told of one resource, a line for each part."""
    return tag("response", *(f"\n  {part}" for part in (tag("href", text(href)), *parts) if part), "\n")


def failed_response(href: str, status: int, error: str = "") -> str:
    """The response element of a resource that one status is enough for."""
    return response(href, status_of(status), tag("error", error) if error else "")


def status_of(status: int) -> str:
    """A status line as it stands in XML."""
    return tag("status", f"HTTP/1.1 {status} {reason(status)}")


class Processing:
    """Work that takes its time: it is given a function that sends a 102, and the response comes when it is done."""

    def __init__(self, work: Callable[[Callable[[], Awaitable[None]]], Awaitable[Response]]) -> None:
        self.work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A 102 goes out only where the server can send interim responses; the response goes out always."""

        async def send_processing() -> None:
            if "statuslab.interim" in scope.get("extensions", {}):
                await send({"type": "statuslab.interim", "status": 102, "headers": []})

        response = await reply_or_refusal(self.work(send_processing))
        await response(scope, receive, send)


Reply = Response | Processing
