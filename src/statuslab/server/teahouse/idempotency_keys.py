"""Idempotency-Key: a POST that comes twice is done once, with one answer (draft-ietf-httpapi-idempotency-key-header).

Looking and keeping happen without a pause in between, so two requests with one key cannot both be the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from statuslab.server.teahouse.conditions import joined
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import AppState

LONGEST = 100  # signs of a key


@dataclass(frozen=True)
class StoredReply:
    """What was asked under a key, and what was answered."""

    fingerprint: bytes
    response: Response


def done_before(request: Request, content: bytes) -> Response | None:
    """The answer that this key has had already; None for a new key, or none. A key for other content is 422."""
    state: AppState = request.app.state.teahouse
    before = state.done.get(key_of(request))
    if before is None:
        return None
    if before.fingerprint != sha256(content).digest():
        raise Problem(422, "This Idempotency-Key came with another content before. A new order needs a new key.")
    return before.response


def need_room_for_key(request: Request) -> None:
    """Raise Full before anything is done, if the answer could not be kept."""
    if key_of(request):
        state: AppState = request.app.state.teahouse
        state.need_room(state.done)


def done(request: Request, content: bytes, response: Response) -> Response:
    """Keep a success for the next time this key comes. A refusal is not kept: it changed nothing and may be mended."""
    state: AppState = request.app.state.teahouse
    if key_of(request):
        state.done[key_of(request)] = StoredReply(sha256(content).digest(), response)
    return response


def key_of(request: Request) -> str:
    """The key as it was sent, "" where there is none."""
    key = joined(request.headers, "idempotency-key")
    if len(key) > LONGEST:
        raise Problem(400, f"An Idempotency-Key of more than {LONGEST} signs is none of ours.")
    return key
