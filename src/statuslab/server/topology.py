"""The layers put together on one event loop: who stands behind which port. No thread is known here.

The learner and the stories each have their own Teahouse behind the same addresses, so that a demo never disturbs what a
learner has done, and starts from the same morning every time.
"""

from __future__ import annotations

import socket
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match, WebSocketRoute

from statuslab.messages.exchange import Origin
from statuslab.server.hostnames import BY_ADDRESS, BY_NAME, CLOSED, MEMBERS, TEAHOUSE
from statuslab.server.intermediaries.cache import Cache
from statuslab.server.intermediaries.forward_proxy import ForwardProxy
from statuslab.server.intermediaries.gateway import Gateway
from statuslab.server.intermediaries.stub_upstream import kitchen
from statuslab.server.prefix_router import routes_for_path
from statuslab.server.protocol.asgi import App
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.connection import serving
from statuslab.server.protocol.listener import LOOPBACK, Listener
from statuslab.server.protocol.recorder import Recorder
from statuslab.server.protocol.server_config import ServerConfig, Timeouts
from statuslab.server.teahouse import AppState, make_app

if TYPE_CHECKING:
    from statuslab.server.on_demand_ports import OnDemandPorts

# The IANA registry of methods, and the three that the stories need: RFC 2324 BREW and WHEN, RFC 2774 M-GET.
METHODS = frozenset((
    "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD",
    "LABEL", "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE",
    "MOVE", "OPTIONS", "ORDERPATCH", "PATCH", "POST", "PRI", "PROPFIND", "PROPPATCH", "PUT", "QUERY", "REBIND",
    "REPORT", "SEARCH", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF",
    "VERSION-CONTROL", "BREW", "WHEN", "M-GET",
))  # fmt: skip
ANY_METHOD = ("/anything", "/raw", "/dump/request", "/with/")  # here a method may be made up


class Topology:
    """Everything that listens: the Teahouse's own port, the proxy's, the kitchen's, and the annex when it is opened."""

    def __init__(
        self,
        clock: Clock,
        recorder: Recorder,
        timeouts: Timeouts,
        rng: Random,
        more_names: tuple[str, ...] = (),
    ) -> None:
        self.clock, self.recorder = clock, recorder
        self.annex: OnDemandPorts | None = None
        self._houses = {origin: AppState(clock) for origin in (Origin.LEARNER, Origin.DEMO)}
        self._rng = rng
        self._made = {origin: self._make(state) for origin, state in self._houses.items()}
        self._apps: dict[Origin, App] = {}
        self._more_names = more_names
        self._proxying = ForwardProxy(self._reachable, clock, recorder, tunnels=self._tunnel_to)
        self._site = ServerConfig(
            self._app,
            recorder,
            clock,
            timeouts=timeouts,
            knows_method=_knows_method,
            accepts_websocket=self._accepts_websocket,
        )
        self.main = Listener(serving(self._site), clock.tick)
        self.proxy = Listener(
            serving(replace(self._site, app=lambda _: self._proxying, origin_server=False)), clock.tick
        )
        self.kitchen = Listener(kitchen(clock), clock.tick)
        self._nobody = socket.socket()  # bound and never listening: connections are refused, and the port stays ours

    async def open(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one. Raises OSError where an address cannot be had."""
        self.host = host
        await self.kitchen.open(LOOPBACK, 0)
        self._nobody.bind((LOOPBACK, 0))
        self._apps = {origin: self._in_front_of(app) for origin, app in self._made.items()}
        await self.main.open(host, port)
        await self.proxy.open(host, 0)

    async def open_annex(self, tls_port: int = 0) -> None:
        """Open the doors that few need, once. Raises OSError where the port cannot be had."""
        from statuslab.server.on_demand_ports import (
            OnDemandPorts,  # brings the TLS libraries, which most lessons never need
        )

        if self.annex is None:
            annex = OnDemandPorts(self._site, self._proxying, self._more_names)
            await annex.open(self.host, tls_port)
            self.annex = annex

    async def reset(self, origin: Origin) -> None:
        """A fresh Teahouse for the learner, or for the next story."""
        self._houses[origin].reset()
        if origin is Origin.LEARNER:  # httpbin's own memory (nonces, counters) goes with its routes
            self._made[origin] = self._make(self._houses[origin])
        self._apps[origin] = self._in_front_of(self._made[origin])
        if self.annex:
            self.annex.reset(origin)

    async def close(self) -> None:
        """Free all ports."""
        self._nobody.close()
        for listener in (self.main, self.proxy, self.kitchen):
            await listener.close()
        if self.annex:
            await self.annex.close()

    def _make(self, state: AppState) -> Starlette:
        return make_app(state, self._httpbin)

    def _httpbin(self) -> list[BaseRoute]:
        from statuslab.server.httpbin import make_routes  # takes a moment, and most lessons never come by

        return make_routes(self.clock, self._rng)

    @property
    def closed_port(self) -> int:
        """A loopback port at which nobody listens."""
        return int(self._nobody.getsockname()[1])

    # --- who stands behind the port

    def _app(self, origin: Origin) -> App:
        return self._apps[Origin.DEMO if origin is Origin.DEMO else Origin.LEARNER]

    def _in_front_of(self, app: App) -> App:
        """Gateway, then the cache it keeps, then the Teahouse."""
        upstreams = {"/delivery/": (LOOPBACK, self.kitchen.port), "/delivery-east/": (LOOPBACK, self.closed_port)}
        return Gateway(Cache(app, self.clock), upstreams, self.clock, self.recorder)

    def _reachable(self, host: str) -> tuple[str, int] | None:
        port = self.main.port
        mine = {f"{name}:{port}" for name in self._addresses} | {TEAHOUSE, MEMBERS}
        return (LOOPBACK, port) if host.lower() in mine else None

    def _tunnel_to(self, authority: str) -> tuple[str, int] | None:
        """Its own doors, by the names that only the lab knows at the usual ports, and by address at the real ones."""
        host, _, port = authority.rpartition(":")
        plain, secure = self.main.port, self.annex.port("tls") if self.annex else self.closed_port
        if host == CLOSED:
            return LOOPBACK, self.closed_port
        ports = {80: plain, 443: secure} if host in BY_NAME else {}
        if host in self._addresses or host in BY_NAME:
            ports |= {plain: plain, secure: secure}
        found = ports.get(int(port)) if len(port) < 6 else None
        return (LOOPBACK, found) if found else None

    @property
    def _addresses(self) -> frozenset[str]:
        return frozenset((self.host, *BY_ADDRESS, *self._more_names))

    def _accepts_websocket(self, target: str) -> bool:
        scope = {"type": "websocket", "path": target.partition("?")[0], "root_path": "", "headers": []}
        routes = routes_for_path(self._made[Origin.LEARNER], scope)
        return any(isinstance(each, WebSocketRoute) and each.matches(scope)[0] is Match.FULL for each in routes)


def _knows_method(method: str, target: str) -> bool:
    return method in METHODS or target.startswith(ANY_METHOD)
