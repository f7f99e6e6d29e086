"""Notices that a proxy may or may not rewrite, as their Cache-Control says (RFC 9110 section 7.7)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from statuslab.server.teahouse import texts


async def read_notice(request: Request) -> Response:
    """A notice by its name."""
    text, cache_control = texts.NOTICES[request.url.path.rpartition("/")[2]]
    return PlainTextResponse(text, headers={"Cache-Control": cache_control})


routes = [Route(f"/notices/{name}", read_notice) for name in texts.NOTICES]
