"""Any status code on demand, with the fields that RFC 9110 requires for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from statuslab.server.httpbin import samples
from statuslab.server.httpbin.endpoint import BODY_METHODS, Entry, text_reply
from statuslab.server.httpbin.parameters import base_path, option, require_extension
from statuslab.server.httpbin.parsing import read_content
from statuslab.server.httpbin.state import HttpbinState

INVALID = "Invalid status code"
NO_CONTENT = {204, 205, 304}
REDIRECTS = {301, 302, 303, 305, 307, 308}
SENT_BACK = {"application/json", "application/octet-stream", "application/xml", "text/plain", "text/csv"}


class DefaultReply(NamedTuple):
    """The fields and content that a code has by default."""

    fields: Mapping[str, str]
    content: bytes = b""
    media_type: str | None = None


ACCEPTED = ["image/webp", "image/svg+xml", "image/jpeg", "image/png", "image/*"]
_NOT_ACCEPTABLE = {"message": "Client did not request a supported media type.", "accept": ACCEPTED}
DEFAULTS = {
    206: DefaultReply({"Content-Range": "bytes 0-4/26"}, b"abcde", "text/plain"),
    401: DefaultReply({"WWW-Authenticate": 'Basic realm="Fake Realm"'}),
    402: DefaultReply({"X-More-Info": "RFC 9110 section 15.5.3"}, b"Pay me, please!\n", "text/plain"),
    405: DefaultReply({"Allow": "OPTIONS"}),
    406: DefaultReply({}, json.dumps(_NOT_ACCEPTABLE).encode(), "application/json"),
    407: DefaultReply({"Proxy-Authenticate": 'Basic realm="Fake Realm"'}),
    416: DefaultReply({"Content-Range": "bytes */26"}),
    418: DefaultReply({"X-More-Info": "RFC 2324"}, samples.TEAPOT.encode(), "text/plain"),
    426: DefaultReply({"Upgrade": "websocket", "Connection": "upgrade"}),
}
PLAIN = DefaultReply({}, media_type="text/html")


class Interim:
    """An interim response, then the final one."""

    def __init__(self, status: int, fields: list[tuple[bytes, bytes]], then: ASGIApp) -> None:
        self.status, self.fields, self.then = status, fields, then

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "statuslab.interim", "status": self.status, "headers": self.fields})
        await self.then(scope, receive, send)


async def status(request: Request, state: HttpbinState) -> ASGIApp:
    """The requested code, or a random one of several."""
    code = choose(request.path_params["codes"], state.rng)
    if code == 101:
        raise HTTPException(400, "101 answers only a client that asks for another protocol: try /ws/echo")
    if code < 200:
        require_extension(request, "statuslab.interim")
        why = f"{code} went before this 200: an interim response never ends an exchange (RFC 9110 section 15.2)"
        return Interim(code, [], text_reply(why))
    return await reply(request, code)


def choose(codes: str, rng: Random) -> int:
    """A random code of `200`, `200,503` or `200:3,503:1`, by weights of 1 by default. Raises 400 for anything else."""
    try:
        pairs = [choice.partition(":") for choice in codes.split(",")]
        numbers = [_code(code) for code, _, _ in pairs]
        weights = [float(weight) if colon else 1.0 for _, colon, weight in pairs]
        if min(weights) < 0:
            raise ValueError(codes)
        return rng.choices(numbers, weights)[0]
    except ValueError:
        raise HTTPException(400, INVALID) from None


def _code(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 3 and text[0] != "0"):
        raise ValueError(text)
    return int(text)


async def reply(request: Request, code: int) -> Response:
    """A response with this code. Its content is `?body=`, else the request's own, else the default of the code."""
    default = (
        DefaultReply({"Location": f"{base_path(request)}/redirect/1"})
        if code in REDIRECTS
        else DEFAULTS.get(code, PLAIN)
    )
    body = option(request, "body")
    content, media_type = (body.encode(), "text/plain") if body is not None else await _request_content(request)
    if code in NO_CONTENT:
        return Response(status_code=code, headers=default.fields)
    if content and code != 206:  # a part must be as long as Content-Range says
        return Response(content, code, default.fields, media_type)
    return Response(default.content, code, default.fields, default.media_type)


async def _request_content(request: Request) -> tuple[bytes, str]:
    """The request's own content and type; a type that could run scripts in a browser becomes plain bytes."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return await read_content(request), media_type if media_type in SENT_BACK else "application/octet-stream"


entries = [
    Entry("/status/{codes}", status, "any code, with what must go with it", "/status/418", BODY_METHODS),
]

examples = [
    ("/status/200:3,503:1", "one of several, by weight"),
    ("/status/503?body=back+soon", "with content; the request's own content does it too"),
    ("/status/103", "a real interim response, and its 200"),
]
