"""The outermost layer: accepts connections and moves bytes. It knows no HTTP: it can only accept, refuse or close.

It needs an event loop in which a read is one step, as a selector loop is: all connections share one read buffer.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from statuslab.network import sockets
from statuslab.network.interface import Listening, Network
from statuslab.server.protocol.budget import most_connections

Handler = Callable[["TcpStream"], Awaitable[None]]

MAX_CONNECTIONS = 800  # at once at one listener; further ones are closed as soon as they are accepted
_READ_AHEAD = 256 * 1024
_FLUSH_SECONDS = 30.0  # how long a closed connection may still take to deliver what was written before


class ByteStream(Protocol):
    """Bytes in and out of one connection, plain or inside TLS, as the layers above need it."""

    peer: str
    host: str
    busy: bool  # is an exchange under way? The longest idle connections are closed when there are too many

    @property
    def writable(self) -> bool: ...

    @property
    def eof(self) -> bool: ...

    @property
    def gone(self) -> bool: ...

    async def read(self, seconds: float | None = None) -> tuple[float, bytes] | None: ...

    async def ended(self) -> None: ...

    async def drain(self, seconds: float | None = None) -> None: ...

    def write(self, data: bytes) -> None: ...

    def finish(self) -> None: ...

    def abort(self) -> None: ...


class TcpStream(asyncio.BufferedProtocol):
    """One accepted connection: `read` with a deadline, `write`, half-close, abort. Bytes keep their times.

    asyncio reads into `buffer`; without one it would allocate as much memory for each read.
    """

    def __init__(
        self,
        handler: Handler,
        tick: Callable[[], float],
        open_streams: set[TcpStream],
        buffer: memoryview,
        pool: ConnectionPool,
    ) -> None:
        self._handler, self._tick, self._open, self._buffer, self._pool = handler, tick, open_streams, buffer, pool
        self._arrived: deque[tuple[float, bytes]] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._deadline: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ended = asyncio.Event()
        self.writable = True  # does the other side take bytes as fast as they are written? If not, `drain` waits
        self._drained = asyncio.Event()
        self._unread = 0
        self._paused = False
        self.eof = False
        self._lost = False
        self.peer = self.host = ""
        self.busy = False
        self.last_used = tick()

    # --- called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.peer = _address(transport.get_extra_info("peername"))
        self.host = _address(transport.get_extra_info("sockname"))
        self._loop = asyncio.get_running_loop()
        self._open.add(self)
        self._pool.add(self)
        welcome = len(self._open) <= MAX_CONNECTIONS and self._pool.admits(self.peer, self.host)
        self.task = self._loop.create_task(self._run() if welcome else self._reject())

    async def _run(self) -> None:
        try:
            await self._handler(self)
        finally:
            self._open.discard(self)
            self.transport.close()
            if self._timer:
                self._timer.cancel()
            if self.transport.get_write_buffer_size():
                asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self.transport.abort)

    async def _reject(self) -> None:
        self._open.discard(self)
        self.transport.abort()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.last_used = self._tick()
        self._arrived.append((self.last_used, bytes(self._buffer[:nbytes])))
        self._unread += nbytes
        if self._unread > _READ_AHEAD:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self.eof = True
        self._ended.set()
        self._wake()
        return True  # keep the transport: the client may have closed only its half and still wait for the response

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.eof = self._lost = True
        self._pool.streams.discard(self)
        self._ended.set()
        self.resume_writing()
        self._wake()

    def pause_writing(self) -> None:
        self.writable = False
        self._drained.clear()

    def resume_writing(self) -> None:
        self.writable = True
        self._drained.set()

    def _wake(self) -> None:
        waiter, self._waiter, self._deadline = self._waiter, None, None
        if waiter and not waiter.done():
            waiter.set_result(None)

    # --- called by the layers above

    async def peek(self, seconds: float | None = None) -> bytes:
        """The next bytes, without taking them; empty at the end. Raises TimeoutError."""
        while not self._arrived and not self.eof:
            await self._wait(seconds)
        return self._arrived[0][1] if self._arrived else b""

    async def read(self, seconds: float | None = None) -> tuple[float, bytes] | None:
        """The next bytes and the tick they came at; None at the end. Raises TimeoutError after so many seconds."""
        while not self._arrived:
            if self.eof:
                return None
            await self._wait(seconds)
        time, data = self._arrived.popleft()
        self._unread -= len(data)
        if self._paused and self._unread <= _READ_AHEAD and not self.gone:
            self._paused = False
            self.transport.resume_reading()
        return time, data

    def _wait(self, seconds: float | None) -> asyncio.Future[None]:
        """A future for what comes next: something arrives, or, as a TimeoutError, so many seconds are over."""
        loop = self._loop
        waiter = self._waiter = loop.create_future()
        self._deadline = None if seconds is None else loop.time() + seconds
        if self._deadline is not None and (self._timer is None or self._timer.when() > self._deadline):
            self._set_timer(loop)
        return waiter

    def _set_timer(self, loop: asyncio.AbstractEventLoop) -> None:
        """One timer serves many waits: it stays when a wait ends, so that the next one often needs no new one."""
        assert self._deadline is not None
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_at(self._deadline, self._on_timer, loop)

    def _on_timer(self, loop: asyncio.AbstractEventLoop) -> None:
        """End the current wait, or set the timer again where it was set for an earlier one."""
        due, self._timer = self._timer, None
        if self._deadline is None or due is None:
            return
        if due.when() < self._deadline:
            self._set_timer(loop)
        elif self._waiter and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

    async def ended(self) -> None:
        """Wait until the other side has finished sending or is gone."""
        await self._ended.wait()

    @property
    def gone(self) -> bool:
        """Can nothing that is written from now on arrive?"""
        return self._lost or self.transport.is_closing()

    def write(self, data: bytes) -> None:
        if not self.gone:
            self.transport.write(data)

    async def drain(self, seconds: float | None = None) -> None:
        """Wait until the other side takes bytes again. Raises TimeoutError after so many seconds."""
        if not self.writable:
            await asyncio.wait_for(self._drained.wait(), seconds)

    def finish(self) -> None:
        """Close the sending half; reading goes on."""
        if not self.gone and self.transport.can_write_eof():
            with suppress(OSError):  # the other side may have reset the connection a moment ago
                self.transport.write_eof()

    def close_idle(self) -> None:
        """Close the connection, which makes room for another one."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def abort(self) -> None:
        """Reset the connection at once, so that the client cannot take it for an orderly end."""
        sock = None if self.gone else self.transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


def _address(name: tuple[str, int] | tuple[str, int, int, int] | None) -> str:
    return f"{name[0]}:{name[1]}" if name else ""


class ConnectionPool:
    """The connections of all ports together. Where there are too many, the one that is idle for longest is closed.

    `admits` says whether a connection, by the addresses of its two ends, is one to answer at all.
    """

    def __init__(self, most: int | None = None, admits: Callable[[str, str], bool] | None = None) -> None:
        self.admits = admits or (lambda _client, _server: True)
        self.most = most_connections() if most is None else most
        self.streams: set[TcpStream] = set()

    def add(self, stream: TcpStream) -> None:
        """Take in a new connection, and close another where that is one too many; a busy one only where all are."""
        self.streams.add(stream)
        if len(self.streams) > self.most:
            oldest = min(self.streams - {stream}, key=lambda each: (each.busy, each.last_used), default=stream)
            self.streams.discard(oldest)  # its file is closed in the loop's next round
            oldest.close_idle()


class Listener:
    """A port that accepts connections, and those it has accepted. `pool` is shared by all ports of a lab."""

    def __init__(
        self,
        handler: Handler,
        tick: Callable[[], float],
        pool: ConnectionPool | None = None,
        network: Network | None = None,
    ) -> None:
        self._handler, self._tick, self._pool = handler, tick, pool or ConnectionPool()
        self._network = network or sockets()
        self._streams: set[TcpStream] = set()
        self._buffer = memoryview(bytearray(_READ_AHEAD))
        self._listening: Listening | None = None
        self.port = 0

    async def open(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one. Raises OSError where the address cannot be had."""
        self._listening = await self._network.listen(self._accept, host, port)
        self.port = self._listening.port

    def _accept(self) -> TcpStream:
        return TcpStream(self._handler, self._tick, self._streams, self._buffer, self._pool)

    async def close(self) -> None:
        """Stop listening and abort all open connections."""
        if self._listening is None:
            return
        await self._listening.close()
        tasks = [stream.task for stream in self._streams]
        for stream in tuple(self._streams):
            stream.transport.abort()
            stream.task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
