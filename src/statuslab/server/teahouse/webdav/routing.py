"""The cellar's door: every request to /cellar/ comes in here and goes to the handler of its method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.webdav import bindings as binding
from statuslab.server.teahouse.webdav import copy_move as moving
from statuslab.server.teahouse.webdav import locking
from statuslab.server.teahouse.webdav import read as looking
from statuslab.server.teahouse.webdav import write as storing
from statuslab.server.teahouse.webdav.replies import Reply, answered
from statuslab.server.teahouse.webdav.request import WebdavRequest
from statuslab.server.teahouse.webdav.urls import ROOT, href

HANDLERS: dict[str, Callable[[WebdavRequest], Awaitable[Reply]]] = {
    "OPTIONS": looking.options,
    "GET": looking.get,
    "HEAD": looking.get,
    "PROPFIND": looking.propfind,
    "PUT": storing.put,
    "MKCOL": storing.mkcol,
    "PROPPATCH": storing.proppatch,
    "DELETE": storing.delete,
    "COPY": moving.copy,
    "MOVE": moving.move,
    "LOCK": locking.lock,
    "UNLOCK": locking.unlock,
    "BIND": binding.bind,
    "UNBIND": binding.unbind,
    "REBIND": binding.rebind,
}


async def enter(request: Request) -> Reply:
    """Let the method's handler answer."""
    task = WebdavRequest(request)
    name_it_right = not task.url.slash and task.found is not None and task.found.members is not None
    reply = await answered(HANDLERS[request.method](task))
    if (
        name_it_right and isinstance(reply, Response) and reply.status_code < 300
    ):  # its URL ends in a slash: RFC 4918 section 5.2
        reply.headers["Content-Location"] = href(task.names, collection=True)
    return reply


routes = [Route(path, enter, methods=list(HANDLERS)) for path in (ROOT, ROOT + "/{path:path}")]
