"""The gateway layer: /delivery... is answered by the kitchen behind it, or by the gateway when the kitchen fails.

502 where the answer is bad or the connection fails, 504 where none comes in time (RFC 9209 section 2.3).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import ResponseReader
from statuslab.server.intermediaries.forwarding import TooLarge, content_of, fail, forwarded, relay_answer
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
        address = self._upstream(scope["path"])
        if address is None:
            await self.app(scope, receive, send)
        else:
            await self._forward(address, scope, receive, send)

    def _upstream(self, path: str) -> tuple[str, int] | None:
        return next((address for prefix, address in self.upstreams.items() if path.startswith(prefix)), None)

    async def _forward(self, address: tuple[str, int], scope: Any, receive: Any, send: Any) -> None:
        recording: Recording = scope["statuslab.recording"]
        try:
            content = await content_of(receive)
        except TooLarge as error:
            return await fail(send, recording, Layer.GATEWAY, 413, str(error))
        errand = UpstreamRequest(address, self.clock, self.seconds, recording.origin, self.recorder)
        target = scope["raw_path"].decode() + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        recording.add_upstream(errand.exchange)
        request = forwarded(scope, target, errand.host, "gateway", content)
        try:
            answer = await _unless_left(errand.run(scope["method"], request), receive)
        except (
            ClientDisconnected,
            asyncio.CancelledError,
        ):  # the latter is how HTTP/2 stops a stream that nobody waits for
            recording.layer = Layer.GATEWAY
            raise
        except UpstreamUnreachable as error:
            await fail(send, recording, Layer.GATEWAY, 502, f"the kitchen cannot be reached: {error}")
        except BadUpstreamResponse as error:
            await fail(send, recording, Layer.GATEWAY, 502, f"the kitchen cannot be understood: {error}")
        except UpstreamTimeout as error:
            await fail(send, recording, Layer.GATEWAY, 504, f"the kitchen is too slow: {error}")
        else:
            recording.layer = errand.layer
            await relay_answer(send, answer, "gateway")


async def _unless_left(errand: Coroutine[Any, Any, ResponseReader], receive: Any) -> ResponseReader:
    """The errand's answer, or Gone where the client hangs up first: as nginx does, the work is dropped (its 499)."""
    asked, left = asyncio.ensure_future(errand), asyncio.ensure_future(receive())
    try:
        await asyncio.wait((asked, left), return_when=asyncio.FIRST_COMPLETED)
        if asked.done():
            return asked.result()
        raise ClientDisconnected
    finally:  # also where the lab stops meanwhile: nothing may be left running
        asked.cancel()
        left.cancel()
        await asyncio.gather(asked, left, return_exceptions=True)
