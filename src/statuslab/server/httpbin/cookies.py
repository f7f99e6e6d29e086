"""Cookies: listed, set and deleted (RFC 6265)."""

from __future__ import annotations

from http.cookies import CookieError

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.server.httpbin.echo import json_reply
from statuslab.server.httpbin.endpoint import Entry
from statuslab.server.httpbin.parameters import base_path, query, utf8
from statuslab.server.httpbin.redirects import redirect_page
from statuslab.server.httpbin.state import HttpbinState

LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"
ADDED_BY_HOSTS = {f"_gauges_unique{span}" for span in ("", "_year", "_month", "_day", "_hour")} | {"__utmz", "__utma"}


def add_cookie(response: Response, request: Request, name: str, value: str) -> None:
    """Set a cookie, its value in UTF-8. Raises 400 for an invalid name."""
    try:
        response.set_cookie(name, value.encode().decode("latin-1"), secure=request.url.scheme == "https", samesite=None)
    except CookieError:
        raise HTTPException(400, "that name or value cannot be a cookie's (RFC 6265 section 4.1.1)") from None


def first_of_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The first pair of each name, in order."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


async def cookies(request: Request, _: HttpbinState) -> ASGIApp:
    """The client's cookies, without those that hosting adds unless the query has `show_env`."""
    show_all = any(key == "show_env" for key, _ in query(request))
    kept = {name: utf8(value) for name, value in request.cookies.items() if show_all or name not in ADDED_BY_HOSTS}
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
        try:
            response.set_cookie(name, "", 0, LONG_AGO, samesite=None)
        except CookieError:
            raise HTTPException(400, "that name cannot be a cookie's (RFC 6265 section 4.1.1)") from None
    return response


entries = [
    Entry("/cookies", cookies, "the cookies you have"),
    Entry("/cookies/set", set_cookies, "set one for each pair of the query", "/cookies/set?tea=assam"),
    Entry("/cookies/set/{name}/{value}", set_cookie, "set one", "/cookies/set/tea/assam"),
    Entry("/cookies/delete", delete_cookies, "forget those named in the query", "/cookies/delete?tea"),
]
