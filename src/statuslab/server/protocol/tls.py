"""The TLS layer: a handshake over a connection, and the facts it leaves. It knows no HTTP: it can only go on or close.

It uses pyOpenSSL rather than the standard library, because nginx lets a handshake succeed although the client's
certificate is bad, and answers afterwards by HTTP. The standard library can only abort the handshake.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from OpenSSL import SSL, crypto

from statuslab.server.hostnames import LAB_HOSTS, LOOPBACK_HOSTS, STAFF
from statuslab.server.protocol.listener import TcpStream
from statuslab.server.protocol.stream_above import StreamAbove
from statuslab.server.protocol.tls_facts import CERTIFICATE_PROBLEMS, HandshakeFailed, TlsFacts


@dataclass(frozen=True)
class CertificateStore:
    """A certificate authority of the lab's own, made fresh, and what it has signed.

    `extra_hosts` are names and addresses of this machine in its network, where the lab is open to it.
    """

    ca: trustme.CA = field(default_factory=trustme.CA)
    extra_hosts: tuple[str, ...] = ()

    @property
    def ca_pem(self) -> bytes:
        return self.ca.cert_pem.bytes()

    def client_pem(self, name: str = "chef@teahouse.test") -> bytes:
        """A client certificate that verifies, with its key, as one PEM file."""
        return self.ca.issue_cert(name).private_key_and_cert_chain_pem.bytes()

    def context(self, ask_client: bool, protocols: tuple[bytes, ...]) -> SSL.Context:
        """A server context for all the lab's names; with `ask_client` it asks for a certificate, and accepts any."""
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        self._present(context)
        if ask_client:
            store = context.get_cert_store()
            assert store is not None
            store.add_cert(crypto.X509.from_cryptography(x509.load_pem_x509_certificate(self.ca_pem)))
            context.set_verify(SSL.VERIFY_PEER, _note_problem)
        if protocols:
            context.set_alpn_select_callback(lambda _, offered: _first_common(protocols, offered))
        return context

    def _present(self, context: SSL.Context) -> None:
        issued = self.ca.issue_cert(*LAB_HOSTS, *LOOPBACK_HOSTS, *self.extra_hosts)
        key = load_pem_private_key(issued.private_key_pem.bytes(), password=None)
        assert isinstance(key, EllipticCurvePrivateKey)  # trustme's choice
        context.use_privatekey(key)
        own, *links = [x509.load_pem_x509_certificate(blob.bytes()) for blob in issued.cert_chain_pems]
        context.use_certificate(own)
        for link in links:
            context.add_extra_chain_cert(link)


def _note_problem(connection: SSL.Connection, _: crypto.X509, error: int, __: int, ok: int) -> bool:
    """Remember what is wrong with the certificate and let the handshake finish, as nginx does."""
    facts = connection.get_app_data()
    if not ok and not facts.problem:
        facts.problem = CERTIFICATE_PROBLEMS.get(error, f"not valid (OpenSSL error {error})")
    return True


def _first_common(mine: tuple[bytes, ...], offered: list[bytes]) -> bytes:
    return next((protocol for protocol in mine if protocol in offered), SSL.NO_OVERLAPPING_PROTOCOLS)  # type: ignore[return-value]


@dataclass(frozen=True)
class TlsContexts:
    """The contexts of a TLS port, chosen by server name. `protocols` are offered by ALPN, the preferred first."""

    certificates: CertificateStore
    protocols: tuple[bytes, ...] = (b"http/1.1",)

    def __post_init__(self) -> None:
        plain, staff = (self.certificates.context(ask, self.protocols) for ask in (False, True))
        plain.set_tlsext_servername_callback(lambda connection: self._choose(connection, staff))
        object.__setattr__(self, "_plain", plain)

    def _choose(self, connection: SSL.Connection, staff: SSL.Context) -> None:
        facts, name = connection.get_app_data(), connection.get_servername()
        facts.name = name.decode("latin-1") if name else ""
        if facts.name == STAFF:
            facts.asked_for_certificate = True
            connection.set_context(staff)
            connection.set_verify(SSL.VERIFY_PEER, _note_problem)

    def stream(self, stream: TcpStream) -> TlsStream:
        """The server's end of a TLS connection over this stream."""
        return TlsStream(stream, self._plain)  # type: ignore[attr-defined]


class TlsStream(StreamAbove):
    """A ByteStream inside TLS. pyOpenSSL works on buffers in memory, which are moved to and from the stream below."""

    def __init__(self, stream: TcpStream, context: SSL.Context) -> None:
        super().__init__(stream)
        self.facts = TlsFacts()
        self._tls = SSL.Connection(context, None)
        self._tls.set_app_data(self.facts)
        self._tls.set_accept_state()
        self._over = False

    async def handshake(self, seconds: float) -> None:
        """Complete the handshake within `seconds` altogether. Raises HandshakeFailed; the client gets an alert."""
        try:
            async with asyncio.timeout(seconds):
                await self._do_handshake()
        except TimeoutError:
            raise HandshakeFailed("it took too long") from None
        self._note_facts()

    async def _do_handshake(self) -> None:
        while True:
            try:
                self._tls.do_handshake()
                break
            except SSL.WantReadError:
                self._flush()
                if not await self._feed(None):
                    raise HandshakeFailed("the client left in the middle of the handshake") from None
            except SSL.Error as error:
                self._flush()
                raise HandshakeFailed(_reason(error)) from None
        self._flush()

    def _note_facts(self) -> None:
        certificate = self._tls.get_peer_certificate(as_cryptography=True)
        if certificate is not None:
            self.facts.certificate = certificate.subject.rfc4514_string() or "a client"
        self.facts.protocol = self._tls.get_alpn_proto_negotiated().decode()

    async def _feed(self, seconds: float | None) -> bool:
        arrived = await self._below.read(seconds)
        if arrived is None:
            return False
        self._tls.bio_write(arrived[1])
        self._time = arrived[0]
        return True

    def _flush(self) -> None:
        with suppress(SSL.WantReadError):  # there is nothing to send
            while data := self._tls.bio_read(65536):
                self._below.write(data)

    # --- ByteStream

    @property
    def eof(self) -> bool:
        return self._over or self._below.eof

    async def read(self, seconds: float | None = None) -> tuple[float, bytes] | None:
        """The next decrypted bytes and the tick they came at; None at the end.

        Raises TimeoutError after `seconds`, even where the bytes of a TLS record keep arriving one by one.
        """
        loop = asyncio.get_running_loop()
        deadline = None if seconds is None else loop.time() + seconds
        while not self._over:
            try:
                return self._time, self._tls.recv(65536)
            except SSL.WantReadError:
                self._flush()
                if not await self._feed(None if deadline is None else max(0.0, deadline - loop.time())):
                    break
            except SSL.Error:  # the client closed, or broke the protocol: either way no more can be read
                break
        self._over = True
        return None

    def write(self, data: bytes) -> None:
        if self.gone or not data:
            return
        try:
            self._tls.sendall(data)
        except SSL.Error:  # the client broke the protocol: nothing can be sent any more
            self._over = True
            self._below.abort()
        else:
            self._flush()

    def finish(self) -> None:
        """Send close_notify and close the sending half."""
        with suppress(SSL.Error):
            self._tls.shutdown()
        self._flush()
        self._below.finish()


def _reason(error: SSL.Error) -> str:
    details = error.args[0] if error.args else []
    return details[0][2] if details else "the handshake was broken off"
