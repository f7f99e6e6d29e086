"""Pages for the staff: authentication (401), authorization (403), and a page hidden behind a 404."""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.messages.base64_text import decode_base64
from statuslab.server.teahouse.conditions import field_value
from statuslab.server.teahouse.replies import METHODS, Problem, json_reply

PASSWORDS = {
    "waiter": "oolong",
    "chef": "assam",
}  # a lab; real servers store hashes, and not in the source
CHALLENGE = {"WWW-Authenticate": 'Basic realm="staff", charset="UTF-8"'}


async def read_rota(request: Request) -> Response:
    """The rota: for anyone of the staff."""
    require_staff(request)
    return json_reply({"monday": "waiter", "tuesday": "waiter", "wednesday": "chef", "thursday": "closed"})


async def read_payroll(request: Request) -> Response:
    """The payroll: for the chef only. Raises 403 for other staff (RFC 9110 section 15.5.4)."""
    if require_staff(request) != "chef":
        raise Problem(403, "We know you, and this page is not for you. Other credentials might do.")
    return json_reply({"waiter": "14 an hour, and tips", "chef": "19 an hour, and scones"})


async def secret_blend(request: Request) -> Response:
    """A page hidden from all but the chef: for others it is the 404 of a missing page, whatever the method."""
    if signed_in(request) != "chef":
        raise Problem(404, "Nothing is served at this address. The way in is at /.")
    if request.method not in ("GET", "HEAD"):
        raise Problem(405, f"{request.method} is not done here.", {"Allow": "GET, HEAD"})
    return json_reply({"Assam": "2 parts", "Darjeeling": "1 part", "star anise": "one, whole"})


def require_staff(request: Request) -> str:
    """The name of the signed-in staff member. Raises 401 with a challenge (RFC 9110 section 15.5.2)."""
    name = signed_in(request)
    if name is None:
        raise Problem(401, "Staff only. Say who you are, with the password that goes with it.", CHALLENGE)
    return name


def signed_in(request: Request) -> str | None:
    """The name in a Basic Authorization field, if the password is right (RFC 7617 section 2)."""
    scheme, _, token = field_value(request.headers, "authorization").partition(" ")
    try:
        name, _, password = decode_base64(token.strip(" ")).decode().partition(":")
    except ValueError:  # not base64, or not UTF-8
        return None
    return name if scheme.lower() == "basic" and fits(name, password) else None


def fits(name: str, password: str) -> bool:
    """Whether this is the password of this staff member."""
    expected = PASSWORDS.get(name, "")
    same = hmac.compare_digest(password.encode(), expected.encode())  # constant time, so that timing tells nothing
    return name in PASSWORDS and same


routes = [
    Route("/staff/rota", read_rota),
    Route("/staff/payroll", read_payroll),
    Route("/staff/secret-blend", secret_blend, methods=METHODS),  # all, or a 405 would reveal the page
]
