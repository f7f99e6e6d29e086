"""What a network is to the servers and clients on it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from threading import Condition
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

LOOPBACK = "127.0.0.1"


class Connection(Protocol):
    """A client's end of a connection, as the methods of a socket with the same names."""

    def settimeout(self, seconds: float | None, /) -> None: ...

    def getsockname(self) -> Any: ...

    def sendall(self, data: bytes, /) -> None: ...

    def recv(self, size: int, /) -> bytes: ...

    def shutdown(self, how: int, /) -> None: ...

    def close(self) -> None: ...


class Listening(Protocol):
    """A port at which a server listens."""

    port: int

    async def close(self) -> None:
        """Accept no more. Connections that clients have already made are still let in."""


class RefusingPort(Protocol):
    """A port that is kept, and at which nobody listens."""

    port: int

    def close(self) -> None: ...


class Runner(Protocol):
    """Runs the servers of one lab."""

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine beside the servers, to its end."""

    def stop(self) -> None:
        """Run the servers no more."""


class Network(Protocol):
    """Where servers listen and clients connect, and the time that passes meanwhile."""

    name: str
    has_ports: bool  # programs outside of this process can reach it
    tells_tls: bool  # handshakes are only told, because there is no OpenSSL

    def now(self) -> float:
        """The time of day, in seconds since the epoch."""

    def tick(self) -> float:
        """Seconds since any fixed moment."""

    def sleep(self, seconds: float, /) -> None:
        """Let time pass on a client's side."""

    def start(self) -> Runner:
        """Begin to run servers."""

    async def listen(self, accept: Callable[[], asyncio.BaseProtocol], host: str, port: int) -> Listening:
        """Listen; port 0 takes a free one. Raises OSError where the address cannot be had."""

    def refusing_port(self) -> RefusingPort:
        """Take a loopback port at which nobody listens."""

    def connect(self, address: tuple[str, int], seconds: float, claim: Callable[[str], None]) -> Connection:
        """Connect to host and port; each step may take so many seconds.

        `claim` is called with the client's own `host:port` before the connection is made, where it can be known. Raises
        OSError.
        """

    def secure(
        self, connection: Connection, name: str, ca_file: str, certificate: str | None, protocols: tuple[str, ...]
    ) -> Connection:
        """Begin TLS on a connection with a server name (SNI), an authority, and protocols (ALPN).

        `certificate` is a file with the client's own. Raises OSError, of which ssl.SSLError is one.
        """

    def wait_for(self, changed: Condition, happened: Callable[[], bool], seconds: float) -> bool:
        """Wait until something has happened, at most so many seconds; whether it has. `changed` is held."""

    def call_outside(self, call: Callable[[], None]) -> None:
        """Call this soon, one after the other, where it may wait for servers."""
