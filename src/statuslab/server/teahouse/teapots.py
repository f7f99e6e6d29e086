"""A teapot: as much of HTCPCP (RFC 2324) as applies to one, and the extension for tea (RFC 7168)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from statuslab.server.teahouse.parsing import read
from statuslab.server.teahouse.replies import Problem, json_reply

COFFEE = ("message/coffeepot", "application/coffee-pot-command")  # RFC 2324 has both, in sections 4 and 2.1.1
TEA = "message/teapot"
ANSWERS = {b"start": "Tea is brewing.\n", b"stop": "The cozy is on.\n"}


async def read_pot(_: Request) -> Response:
    """The pot."""
    return json_reply({"id": "pot-1", "kind": "teapot", "short": True, "stout": True})


async def brew(request: Request) -> Response:
    """Brew tea. Raises 418 for coffee, as every teapot must (RFC 2324 section 2.3.2)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() in COFFEE:
        raise Problem(418, "I am a teapot: short, stout, and no help with coffee. Ask me for tea.")
    command = (await read(request, TEA, limit=100)).strip()
    if command not in ANSWERS:
        raise Problem(422, "A pot understands start and stop.")
    return PlainTextResponse(ANSWERS[command])


routes = [
    Route("/pot-1", read_pot),
    Route("/pot-1", brew, methods=["BREW", "POST"]),  # POST is an alias: RFC 2324 section 2.1.1
]
