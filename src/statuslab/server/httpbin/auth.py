"""Basic and Bearer authentication (RFC 7617, RFC 6750). Digest is in digest.py."""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.messages.base64_text import decode_base64
from statuslab.server.httpbin.echo import json_reply
from statuslab.server.httpbin.endpoint import Entry, text_reply
from statuslab.server.httpbin.state import HttpbinState

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Fake Realm"'}


def credentials(request: Request, scheme: str) -> str | None:
    """What follows the scheme in Authorization; None where it is missing, or is of another scheme."""
    found, _, rest = request.headers.get("authorization", "").partition(" ")
    return rest.strip(" ") or None if found.lower() == scheme else None


def credentials_match(request: Request) -> bool:
    """Whether the Basic credentials are the user and password in the path."""
    expected = f"{request.path_params['user']}:{request.path_params['password']}"
    try:
        given = decode_base64(credentials(request, "basic") or "")
    except ValueError:
        return False
    # a client that does not know the charset parameter may send ISO 8859-1: RFC 7617 section 2
    either = [expected.encode(encoding, "replace") for encoding in ("utf-8", "latin-1")]
    return any(hmac.compare_digest(given, one) for one in either)


async def basic(request: Request, _: HttpbinState) -> ASGIApp:
    """401 with a challenge, or 200 for the user and password in the path."""
    if not credentials_match(request):
        return Response(status_code=401, headers=CHALLENGE)
    return json_reply({"authenticated": True, "user": request.path_params["user"]})


async def hidden_basic(request: Request, state: HttpbinState) -> ASGIApp:
    """The same with a 404 in place of the 401, so that nobody learns of the page."""
    return await basic(request, state) if credentials_match(request) else text_reply("Not Found", 404)


async def bearer(request: Request, _: HttpbinState) -> ASGIApp:
    """200 for any token."""
    token = credentials(request, "bearer")
    if token is None:
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"}, media_type="text/html")
    return json_reply({"authenticated": True, "token": token})


entries = [
    Entry("/basic-auth/{user}/{password}", basic, "Basic, with a challenge", "/basic-auth/waiter/oolong"),
    Entry("/hidden-basic-auth/{user}/{password}", hidden_basic, "Basic behind a 404", "/hidden-basic-auth/chef/assam"),
    Entry("/bearer", bearer, "any Bearer token"),
]
