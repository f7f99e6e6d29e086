"""What pages of other sites may ask for (CORS), with the mistakes that real services make.

Each route serves what the Teahouse serves elsewhere. What differs is who may read it, and which layer says so: fields
that a handler adds are missing where it fails, and a check in front of everything also stops preflights.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.messages.cookies import read_cookies
from statuslab.server.browser_safety import OwnCookies
from statuslab.server.hostnames import LOOPBACK_HOSTS
from statuslab.server.teahouse.guestbook import sign_guestbook
from statuslab.server.teahouse.menu import leaflet, list_teas
from statuslab.server.teahouse.orders import place_order
from statuslab.server.teahouse.replies import Problem, http_error, json_reply, redirect, server_error
from statuslab.server.teahouse.specials import todays_special
from statuslab.server.teahouse.staff import read_rota
from statuslab.server.teahouse.tokens import read_shifts, require_token

Handler = Callable[[Request], Awaitable[Response]]
Fields = Mapping[str, str]

ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
COOKIES = ("partner-lax=1; Path=/partners; SameSite=Lax", "partner-none=1; Path=/partners; SameSite=None; Secure")


# --- Who may read -------------------------------------------------------------------------------------------


def readable(handler: Handler, more: Fields | None = None) -> Handler:
    """The handler's responses with CORS fields. Its errors are answered further out, and have none."""

    async def handle(request: Request) -> Response:
        reply = await handler(request)
        reply.headers.update(ANY_ORIGIN | dict(more or {}))
        return reply

    return handle


def always_readable(handler: Handler, fields: Callable[[Request], Fields] = lambda _: ANY_ORIGIN) -> Handler:
    """The handler's responses with CORS fields, its errors included."""

    async def handle(request: Request) -> Response:
        try:
            reply = await handler(request)
        except HTTPException as error:
            reply = await http_error(request, error)
        except Exception as error:
            reply = await server_error(request, error)
        reply.headers.update(fields(request))
        return reply

    return handle


def with_location(_: Request) -> Fields:
    """The fields that let any page read a response, its Location included."""
    return ANY_ORIGIN | {"Access-Control-Expose-Headers": "Location"}


def with_credentials(request: Request) -> Fields:
    """The fields that let a page of this machine read a response to a request with cookies; * would not do."""
    origin = request.headers.get("origin", "")
    if urlsplit(origin).hostname not in LOOPBACK_HOSTS:
        return {"Vary": "Origin"}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Vary": "Origin"}


def preflight(methods: str, headers: str) -> Handler:
    """An answer to preflights: which methods and headers pages of other sites may send."""
    allowed = {"Access-Control-Allow-Methods": methods, "Access-Control-Allow-Headers": headers}

    async def answer(_: Request) -> Response:
        return Response(status_code=204, headers=ANY_ORIGIN | allowed)

    return answer


# --- What only partners ask for -----------------------------------------------------------------------------


async def prices(_: Request) -> Response:
    """Prices: served to everybody, but nobody thought of pages of other sites."""
    return json_reply({"Assam": 4, "Darjeeling": 5, "Sencha": 5})


async def old_teas(_: Request) -> Response:
    """The list has moved."""
    return redirect(301, "/partners/teas")


async def session_is_over(_: Request) -> Response:
    """A page for logged-in staff, whose session is over: the login form, which is not meant for scripts."""
    return redirect(302, "/staff/login?next=/staff/desk")


async def count_visit(_: Request) -> Response:
    """A visit, reported by a partner's page. The access log counts; there is nothing to say."""
    return Response(status_code=204)


async def refuse_preflight(request: Request) -> Response:
    """A framework where a route has the methods that somebody registered, and nobody registered OPTIONS."""
    raise Problem(405, f"{request.method} is not done here.", {"Allow": "POST"})


async def check_token_first(request: Request) -> Response:
    """A check in front of everything. A preflight never has a token: Fetch, "CORS-preflight fetch"."""
    require_token(request, "shifts:read")
    return Response(status_code=204)


async def log_in(_: Request) -> Response:
    """Two cookies for pages of other sites. A browser returns a SameSite=Lax cookie only to pages of the same site."""
    return OwnCookies(COOKIES)


async def who_is_it(request: Request) -> Response:
    """Which of the two cookies came back. Raises 401 where none did."""
    found = read_cookies("; ".join(request.headers.getlist("cookie")))
    cookies = sorted(name for name in found if name.startswith("partner-"))
    if not cookies:
        raise Problem(401, "No cookie came with this request.", {"WWW-Authenticate": 'Cookie realm="partners"'})
    return json_reply({"cookies": cookies})


routes = [
    Route("/partners/teas", always_readable(list_teas)),
    Route("/partners/teas", preflight("GET", "If-None-Match"), methods=["OPTIONS"]),
    Route("/partners/leaflets/{name}", always_readable(leaflet)),
    Route("/partners/prices", prices),
    Route("/partners/old-teas", readable(old_teas)),
    Route("/partners/desk", readable(session_is_over)),
    Route("/partners/visits", readable(count_visit), methods=["POST"]),
    Route("/partners/guestbook", always_readable(sign_guestbook), methods=["POST"]),
    Route("/partners/orders", always_readable(place_order, with_location), methods=["POST"]),
    Route("/partners/orders", preflight("POST", "Content-Type"), methods=["OPTIONS"]),
    Route("/partners/reviews", always_readable(place_order), methods=["POST"]),
    Route("/partners/reviews", preflight("POST", "Content-Type"), methods=["OPTIONS"]),
    Route("/partners/bookings", always_readable(place_order), methods=["POST"]),
    Route("/partners/bookings", always_readable(refuse_preflight), methods=["OPTIONS"]),
    Route("/partners/shifts", always_readable(read_shifts)),
    Route("/partners/shifts", always_readable(check_token_first), methods=["OPTIONS"]),
    Route("/partners/v1/special", readable(todays_special)),
    Route("/partners/v2/special", always_readable(todays_special)),
    Route("/partners/rota", always_readable(read_rota, with_credentials)),
    Route("/partners/login", always_readable(log_in, with_credentials), methods=["POST"]),
    Route("/partners/me", always_readable(who_is_it, with_credentials)),
]
