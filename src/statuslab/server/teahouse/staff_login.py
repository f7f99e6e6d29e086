"""A login form: without a login a browser gets 302, a program 401, and a wrong password the form again, with 200.

No standard has a challenge for forms. So a browser is redirected to the form, and a program gets the challenge of the
staff API, whose tokens open the page as well.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.messages.cookies import read_cookies, set_cookie_value
from statuslab.server.browser_safety import OwnPage
from statuslab.server.teahouse import texts
from statuslab.server.teahouse.conditions import field_value
from statuslab.server.teahouse.negotiation import Variant, best_types
from statuslab.server.teahouse.parsing import FORM, form, read
from statuslab.server.teahouse.redirects import return_path
from statuslab.server.teahouse.replies import Problem, json_reply, redirect
from statuslab.server.teahouse.staff import fits
from statuslab.server.teahouse.state import AppState
from statuslab.server.teahouse.tokens import NO_STORE, PLAIN, require_token

HTML, JSON = Variant("", "text/html"), Variant("", "application/json")
BY_ACCEPT = NO_STORE | {"Vary": "Accept"}


async def read_desk(request: Request) -> Response:
    """A page for logged-in staff, by cookie or by token."""
    name = logged_in(request)
    if name is None and best_types([HTML, JSON], field_value(request.headers, "accept")) == [HTML]:
        reply = redirect(302, f"/staff/login?next={request.url.path}")
        reply.headers.update(BY_ACCEPT)
        return reply
    if name is None:
        raise Problem(401, "Log in first, or send an access token.", {"WWW-Authenticate": PLAIN} | BY_ACCEPT)
    return json_reply({"desk": name, "notes": ["The kettle needs descaling."]}, headers=BY_ACCEPT)


async def show_form(request: Request) -> Response:
    """The login form. A page of its own: 200, whoever was redirected here."""
    return OwnPage(texts.STAFF_LOGIN.format(note="", next=wanted(form(request.scope["query_string"]))))


async def check_form(request: Request) -> Response:
    """Redirect to the wanted page with a cookie; for a wrong password the form again, with 200, as many sites do."""
    state: AppState = request.app.state.teahouse
    fields = form(await read(request, FORM))
    name = fields.get("name", "")
    if not fits(name, fields.get("password", "")):
        note = "<p>Name or password is wrong.</p>\n"
        return OwnPage(texts.STAFF_LOGIN.format(note=note, next=wanted(fields)), headers=NO_STORE)
    state.require_room(state.desks)
    session = f"desk-{len(state.desks) + 1}"  # guessable, as this is a lab; a real session id must not be
    state.desks[session] = name
    reply = redirect(302, wanted(fields))
    reply.headers["Set-Cookie"] = set_cookie_value("desk", session, "HttpOnly", "Path=/staff", "SameSite=lax")
    return reply


def logged_in(request: Request) -> str | None:
    """The name of who sends a session's cookie or an access token. Raises 400, 401 or 403 for a token that fails."""
    if "authorization" in request.headers:
        return require_token(request, "shifts:read").holder
    state: AppState = request.app.state.teahouse
    return state.desks.get(read_cookies("; ".join(request.headers.getlist("cookie"))).get("desk", ""))


def wanted(fields: dict[str, str]) -> str:
    """The path of this site that the user wanted to see."""
    return return_path(fields.get("next", "/staff/desk"))


routes = [
    Route("/staff/desk", read_desk),
    Route("/staff/login", show_form),
    Route("/staff/login", check_form, methods=["POST"]),
]
