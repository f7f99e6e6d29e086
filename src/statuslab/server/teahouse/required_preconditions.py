"""The specials board: many clients write to it, so that a change without If-Match is refused (428)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from statuslab.server.teahouse.conditions import check_preconditions
from statuslab.server.teahouse.parsing import check_header, read
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import AppState

PLACE = "/specials/board"
TEXT, LONGEST = "text/plain", 2_000


async def read_board(request: Request) -> Response:
    """The text, and the version that a change has to name."""
    state: AppState = request.app.state.teahouse
    version = state.latest[PLACE]
    check_preconditions(request, version, version.fields)
    return PlainTextResponse(state.board, headers=version.fields)


async def write_board(request: Request) -> Response:
    """Replace the text, only with If-Match: nobody overwrites what they have not read (RFC 6585 section 3)."""
    state: AppState = request.app.state.teahouse
    check_header(request, TEXT, LONGEST)
    if "if-match" not in request.headers:
        detail = 'Say which version you change: GET the board, then send its ETag, as in If-Match: "v1".'
        raise Problem(428, detail, {"Cache-Control": "no-store"})
    content = await read(request, TEXT, LONGEST)
    check_preconditions(request, state.latest[PLACE])
    state.board = content
    return Response(status_code=204, headers=state.revise(PLACE).fields)


routes = [
    Route(PLACE, read_board),
    Route(PLACE, write_board, methods=["PUT"]),
]
