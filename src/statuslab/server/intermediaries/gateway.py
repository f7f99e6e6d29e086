"""The gateway: forwards some paths to an upstream server, and answers itself where that fails.

502 where the response is invalid or the connection fails, 504 where none comes in time (RFC 9209 section 2.3).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
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
    upstreams: Mapping[str, tuple[str, int]]
    clock: Clock
    recorder: Recorder
    seconds: float = 1.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        address = None
        for prefix, upstream in self.upstreams.items():
            if scope["path"].startswith(prefix):
                address = upstream
        if scope["type"] == "http" and (scope["method"], scope["path"]) == ("OPTIONS", "*"):
            await describe_server(scope["statuslab.recording"], Layer.SERVER, send)
        elif address is None:
            await self.app(scope, receive, send)
        else:
            await self._forward(address, scope, receive, send)

    async def _forward(self, address: tuple[str, int], scope: Any, receive: Any, send: Any) -> None:
        recording: Recording = scope["statuslab.recording"]
        if await answer_in_place_of_next(scope["statuslab.head"], recording, Layer.GATEWAY, send):
            return None
        try:
            content = await content_of(receive)
        except TooLarge as error:
            return await fail(send, recording, Layer.GATEWAY, 413, str(error))
        upstream = UpstreamRequest(address, self.clock, self.seconds, recording.origin, self.recorder)
        target = scope["raw_path"].decode() + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        recording.add_upstream(upstream.exchange)
        request = forwarded(scope, target, upstream.host, "gateway", content)
        try:
            answer = await _unless_client_leaves(upstream.run(scope["method"], request), receive)
        except (ClientDisconnected, asyncio.CancelledError):  # HTTP/2 cancels the task of a stream that was reset
            recording.layer = Layer.GATEWAY
            raise
        except UpstreamUnreachable as error:
            await fail(send, recording, Layer.GATEWAY, 502, f"the kitchen cannot be reached: {error}")
        except BadUpstreamResponse as error:
            await fail(send, recording, Layer.GATEWAY, 502, f"the kitchen cannot be understood: {error}")
        except UpstreamTimeout as error:
            await fail(send, recording, Layer.GATEWAY, 504, f"the kitchen is too slow: {error}")
        else:
            recording.layer = upstream.layer
            await relay_answer(send, answer, "gateway")


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
