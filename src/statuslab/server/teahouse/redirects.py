"""Redirects: temporary and permanent, with the method kept or not, and to a login page and back."""

from __future__ import annotations

import hmac
import re
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.messages.cookies import read_cookies, set_cookie_value
from statuslab.server.browser_safety import OwnPage
from statuslab.server.teahouse import texts
from statuslab.server.teahouse.parsing import FORM, form, path_number, read
from statuslab.server.teahouse.replies import Problem, json_reply, redirect
from statuslab.server.teahouse.state import AppState

PASSWORD = "two lumps"  # shared, as this is a lab; real users have passwords of their own
TABLES = 6


async def tea_list(_: Request) -> Response:
    """The list has moved for good: clients should update their links (RFC 9110 section 15.4.2)."""
    return redirect(301, "/teas")


async def window_seat(_: Request) -> Response:
    """Table 4 today. Clients should keep this URL, as the target may change (RFC 9110 section 15.4.3)."""
    return redirect(302, "/tables/4")


async def read_table(request: Request) -> Response:
    """One table."""
    number = path_number(request, "number")
    if not 1 <= number <= TABLES:
        raise Problem(404, f"Our tables are numbered from 1 to {TABLES}.")
    return json_reply({"table": number, "by": "the window" if number == 4 else "the wall", "seats": 2})


async def takeaway_orders(_: Request) -> Response:
    """Moved for now: clients should send the same method and content there (RFC 9110 section 15.4.8)."""
    return redirect(307, "/orders")


async def bar_orders(_: Request) -> Response:
    """Moved for good: clients should send the same method and content there (RFC 9110 section 15.4.9)."""
    return redirect(308, "/orders")


async def regulars(request: Request) -> Response:
    """A page for signed-in clients. Others are redirected to the login, with the path to come back to."""
    state: AppState = request.app.state.teahouse
    cookies = read_cookies("; ".join(request.headers.getlist("cookie")))
    if cookies.get("seat") not in state.sessions:
        return redirect(302, "/login?" + urlencode({"next": request.url.path}))
    return json_reply({"corner": "by the stove", "cake": "on the house"}, headers={"Cache-Control": "private"})


async def login_page(request: Request) -> Response:
    """The login form, which carries the path to return to."""
    return OwnPage(texts.LOGIN.format(next=return_path(form(request.scope["query_string"]).get("next", "/"))))


async def log_in(request: Request) -> Response:
    """Set a cookie, and redirect to the page that was asked for, by GET (RFC 9110 section 15.4.4)."""
    state: AppState = request.app.state.teahouse
    fields = form(await read(request, FORM))
    if not hmac.compare_digest(fields.get("word", "").encode(), PASSWORD.encode()):
        raise Problem(403, "That is not the word. Regulars know it.")
    state.require_room(state.sessions)
    seat = f"seat-{state.next_number('seats')}"  # guessable, as this is a lab; a real session id must not be
    state.sessions.add(seat)
    reply = redirect(303, return_path(fields.get("next", "/")))
    reply.headers["Set-Cookie"] = set_cookie_value("seat", seat, "HttpOnly", "Path=/", "SameSite=lax")
    return reply


def return_path(path: str) -> str:
    """A path of this site, else the front page: a login must not redirect to other sites (open redirect)."""
    return path if re.fullmatch(r"(?:/[a-z0-9-]+)+", path) else "/"


routes = [
    Route("/tea-list", tea_list),
    Route("/window-seat", window_seat),
    Route("/tables/{number}", read_table),
    Route("/takeaway/orders", takeaway_orders, methods=["GET", "POST"]),
    Route("/bar/orders", bar_orders, methods=["GET", "POST"]),
    Route("/regulars", regulars),
    Route("/login", login_page),
    Route("/login", log_in, methods=["POST"]),
]
