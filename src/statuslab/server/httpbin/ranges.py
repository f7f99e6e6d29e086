"""Range requests on constant content: one range, several, If-Range and conditions (RFC 9110 section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.endpoint import Entry
from statuslab.server.httpbin.parameters import option, seconds
from statuslab.server.httpbin.state import HttpbinState
from statuslab.server.httpbin.streams import BINARY, chunk_size, paced
from statuslab.server.teahouse.conditions import evaluate, field_value
from statuslab.server.teahouse.ranges import partial_response, requested_parts
from statuslab.server.teahouse.version import Version

WRITTEN = 784111777.0  # Sun, 06 Nov 1994 08:49:37 GMT, the date in the standard's examples
_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


@dataclass(frozen=True)
class Alphabet(Version):
    """Letters of the alphabet, repeated; `revision` says how many."""

    @property
    def etag(self) -> str:
        return f'"range{self.revision}"'

    @property
    def content(self) -> bytes:
        return (b"abcdefghijklmnopqrstuvwxyz" * (self.revision // 26 + 1))[: self.revision]


async def some_range(request: Request, state: HttpbinState) -> ASGIApp:
    """The whole, or the requested parts, in chunks and with pauses if the query asks for them."""
    version = alphabet(request)
    fields = {"Accept-Ranges": "bytes", **version.fields}
    size, lasting = chunk_size(request), seconds(option(request, "duration"), "duration")
    status = evaluate(request.method, request.headers, version)
    if status:
        return Response(status_code=status, headers=fields if status == 304 else None)
    reply = whole_or_part(request, version, fields, state)
    if not reply.body:
        return reply
    share = min(1.0, len(reply.body) / version.revision)
    timed = paced(bytes(reply.body), size, lasting * share, state.clock)
    return StreamingResponse(timed, reply.status_code, reply.headers)


def alphabet(request: Request) -> Alphabet:
    """The letters that the path asks for. Raises 404 for an impossible number."""
    text = request.path_params["numbytes"]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 0 < number <= limits.BYTES:
        raise HTTPException(404, f"number of bytes must be in the range (0, {limits.BYTES}]")
    return Alphabet(number, WRITTEN)


def whole_or_part(request: Request, version: Alphabet, fields: dict[str, str], state: HttpbinState) -> Response:
    """200, 206, or 416 with the actual length."""
    content = version.content
    try:
        parts = requested_parts(request, version, len(content))
        if parts is None and backwards(field_value(request.headers, "range")):
            raise HTTPException(416, headers={"Content-Range": f"bytes */{len(content)}"})
    except HTTPException as refusal:
        return Response(status_code=416, headers={**fields, **(refusal.headers or {})})
    if parts is None:
        return Response(content, 200, fields, BINARY)
    return partial_response(request, content, parts, BINARY, state.hex(), fields)


def backwards(value: str) -> bool:
    """Whether a range ends before it starts. It may be ignored or refused; httpbin refuses (RFC 9110 section 14.2)."""
    return any(int(first) > int(last) for first, last in _RANGE.findall(value))


entries = [
    Entry("/range/{numbytes}", some_range, "letters, whole or by Range; ?duration= and ?chunk_size=", "/range/26")
]
