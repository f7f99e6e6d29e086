"""Brewing: jobs that take time (202, then 303), and a kettle that is out of service for a while (503)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.parsing import JSON, integer, json_object, path_number, read, tea_on_the_menu
from statuslab.server.teahouse.replies import Problem, json_reply, redirect
from statuslab.server.teahouse.state import AppState, Brew

BREWING = 2.0  # seconds, for any pot
DESCALING = 2.0


async def start_brew(request: Request) -> Response:
    """Accept a job that takes time, and say where to watch it (RFC 9110 section 15.3.3)."""
    state: AppState = request.app.state.teahouse
    facts = json_object(await read(request, JSON))
    tea, cups = tea_on_the_menu(facts, state), integer(facts, "cups", 1, 100)
    state.require_room(state.brews)
    number = state.next_number("brews")
    state.brews[number] = Brew(tea, cups, ready_at=state.clock.now() + BREWING)
    watch = f"/brews/{number}"
    return json_reply({"status": "brewing", "watch": watch}, 202, {"Location": watch})


async def watch_brew(request: Request) -> Response:
    """The state of a job, and when to ask again; a redirect to its result once it is done (RFC 9110 section 15.4.4)."""
    state: AppState = request.app.state.teahouse
    seconds = state.seconds_until(find_brew(request).ready_at)
    if seconds:
        later = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
        return json_reply({"status": "brewing", "ready_in": seconds}, headers=later)
    return redirect(303, f"/pots/{path_number(request, 'number')}")


async def read_pot(request: Request) -> Response:
    """The result of a job, once it is done."""
    state: AppState = request.app.state.teahouse
    brew = find_brew(request)
    if state.seconds_until(brew.ready_at):
        raise Problem(404, "No such pot yet.")
    return json_reply({"id": path_number(request, "number"), "tea": brew.tea, "cups": brew.cups, "status": "ready"})


async def read_kettle(request: Request) -> Response:
    """The kettle. Raises 503 while it is out of service."""
    require_kettle(request)
    return json_reply({"celsius": 98, "status": "singing"})


async def descale_kettle(request: Request) -> Response:
    """Take the kettle out of service for a while."""
    state: AppState = request.app.state.teahouse
    require_kettle(request)
    state.kettle_back_at = state.clock.now() + DESCALING
    return Response(status_code=204)


def require_kettle(request: Request) -> None:
    """Raise 503 while the kettle is out of service, with Retry-After (RFC 9110 section 10.2.3)."""
    state: AppState = request.app.state.teahouse
    seconds = state.seconds_until(state.kettle_back_at)
    if seconds:
        raise Problem(503, "The kettle is resting. It will sing again soon.", {"Retry-After": str(seconds)})


def find_brew(request: Request) -> Brew:
    """The job that the path names. Raises 404 where there is none."""
    state: AppState = request.app.state.teahouse
    number = path_number(request, "number")
    if number not in state.brews:
        raise Problem(404, "Nothing was put on under this number. POST /brews starts a pot.")
    return state.brews[number]


routes = [
    Route("/brews", start_brew, methods=["POST"]),
    Route("/brews/{number}", watch_brew),
    Route("/pots/{number}", read_pot),
    Route("/kettle", read_kettle),
    Route("/kettle/descale", descale_kettle, methods=["POST"]),
]
