"""The outermost layer: accepts connections and moves bytes. It knows no HTTP; it can only take, refuse or hang up.

It needs a selector loop: there a read is one step, so that all connections can share one buffer to read into.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

Handler = Callable[["Stream"], Awaitable[None]]

LOOPBACK = "127.0.0.1"
CROWD = 800  # connections at once at one listener; who comes after that is turned away
_READ_AHEAD = 256 * 1024
_LAST_BYTES = 30.0  # seconds in which the other side may still take what was written before the end


class Channel(Protocol):
    """What a layer above needs of the one below: bytes with their times, in and out; plain or inside TLS."""

    peer: str
    host: str

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


class Stream(asyncio.BufferedProtocol):
    """One accepted connection: `read` with a deadline, `write`, half-close, close, abort. Bytes keep their times.

    `buffer` is lent to asyncio for every read: left alone, it takes as much from the system each time.
    """

    def __init__(
        self, handler: Handler, tick: Callable[[], float], open_streams: set[Stream], buffer: memoryview
    ) -> None:
        self._handler, self._tick, self._open, self._buffer = handler, tick, open_streams, buffer
        self._arrived: deque[tuple[float, bytes]] = deque()
        self._waiting: asyncio.Future[None] | None = None
        self._deadline: float | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._end = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._ahead = 0
        self.eof = False
        self._lost = False
        self.peer = self.host = ""

    # --- called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.peer = _address(transport.get_extra_info("peername"))
        self.host = _address(transport.get_extra_info("sockname"))
        loop = asyncio.get_running_loop()
        self._open.add(self)
        self.task = loop.create_task(self._run() if len(self._open) <= CROWD else self._turn_away())

    async def _run(self) -> None:
        try:
            await self._handler(self)
        finally:
            self._open.discard(self)
            self.transport.close()
            if self._alarm:
                self._alarm.cancel()
            if self.transport.get_write_buffer_size():
                asyncio.get_running_loop().call_later(_LAST_BYTES, self.transport.abort)

    async def _turn_away(self) -> None:
        self._open.discard(self)
        self.transport.abort()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._arrived.append((self._tick(), bytes(self._buffer[:nbytes])))
        self._ahead += nbytes
        if self._ahead > _READ_AHEAD:
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self.eof = True
        self._end.set()
        self._wake()
        return True  # the other side may have closed only its half and still want the answer

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.eof = self._lost = True
        self._end.set()
        self._writable.set()
        self._wake()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _wake(self) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    # --- called by the layers above

    async def peek(self, seconds: float | None = None) -> bytes:
        """The next bytes, left where they are; empty at the end. Raises TimeoutError."""
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
        self._ahead -= len(data)
        if self._ahead <= _READ_AHEAD and not self.gone:
            self.transport.resume_reading()
        return time, data

    async def _wait(self, seconds: float | None) -> None:
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        self._deadline = None if seconds is None else loop.time() + seconds
        self._set_alarm(loop)
        try:
            await self._waiting
        finally:
            self._waiting = self._deadline = None

    def _set_alarm(self, loop: asyncio.AbstractEventLoop) -> None:
        """One alarm serves many waits: a wait that ends leaves it standing, and the next one needs no other."""
        if self._deadline is None or (self._alarm and self._alarm.when() <= self._deadline):
            return
        if self._alarm:
            self._alarm.cancel()
        self._alarm = loop.call_at(self._deadline, self._ring, loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        """Too early for the wait of now: set it again. In time: the wait is over."""
        due, self._alarm = self._alarm, None
        if self._deadline is None or due is None:
            return
        if due.when() < self._deadline:
            self._set_alarm(loop)
        elif self._waiting and not self._waiting.done():
            self._waiting.set_exception(TimeoutError())

    async def ended(self) -> None:
        """Wait until the other side has finished sending or is gone."""
        await self._end.wait()

    @property
    def gone(self) -> bool:
        """Nothing written from here on can arrive."""
        return self._lost or self.transport.is_closing()

    def write(self, data: bytes) -> None:
        if not self.gone:
            self.transport.write(data)

    async def drain(self, seconds: float | None = None) -> None:
        """Wait until the other side takes bytes again. Raises TimeoutError after so many seconds."""
        if not self._writable.is_set():
            await asyncio.wait_for(self._writable.wait(), seconds)

    def finish(self) -> None:
        """Say that nothing more will be written, and go on reading."""
        if not self.gone and self.transport.can_write_eof():
            with suppress(OSError):  # the other side may have reset the connection a moment ago
                self.transport.write_eof()

    def abort(self) -> None:
        """Drop the connection at once, by a reset that nobody can take for an orderly end."""
        if not self.gone:
            never_linger = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, never_linger)
        self.transport.abort()


def _address(name: tuple[str, int] | tuple[str, int, int, int] | None) -> str:
    return f"{name[0]}:{name[1]}" if name else ""


class Listener:
    """A listening socket and the connections it has accepted."""

    def __init__(self, handler: Handler, tick: Callable[[], float]) -> None:
        self._handler, self._tick = handler, tick
        self._streams: set[Stream] = set()
        self._buffer = memoryview(bytearray(_READ_AHEAD))
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one. Raises OSError where the address cannot be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, host, port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    @staticmethod
    async def _accept_no_more(server: asyncio.Server) -> None:
        """Let those in that are accepted already: asyncio loses them if the server is closed before they are here."""
        for listening in server.sockets:
            asyncio.get_running_loop().remove_reader(listening)
        for _ in range(3):  # the turns that asyncio takes from accepting a connection to handing it over
            await asyncio.sleep(0)

    def _accept(self) -> Stream:
        return Stream(self._handler, self._tick, self._streams, self._buffer)

    async def close(self) -> None:
        """Stop listening and drop what is still open."""
        if self._server is None:
            return
        await self._accept_no_more(self._server)
        self._server.close()
        tasks = [stream.task for stream in self._streams]
        for stream in tuple(self._streams):
            stream.transport.abort()
            stream.task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
