"""Redirections: once, many times, relative, absolute, and to wherever the client says."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.echo import site_of
from statuslab.server.httpbin.endpoint import BODY_METHODS, Entry
from statuslab.server.httpbin.parameters import here, in_path, option
from statuslab.server.httpbin.parsing import content_of
from statuslab.server.httpbin.state import HttpbinState

_AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"  # of a URI reference: RFC 3986 section 2.2


def to(location: str, code: int = 302) -> Response:
    """A redirection with a note for whoever does not follow by itself."""
    note = f'<!doctype html>\n<title>Redirecting...</title>\n<p>See <a href="{escape(location)}">here</a>.</p>\n'
    return Response(note, code, {"Location": location}, "text/html")


def bare(location: str, code: int = 302) -> Response:
    """A redirection without a word."""
    return Response(status_code=code, headers={"Location": location}, media_type="text/html")


def times(request: Request) -> int:
    """How often: from 1 to the most that is done."""
    n = in_path(request, "n", limits.REDIRECTS + 1, least=1)
    if n > limits.REDIRECTS:
        raise HTTPException(400, f"at most {limits.REDIRECTS} redirections in a row")
    return n


def next_stop(request: Request, kind: str, absolute: bool) -> str:
    """Where the next of n redirections goes; the last one goes to /get."""
    n = times(request)
    path = here(request) + (f"/{kind}-redirect/{n - 1}" if n > 1 else "/get")
    return site_of(request) + path if absolute else path


async def redirect(request: Request, _: HttpbinState) -> ASGIApp:
    """The first step; the others are relative, or absolute where the query says so."""
    absolute = (option(request, "absolute") or "").lower() == "true"
    return to(next_stop(request, "absolute" if absolute else "relative", absolute))


async def relative_redirect(request: Request, _: HttpbinState) -> ASGIApp:
    """By path."""
    return bare(next_stop(request, "relative", absolute=False))


async def absolute_redirect(request: Request, _: HttpbinState) -> ASGIApp:
    """By scheme, host and path."""
    return to(next_stop(request, "absolute", absolute=True))


async def redirect_to(request: Request, _: HttpbinState) -> ASGIApp:
    """To `url` by `status_code`, which stand in the query or in a form; a code that does not redirect becomes 302."""
    form = dict(parse_qsl((await content_of(request)).decode("latin-1"))) if option(request, "url") is None else {}
    url = option(request, "url") or form.get("url", "")
    code = option(request, "status_code") or form.get("status_code") or "302"
    if not url or url.startswith("#") or len(url) > limits.URL:  # the first two would come back here for ever
        raise HTTPException(400, f"url is an address of 1 to {limits.URL} characters, and not a mere fragment")
    if not (code.isascii() and code.isdigit()):
        raise HTTPException(400, "status_code is a number, from 300 to 399")
    return bare(quote(url, safe=_AS_IT_IS), int(code) if len(code) == 3 and code[0] == "3" else 302)


entries = [
    Entry("/redirect/{n}", redirect, "n redirections, then /get; ?absolute=true for whole addresses", "/redirect/3"),
    Entry("/relative-redirect/{n}", relative_redirect, "n redirections by path", "/relative-redirect/3"),
    Entry("/absolute-redirect/{n}", absolute_redirect, "n redirections by whole address", "/absolute-redirect/3"),
    Entry(
        "/redirect-to",
        redirect_to,
        "a redirection to any url, by any status_code from 300 to 399",
        "/redirect-to?url=/get&status_code=307",
        BODY_METHODS,
    ),
]
