"""A network within this process: a client's ends of the connections of a memory loop, and the time that it skips."""

from __future__ import annotations

import asyncio
import errno
import io
import ssl
import time
from collections.abc import Callable, Coroutine
from threading import Condition
from typing import Any, TypeVar

from statuslab.network import told_tls
from statuslab.network.client_tls import client_context
from statuslab.network.interface import LOOPBACK, Connection
from statuslab.network.memory_loop import Address, ListeningPort, MemoryLoop, MemoryTransport, RefusedPort, os_error

T = TypeVar("T")

_READ_SIZE = 65_536


class BlockingConnection:
    """What a client's end in memory has in common, with TLS inside and without."""

    def sendall(self, data: bytes, _flags: int = 0, /) -> None:
        raise NotImplementedError

    def recv(self, size: int = _READ_SIZE, _flags: int = 0, /) -> bytes:
        raise NotImplementedError

    def send(self, data: bytes, _flags: int = 0, /) -> int:
        self.sendall(data)
        return len(data)

    def setsockopt(self, *_: Any) -> None:
        pass

    def makefile(self, mode: str = "rb", buffering: int | None = None, **_: Any) -> io.BufferedReader:  # noqa: ARG002
        return io.BufferedReader(ReceivedBytes(self))


class MemoryConnection(BlockingConnection, asyncio.Protocol):
    """A client's end, as a blocking socket: whoever waits here lets the servers run."""

    def __init__(self, loop: MemoryLoop, seconds: float | None = None) -> None:
        self._loop, self._seconds = loop, seconds
        self._port = loop.free_port()
        self._arrived = bytearray()
        self._ended = False
        self._lost: Exception | None = None
        self._transport: MemoryTransport | None = None

    # --- called by the transport

    def data_received(self, data: bytes) -> None:
        self._arrived += data

    def eof_received(self) -> bool:
        self._ended = True
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended, self._lost = True, self._lost or exc

    # --- as a socket's

    def connect(self, address: Address) -> None:
        self._transport = self._loop.join(self, address, self._port)
        self._loop.settle()

    def __enter__(self) -> MemoryConnection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def readable(self) -> bool:
        """Is there something to read, or is the end reached?"""
        self._loop.settle()
        return bool(self._arrived) or self._ended

    def settimeout(self, seconds: float | None, /) -> None:
        self._seconds = seconds

    def gettimeout(self) -> float | None:
        return self._seconds

    def getsockname(self) -> Address:
        return (LOOPBACK, self._port)

    def sendall(self, data: bytes, _flags: int = 0, /) -> None:
        if self._lost or self._open.is_closing():
            raise os_error(errno.EPIPE)
        self._open.write(data)
        self._loop.settle()

    def recv(self, size: int = _READ_SIZE, _flags: int = 0, /) -> bytes:
        if not self._arrived and not self._ended:
            until = None if self._seconds is None else self._loop.time() + self._seconds
            self._loop.run_until(lambda: bool(self._arrived) or self._ended, until)
            if not self._arrived and not self._ended and until is not None:
                self._loop.skip(until - self._loop.time())
            self._loop.settle()
        if self._arrived:
            data = bytes(self._arrived[:size])
            del self._arrived[:size]
            return data
        if self._lost:
            raise self._lost
        if self._ended:
            return b""
        raise TimeoutError("timed out")

    def shutdown(self, how: int, /) -> None:  # noqa: ARG002
        self._open.write_eof()
        self._loop.settle()

    def close(self) -> None:
        if self._transport:
            self._transport.close()
            self._loop.settle()

    @property
    def _open(self) -> MemoryTransport:
        if self._transport is None:
            raise os_error(errno.ENOTCONN)
        return self._transport


class ReceivedBytes(io.RawIOBase):
    """What comes in on a connection, as a file."""

    def __init__(self, connection: BlockingConnection) -> None:
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._connection.recv(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class TlsConnection(BlockingConnection):
    """TLS inside a client's connection, by OpenSSL."""

    def __init__(self, connection: MemoryConnection, context: ssl.SSLContext, name: str | None) -> None:
        self._connection = connection
        self._inward, self._outward = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._inward, self._outward, server_hostname=name)
        self._do(self._tls.do_handshake)
        self.settimeout, self.getsockname = connection.settimeout, connection.getsockname

    def _do(self, act: Callable[[], T]) -> T:
        while True:
            try:
                return act()
            except ssl.SSLWantReadError:
                self._flush()
                data = self._connection.recv(_READ_SIZE)
                self._inward.write(data) if data else self._inward.write_eof()
            finally:
                self._flush()

    def _flush(self) -> None:
        if self._outward.pending:
            self._connection.sendall(self._outward.read())

    def sendall(self, data: bytes, _flags: int = 0, /) -> None:
        if data:
            self._tls.write(data)
            self._flush()

    def recv(self, size: int = _READ_SIZE, _flags: int = 0, /) -> bytes:
        try:
            return self._do(lambda: self._tls.read(size))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    @property
    def readable(self) -> bool:
        return self._connection.readable

    def gettimeout(self) -> float | None:
        return self._connection.gettimeout()

    def getpeercert(self, binary_form: bool = False) -> Any:
        return self._tls.getpeercert(binary_form)

    def version(self) -> str | None:
        return self._tls.version()

    def selected_alpn_protocol(self) -> str | None:
        return self._tls.selected_alpn_protocol()

    def shutdown(self, how: int, /) -> None:
        self._connection.shutdown(how)

    def close(self) -> None:
        self._connection.close()


class MemoryRunner:
    """Runs a lab's servers on the loop that all labs share."""

    def __init__(self, loop: MemoryLoop) -> None:
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_work(work)

    def stop(self) -> None:
        self._loop.settle()


class MemoryNetwork:
    """Connections within this process, and time that is skipped instead of waited for.

    With `tells_tls`, TLS is told in a line and not spoken, for where there is no OpenSSL.
    """

    name = "memory"

    has_ports = False

    def __init__(self, tells_tls: bool = False) -> None:
        self.loop, self.tells_tls = MemoryLoop(), tells_tls

    def now(self) -> float:
        return time.time() + self.loop.skipped

    def tick(self) -> float:
        return self.loop.machine_time()  # the loop's own time may stand still, and this tells what came first

    def sleep(self, seconds: float, /) -> None:
        self.loop.skip(seconds)

    def start(self) -> MemoryRunner:
        return MemoryRunner(self.loop)

    async def listen(self, accept: Callable[[], asyncio.BaseProtocol], host: str, port: int) -> ListeningPort:  # noqa: ARG002
        return ListeningPort(self.loop, self.loop.take(port, accept))

    def refusing_port(self) -> RefusedPort:
        return RefusedPort(self.loop, self.loop.take(0, None))

    def connect(self, address: Address, seconds: float, claim: Callable[[str], None]) -> MemoryConnection:
        connection = MemoryConnection(self.loop, seconds)
        claim("{}:{}".format(*connection.getsockname()))
        connection.connect(address)
        return connection

    def secure(
        self, connection: Connection, name: str, ca_file: str, certificate: str | None, protocols: tuple[str, ...]
    ) -> MemoryConnection | TlsConnection:
        assert isinstance(connection, MemoryConnection)
        if self.tells_tls:
            connection.data_received(told_tls.handshake(connection, name, ca_file, certificate, protocols))
            return connection
        return TlsConnection(connection, client_context(ca_file, certificate, protocols), name)

    def wait_for(self, changed: Condition, happened: Callable[[], bool], seconds: float) -> bool:  # noqa: ARG002
        self.loop.settle()
        if not happened():
            self.loop.run_until(happened, self.loop.time() + seconds)
            self.loop.settle()
        return happened()

    def call_outside(self, call: Callable[[], None]) -> None:
        self.loop.call_outside(call)
