"""The staff API: Bearer tokens are checked (RFC 6750), issued and refreshed (RFC 6749), and each refusal says why.

A token is opaque. Whether it exists, when it expires, and what it is good for is looked up for each request.
"""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.conditions import field_value
from statuslab.server.teahouse.parsing import FORM, JSON, form, json_object, path_number, read, text_line
from statuslab.server.teahouse.replies import Problem, json_reply
from statuslab.server.teahouse.staff import CHALLENGE, signed_in
from statuslab.server.teahouse.state import AppState, Shift
from statuslab.server.teahouse.token_store import ALLOWED, API, DEFAULT, LIFETIME, Grant

PLAIN = f'Bearer realm="{API}"'
NO_STORE = {"Cache-Control": "no-store"}
TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 6750 section 2.1


# --- The API ------------------------------------------------------------------------------------------------


async def read_shifts(request: Request) -> Response:
    """The shifts of the person that the token stands for."""
    holder, state = require_token(request, "shifts:read").holder, app_state(request)
    own = [shift.as_json(number) for number, shift in state.shifts.items() if shift.who == holder]
    return json_reply({"shifts": own}, headers=NO_STORE)


async def read_shift(request: Request) -> Response:
    """One shift. Somebody else's is the same 404 as one that does not exist (RFC 9110 section 15.5.4)."""
    holder, state = require_token(request, "shifts:read").holder, app_state(request)
    number = path_number(request, "number")
    shift = state.shifts.get(number)
    if shift is None or shift.who != holder:
        raise Problem(404, "You have no shift with this number.", NO_STORE)
    return json_reply(shift.as_json(number), headers=NO_STORE)


async def add_shift(request: Request) -> Response:
    """Take one more shift. The token needs the scope for writing."""
    holder, state = require_token(request, "shifts:write").holder, app_state(request)
    day = text_line(json_object(await read(request, JSON)), "day", 20)
    state.require_room(state.shifts)
    number = len(state.shifts) + 1
    state.shifts[number] = Shift(holder, day)
    location = {"Location": f"/staff/api/shifts/{number}"}
    return json_reply(state.shifts[number].as_json(number), 201, NO_STORE | location)


async def read_handbook(request: Request) -> Response:
    """A page that takes a password or a token. Its 401 has both challenges in one field (RFC 9110 section 11.6.1)."""
    with_token = has_scheme(request, "bearer")
    holder = require_token(request, "shifts:read").holder if with_token else signed_in(request)
    if holder is None:
        both = {"WWW-Authenticate": f"{PLAIN}, {CHALLENGE['WWW-Authenticate']}"}
        raise Problem(401, "Send an access token, or a name and a password.", both)
    return json_reply({"rule": "Warm the pot first.", "reader": holder}, headers=NO_STORE)


# --- Checking a token ---------------------------------------------------------------------------------------


def require_token(request: Request, scope: str) -> Grant:
    """What the request's token grants. Raises 400, 401 or 403, whose challenge says why (RFC 6750 section 3.1)."""
    if "access_token" in form(request.scope["query_string"]):  # it would end up in logs: RFC 9700 section 4.3.2
        raise refusal(400, "invalid_request", "The token belongs in the Authorization header, and only there.")
    if not has_scheme(request, "bearer"):  # no token: the challenge has no error code
        raise Problem(401, "Send an access token in the Authorization header.", {"WWW-Authenticate": PLAIN})
    text = field_value(request.headers, "authorization").partition(" ")[2].strip(" ")
    if not TOKEN.fullmatch(text):
        raise refusal(400, "invalid_request", "Expected one token after the word Bearer.")
    state = app_state(request)
    token = state.tokens.access.get(text)
    if token is None:
        raise refusal(401, "invalid_token", "This token is unknown or was revoked.")
    if token.expires_at <= state.clock.now():
        raise refusal(401, "invalid_token", "This token has expired.")
    if token.grant.audience != API:
        raise refusal(401, "invalid_token", "This token was issued for another service.")
    if scope not in token.grant.scopes:
        raise refusal(403, "insufficient_scope", f"This request needs the scope {scope}.", scope)
    return token.grant


def refusal(status: int, error: str, detail: str, scope: str = "") -> Problem:
    """A refusal whose challenge has an error code, and the scope that would be enough (RFC 6750 section 3)."""
    needed = f', scope="{scope}"' if scope else ""
    return Problem(status, detail, {"WWW-Authenticate": f'{PLAIN}, error="{error}"{needed}'} | NO_STORE)


def has_scheme(request: Request, scheme: str) -> bool:
    """Whether the Authorization header is of this scheme (given in lower case)."""
    return field_value(request.headers, "authorization").partition(" ")[0].lower() == scheme


# --- Issuing tokens -----------------------------------------------------------------------------------------


async def issue_token(request: Request) -> Response:
    """The token endpoint: a token for a name and a password, or for a refresh token (RFC 6749 sections 4.4 and 6)."""
    fields = form(await read(request, FORM))
    match fields.get("grant_type"):
        case "client_credentials":
            return token_for_password(request, fields)
        case "refresh_token":
            return token_for_refresh_token(request, fields)
        case _:
            return token_error("unsupported_grant_type")


def token_for_password(request: Request, fields: dict[str, str]) -> Response:
    """A token with the scopes that are asked for. Without a refresh token: the password can be sent again."""
    holder = signed_in(request)
    if holder is None:
        return token_error("invalid_client", 401, CHALLENGE)
    scopes = tuple(fields.get("scope", "").split()) or DEFAULT
    if not set(scopes) <= set(ALLOWED):
        return token_error("invalid_scope")
    return token_reply(request, Grant(holder, scopes))


def token_for_refresh_token(request: Request, fields: dict[str, str]) -> Response:
    """A token with at most the scopes of the old one, and a new refresh token: each of them works once."""
    store, used = app_state(request).tokens, fields.get("refresh_token", "")
    grant = store.refresh.get(used)
    if grant is None:
        return token_error("invalid_grant")
    scopes = tuple(fields.get("scope", "").split()) or grant.scopes
    if not set(scopes) <= set(grant.scopes):
        return token_error("invalid_scope")
    return token_reply(request, replace(grant, scopes=scopes), used)


def token_reply(request: Request, grant: Grant, used: str = "") -> Response:
    """The new token, which no cache may store (RFC 6749 section 5.1)."""
    state = app_state(request)
    state.require_room(state.tokens.access)
    text = state.tokens.issue(grant, state.clock.now())
    reply = {"access_token": text, "token_type": "Bearer", "expires_in": LIFETIME, "scope": " ".join(grant.scopes)}
    if used:
        reply["refresh_token"] = state.tokens.rotate(used)
    return json_reply(reply, headers=NO_STORE)


def token_error(error: str, status: int = 400, headers: dict[str, str] | None = None) -> Response:
    """A refusal of the token endpoint: 400 with an error code, but 401 for a wrong password (RFC 6749 section 5.2)."""
    return json_reply({"error": error}, status, NO_STORE | (headers or {}))


def app_state(request: Request) -> AppState:
    """The state of this Teahouse."""
    state: AppState = request.app.state.teahouse
    return state


routes = [
    Route("/staff/api/shifts", read_shifts),
    Route("/staff/api/shifts", add_shift, methods=["POST"]),
    Route("/staff/api/shifts/{number}", read_shift),
    Route("/staff/handbook", read_handbook),
    Route("/staff/token", issue_token, methods=["POST"]),
]
