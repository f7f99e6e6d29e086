"""A recipe whose old versions are kept, so that a client that has one of them is sent only the changes (226)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from statuslab.server.teahouse.conditions import check_preconditions, entity_tags, field_value, matches
from statuslab.server.teahouse.deltas import diffe
from statuslab.server.teahouse.negotiation import weights
from statuslab.server.teahouse.parsing import read
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import AppState
from statuslab.server.teahouse.version import Version

PLACE = "/recipes/house-blend"
KEPT = 10  # versions
LONGEST, MOST_LINES = 4_000, 60


async def read_blend(request: Request) -> Response:
    """The recipe, or only the changes to the version the client has, if it asks (RFC 3229 section 10.4.1)."""
    state: AppState = request.app.state.teahouse
    version = state.latest[PLACE]
    check_preconditions(request, version, version.fields)
    base = delta_base(request, state)
    delta = diffe(state.blends[base.revision], state.blends[version.revision]) if base else None
    if base is None or delta is None:
        return PlainTextResponse(state.blends[version.revision], headers=version.fields)
    manipulated = {"IM": "diffe", "Delta-Base": base.etag}  # Delta-Base: RFC 3229 section 10.5.1
    return PlainTextResponse(delta, 226, version.fields | manipulated)


def delta_base(request: Request, state: AppState) -> Version | None:
    """The newest kept version that the client has too, if it asks for a delta (RFC 3229 section 10.5.3)."""
    if request.method != "GET" or not weights(field_value(request.headers, "a-im")).get("diffe"):
        return None
    listed = field_value(request.headers, "if-none-match")
    client_has = entity_tags(listed)
    kept = [Version(revision, 0.0) for revision in sorted(state.blends, reverse=True)]
    return next((version for version in kept if listed == "*" or matches(client_has, version, weak=True)), None)


async def write_blend(request: Request) -> Response:
    """Store a new version; the last few are kept. No ETag, as its end may be normalized (RFC 9110 section 9.3.4)."""
    state: AppState = request.app.state.teahouse
    content = await read(request, "text/plain", LONGEST)
    check_preconditions(request, state.latest[PLACE])
    recipe = content.rstrip(b"\n") + b"\n"
    if recipe.count(b"\n") > MOST_LINES:
        raise Problem(422, f"A recipe has {MOST_LINES} lines at most.")
    state.blends[state.revise(PLACE).revision] = recipe
    state.blends = dict(sorted(state.blends.items())[-KEPT:])
    return Response(status_code=204)


routes = [
    Route(PLACE, read_blend),
    Route(PLACE, write_blend, methods=["PUT"]),
]
