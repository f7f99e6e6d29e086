"""Validators, conditions and freshness (RFC 9110 section 13, RFC 9111)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.messages.dates import http_date
from statuslab.server.httpbin import limits
from statuslab.server.httpbin.echo import SEEN, json_reply, request_facts
from statuslab.server.httpbin.endpoint import Entry
from statuslab.server.httpbin.json_text import json_bytes
from statuslab.server.httpbin.parameters import field, path_integer, query
from statuslab.server.httpbin.state import HttpbinState
from statuslab.server.teahouse.conditions import evaluate, field_value
from statuslab.server.teahouse.version import Version

_TAG = re.compile(r"[\x21\x23-\x7e]{1,200}")  # what is between the quotes of an entity tag
_QUOTED = re.compile(r'(?:W/)?"[^"]*"')


@dataclass(frozen=True)
class TaggedVersion(Version):
    """A version whose entity tag the client chose."""

    tag: str = ""

    @property
    def etag(self) -> str:
        return self.tag


async def get(request: Request, **fields: str) -> Response:
    """The reply of /get, with these fields."""
    response = json_reply(await request_facts(request, *SEEN))
    response.headers.update({name.replace("_", "-"): value for name, value in fields.items()})
    return response


async def cache(request: Request, state: HttpbinState) -> ASGIApp:
    """304 to any If-None-Match or If-Modified-Since, else a reply with validators."""
    known = field_value(request.headers, "if-none-match")
    if known or "if-modified-since" in request.headers:
        tag = _QUOTED.search(known)
        return Response(status_code=304, headers={"ETag": tag[0]} if tag else None)
    return await get(request, etag=f'"{state.hex()}"', last_modified=http_date(state.clock.now()))


async def cache_for(request: Request, _: HttpbinState) -> ASGIApp:
    """A reply with this max-age, in seconds."""
    return await get(request, cache_control=f"public, max-age={path_integer(request, 'seconds', 10**9)}")


async def etag(request: Request, _: HttpbinState) -> ASGIApp:
    """A reply with this entity tag; 304 or 412 where a condition says so. A tag with `W/` is weak."""
    tag = entity_tag(request.path_params["etag"])
    status = evaluate(request.method, only_tags(request), TaggedVersion(0, 0.0, tag=tag))
    if status:
        return Response(status_code=status, headers={"ETag": tag} if status == 304 else None)
    return await get(request, etag=tag)


def entity_tag(text: str) -> str:
    """The entity tag as a field value: in quotes, after `W/` where it is weak (RFC 9110 section 8.8.3)."""
    weak, opaque = text.startswith("W/"), text.removeprefix("W/").strip('"')
    if not _TAG.fullmatch(opaque):
        raise HTTPException(400, 'a tag has 1 to 200 visible ASCII characters, and no " (RFC 9110 section 8.8.3)')
    return f'W/"{opaque}"' if weak else f'"{opaque}"'


def only_tags(request: Request) -> Headers:
    """If-Match and If-None-Match, with the quotes that clients may leave out. There is no date to compare."""
    values = {
        name: field_value(request.headers, name) for name in ("if-match", "if-none-match") if name in request.headers
    }
    return Headers({name: value if '"' in value or value == "*" else quoted(value) for name, value in values.items()})


def quoted(value: str) -> str:
    """A list of unquoted words as a list of entity tags."""
    return ", ".join(f'"{word.strip()}"' for word in value.split(",") if word.strip())


async def response_headers(request: Request, _: HttpbinState) -> ASGIApp:
    """The pairs of the query as response fields, and all response fields as JSON."""
    pairs = query(request)
    if len(pairs) > limits.LINES:
        raise HTTPException(400, f"at most {limits.LINES} fields")
    requested = [field(name, value) for name, value in pairs]
    typed = any(name.lower() == b"content-type" for name, _ in requested)
    base = {} if typed else {"Content-Type": "application/json"}  # there can be only one: section 8.3
    content = fields_as_json(base, requested)
    response = Response(content if not typed else content.replace(b"<", rb"\u003c"))
    length = [(b"content-length", str(len(response.body)).encode())]
    rest = [(name.lower().encode(), value.encode()) for name, value in base.items()]
    response.raw_headers = [*length, *rest, *[(name.lower(), value) for name, value in requested]]
    return response


def fields_as_json(base: dict[str, str], requested: list[tuple[bytes, bytes]]) -> bytes:
    """All fields as JSON, among them Content-Length, which is the length of that same JSON."""
    fields: dict[str, str | list[str]] = dict(base)
    for name, value in requested:
        before = fields.get(name.decode())
        text = value.decode()
        fields[name.decode()] = text if before is None else [*(before if isinstance(before, list) else [before]), text]
    length = 0
    while len(content := json_bytes({**fields, "Content-Length": str(length)})) != length:
        length = len(content)
    return content


entries = [
    Entry("/cache", cache, "a tag and a date; 304 to whoever brings one back"),
    Entry("/cache/{seconds}", cache_for, "fresh for so many seconds", "/cache/60"),
    Entry("/etag/{etag:path}", etag, "304 and 412 by If-None-Match and If-Match; W/ for a weak tag", "/etag/W/assam"),
    Entry(
        "/response-headers",
        response_headers,
        "the fields you name, as fields",
        "/response-headers?X-Tea=assam&X-Tea=oolong",
        ("GET", "POST"),
    ),
]
