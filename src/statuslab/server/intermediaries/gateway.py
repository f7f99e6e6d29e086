"""The gateway: forwards some paths to upstream servers, and answers itself where that fails or a rule forbids it.

502 where the response is invalid or the connection fails, 504 where none comes in time (RFC 9209 section 2.3).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import ResponseReader
from statuslab.server.intermediaries.forwarding import (
    TooLarge,
    answer_in_place_of_next,
    content_of,
    describe_server,
    fail,
    forwarded,
    relay_answer,
)
from statuslab.server.intermediaries.gateway_route import GatewayRoute, Refusal, Server
from statuslab.server.intermediaries.proxy_status import NOBODY_LEFT, error_type, proxy_status
from statuslab.server.intermediaries.upstream import (
    BadUpstreamResponse,
    UpstreamRequest,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from statuslab.server.protocol.asgi import App, ClientDisconnected
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.recorder import Recorder, Recording


@dataclass(frozen=True)
class Gateway:
    """An ASGI app that forwards some path prefixes to upstreams and leaves the rest to the app behind it."""

    app: App
    routes: Mapping[str, GatewayRoute]
    clock: Clock
    recorder: Recorder
    seconds: float = 1.0

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """What answers, for the server to await: one coroutine more would cost every request something."""
        if scope["type"] == "http" and (scope["method"], scope["path"]) == ("OPTIONS", "*"):
            return describe_server(scope["statuslab.recording"], Layer.SERVER, send)
        if not scope["path"].startswith(tuple(self.routes)):
            return self.app(scope, receive, send)
        found = max((prefix for prefix in self.routes if scope["path"].startswith(prefix)), key=len)
        return self._apply(self.routes[found], found, scope, receive, send)

    async def _apply(self, route: GatewayRoute, prefix: str, scope: Any, receive: Any, send: Any) -> None:
        """Refuse by a rule of the route, or forward."""
        recording: Recording = scope["statuslab.recording"]
        if await answer_in_place_of_next(scope["statuslab.head"], recording, Layer.GATEWAY, send):
            return
        refusal = route.refusal(self.clock.now())
        server = None
        if refusal is None:
            server = await route.choose(self.clock.now(), lambda each: self._passes_check(route, each, recording))
        if server is None:
            refusal = refusal or Refusal(503, f"no server of {route.called} passes its health check", NOBODY_LEFT)
            explained = [proxy_status(error=refusal.error)] if route.explains else []
            await fail(send, recording, Layer.GATEWAY, refusal.status, refusal.detail, [*refusal.fields, *explained])
            return
        await self._forward(route, server, _target(route, prefix, scope), scope, receive, send)

    async def _passes_check(self, route: GatewayRoute, server: Server, recording: Recording) -> bool:
        """Whether a server answers the health check of a route with a 2xx."""
        check = UpstreamRequest(server.address, self.clock, self.seconds, recording.origin, self.recorder)
        recording.add_upstream(check.exchange)
        request = f"GET {route.check} HTTP/1.1\r\nHost: {check.host}\r\nConnection: close\r\n\r\n"
        try:
            answer = await check.run("GET", request.encode())
        except (UpstreamUnreachable, BadUpstreamResponse, UpstreamTimeout):
            return False
        return answer.head is not None and answer.head.status < 300

    async def _forward(
        self, route: GatewayRoute, server: Server, target: str, scope: Any, receive: Any, send: Any
    ) -> None:
        recording: Recording = scope["statuslab.recording"]
        try:
            content = await content_of(receive)
        except TooLarge as error:
            return await fail(send, recording, Layer.GATEWAY, 413, str(error))
        upstream = UpstreamRequest(server.address, self.clock, self.seconds, recording.origin, self.recorder)
        upstream.connect = server.connect
        recording.add_upstream(upstream.exchange)
        request = forwarded(scope, target, upstream.host, "gateway", content)
        try:
            answer = await _unless_client_leaves(upstream.run(scope["method"], request), receive)
        except (ClientDisconnected, asyncio.CancelledError):  # HTTP/2 cancels the task of a stream that was reset
            recording.layer = Layer.GATEWAY
            raise
        except (UpstreamUnreachable, BadUpstreamResponse, UpstreamTimeout) as error:
            self._note(route, succeeded=False)
            status, detail = _reported(error, route)
            explained = [proxy_status(next_hop=server.name, error=error_type(error))] if route.explains else []
            await fail(send, recording, Layer.GATEWAY, status, detail, explained)
        else:
            self._note(route, succeeded=True)
            recording.layer = upstream.layer
            assert answer.head is not None
            explained = [proxy_status(next_hop=server.name, received_status=answer.head.status)]
            await relay_answer(send, answer, "gateway", explained if route.explains else [])

    def _note(self, route: GatewayRoute, succeeded: bool) -> None:
        if route.breaker:
            route.breaker.note(succeeded, self.clock.now())


def _target(route: GatewayRoute, prefix: str, scope: Any) -> str:
    """The target for the next server: the route may have another path for its prefix."""
    path: str = scope["raw_path"].decode()
    if route.path:
        path = route.path + path.removeprefix(prefix)
    return path + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")


def _reported(error: Exception, route: GatewayRoute) -> tuple[int, str]:
    """The status and the detail with which the gateway reports a failure of the next server."""
    if isinstance(error, UpstreamUnreachable):
        status, what = 502, "cannot be reached"
    elif isinstance(error, UpstreamTimeout):
        status, what = 504, "is too slow"
    else:
        status, what = 502, "cannot be understood"
    if route.numbers:
        status = route.numbers.get(error_type(error), status)
    return status, f"{route.called} {what}: {error}"


async def _unless_client_leaves(request: Coroutine[Any, Any, ResponseReader], receive: Any) -> ResponseReader:
    """The upstream's response. Raises ClientDisconnected where the client leaves first, as for nginx's 499."""
    response, left = asyncio.ensure_future(request), asyncio.ensure_future(receive())
    try:
        await asyncio.wait((response, left), return_when=asyncio.FIRST_COMPLETED)
        if response.done():
            return response.result()
        raise ClientDisconnected
    finally:  # also where the lab stops in the meantime: no task may be left running
        response.cancel()
        left.cancel()
        await asyncio.gather(response, left, return_exceptions=True)
