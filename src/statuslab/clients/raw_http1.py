"""A client that says exactly what it is told, byte by byte, on one socket; it interprets and follows nothing."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable

from statuslab.messages.http1 import BadMessage, ResponseReader

_TOO_MUCH = 50_000_000


class RawClient:
    """One connection to `host:port`; `claim` is told the local address before the connection is made."""

    def __init__(self, address: str, claim: Callable[[str], None] | None = None, seconds: float = 15.0) -> None:
        host, _, port = address.rpartition(":")
        self.address, self.seconds = (host.strip("[]"), int(port)), seconds
        self.tape: list[tuple[float, str, bytes]] = []
        self._start = time.perf_counter()
        self._socket = self._connect(claim or (lambda _: None))
        self.peer = "{}:{}".format(*self._socket.getsockname()[:2])

    def _connect(self, claim: Callable[[str], None]) -> socket.socket:
        family = socket.getaddrinfo(*self.address, type=socket.SOCK_STREAM)[0][0]
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(self.seconds)
        if family == socket.AF_INET and self.address[0].startswith("127."):
            connection.bind((self.address[0], 0))
            claim("{}:{}".format(*connection.getsockname()[:2]))
        try:
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def secure(self, name: str, ca_file: str, certificate: str | None = None, protocols: tuple[str, ...] = ()) -> None:
        """Speak TLS from here on, asking for a name and by ALPN for protocols. Raises ssl.SSLError where it fails."""
        context = ssl.create_default_context(cafile=ca_file)
        if certificate:
            context.load_cert_chain(certificate)
        if protocols:
            context.set_alpn_protocols(protocols)
        self._socket = context.wrap_socket(self._socket, server_hostname=name)

    def send(self, data: bytes) -> None:
        """Send bytes; a connection the server has closed already is no error, its answer is still to be read."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def answer(self, method: str, go_ahead: bool = False) -> ResponseReader:
        """Read one response to its end, or to the first 1xx where a go-ahead is waited for; silence is no error."""
        response = ResponseReader(method)
        while not response.complete and len(response.content) < _TOO_MUCH:
            data = self.some()
            try:
                response.feed(data) if data else response.close()
            except BadMessage:
                break
            if not data or (go_ahead and response.interim):
                break
        return response

    def rest(self) -> bytes:
        """Everything until the server closes."""
        received = bytearray()
        while (data := self.some()) and len(received) < _TOO_MUCH:
            received += data
        return bytes(received)

    def some(self) -> bytes:
        """What comes next; empty at the end, or after silence for too long."""
        try:
            data = self._socket.recv(65536)
        except OSError:  # silence for too long, or a reset: there is no more to read
            return b""
        self._note("<" if data else "server closed", data)
        return data

    def _note(self, mark: str, data: bytes) -> None:
        """Put on the tape: seconds since the connection, curl's mark, bytes."""
        self.tape.append((time.perf_counter() - self._start, mark, data))

    def leave_after(self, seconds: float) -> None:
        """Give the server so many seconds to answer, then hang up."""
        self._socket.settimeout(seconds)
        self.some()
        self.finish()

    def finish(self) -> None:
        """Close the sending half."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._socket.close()
