"""The door with TLS: a port that tells a handshake from plain HTTP, and what the server decides from TLS facts.

497 for plain HTTP, 496 and 495 for a missing or bad client certificate, 421 for a Host that is not this connection's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from statuslab.messages.exchange import Direction, Layer, Origin
from statuslab.server.hostnames import STAFF
from statuslab.server.intermediaries.nginx import FixedResponse, page, special
from statuslab.server.protocol.asgi import App
from statuslab.server.protocol.connection import Connection
from statuslab.server.protocol.listener import Stream
from statuslab.server.protocol.server_config import ServerConfig, SimpleResponse
from statuslab.server.protocol.tls import SHARED_HOSTS, HandshakeFailed, TlsContexts, TlsFacts, TlsStream, is_handshake


@dataclass(frozen=True)
class TlsPort:
    """What serves a TLS port: the site behind it, and whether nginx's own numbers go out on the wire."""

    site: ServerConfig
    contexts: TlsContexts
    error_pages: bool = False

    async def serve(self, stream: Stream) -> None:
        """One connection: a handshake and then HTTP inside it, or plain HTTP that is sent away."""
        site, seconds = self.site, self.site.clock.real(self.site.timeouts.head)
        try:
            if is_handshake(await stream.peek(seconds)):
                await self._secured(self.contexts.stream(stream), seconds)
            else:
                judged = FixedResponse(special(497, self.error_pages), "plain HTTP on a port that expects TLS")
                await Connection(replace(site, app=lambda _: judged), stream).serve()
        except TimeoutError:  # a client that says nothing at all
            return
        finally:
            site.recorder.release(stream.peer)

    async def _secured(self, stream: TlsStream, seconds: float) -> None:
        try:
            await stream.handshake(seconds)
        except HandshakeFailed as failed:
            self._record_failure(stream, str(failed))
            return
        site = replace(self.site, app=self._guarded(stream.facts), scheme="https")
        if stream.facts.protocol == "h2":
            from statuslab.server.protocol.http2 import Http2Connection  # brings h2, which few lessons need

            await Http2Connection(site, stream).serve()
        else:
            await Connection(site, stream).serve()

    def _record_failure(self, stream: TlsStream, why: str) -> None:
        """No HTTP was spoken, so there is no status; that much can be told."""
        clock, recorder = self.site.clock, self.site.recorder
        recording = recorder.begin(stream.peer, stream.host, clock.now(), clock.tick())
        recording.layer, recording.note = Layer.TLS, f"no handshake, so no HTTP and no status: {why}"
        recording.add(clock.tick(), Direction.SERVER_CLOSED)
        recorder.finish(recording)

    def _guarded(self, facts: TlsFacts) -> Callable[[Origin], App]:
        return lambda origin: TlsFactsMiddleware(self.site.app(origin), facts, self.error_pages)


@dataclass(frozen=True)
class TlsFactsMiddleware:
    """An ASGI app that looks at the handshake's facts before it lets a request in."""

    app: App
    facts: TlsFacts
    error_pages: bool

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        judged = self._judge(_host(scope)) if scope["type"] == "http" else None
        await (judged or self.app)(scope, receive, send)

    def _judge(self, host: str) -> FixedResponse | None:
        """In nginx's order: the certificate first, then the name (ngx_http_process_request)."""
        facts = self.facts
        if facts.asked_for_certificate and facts.problem:
            return FixedResponse(special(495, self.error_pages), f"the client certificate is {facts.problem}")
        if facts.asked_for_certificate and not facts.certificate:
            return FixedResponse(special(496, self.error_pages), "no client certificate was sent")
        if not _belongs(host, facts.name):
            return FixedResponse(_misdirected(), f"this connection is for {facts.name}, the request for {host}")
        return None


def _misdirected() -> SimpleResponse:
    return SimpleResponse(421, page(421, "Misdirected Request"), b"text/html")


def _host(scope: Any) -> str:
    value = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return str(value.decode("latin-1").rsplit(":", 1)[0])


def _belongs(host: str, name: str) -> bool:
    """May this host be asked on a connection that was opened for that name? (RFC 9110 section 7.4)

    The staff's own name is served only on connections that were opened for it: there a certificate was asked for.
    """
    if not name or host == name:
        return host != STAFF or name == STAFF
    return host in SHARED_HOSTS and STAFF not in (host, name) and not name.endswith(".test")
