"""Idempotency-Key: a POST sent twice is carried out once (draft-ietf-httpapi-idempotency-key-header).

Looking a key up and storing its reply happen with no await in between, so of two requests with one key only one is
carried out.
"""

from __future__ import annotations

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from statuslab.server.teahouse.conditions import field_value
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import AppState, StoredReply

LONGEST = 100  # characters of a key


def stored_reply(request: Request, content: bytes) -> Response | None:
    """The reply that this key got before; None for a new key or none. Raises 422 for a key reused for other content."""
    state: AppState = request.app.state.teahouse
    before = state.stored_replies.get(key_of(request))
    if before is None:
        return None
    if before.fingerprint != sha256(content).digest():
        raise Problem(422, "This Idempotency-Key came with another content before. A new order needs a new key.")
    return before.response


def require_room_for_key(request: Request) -> None:
    """Raise InsufficientStorage before anything is done, if the reply could not be stored."""
    if key_of(request):
        state: AppState = request.app.state.teahouse
        state.require_room(state.stored_replies)


def store_reply(request: Request, content: bytes, response: Response) -> Response:
    """Store a success for repeats of its key. Refusals are not stored: they changed nothing, and can be corrected."""
    state: AppState = request.app.state.teahouse
    if key_of(request):
        state.stored_replies[key_of(request)] = StoredReply(sha256(content).digest(), response)
    return response


def key_of(request: Request) -> str:
    """The key as it was sent, "" where there is none. Raises 400 for one that is too long."""
    key = field_value(request.headers, "idempotency-key")
    if len(key) > LONGEST:
        raise Problem(400, f"An Idempotency-Key of more than {LONGEST} signs is none of ours.")
    return key
