"""An HTTP/1.1 client that sends exactly the given bytes on one connection, and follows nothing."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from statuslab.messages.http1 import BadMessage, ResponseReader
from statuslab.network import chosen
from statuslab.network.interface import Network

_MAX_BYTES = 50_000_000


class RawClient:
    """One connection to `host:port`. `claim` is called with the local address before the connection is made."""

    def __init__(
        self,
        address: str,
        claim: Callable[[str], None] | None = None,
        seconds: float = 15.0,
        network: Network | None = None,
    ) -> None:
        host, _, port = address.rpartition(":")
        self.network = network or chosen()
        self.address, self.seconds = (host.strip("[]"), int(port)), seconds
        self.tape: list[tuple[float, str, bytes]] = []
        self._start = self.network.tick()
        self._socket = self.network.connect(self.address, seconds, claim or (lambda _: None))
        self.peer = "{}:{}".format(*self._socket.getsockname()[:2])

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def secure(self, name: str, ca_file: str, certificate: str | None = None, protocols: tuple[str, ...] = ()) -> None:
        """Start TLS with a server name (SNI) and ALPN protocols. Raises OSError, of which ssl.SSLError is one."""
        self._socket = self.network.secure(self._socket, name, ca_file, certificate, protocols)

    def send(self, data: bytes) -> None:
        """Send bytes. If the server has closed the connection that is no error: its response can still be read."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def answer(self, method: str, go_ahead: bool = False) -> ResponseReader:
        """Read one response to its end, or with `go_ahead` to the first 1xx. A timeout is no error."""
        response = ResponseReader(method)
        while not response.complete and len(response.content) < _MAX_BYTES:
            data = self.some()
            try:
                response.feed(data) if data else response.close()
            except BadMessage:
                break
            if not data or (go_ahead and response.interim):
                break
        return response

    def rest(self) -> bytes:
        """Return everything until the server closes the connection."""
        received = bytearray()
        while (data := self.some()) and len(received) < _MAX_BYTES:
            received += data
        return bytes(received)

    def some(self) -> bytes:
        """Return the next bytes; b"" at the end or after a timeout."""
        try:
            data = self._socket.recv(65536)
        except OSError:  # a timeout or a reset
            return b""
        self._note("<" if data else "server closed", data)
        return data

    def _note(self, mark: str, data: bytes) -> None:
        """Record seconds since the connection was opened, curl's mark, and the bytes."""
        self.tape.append((self.network.tick() - self._start, mark, data))

    def leave_after(self, seconds: float, may_leave: Callable[[], bool] = lambda: True) -> None:
        """Wait so many seconds for a response, and so many more until it may leave; then close the sending half."""
        self._socket.settimeout(seconds)
        while self._hears_nothing() and not may_leave():
            pass
        self.finish()

    def _hears_nothing(self) -> bool:
        """Whether neither bytes nor the end came in time."""
        try:
            data = self._socket.recv(65536)
        except OSError as error:
            return isinstance(error, TimeoutError)
        self._note("<" if data else "server closed", data)
        return False

    def finish(self) -> None:
        """Close the sending half."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._socket.close()
