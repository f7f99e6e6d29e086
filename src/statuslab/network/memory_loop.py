"""An event loop whose connections are in memory: no sockets, no threads, and no waiting.

Servers run on it while a client waits for bytes. Where nothing is left to do before a timer, the loop skips the time
until then instead of waiting. It runs inside a loop that is already running, too, as that of a kernel in a browser is.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import logging
import os
import time
from asyncio import events, tasks
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from statuslab.network.interface import LOOPBACK
from statuslab.network.patient_loop import PatientTimers

T = TypeVar("T")
Address = tuple[str, int]

_PORTS = itertools.cycle(range(49_152, 65_536))  # the dynamic ports (RFC 6335 section 6), for all loops of the process
_SETTLING_ROUNDS = 100  # of the loop, in which servers finish what is ready after a client has got its bytes


def os_error(number: int) -> OSError:
    """The error that a socket would raise, such as ConnectionRefusedError for ECONNREFUSED."""
    return OSError(number, os.strerror(number))


class MemoryTransport(asyncio.Transport):
    """One end of a connection. What is written arrives at the other end in the loop's next round."""

    other: MemoryTransport
    _protocol: asyncio.BaseProtocol

    def __init__(self, loop: MemoryLoop, own: Address, peer: Address) -> None:
        super().__init__({"sockname": own, "peername": peer})
        self._loop = loop
        self._arrived: deque[bytes | OSError | None] = deque()  # None is the end
        self._closing = self._lost = self._finished = self._paused = False

    # --- as asyncio's transports

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def is_closing(self) -> bool:
        return self._closing

    def is_reading(self) -> bool:
        return not self._paused

    def pause_reading(self) -> None:
        self._paused = True

    def resume_reading(self) -> None:
        self._paused = False
        self._loop.call_soon(self._deliver)

    def get_write_buffer_size(self) -> int:
        return 0

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def can_write_eof(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if data and not self._closing and not self._finished:
            self.other.arrive(bytes(data))

    def write_eof(self) -> None:
        if not self._finished and not self._closing:
            self._finished = True
            self.other.arrive(None)

    def close(self) -> None:
        if not self._closing:
            self.write_eof()
            self._closing = True
            self._loop.call_soon(self._lose, None)

    def abort(self) -> None:
        if not self._lost:
            self._closing = True
            self.other.arrive(os_error(errno.ECONNRESET))
            self._loop.call_soon(self._lose, None)

    # --- from the other end

    def arrive(self, what: bytes | OSError | None) -> None:
        """Bytes, the end, or a reset."""
        if self._lost and isinstance(what, bytes):  # closed on this side: TCP answers with a reset
            self.other.arrive(os_error(errno.ECONNRESET))
        elif not self._lost:
            self._arrived.append(what)
            self._loop.call_soon(self._deliver)

    def _deliver(self) -> None:
        while self._arrived and not self._paused and not self._lost:
            what = self._arrived.popleft()
            if isinstance(what, OSError):
                self._closing = True
                self._lose(what)
            elif what is None:
                if not cast("asyncio.Protocol", self._protocol).eof_received():
                    self.close()
            elif isinstance(self._protocol, asyncio.BufferedProtocol):
                self._deliver_into_buffer(self._protocol, what)
            else:
                cast("asyncio.Protocol", self._protocol).data_received(what)

    @staticmethod
    def _deliver_into_buffer(protocol: asyncio.BufferedProtocol, data: bytes) -> None:
        while data:
            buffer = memoryview(protocol.get_buffer(-1))
            size = min(len(buffer), len(data))
            buffer[:size], data = data[:size], data[size:]
            protocol.buffer_updated(size)

    def _lose(self, why: OSError | None) -> None:
        if not self._lost:
            self._lost = True
            self._protocol.connection_lost(why)


class MemoryPort:
    """A port of the loop: one at which a server listens, or one that refuses."""

    def __init__(self, loop: MemoryLoop, port: int) -> None:
        self._loop, self.port = loop, port

    def stop(self) -> None:
        self._loop.ports.pop(self.port, None)


class ListeningPort(MemoryPort):
    async def close(self) -> None:
        self.stop()


class RefusedPort(MemoryPort):
    def close(self) -> None:
        self.stop()


class MemoryLoop(PatientTimers):
    """An event loop with connections in memory. Time passes as it does, and is skipped where nothing else happens.

    `ports` are those that are taken, with what accepts connections there; nothing at a port that refuses.
    """

    def __init__(self) -> None:
        super().__init__()
        self._selector = self  # asyncio asks it for what happened meanwhile
        self._skipped = 0.0
        self._calling = False
        self._outside: deque[Callable[[], None]] = deque()
        self.ports: dict[int, Callable[[], asyncio.BaseProtocol] | None] = {}

    # --- time

    def machine_time(self) -> float:
        return time.perf_counter() + self._skipped

    @property
    def skipped(self) -> float:
        """Seconds that nobody had to wait for."""
        return self._skipped

    def skip(self, seconds: float) -> None:
        """Let time pass, and what is due in it happen."""
        until = self.time() + seconds
        self.run_until(lambda: False, until)
        self._skipped += max(0.0, until - self.time())

    # --- what asyncio asks of a loop

    def select(self, timeout: float | None) -> list[Any]:
        self._skipped += max(0.0, timeout or 0.0)
        return []

    def _write_to_self(self) -> None:
        pass

    async def create_connection(self, protocol_factory: Any, host: Any = None, port: Any = None, **_: Any) -> Any:
        """As asyncio.open_connection needs it."""
        protocol = protocol_factory()
        transport = self.join(protocol, (host, port))
        protocol.connection_made(transport)
        return transport, protocol

    # --- connections

    def free_port(self) -> int:
        """A port that is not in use, and was not lately. Raises OSError where there is none."""
        for port in itertools.islice(_PORTS, 16_384):
            if port not in self.ports:
                return port
        raise os_error(errno.EADDRNOTAVAIL)

    def take(self, port: int, accept: Callable[[], asyncio.BaseProtocol] | None) -> int:
        """Take a port, 0 for a free one. Raises OSError where it is taken."""
        if port in self.ports:
            raise os_error(errno.EADDRINUSE)
        port = port or self.free_port()
        self.ports[port] = accept
        return port

    def join(self, protocol: asyncio.BaseProtocol, address: Address, own_port: int = 0) -> MemoryTransport:
        """Connect a client's protocol to the server at an address. Raises OSError where none listens."""
        accept = self.ports.get(address[1])
        if accept is None:
            raise os_error(errno.ECONNREFUSED)
        own, peer = (LOOPBACK, own_port or self.free_port()), (LOOPBACK, address[1])
        ends = MemoryTransport(self, own, peer), MemoryTransport(self, peer, own)
        ends[0].other, ends[1].other = ends[1], ends[0]
        for end, its in zip(ends, (protocol, accept()), strict=True):
            end.set_protocol(its)
        self.call_soon(ends[1].get_protocol().connection_made, ends[1])
        return ends[0]

    # --- running it, whichever loop is running already

    def run_until(self, done: Callable[[], bool], until: float | None = None) -> bool:
        """Run until something is done, until a time of this loop, or until nothing more can happen; whether it is done.

        Cannot be called from what runs on this loop.
        """
        outer = events._get_running_loop()
        if outer is self:
            raise RuntimeError("a server in memory cannot wait for another one; await it")
        swap = getattr(tasks, "_swap_current_task", None)  # Python 3.12: the task of a kernel that runs this cell
        task = swap(outer, None) if swap and outer is not None else None
        events._set_running_loop(self)
        try:
            while not done():
                if not self._ready and self._nothing_happens_before(until):
                    return False
                self._run_once()
            return True
        finally:
            events._set_running_loop(outer)
            if swap and outer is not None:
                swap(outer, task)

    def _nothing_happens_before(self, until: float | None) -> bool:
        due = [timer.when() for timer in self._scheduled if not timer.cancelled()]
        return not due or (until is not None and min(due) > until)

    def settle(self) -> None:
        """Run what is ready, without letting time pass, and then what was to be called outside."""
        rounds = iter(range(_SETTLING_ROUNDS))
        self.run_until(lambda: not self._ready or next(rounds, None) is None)
        if self._calling:  # one after the other
            return
        self._calling = True
        while self._outside:
            call = self._outside.popleft()
            try:
                call()
            except Exception:  # one call that fails must not stop the others
                logging.getLogger(__name__).exception("%s", call)
        self._calling = False

    def call_outside(self, call: Callable[[], None]) -> None:
        self._outside.append(call)

    def run_work(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end."""
        task: asyncio.Task[T] = self.create_task(work)
        if not self.run_until(task.done):
            task.cancel()
            self.settle()
            raise TimeoutError("nothing more can happen, and this has not ended")
        self.settle()
        return task.result()
