"""Content of many kinds: compressed, encoded, documents, pictures."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from html import escape
from importlib import import_module
from typing import Any
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.messages.base64_text import decode_base64
from statuslab.server.browser_safety import OwnPage
from statuslab.server.httpbin import limits, samples
from statuslab.server.httpbin.echo import json_reply, request_facts
from statuslab.server.httpbin.endpoint import Entry, Handler, text_reply
from statuslab.server.httpbin.images import PICTURES
from statuslab.server.httpbin.json_text import json_bytes
from statuslab.server.httpbin.parameters import base_path, path_integer
from statuslab.server.httpbin.redirects import redirect_page
from statuslab.server.httpbin.state import HttpbinState
from statuslab.server.httpbin.statuses import DEFAULTS

TRY = "Incorrect Base64 data try: SFRUUEJJTiBpcyBhd2Vzb21l"
DOCUMENTS = {
    "/html": (samples.HTML, "text/html"),
    "/xml": (samples.XML, "application/xml"),
    "/robots.txt": (samples.ROBOTS, "text/plain"),
    "/deny": (samples.DENIED, "text/plain"),
    "/encoding/utf8": (samples.UTF8, "text/html"),
}
PLAIN_XML = {"Content-Type": "application/xml"}  # without a charset parameter: the XML declaration has the charset


def library(name: str) -> Any:
    """An optional library. Raises 501 where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        raise HTTPException(501, f"this needs the Python package {name}, which is not installed") from None


# None at its best compression, for which brotli takes microseconds a byte: the client chooses what is compressed.
CODINGS: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzipped", "gzip", lambda content: gzip.compress(content, 4, mtime=0)),
    "deflate": ("deflated", "deflate", zlib.compress),  # the zlib format: RFC 9110 section 8.4.1.2
    "brotli": ("brotli", "br", lambda content: library("brotli").compress(content, quality=5)),
    "zstd": ("zstd", "zstd", lambda content: library("zstandard").ZstdCompressor().compress(content)),
}


def coded(name: str) -> Handler:
    """A handler whose content has this content coding, whatever Accept-Encoding says."""
    mark, coding, compress = CODINGS[name]

    async def handler(request: Request, _: HttpbinState) -> ASGIApp:
        facts = {**await request_facts(request, "origin", "headers", "method"), mark: True}
        fields = {"Content-Encoding": coding}
        return Response(compress(json_bytes(facts)), headers=fields, media_type="application/json")

    return handler


def document(path: str) -> Handler:
    """A handler for a constant text."""
    text, media_type = DOCUMENTS[path]
    fields = PLAIN_XML if media_type == "application/xml" else None

    async def handler(_: Request, __: HttpbinState) -> ASGIApp:
        return Response(text, headers=fields, media_type=media_type)

    return handler


async def slideshow(_: Request, __: HttpbinState) -> ASGIApp:
    """A sample in JSON."""
    return json_reply(samples.SLIDESHOW)


async def form(request: Request, _: HttpbinState) -> ASGIApp:
    """A form to fill in, which POSTs to /post."""
    text = samples.FORM.replace('action="/post"', f'action="{escape(base_path(request))}/post"')
    return OwnPage(text)  # nobody could send a sandboxed form


async def uuid(_: Request, state: HttpbinState) -> ASGIApp:
    """A UUID of version 4."""
    return json_reply({"uuid": str(UUID(int=state.rng.getrandbits(128), version=4))})


async def unbase64(request: Request, _: HttpbinState) -> ASGIApp:
    """The text of a base64 value, as plain text: a link must not be able to run scripts on this site.

    Either alphabet will do, and in a URL the padding may be missing (RFC 4648 sections 4, 5 and 3.2).
    """
    value = request.path_params["value"].replace("-", "+").replace("_", "/")
    try:
        text = decode_base64(value if "=" in value else value + "=" * (-len(value) % 4)).decode()
    except ValueError:
        return text_reply(TRY, 400)
    return Response(text[: limits.BYTES], media_type="text/plain")


async def image(request: Request, _: HttpbinState) -> ASGIApp:
    """The picture in the first of our formats that Accept allows, 406 where it allows none."""
    taken = accepted(request.headers.get("accept", "image/png"))
    named = [name for name, (kind, _bytes) in PICTURES.items() if kind in taken]
    if not named and not {"image/*", "*/*"} & taken:
        return Response(DEFAULTS[406].content, 406, {"Vary": "Accept"}, DEFAULTS[406].media_type)
    media_type, content = PICTURES[named[0] if named else "png"]
    return Response(content, headers={"Vary": "Accept"}, media_type=media_type)


def accepted(value: str) -> set[str]:
    """The media types and ranges of an Accept value, without those of weight 0 (RFC 9110 section 12.4.2)."""
    members = [member.split(";") for member in set(value.replace(" ", "").lower().split(","))]
    return {media_type for media_type, *rest in members if not {"q=0", "q=0.0", "q=0.00", "q=0.000"} & set(rest)}


def picture(name: str) -> Handler:
    """A handler for the picture in one format."""
    media_type, content = PICTURES[name]

    async def handler(_: Request, __: HttpbinState) -> ASGIApp:
        return Response(content, media_type=media_type)

    return handler


async def links(request: Request, _: HttpbinState) -> ASGIApp:
    """A redirect to the first of n pages."""
    return redirect_page(f"{base_path(request)}/links/{path_integer(request, 'n', limits.LINKS)}/0")


async def link_page(request: Request, _: HttpbinState) -> ASGIApp:
    """One of n pages, with a link to each other one."""
    n, offset = max(1, path_integer(request, "n", limits.LINKS)), path_integer(request, "offset", limits.LINKS)
    base = escape(base_path(request))
    pages = [f"{page} " if page == offset else f"<a href='{base}/links/{n}/{page}'>{page}</a> " for page in range(n)]
    html = f"<html><head><title>Links</title></head><body>{''.join(pages)}</body></html>"
    return Response(html, media_type="text/html")


entries = [
    *[Entry(f"/{name}", coded(name), f"JSON in the content coding {CODINGS[name][1]}") for name in CODINGS],
    Entry("/encoding/utf8", document("/encoding/utf8"), "text in many scripts"),
    Entry("/html", document("/html"), "a page"),
    Entry("/json", slideshow, "a document in JSON"),
    Entry("/xml", document("/xml"), "a document in XML"),
    Entry("/robots.txt", document("/robots.txt"), "rules for robots"),
    Entry("/deny", document("/deny"), "what those rules deny"),
    Entry("/forms/post", form, "a form to send"),
    Entry("/links/{n}/{offset}", link_page, "n pages that link to each other, 200 at most", "/links/5/0"),
    Entry("/links/{n}", links),
    Entry("/uuid", uuid, "a UUID by chance"),
    Entry("/base64/{value:path}", unbase64, "the text of a base64 value", "/base64/SFRUUEJJTiBpcyBhd2Vzb21l"),
    Entry("/image", image, "a picture in the format that Accept takes"),
    *[Entry(f"/image/{name}", picture(name), f"a picture in {name.upper()}") for name in PICTURES],
]
