"""API keys: a key names a program and what it may do. No token, no expiry, and no scheme that a standard defines."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.conditions import field_value
from statuslab.server.teahouse.parsing import JSON, integer, json_object, read
from statuslab.server.teahouse.replies import Problem, json_reply
from statuslab.server.teahouse.state import AppState

RIGHTS = {"stock-reader": {"read"}, "stock-writer": {"read", "write"}}  # a lab; real servers store hashes of keys
# A 401 must have a challenge (RFC 9110 section 15.5.2). No scheme is registered for API keys: this name is our own.
CHALLENGE = {"WWW-Authenticate": 'ApiKey realm="stock"'}
NO_STORE = {"Cache-Control": "no-store"}


async def read_stock(request: Request) -> Response:
    """How many tins of tea are left."""
    require_key(request, "read")
    state: AppState = request.app.state.teahouse
    return json_reply({"tins": state.tins}, headers=NO_STORE)


async def count_stock(request: Request) -> Response:
    """Store how many tins were counted. The key needs the right to write."""
    require_key(request, "write")
    state: AppState = request.app.state.teahouse
    state.tins = integer(json_object(await read(request, JSON)), "tins", 0, 1000)
    return json_reply({"tins": state.tins}, headers=NO_STORE)


def require_key(request: Request, right: str) -> None:
    """Return if the key has this right. Raises 401 for a missing or unknown key, 403 for one without the right."""
    rights = RIGHTS.get(field_value(request.headers, "x-api-key"))
    if rights is None:
        raise Problem(401, "Send a valid API key in X-API-Key.", CHALLENGE | NO_STORE)
    if right not in rights:
        raise Problem(403, f"This API key may not {right}.", NO_STORE)


routes = [
    Route("/staff/api/stock", read_stock),
    Route("/staff/api/stock", count_stock, methods=["PUT"]),
]
