"""Doors that few lessons need, opened when the first one does: TLS, a door kept as nginx keeps it, the guest Wi-Fi."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from statuslab.messages.exchange import Origin
from statuslab.server.intermediaries import nginx
from statuslab.server.intermediaries.captive_portal import CaptivePortal
from statuslab.server.intermediaries.forward_proxy import ForwardProxy
from statuslab.server.protocol.connection import serving
from statuslab.server.protocol.listener import Handler, Listener
from statuslab.server.protocol.server_config import ServerConfig
from statuslab.server.protocol.tls import CertificateStore, TlsContexts
from statuslab.server.protocol.tls_port import TlsPort

PROTOCOLS = (b"h2", b"http/1.1")  # offered by ALPN, the preferred first
_SHOWN = {
    "tls": "teahouse",
    "tls-pages": "teahouse",
    "nginx": "teahouse",
    "nginx-pages": "teahouse",
    "wifi": "wifi",
}


class OnDemandPorts:
    """Listeners by name; `-pages` are the doors where `error_page` lets nginx's own numbers out."""

    def __init__(self, site: ServerConfig, proxy: ForwardProxy, more_names: tuple[str, ...] = ()) -> None:
        self.keys = CertificateStore(more_names=more_names)
        self._site, self._portal = site, CaptivePortal(proxy)
        self._listeners = {name: Listener(handler, site.clock.tick) for name, handler in self._handlers()}

    def _handlers(self) -> Iterator[tuple[str, Handler]]:
        contexts = TlsContexts(self.keys, PROTOCOLS)
        for name, pages in (("tls", False), ("tls-pages", True)):
            yield name, TlsPort(self._site, contexts, pages).serve
        for name, pages in (("nginx", False), ("nginx-pages", True)):
            yield name, serving(self._as_nginx(pages))
        yield "wifi", serving(replace(self._site, app=lambda _: self._portal, origin_server=False))

    def _as_nginx(self, error_pages: bool) -> ServerConfig:
        return replace(
            self._site,
            app=lambda origin: nginx.Bouncer(self._site.app(origin)),
            reason=nginx.reason,
            error_response=nginx.refuse(error_pages),
        )

    async def open(self, host: str, tls_port: int = 0) -> None:
        """Listen on free ports, TLS on the one that was asked for."""
        for name, listener in self._listeners.items():
            await listener.open(host, tls_port if name == "tls" else 0)

    def port(self, name: str) -> int:
        """The port of a door."""
        return self._listeners[name].port

    @property
    def names(self) -> dict[int, str]:
        """What the doors are called where they are shown by name."""
        return {listener.port: _SHOWN[name] for name, listener in self._listeners.items()}

    def reset(self, origin: Origin) -> None:
        """The guest Wi-Fi asks again."""
        self._portal.signed_in.discard(origin)

    async def close(self) -> None:
        """Close all doors."""
        for listener in self._listeners.values():
            await listener.close()
