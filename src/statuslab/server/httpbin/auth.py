"""Basic and Bearer authentication (RFC 7617, RFC 6750); Digest has a file of its own."""

from __future__ import annotations

import base64
import hmac

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.server.httpbin.echo import json_reply
from statuslab.server.httpbin.endpoint import Entry, line
from statuslab.server.httpbin.state import HttpbinState

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Fake Realm"'}


def credentials(request: Request, scheme: str) -> str | None:
    """What follows the scheme in Authorization; None where it is another scheme, or nothing follows."""
    found, _, rest = request.headers.get("authorization", "").partition(" ")
    return rest.strip(" ") or None if found.lower() == scheme else None


def knows(request: Request) -> bool:
    """Whether the Basic credentials are the user and password in the path."""
    expected = f"{request.path_params['user']}:{request.path_params['password']}"
    try:
        given = base64.b64decode(credentials(request, "basic") or "", validate=True)
    except ValueError:
        return False
    # a client that knows no charset parameter may still send ISO 8859-1: RFC 7617 section 2
    either = [expected.encode(encoding, "replace") for encoding in ("utf-8", "latin-1")]
    return any(hmac.compare_digest(given, one) for one in either)


async def basic(request: Request, _: HttpbinState) -> ASGIApp:
    """401 with a challenge, or in."""
    if not knows(request):
        return Response(status_code=401, headers=CHALLENGE)
    return json_reply({"authenticated": True, "user": request.path_params["user"]})


async def hidden_basic(request: Request, bench: HttpbinState) -> ASGIApp:
    """The same behind a 404, so that nobody learns of the door."""
    return await basic(request, bench) if knows(request) else line("Not Found", 404)


async def bearer(request: Request, _: HttpbinState) -> ASGIApp:
    """Any token will do."""
    token = credentials(request, "bearer")
    if token is None:
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"}, media_type="text/html")
    return json_reply({"authenticated": True, "token": token})


entries = [
    Entry("/basic-auth/{user}/{password}", basic, "Basic, with a challenge", "/basic-auth/waiter/oolong"),
    Entry("/hidden-basic-auth/{user}/{password}", hidden_basic, "Basic behind a 404", "/hidden-basic-auth/chef/assam"),
    Entry("/bearer", bearer, "any Bearer token"),
]
