"""The one entry to /cellar/: every request goes to the handler of its method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.webdav import bindings, copy_move, locking, read, write
from statuslab.server.teahouse.webdav.replies import Reply, reply_or_refusal
from statuslab.server.teahouse.webdav.request import WebdavRequest
from statuslab.server.teahouse.webdav.urls import ROOT, href

HANDLERS: dict[str, Callable[[WebdavRequest], Awaitable[Reply]]] = {
    "OPTIONS": read.options,
    "GET": read.get,
    "HEAD": read.get,
    "PROPFIND": read.propfind,
    "PUT": write.put,
    "MKCOL": write.mkcol,
    "PROPPATCH": write.proppatch,
    "DELETE": write.delete,
    "COPY": copy_move.copy,
    "MOVE": copy_move.move,
    "LOCK": locking.lock,
    "UNLOCK": locking.unlock,
    "BIND": bindings.bind,
    "UNBIND": bindings.unbind,
    "REBIND": bindings.rebind,
}


async def dispatch(http_request: Request) -> Reply:
    """The reply of the method's handler. For a collection requested without its slash, Content-Location has it."""
    request = WebdavRequest(http_request)
    slash_missing = not request.url.slash and request.found is not None and request.found.members is not None
    reply = await reply_or_refusal(HANDLERS[http_request.method](request))
    if slash_missing and isinstance(reply, Response) and reply.status_code < 300:  # RFC 4918 section 5.2
        reply.headers["Content-Location"] = href(request.names, collection=True)
    return reply


routes = [Route(path, dispatch, methods=list(HANDLERS)) for path in (ROOT, ROOT + "/{path:path}")]
