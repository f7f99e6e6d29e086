"""A receiver of webhooks: a supplier tells the Teahouse by POST what has happened.

The sender reads nothing but the status: 2xx is delivered, and for the rest it decides whether to try again
(the Standard Webhooks specification has a table).
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.parsing import JSON, json_object, read
from statuslab.server.teahouse.replies import Problem, json_reply, redirect
from statuslab.server.teahouse.state import AppState

SECRET = b"two lumps"  # known to both; a real one is long and random
PAUSE = 2.0  # seconds


async def receive_event(request: Request) -> Response:
    """Store an event and answer at once: the work is done later. An event that was stored before is done once.

    Raises 401 for a wrong signature, 503 while the stockroom is closed. A real receiver also refuses old timestamps.
    """
    state: AppState = request.app.state.teahouse
    content = await read(request, JSON)
    number = request.headers.get("webhook-id", "")
    check_signature(number, content, request.headers.get("webhook-signature", ""))
    seconds = state.seconds_until(state.stockroom_back_at)
    if seconds:
        raise Problem(503, "The stockroom is closed. Send it again later.", {"Retry-After": str(seconds)})
    if number not in state.events:
        state.require_room(state.events)
        state.events[number] = str(json_object(content).get("type", ""))
    return Response(status_code=202)


def check_signature(number: str, content: bytes, signatures: str) -> None:
    """Raise 401 unless one of the signatures is the HMAC of id and content."""
    wanted = "v1," + b64encode(hmac.digest(SECRET, f"{number}.".encode() + content, sha256)).decode()
    if not number or not any(hmac.compare_digest(wanted.encode(), each.encode()) for each in signatures.split()):
        raise Problem(401, "No signature of ours.", {"WWW-Authenticate": 'Webhook-Signature realm="supplier"'})


async def read_events(request: Request) -> Response:
    """The events that have arrived, each once."""
    state: AppState = request.app.state.teahouse
    return json_reply([{"id": number, "type": kind} for number, kind in state.events.items()])


async def close_stockroom(request: Request) -> Response:
    """For a while no event can be stored."""
    state: AppState = request.app.state.teahouse
    state.stockroom_back_at = state.clock.now() + PAUSE
    return Response(status_code=204)


async def old_receiver(_: Request) -> Response:
    """Where the supplier's events once went. Many senders do not follow this."""
    return redirect(308, "/hooks/supplier")


async def removed_receiver(_: Request) -> Response:
    """A receiver that nobody needs any more: senders should stop."""
    raise Problem(410, "Nobody listens here any more. Please remove this webhook.")


routes = [
    Route("/hooks/supplier", read_events),
    Route("/hooks/supplier", receive_event, methods=["POST"]),
    Route("/hooks/supplier/close", close_stockroom, methods=["POST"]),
    Route("/hooks/old-supplier", old_receiver, methods=["POST"]),
    Route("/hooks/newsletter", removed_receiver, methods=["POST"]),
]
