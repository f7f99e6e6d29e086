"""Cookies: listed, set and deleted (RFC 6265)."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.messages.cookies import read_cookies, set_cookie_value
from statuslab.server.httpbin.echo import json_reply
from statuslab.server.httpbin.endpoint import Entry
from statuslab.server.httpbin.parameters import base_path, query, utf8
from statuslab.server.httpbin.redirects import redirect_page
from statuslab.server.httpbin.state import HttpbinState

FORGOTTEN = ("expires=Thu, 01 Jan 1970 00:00:00 GMT", "Max-Age=0", "Path=/")
ADDED_BY_HOSTS = {f"_gauges_unique{span}" for span in ("", "_year", "_month", "_day", "_hour")} | {"__utmz", "__utma"}


def add_cookie(response: Response, request: Request, name: str, value: str) -> None:
    """Set a cookie, its value in UTF-8. Raises 400 for an invalid name."""
    secure = ("Secure",) if request.scope.get("scheme") == "https" else ()
    add_set_cookie(response, name, value, "Path=/", *secure)


def add_set_cookie(response: Response, name: str, value: str, *attributes: str) -> None:
    """Add a Set-Cookie field. Raises 400 for an invalid name."""
    try:
        text = set_cookie_value(name, value.encode().decode("latin-1"), *attributes)
    except ValueError:
        raise HTTPException(400, "that name or value cannot be a cookie's (RFC 6265 section 4.1.1)") from None
    response.raw_headers.append((b"set-cookie", text.encode("latin-1")))


def sent_cookies(request: Request) -> dict[str, str]:
    """The cookies that the client sent, by name."""
    return read_cookies("; ".join(request.headers.getlist("cookie")))


def first_of_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The first pair of each name, in order."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


async def cookies(request: Request, _: HttpbinState) -> ASGIApp:
    """The client's cookies, without those that hosting adds unless the query has `show_env`."""
    show_all = any(key == "show_env" for key, _ in query(request))
    kept = {
        name: utf8(value) for name, value in sent_cookies(request).items() if show_all or name not in ADDED_BY_HOSTS
    }
    return json_reply({"cookies": kept})


async def set_cookies(request: Request, _: HttpbinState) -> ASGIApp:
    """Set a cookie for each pair of the query; of a name that comes twice, the first."""
    response = redirect_page(f"{base_path(request)}/cookies")
    for name, value in first_of_each(query(request)).items():
        add_cookie(response, request, name, value)
    return response


async def set_cookie(request: Request, _: HttpbinState) -> ASGIApp:
    """Set one cookie, from the path."""
    response = redirect_page(f"{base_path(request)}/cookies")
    add_cookie(response, request, request.path_params["name"], request.path_params["value"])
    return response


async def delete_cookies(request: Request, _: HttpbinState) -> ASGIApp:
    """Delete the cookies that the query names, by an expiry date in the past."""
    response = redirect_page(f"{base_path(request)}/cookies")
    for name in first_of_each(query(request)):
        add_set_cookie(response, name, "", *FORGOTTEN)
    return response


entries = [
    Entry("/cookies", cookies, "the cookies you have"),
    Entry("/cookies/set", set_cookies, "set one for each pair of the query", "/cookies/set?tea=assam"),
    Entry("/cookies/set/{name}/{value}", set_cookie, "set one", "/cookies/set/tea/assam"),
    Entry("/cookies/delete", delete_cookies, "forget those named in the query", "/cookies/delete?tea"),
]
