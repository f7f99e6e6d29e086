"""Rate limits (429): free samples by a token bucket, prices by a quota that every response announces."""

from __future__ import annotations

import math

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.replies import Problem, json_reply
from statuslab.server.teahouse.state import AppState

NO_STORE = {"Cache-Control": "no-store"}  # a 429 must not be cached: RFC 6585 section 4


async def take_sample(request: Request) -> Response:
    """One sample. Raises 429 beyond the rate limit, with Retry-After."""
    state: AppState = request.app.state.teahouse
    wait = state.samples.take(state.clock.now())
    if wait:
        seconds = str(max(1, math.ceil(round(wait, 3))))
        raise Problem(429, "One sip at a time. The tray fills up again, slowly.", {"Retry-After": seconds} | NO_STORE)
    return json_reply({"sample": "Assam", "sips": 1}, headers=NO_STORE)


async def read_prices(request: Request) -> Response:
    """The prices, for programs. Every response announces the quota; raises 429 beyond it."""
    state: AppState = request.app.state.teahouse
    now = state.clock.now()
    allowed = state.price_quota.take(now)
    fields = state.price_quota.fields(now) | NO_STORE
    if not allowed:
        fields |= {"Retry-After": str(state.price_quota.seconds_left(now))}
        raise Problem(429, "You have asked for the prices too often. RateLimit-Policy has the quota.", fields)
    return json_reply({"assam": 3, "sencha": 4}, headers=fields)


routes = [Route("/till/sample", take_sample), Route("/till/prices", read_prices)]
