"""Historical codes: 305 is canned, 306 is never sent, 510 works as RFC 2774 had it."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from statuslab.server.teahouse import texts
from statuslab.server.teahouse.conditions import field_value
from statuslab.server.teahouse.replies import Problem, json_reply

MEASURES = "http://teahouse.example/ext/measures"  # an identifier; nothing is served there
_MAN = re.compile(r'"([^"]*)"[ \t]*;[ \t]*ns=([0-9]{2,4})')


async def use_proxy(_: Request) -> Response:
    """A canned 305, which says so; clients must not follow it (RFC 7231 appendix B)."""
    return PlainTextResponse(texts.EXHIBIT, 305, {"Location": "http://proxy.example:3128/"})


async def empty_frame(_: Request) -> Response:
    """A page about 306, which is reserved and never sent (RFC 9110 section 15.4.7)."""
    return PlainTextResponse(texts.PLAQUE)


async def read_caddy(_: Request) -> Response:
    """An exhibit, by a plain GET."""
    return json_reply({"exhibit": "tea caddy", "holds": "250 g"})


async def read_caddy_extended(request: Request) -> Response:
    """M-GET makes an extension mandatory. Raises 510 without one that is known here (RFC 2774 sections 5 and 7)."""
    declared = _MAN.fullmatch(field_value(request.headers, "man"))
    if declared is None or declared[1] != MEASURES:
        raise Problem(510, f"M-GET needs an extension that we know: send Man, naming {MEASURES}.", extension=MEASURES)
    system = request.headers.get(f"{declared[2]}-system", "metric")  # its fields have its number as a prefix
    holds = "8.8 oz" if system == "imperial" else "250 g"
    obeyed = {"Ext": "", "Cache-Control": 'no-cache="Ext"'}  # RFC 2774 section 5.1
    return json_reply({"exhibit": "tea caddy", "holds": holds}, headers=obeyed)


routes = [
    Route("/museum/use-proxy", use_proxy),
    Route("/museum/306", empty_frame),
    Route("/museum/caddy", read_caddy),
    Route("/museum/caddy", read_caddy_extended, methods=["M-GET"]),
]
