"""The guestbook: a form to sign it with, whose success asks the client to clear the form (205)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.parsing import FORM, form, read, text_line
from statuslab.server.teahouse.replies import json_reply
from statuslab.server.teahouse.state import AppState


async def read_guestbook(request: Request) -> Response:
    """All entries, oldest first."""
    state: AppState = request.app.state.teahouse
    return json_reply(state.guestbook)


async def sign_guestbook(request: Request) -> Response:
    """Store the entry, and ask the client to clear its form for the next guest (RFC 9110 section 15.3.6)."""
    state: AppState = request.app.state.teahouse
    fields = form(await read(request, FORM))
    entry = {"name": text_line(fields, "name", 60), "text": text_line(fields, "text", 500)}
    state.require_room(state.guestbook)
    state.guestbook.append(entry)
    return Response(status_code=205)  # no content; unlike 204, a 205 says so with Content-Length: 0


routes = [
    Route("/guestbook", read_guestbook),
    Route("/guestbook", sign_guestbook, methods=["POST"]),
]
