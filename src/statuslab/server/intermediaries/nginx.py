"""The behavior of nginx: internal codes that clients see as 400, and connections closed without a response.

Emulated, and compared with a real nginx by the tests. `error_pages` stands for the configuration `error_page 494 =494
/x` (and so on), with which the internal codes do reach the client.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import BadMessage
from statuslab.server.protocol import fields as standard
from statuslab.server.protocol.asgi import App
from statuslab.server.protocol.recorder import Recording
from statuslab.server.protocol.server_config import SimpleResponse

TITLES = {
    494: "Request Header Or Cookie Too Large",
    495: "The SSL certificate error",
    496: "No required SSL certificate was sent",
    497: "The plain HTTP request was sent to HTTPS port",
}
# ngx_http_header_filter_module.c has reason phrases from before RFC 7231.
NAMES = {
    302: "Moved Temporarily",
    405: "Not Allowed",
    408: "Request Time-out",
    413: "Request Entity Too Large",
    414: "Request-URI Too Large",
    416: "Requested Range Not Satisfiable",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}
OWN = frozenset((444, 494, 495, 496, 497, 499))


def reason(status: int) -> str:
    """nginx's reason phrase: old ones for some codes, none for its own codes."""
    return "" if status in OWN else NAMES.get(status, standard.reason(status))


def page(status: int, title: str) -> bytes:
    """The short page of an error response."""
    head = f"<html>\r\n<head><title>{status} {escape(title)}</title></head>\r\n<body>\r\n"
    return (head + f"<center><h1>{status} {escape(title)}</h1></center>\r\n</body>\r\n</html>\r\n").encode()


def special(internal: int, error_pages: bool) -> SimpleResponse:
    """The response for an internal code: 400 on the wire and in the log, unless error_page names the code."""
    status = internal if error_pages else 400
    return SimpleResponse(status, page(status, TITLES[internal]), b"text/html", internal=internal)


def refuse(error_pages: bool) -> Callable[[BadMessage, str], SimpleResponse]:
    """How nginx answers bad requests: 494 in place of 431, and no response to a client that is too slow."""

    def answer(refused: BadMessage, phrase: str) -> SimpleResponse:
        if refused.status == 431:
            return special(494, error_pages)
        if refused.status == 408:
            return SimpleResponse(408, b"", silent=True)
        return SimpleResponse(refused.status, page(refused.status, phrase), b"text/html")

    return answer


@dataclass(frozen=True)
class Return444:
    """An ASGI app in front of another: /drop has nginx's `return 444`, which closes the connection."""

    app: App

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].startswith("/drop"):
            recording: Recording = scope["statuslab.recording"]
            recording.layer, recording.note = Layer.SERVER, "a rule says: return 444"
            await send({"type": "statuslab.hangup", "logged": 444})
        else:
            await self.app(scope, receive, send)


@dataclass(frozen=True)
class FixedResponse:
    """An ASGI app with only one response, which was decided before any request was read."""

    answer: SimpleResponse
    note: str

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002
        recording: Recording = scope["statuslab.recording"]
        recording.layer, recording.note = Layer.SERVER, self.note
        recording.internal_status = self.answer.internal
        fields = [(b"content-type", self.answer.media_type), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": self.answer.status, "headers": fields})
        await send({"type": "http.response.body", "body": self.answer.content})
