"""The TLS port: it tells a handshake from plain HTTP, and answers by what the handshake showed.

Plain HTTP gets 497, a missing or bad client certificate 496 or 495, a Host that this connection is not for 421.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from statuslab.messages.exchange import Direction, Layer, Origin
from statuslab.server.hostnames import STAFF
from statuslab.server.intermediaries.nginx import FixedResponse, page, special
from statuslab.server.protocol.asgi import App
from statuslab.server.protocol.connection import Connection
from statuslab.server.protocol.listener import TcpStream
from statuslab.server.protocol.server_config import ServerConfig, SimpleResponse
from statuslab.server.protocol.tls_facts import SHARED_HOSTS, HandshakeFailed, TlsFacts, is_handshake

if TYPE_CHECKING:
    from statuslab.server.protocol import told_tls
    from statuslab.server.protocol.tls import TlsContexts, TlsStream


@dataclass(frozen=True)
class TlsPort:
    """What serves a TLS port. With `error_pages` nginx's own numbers go out on the wire."""

    config: ServerConfig
    contexts: TlsContexts | told_tls.TlsContexts
    error_pages: bool = False

    async def serve(self, stream: TcpStream) -> None:
        """Serve one connection: a handshake and then HTTP, or plain HTTP, which gets a 497."""
        config, head = self.config, self.config.timeouts.head
        seconds = max(head, config.clock.real(head))  # a fast clock makes no handshake shorter: it computes
        try:
            if is_handshake(await stream.peek(seconds)):
                await self._serve_tls(self.contexts.stream(stream), seconds)
            else:
                response = FixedResponse(special(497, self.error_pages), "plain HTTP on a port that expects TLS")
                await Connection(replace(config, app=lambda _: response), stream).serve()
        except TimeoutError:  # a client that sends nothing at all
            return
        finally:
            config.recorder.release(stream.peer)

    async def _serve_tls(self, stream: TlsStream | told_tls.TlsStream, seconds: float) -> None:
        try:
            await stream.handshake(seconds)
        except HandshakeFailed as failed:
            self._record_failure(stream, str(failed))
            return
        config = replace(self.config, app=self._with_facts(stream.facts), scheme="https")
        if stream.facts.protocol == "h2":
            from statuslab.server.protocol.http2 import Http2Connection  # imports h2, which few lessons need

            await Http2Connection(config, stream).serve()
        else:
            await Connection(config, stream).serve()

    def _record_failure(self, stream: TlsStream | told_tls.TlsStream, why: str) -> None:
        """Record that no HTTP was spoken, so that there is no status."""
        clock, recorder = self.config.clock, self.config.recorder
        recording = recorder.begin(stream.peer, stream.host, clock.now(), clock.tick())
        recording.layer, recording.note = Layer.TLS, f"no handshake, so no HTTP and no status: {why}"
        recording.add(clock.tick(), Direction.SERVER_CLOSED)
        recorder.finish(recording)

    def _with_facts(self, facts: TlsFacts) -> Callable[[Origin], App]:
        return lambda origin: TlsFactsMiddleware(self.config.app(origin), facts, self.error_pages)


@dataclass(frozen=True)
class TlsFactsMiddleware:
    """An ASGI app that refuses requests which the handshake does not allow, and passes the others on."""

    app: App
    facts: TlsFacts
    error_pages: bool

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        refusal = self._refusal(_host(scope)) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, host: str) -> FixedResponse | None:
        """In nginx's order: the certificate first, then the name (ngx_http_process_request)."""
        facts = self.facts
        if facts.asked_for_certificate and facts.problem:
            return FixedResponse(special(495, self.error_pages), f"the client certificate is {facts.problem}")
        if facts.asked_for_certificate and not facts.certificate:
            return FixedResponse(special(496, self.error_pages), "no client certificate was sent")
        if not _may_serve(host, facts.name):
            misdirected = SimpleResponse(421, page(421, "Misdirected Request"), b"text/html")
            return FixedResponse(misdirected, f"this connection is for {facts.name}, the request for {host}")
        return None


def _host(scope: Any) -> str:
    value = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return str(value.decode("latin-1").rsplit(":", 1)[0])


def _may_serve(host: str, name: str) -> bool:
    """May this host be requested on a connection that was opened for that name? (RFC 9110 section 7.4)

    The staff host is served only on connections opened for it, because only there a certificate was asked for.
    """
    if not name or host == name:
        return host != STAFF or name == STAFF
    return host in SHARED_HOSTS and STAFF not in (host, name) and not name.endswith(".test")
