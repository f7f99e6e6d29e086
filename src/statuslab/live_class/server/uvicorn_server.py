"""uvicorn for a class: silent, with long keep-alive for phones and a time limit for request heads."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from statuslab.live_class.server.certificates import Certificate
from statuslab.live_class.server.connections import ACCEPTED_AT_ONCE, GuardedSocket, allow_many_files, most_connections

HEAD_SECONDS = 10.0  # a connection that has not sent a whole request head by then is closed
IDLE_SECONDS = 75
SHUTDOWN_SECONDS = 3.0  # after that, responses that have not ended are cut
LARGEST_HEAD = 16 * 1024
BACKLOG = 2048  # connections that the system holds until they are accepted


class TimeoutProtocol(H11Protocol):
    """uvicorn's h11 protocol with a time limit for request heads."""

    _timer: asyncio.TimerHandle | None = None
    listener: GuardedSocket | None = None  # set for the protocols of one class

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._file = transport.get_extra_info("socket").fileno()
        self._expect_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._tell_listener()

    def _tell_listener(self) -> None:
        """Tell the listener whether a whole request is being answered."""
        has_request = self.conn.their_state in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED)
        if self.listener:
            answering = has_request and self.cycle is not None and not self.cycle.response_complete
            self.listener.mark(self._file, answering)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._tell_listener()
        if self.conn.their_state is not h11.IDLE:
            self._forget_timer()
        elif self._timer is None and self.conn.trailing_data[0]:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_timer()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self._too_late)

    def _forget_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self.transport.close()


@asynccontextmanager
async def listen(app: ASGIApp, sock: socket.socket, certificate: Certificate | None) -> AsyncIterator[None]:
    """Serve on a socket inside the `async with` block."""
    logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())
    allow_many_files()
    guarded = GuardedSocket(sock, most_connections())
    protocol = type("TimeoutProtocol", (TimeoutProtocol,), {"listener": guarded})
    config = uvicorn.Config(
        cast(Any, app),
        http=protocol,
        loop="none",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        backlog=ACCEPTED_AT_ONCE,
        ssl_certfile=str(certificate.chain) if certificate else None,
        ssl_keyfile=str(certificate.key) if certificate else None,
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[guarded]))
    while not server.started:
        if serving.done():
            await serving
            raise RuntimeError("the listener ended before it began")
        await asyncio.sleep(0.005)
    guarded.listen(BACKLOG)  # asyncio has set the small number for the system's queue too
    try:
        yield
    finally:
        server.over.set()
        await serving


class _Server(uvicorn.Server):
    """A server that ends as soon as it is told to, and leaves the signal handlers of the notebook or terminal alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.over = asyncio.Event()

    async def main_loop(self) -> None:
        while not self.over.is_set():
            await self.on_tick(0)  # renews the Date field
            with suppress(TimeoutError):
                await asyncio.wait_for(self.over.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_answered(), SHUTDOWN_SECONDS)
        for task in self.server_state.tasks:
            task.cancel()

    async def _all_answered(self) -> None:
        while self.server_state.connections or self.server_state.tasks:
            await asyncio.sleep(0.005)
        for server in self.servers:
            await server.wait_closed()

    def capture_signals(self) -> Any:
        from contextlib import nullcontext

        return nullcontext()
