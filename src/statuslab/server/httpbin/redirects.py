"""Redirects: one or many, relative or absolute, and to any URL that the client names."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.echo import site_of
from statuslab.server.httpbin.endpoint import BODY_METHODS, Entry
from statuslab.server.httpbin.parameters import base_path, option, path_integer
from statuslab.server.httpbin.parsing import form_fields
from statuslab.server.httpbin.state import HttpbinState

_AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"  # characters of a URI reference that stay: RFC 3986 section 2.2


def redirect_page(location: str, code: int = 302) -> Response:
    """A redirect with a short page for clients that do not follow it."""
    note = f'<!doctype html>\n<title>Redirecting...</title>\n<p>See <a href="{escape(location)}">here</a>.</p>\n'
    return Response(note, code, {"Location": location}, "text/html")


def redirect_without_content(location: str, code: int = 302) -> Response:
    """A redirect without content."""
    return Response(status_code=code, headers={"Location": location}, media_type="text/html")


def redirect_count(request: Request) -> int:
    """How many redirects. Raises 400 for too many."""
    n = path_integer(request, "n", limits.REDIRECTS + 1, least=1)
    if n > limits.REDIRECTS:
        raise HTTPException(400, f"at most {limits.REDIRECTS} redirections in a row")
    return n


def next_location(request: Request, kind: str, absolute: bool) -> str:
    """Where the next of n redirects goes; the last one goes to /get."""
    n = redirect_count(request)
    path = base_path(request) + (f"/{kind}-redirect/{n - 1}" if n > 1 else "/get")
    return site_of(request) + path if absolute else path


async def redirect(request: Request, _: HttpbinState) -> ASGIApp:
    """The first of n redirects; the others are relative, or absolute where the query says so."""
    absolute = (option(request, "absolute") or "").lower() == "true"
    return redirect_page(next_location(request, "absolute" if absolute else "relative", absolute))


async def relative_redirect(request: Request, _: HttpbinState) -> ASGIApp:
    """A redirect to a path."""
    return redirect_without_content(next_location(request, "relative", absolute=False))


async def absolute_redirect(request: Request, _: HttpbinState) -> ASGIApp:
    """A redirect to an absolute URL."""
    return redirect_page(next_location(request, "absolute", absolute=True))


async def redirect_to(request: Request, _: HttpbinState) -> ASGIApp:
    """A redirect to `url` with `status_code`, from the query or a form; a code that is not 3xx becomes 302."""
    form = await form_fields(request) if option(request, "url") is None else {}
    url = option(request, "url") or form.get("url", "")
    code = option(request, "status_code") or form.get("status_code") or "302"
    if not url or url.startswith("#") or len(url) > limits.URL:  # the first two would loop
        raise HTTPException(400, f"url is an address of 1 to {limits.URL} characters, and not a mere fragment")
    if not (code.isascii() and code.isdigit()):
        raise HTTPException(400, "status_code is a number, from 300 to 399")
    return redirect_without_content(quote(url, safe=_AS_IT_IS), int(code) if len(code) == 3 and code[0] == "3" else 302)


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
