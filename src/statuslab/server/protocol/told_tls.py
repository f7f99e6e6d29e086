"""The TLS layer where there is no OpenSSL: a handshake is told in one line, and what follows is plain.

The names are those of tls.py, which speaks it. The facts are the same, and so is what HTTP makes of them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from statuslab.network.told_tls import LONGEST, Certificate, ClientHello, ServerHello
from statuslab.server.hostnames import STAFF
from statuslab.server.protocol.listener import TcpStream
from statuslab.server.protocol.stream_above import StreamAbove
from statuslab.server.protocol.tls_facts import CERTIFICATE_PROBLEMS, HandshakeFailed, TlsFacts

_numbers = itertools.count(1)
_ISSUED_BY_NOBODY = 20  # OpenSSL's number


@dataclass(frozen=True)
class CertificateStore:
    """An authority of the lab's own, which is only a number, and what it has signed."""

    extra_hosts: tuple[str, ...] = ()
    authority: int = field(default_factory=lambda: next(_numbers))

    @property
    def ca_pem(self) -> bytes:
        return Certificate("CN=the lab", self.authority).to_file()

    def client_pem(self, name: str = "chef@teahouse.test") -> bytes:
        """A client certificate that verifies."""
        return Certificate(f"CN={name}", self.authority).to_file()


@dataclass(frozen=True)
class TlsContexts:
    """What a port knows for its handshakes. `protocols` are offered by ALPN, the preferred first."""

    certificates: CertificateStore
    protocols: tuple[bytes, ...] = (b"http/1.1",)

    def stream(self, stream: TcpStream) -> TlsStream:
        """The server's end of a connection over this stream."""
        return TlsStream(stream, self)


class TlsStream(StreamAbove):
    """A ByteStream after a handshake that was told."""

    def __init__(self, stream: TcpStream, contexts: TlsContexts) -> None:
        super().__init__(stream)
        self._contexts, self.facts = contexts, TlsFacts()
        self._rest: tuple[float, bytes] | None = None

    async def handshake(self, seconds: float) -> None:
        """Hear the client's hello and say the server's. Raises HandshakeFailed."""
        said, time = b"", 0.0
        while b"\n" not in said:
            try:
                arrived = await self._below.read(seconds)
            except TimeoutError:
                raise HandshakeFailed("it took too long") from None
            if arrived is None:
                raise HandshakeFailed("the client left in the middle of the handshake")
            time, said = arrived[0], said + arrived[1]
            if len(said) > LONGEST:
                raise HandshakeFailed("the handshake was broken off")
        line, _, rest = said.partition(b"\n")
        try:
            hello = ClientHello.from_line(line)
        except (ValueError, TypeError, KeyError):
            raise HandshakeFailed("the handshake was broken off") from None
        self._note_facts(hello)
        self._below.write(ServerHello(self.facts.protocol, self._contexts.certificates.authority).to_line())
        self._rest = (time, rest) if rest else None

    def _note_facts(self, hello: ClientHello) -> None:
        self.facts.name = hello.name
        offered = (protocol.decode() for protocol in self._contexts.protocols)
        self.facts.protocol = next((protocol for protocol in offered if protocol in hello.protocols), "")
        if hello.name != STAFF:
            return
        self.facts.asked_for_certificate = True
        if hello.certificate:
            self.facts.certificate = hello.certificate.subject
            if hello.certificate.authority != self._contexts.certificates.authority:
                self.facts.problem = CERTIFICATE_PROBLEMS[_ISSUED_BY_NOBODY]

    # --- ByteStream

    @property
    def eof(self) -> bool:
        return self._below.eof

    async def read(self, seconds: float | None = None) -> tuple[float, bytes] | None:
        """The next bytes and the tick they came at; None at the end. Raises TimeoutError."""
        if self._rest:
            rest, self._rest = self._rest, None
            return rest
        return await self._below.read(seconds)

    def write(self, data: bytes) -> None:
        self._below.write(data)

    def finish(self) -> None:
        self._below.finish()
