"""Today's special: a handler with a bug, so that the app answers 500."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.replies import json_reply


async def todays_special(_: Request) -> Response:
    """What a cup of today's special costs. The bug: it divides by zero when no cups are left."""
    price_of_the_pot, cups_left = 12.0, 0
    return json_reply({"special": "Mulled Rooibos", "price_per_cup": price_of_the_pot / cups_left})


routes = [Route("/specials/today", todays_special)]
