"""Endpoints that report what the client sent."""

from __future__ import annotations

import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.messages.http1 import RequestHead
from statuslab.server.browser_safety import TOLD_COOKIES
from statuslab.server.httpbin import limits
from statuslab.server.httpbin.endpoint import Entry
from statuslab.server.httpbin.json_text import json_bytes
from statuslab.server.httpbin.parameters import query, single_or_list
from statuslab.server.httpbin.parsing import parse_body, read_content
from statuslab.server.httpbin.state import HttpbinState
from statuslab.server.json_content import JsonContent

SEEN = ("url", "args", "headers", "origin")
SENT = (*SEEN, "form", "data", "files", "json")
ADDED_BY_PROXIES = {
    "Connect-Time",
    "Total-Route-Time",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Forwarded-Protocol",
    "X-Forwarded-Ssl",
    "X-Heroku-Dynos-In-Use",
    "X-Heroku-Queue-Depth",
    "X-Heroku-Queue-Wait-Time",
    "X-Real-Ip",
    "X-Request-Id",
    "X-Request-Start",
    "X-Varnish",
}
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_COOKIE_LINES = re.compile(rb"(?im)^cookie[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*")
_DEFAULT_PORT = {"http": ":80", "https": ":443"}


def json_reply(value: Any, status: int = 200) -> Response:
    """A value as a JSON response."""
    return JsonContent(json_bytes(value), status)


async def request_facts(request: Request, *keys: str) -> dict[str, Any]:
    """What httpbin reports of a request, under these keys. The content is read only if a key needs it."""
    content = await parse_body(request) if "data" in keys else None
    facts = {
        "url": url_of(request),
        "args": single_or_list(query(request)),
        "headers": headers_of(request),
        "origin": origin_of(request),
        "method": request.method,
        **(vars(content) if content else {}),
    }
    return {key: facts[key] for key in keys}


def headers_of(request: Request) -> dict[str, str]:
    """The request's fields in Title-Case, without those that proxies add unless the query has `show_env`."""
    found: dict[str, str] = {}
    for name, value in request.headers.items():
        name = name.title()
        found[name] = f"{found[name]},{value}" if name in found else value
    if ADDED_BY_PROXIES.isdisjoint(found) or any(key == "show_env" for key, _ in query(request)):
        return found
    return {name: value for name, value in found.items() if name not in ADDED_BY_PROXIES}


def origin_of(request: Request) -> str:
    """The client's address, or the one that a proxy reports."""
    reported = dict(reversed(request.scope["headers"])).get(b"x-forwarded-for", b"")  # the first of a name counts
    client = request.scope.get("client")
    return reported[: limits.ORIGIN].decode("latin-1") or (client[0] if client else "")


def url_of(request: Request) -> str:
    """The URL that was requested, at the proxy if there is one, with characters beyond ASCII decoded."""
    asked = request.scope["query_string"].decode("latin-1")
    path = request.scope.get("raw_path", b"").decode("latin-1") or request.url.path
    url = site_of(request) + path + (f"?{asked}" if asked else "")
    return _ENCODED.sub(_readable, url) if "%" in url else url


def site_of(request: Request) -> str:
    """Scheme and host of the URL that was requested."""
    asked = dict(reversed(request.scope["headers"]))  # the first of a name counts
    told_by_proxy = (asked.get(b"x-forwarded-proto") or asked.get(b"x-forwarded-protocol") or b"").decode("latin-1")
    secure = "https" if asked.get(b"x-forwarded-ssl") == b"on" else None
    scheme = request.scope.get("scheme", "http")
    host = asked.get(b"host", b"").decode("latin-1") or request.url.netloc
    return f"{told_by_proxy[: limits.ORIGIN] or secure or scheme}://{host.removesuffix(_DEFAULT_PORT.get(scheme, ''))}"


def _readable(encoded: re.Match[str]) -> str:
    try:
        return bytes.fromhex(encoded[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return encoded[0]


async def get(request: Request, _: HttpbinState) -> ASGIApp:
    """A GET request, without content."""
    return json_reply(await request_facts(request, *SEEN))


async def post(request: Request, _: HttpbinState) -> ASGIApp:
    """A request with its content."""
    return json_reply(await request_facts(request, *SENT))


async def anything(request: Request, _: HttpbinState) -> ASGIApp:
    """Any request, with its method."""
    return json_reply(await request_facts(request, *SENT, "method"))


async def headers(request: Request, _: HttpbinState) -> ASGIApp:
    """The request's fields."""
    return json_reply(await request_facts(request, "headers"))


async def ip(request: Request, _: HttpbinState) -> ASGIApp:
    """The address of the client."""
    return json_reply(await request_facts(request, "origin"))


async def user_agent(request: Request, _: HttpbinState) -> ASGIApp:
    """The User-Agent field, null where none came."""
    return json_reply({"user-agent": request.headers.get("user-agent")})


async def hostname(_: Request, __: HttpbinState) -> ASGIApp:
    """A constant host name; that of the machine is not revealed."""
    return json_reply({"hostname": "statuslab"})


async def raw(request: Request, _: HttpbinState) -> ASGIApp:
    """The request, byte for byte. Starlette lowers the case of field names, so this needs the lab's own server."""
    head: RequestHead | None = request.scope.get("statuslab.head")
    if head is None or not head.raw:  # HTTP/2 header blocks are compressed, so their bytes cannot be read
        raise HTTPException(501, "the server below does not hand on the raw request")
    lines = head.raw
    if TOLD_COOKIES in request.scope:  # a browser is told the same cookies here as elsewhere
        told = [b"Cookie: " + value.encode("latin-1") + b"\r\n" for value in request.headers.getlist("cookie")]
        lines = _COOKIE_LINES.sub(b"", lines)
        lines = b"".join([lines[:-2], *told, lines[-2:]])
    return Response(lines + await read_content(request), media_type="text/plain")


async def dump_request(request: Request, _: HttpbinState) -> ASGIApp:
    """The request as text, as an app sees it: fields in order, names in Title-Case."""
    target = url_of(request).removeprefix(site_of(request))
    first = f"{request.method} {target} HTTP/{request.scope['http_version']}"
    lines = [first, *(f"{name.title()}: {value}" for name, value in request.headers.items())]
    return Response("\r\n".join([*lines, "", ""]).encode() + await read_content(request), media_type="text/plain")


entries = [
    Entry("/get", get, "a GET, told back as JSON", "/get?tea=assam&cups=2"),
    Entry("/post", post, "a POST with its form, files, data or JSON", methods=("POST",)),
    Entry("/put", post, "the same for PUT", methods=("PUT",)),
    Entry("/patch", post, "the same for PATCH", methods=("PATCH",)),
    Entry("/delete", post, "the same for DELETE", methods=("DELETE",)),
    Entry("/anything", anything, "any method at all, content or none", "/anything/you/like", methods=None),
    Entry("/anything/{path:path}", anything, methods=None),
    Entry("/headers", headers, "the request's fields"),
    Entry("/ip", ip, "the address you come from"),
    Entry("/user-agent", user_agent, "what your client calls itself"),
    Entry("/raw", raw, "the request to the byte: case, order and all", methods=None),
    Entry("/dump/request", dump_request, "the request as text, as an app gets to know it", methods=None),
    Entry("/hostname", hostname, "the name of this host"),
]
