"""Ports that few lessons need, opened when the first one does: TLS, nginx-like ones, and the guest Wi-Fi.

A file apart from topology.py, because importing the TLS libraries takes longer than starting the rest of the lab.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from statuslab.messages.exchange import Origin
from statuslab.network.interface import Network
from statuslab.server.intermediaries import nginx
from statuslab.server.intermediaries.captive_portal import CaptivePortal
from statuslab.server.intermediaries.forward_proxy import ForwardProxy
from statuslab.server.protocol.connection import serving
from statuslab.server.protocol.listener import ConnectionPool, Handler, Listener
from statuslab.server.protocol.server_config import ServerConfig
from statuslab.server.protocol.tls_port import TlsPort

ALPN_PROTOCOLS = (b"h2", b"http/1.1")  # the preferred first


def tls_layer(network: Network | None) -> Any:
    """The module that holds handshakes on a network: it speaks TLS, or only tells it."""
    if network and network.tells_tls:
        from statuslab.server.protocol import told_tls

        return told_tls
    from statuslab.server.protocol import tls  # imports pyOpenSSL, cryptography and trustme

    return tls


class OnDemandPorts:
    """Listeners by name. On the ports named `-pages`, `error_page` lets nginx's own numbers out."""

    def __init__(
        self,
        config: ServerConfig,
        proxy: ForwardProxy,
        pool: ConnectionPool,
        extra_hosts: tuple[str, ...] = (),
        network: Network | None = None,
    ) -> None:
        tls = tls_layer(network)
        self.certificates = tls.CertificateStore(extra_hosts=extra_hosts)
        self._config, self._portal = config, CaptivePortal(proxy)
        contexts = tls.TlsContexts(self.certificates, ALPN_PROTOCOLS)
        handlers: dict[str, Handler] = {
            "tls": TlsPort(config, contexts, error_pages=False).serve,
            "tls-pages": TlsPort(config, contexts, error_pages=True).serve,
            "nginx": serving(self._nginx_config(error_pages=False)),
            "nginx-pages": serving(self._nginx_config(error_pages=True)),
            "wifi": serving(replace(config, app=lambda _: self._portal, origin_server=False)),
        }
        self._listeners = {
            name: Listener(handler, config.clock.tick, pool, network) for name, handler in handlers.items()
        }

    def _nginx_config(self, error_pages: bool) -> ServerConfig:
        return replace(
            self._config,
            app=lambda origin: nginx.Return444(self._config.app(origin)),
            reason=nginx.reason,
            error_response=nginx.refuse(error_pages),
        )

    async def open(self, host: str, tls_port: int = 0) -> None:
        """Listen on free ports, TLS on the one that was asked for. Raises OSError where it cannot be had."""
        for name, listener in self._listeners.items():
            await listener.open(host, tls_port if name == "tls" else 0)

    def port(self, name: str) -> int:
        """The number of a port by its name. Raises KeyError for an unknown one."""
        return self._listeners[name].port

    @property
    def port_names(self) -> dict[int, str]:
        """What each port is called where addresses are shown by name."""
        return {each.port: "wifi" if name == "wifi" else "teahouse" for name, each in self._listeners.items()}

    def reset(self, origin: Origin) -> None:
        """Let the guest Wi-Fi ask this origin to sign in again."""
        self._portal.signed_in.discard(origin)

    async def close(self) -> None:
        """Close all ports."""
        for listener in self._listeners.values():
            await listener.close()
