"""Free samples with a rate limit (429)."""

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


routes = [Route("/till/sample", take_sample)]
