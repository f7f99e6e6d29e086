"""The network of this machine: sockets, and a thread that runs the servers of a lab."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from queue import SimpleQueue
from typing import Any, TypeVar

from statuslab.network.client_tls import client_context
from statuslab.network.interface import LOOPBACK, Connection
from statuslab.network.patient_loop import PatientLoop

T = TypeVar("T")

_BACKLOG, _ACCEPTS = 1024, 4  # connections that may wait to be accepted, and that are accepted at once
_LONGEST_WORK = 30.0  # seconds


class ListeningSocket:
    """A server's sockets. `port` is the number they listen on."""

    def __init__(self, server: asyncio.Server) -> None:
        self._server = server
        for listening in server.sockets:
            with listening.dup() as twin:  # asyncio takes one number for both
                twin.listen(_BACKLOG)
        self.port: int = server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Let connections in that are accepted already: asyncio would lose them if the server closed before that."""
        for listening in self._server.sockets:
            asyncio.get_running_loop().remove_reader(listening)
        for _ in range(3):  # asyncio takes that many iterations from accepting a connection to connection_made
            await asyncio.sleep(0)
        self._server.close()


class BoundSocket:
    """Bound but not listening: connections are refused, and the port stays ours."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind((LOOPBACK, 0))
        self.port: int = self._socket.getsockname()[1]

    def close(self) -> None:
        self._socket.close()


class LoopThread:
    """An event loop on a thread of its own."""

    def __init__(self) -> None:
        self.loop = PatientLoop()
        self.loop.set_exception_handler(_log_quietly)
        self._thread = threading.Thread(target=self.loop.run_forever, name="statuslab", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_LONGEST_WORK)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()


def _log_quietly(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What went wrong in the loop, for whoever debugs the lab; in a learner's terminal it would only frighten."""
    logging.getLogger("statuslab").debug("%s", context.get("message"), exc_info=context.get("exception"))


class SocketNetwork:
    """Real connections on loopback, or wherever the lab is asked to listen."""

    name = "sockets"
    has_ports = True
    tells_tls = False
    now = staticmethod(time.time)
    tick = staticmethod(time.perf_counter)
    sleep = staticmethod(time.sleep)

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] | None = None

    def start(self) -> LoopThread:
        return LoopThread()

    async def listen(self, accept: Callable[[], asyncio.BaseProtocol], host: str, port: int) -> ListeningSocket:
        loop = asyncio.get_running_loop()
        # So many are accepted in one round of the loop: further ones wait until room was made for these.
        return ListeningSocket(await loop.create_server(accept, host, port, backlog=_ACCEPTS))

    def refusing_port(self) -> BoundSocket:
        return BoundSocket()

    def connect(self, address: tuple[str, int], seconds: float, claim: Callable[[str], None]) -> Connection:
        family = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0][0]
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        if family == socket.AF_INET and address[0].startswith("127."):
            connection.bind((address[0], 0))
            claim("{}:{}".format(*connection.getsockname()[:2]))
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def secure(
        self, connection: Connection, name: str, ca_file: str, certificate: str | None, protocols: tuple[str, ...]
    ) -> Connection:
        assert isinstance(connection, socket.socket)
        return client_context(ca_file, certificate, protocols).wrap_socket(connection, server_hostname=name)

    def wait_for(self, changed: threading.Condition, happened: Callable[[], bool], seconds: float) -> bool:
        return changed.wait_for(happened, seconds)

    def call_outside(self, call: Callable[[], None]) -> None:
        if self._calls is None:
            self._calls = SimpleQueue()
            threading.Thread(target=self._make_calls, args=[self._calls], name="statuslab-calls", daemon=True).start()
        self._calls.put(call)

    @staticmethod
    def _make_calls(calls: SimpleQueue[Callable[[], None]]) -> None:
        while True:
            call = calls.get()
            try:
                call()
            except Exception:  # one call that fails must not stop the others
                logging.getLogger(__name__).exception("%s", call)
