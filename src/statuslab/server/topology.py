"""The lab's listeners and ports wired together on one event loop: which app stands behind which port.

The learner and the demos each have their own Teahouse behind the same addresses, so that a demo never disturbs what a
learner has done, and starts from the same state every time. No thread is known here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match, WebSocketRoute

from statuslab.messages.exchange import Origin
from statuslab.network import sockets
from statuslab.network.interface import LOOPBACK, Network, RefusingPort
from statuslab.server.hostnames import LAB_HOSTS, LOOPBACK_HOSTS, MEMBERS, TEAHOUSE, UNREACHABLE, KnownHosts
from statuslab.server.intermediaries.stub_upstream import stub_upstream
from statuslab.server.prefix_router import routes_for_path
from statuslab.server.protocol.asgi import App
from statuslab.server.protocol.budget import ContentBudget
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.connection import serving
from statuslab.server.protocol.listener import ConnectionPool, Listener
from statuslab.server.protocol.recorder import Recorder
from statuslab.server.protocol.server_config import ServerConfig, Timeouts
from statuslab.server.teahouse import AppState, make_app

if TYPE_CHECKING:
    from statuslab.server.intermediaries.cache import Cache
    from statuslab.server.intermediaries.forward_proxy import ForwardProxy
    from statuslab.server.intermediaries.gateway import Gateway
    from statuslab.server.on_demand_ports import OnDemandPorts

# The IANA registry of methods, and the three that the scenes need: RFC 2324 BREW and WHEN, RFC 2774 M-GET.
METHODS = frozenset((
    "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD",
    "LABEL", "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE",
    "MOVE", "OPTIONS", "ORDERPATCH", "PATCH", "POST", "PRI", "PROPFIND", "PROPPATCH", "PUT", "QUERY", "REBIND",
    "REPORT", "SEARCH", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF",
    "VERSION-CONTROL", "BREW", "WHEN", "M-GET",
))  # fmt: skip
BAKERY = ("bakery-1", "bakery-2")  # two servers behind the gateway, which is their load balancer
# The paths of the gateway and its cache, and OPTIONS *, which is about the server as a whole.
GATEWAY = ("/api/", "/bakery", "/cdn/", "/courier", "/delivery", "/pay/", "/window/", "*")
ANY_METHOD = ("/anything", "/raw", "/dump/request", "/with/")  # httpbin's paths that take made-up methods too
BEHIND_CACHE = "origin"  # the Teahouse once more, at the port that the gateway's cache asks


class Topology:
    """All that listens: the Teahouse's own port, the forward proxy, the stub upstream, and the ports on demand.

    `extra_hosts` are names of this machine by which others may reach the lab.
    """

    def __init__(
        self,
        clock: Clock,
        recorder: Recorder,
        timeouts: Timeouts,
        rng: Random,
        extra_hosts: tuple[str, ...] = (),
        network: Network | None = None,
        admits: Callable[[str, str], bool] | None = None,
    ) -> None:
        self.clock, self.recorder, self._network = clock, recorder, network or sockets()
        self.on_demand: OnDemandPorts | None = None
        self._states = {origin: AppState(clock) for origin in (Origin.LEARNER, Origin.DEMO)}
        self._rng = rng
        self._teahouses = {origin: self._make_teahouse(state) for origin, state in self._states.items()}
        self._apps: dict[Origin, App] = {}
        self._caches: dict[Origin, Cache] = {}
        self._extra_hosts = extra_hosts
        self._config = ServerConfig(
            lambda origin: self._apps[Origin.DEMO if origin is Origin.DEMO else Origin.LEARNER],
            recorder,
            clock,
            timeouts=timeouts,
            knows_method=lambda method, target: method in METHODS or target.startswith(ANY_METHOD),
            accepts_websocket=self._accepts_websocket,
            knows_host=KnownHosts(extra_hosts),
            budget=ContentBudget(clock.tick),
        )
        proxy_config = replace(self._config, app=lambda _: self._forward_proxy, origin_server=False)
        self._pool = ConnectionPool(admits=admits)
        self.teahouse = Listener(serving(self._config), clock.tick, self._pool, self._network)
        self.proxy = Listener(serving(proxy_config), clock.tick, self._pool, self._network)
        self.upstream = Listener(stub_upstream(clock), clock.tick, self._pool, self._network)
        self._bakery_states = {
            origin: {name: AppState(clock, name) for name in BAKERY} for origin in (Origin.LEARNER, Origin.DEMO)
        }
        self.behind_gateway = {name: self._bakery_listener(name) for name in BAKERY}
        self.behind_gateway |= {name: self._listener(self._teahouses) for name in (BEHIND_CACHE, "app")}
        self._refusing: RefusingPort | None = None

    async def open(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one. Raises OSError where an address cannot be had."""
        self.host = host
        for listener in (self.upstream, *self.behind_gateway.values()):
            await listener.open(LOOPBACK, 0)
        self._refusing = self._network.refusing_port()
        self._apps = {origin: self._behind_gateway(origin, app) for origin, app in self._teahouses.items()}
        await self.teahouse.open(host, port)
        await self.proxy.open(host, 0)

    async def open_on_demand_ports(self, tls_port: int = 0) -> OnDemandPorts:
        """Open the ports that few lessons need, once. Raises OSError where a port cannot be had."""
        from statuslab.server.on_demand_ports import OnDemandPorts  # imports the TLS libraries

        if self.on_demand is None:
            ports = OnDemandPorts(self._config, self._forward_proxy, self._pool, self._extra_hosts, self._network)
            await ports.open(self.host, tls_port)
            self.on_demand = ports
        return self.on_demand

    async def reset(self, origin: Origin) -> None:
        """A fresh Teahouse for the learner, or for the next demo."""
        for state in (self._states[origin], *self._bakery_states[origin].values()):
            state.reset()
        if origin is Origin.LEARNER:  # httpbin's own state (nonces, counters) goes with its routes
            self._teahouses[origin] = self._make_teahouse(self._states[origin])
        self._apps[origin] = self._behind_gateway(origin, self._teahouses[origin])
        if self.on_demand:
            self.on_demand.reset(origin)

    async def close(self) -> None:
        """Free all ports."""
        if self._refusing:
            self._refusing.close()
        for listener in (self.teahouse, self.proxy, self.upstream, *self.behind_gateway.values()):
            await listener.close()
        if self.on_demand:
            await self.on_demand.close()

    @property
    def closed_port(self) -> int:
        """A loopback port at which nobody listens."""
        assert self._refusing is not None
        return self._refusing.port

    @property
    def port_names(self) -> dict[int, str]:
        """What each port is called where addresses are shown by name."""
        named = {self.teahouse.port: "teahouse", self.proxy.port: "proxy", self.upstream.port: "kitchen"}
        named |= {listener.port: name for name, listener in self.behind_gateway.items()}
        named[self.closed_port] = UNREACHABLE
        return named | (self.on_demand.port_names if self.on_demand else {})

    # --- the apps

    def _make_teahouse(self, state: AppState) -> Starlette:
        return make_app(state, self._httpbin_routes)

    def _httpbin_routes(self) -> list[BaseRoute]:
        from statuslab.server.httpbin import make_routes  # slow to import, and most lessons never need it

        return make_routes(self.clock, self._rng)

    @cached_property
    def _forward_proxy(self) -> ForwardProxy:
        from statuslab.server.intermediaries.forward_proxy import ForwardProxy  # few lessons need it

        return ForwardProxy(self._proxy_target, self.clock, self.recorder, tunnels=self._tunnel_target)

    def _behind_gateway(self, origin: Origin, app: App) -> App:
        """The Teahouse, and before some of its paths a gateway, made by the first request for one of them."""
        if origin in self._caches:
            self._caches.pop(origin).close()
        gateway: Gateway | None = None

        def front(scope: Any, receive: Any, send: Any) -> Awaitable[None]:
            nonlocal gateway
            if not scope["path"].startswith(GATEWAY):
                return app(scope, receive, send)
            gateway = gateway or self._make_gateway(origin, app)
            return gateway(scope, receive, send)

        return front

    def _make_gateway(self, origin: Origin, app: App) -> Gateway:
        """The gateway, with an empty cache between it and the Teahouse."""
        from statuslab.server.gateway_routes import gateway_routes  # as the next two: few lessons need a gateway
        from statuslab.server.intermediaries.cache import Cache
        from statuslab.server.intermediaries.gateway import Gateway

        ports = {"kitchen": self.upstream.port, UNREACHABLE: self.closed_port}
        ports |= {name: listener.port for name, listener in self.behind_gateway.items()}
        behind = LOOPBACK, ports[BEHIND_CACHE]
        self._caches[origin] = Cache(app, behind, self.clock, self.recorder, self._config.budget)
        routes = gateway_routes(ports, BAKERY, self._tls_address)
        assert all(prefix.startswith(GATEWAY) for prefix in routes)
        return Gateway(self._caches[origin], routes, self.clock, self.recorder)

    async def _tls_address(self) -> tuple[str, int]:
        """The TLS port, opened by the first who asks for it."""
        return LOOPBACK, (await self.open_on_demand_ports()).port("tls")

    def _bakery_listener(self, name: str) -> Listener:
        """One of the servers that run the bakery."""
        return self._listener({origin: make_app(states[name]) for origin, states in self._bakery_states.items()})

    def _listener(self, apps: Mapping[Origin, Starlette]) -> Listener:
        """A server for the gateway's requests, without a gateway of its own."""
        config = replace(
            self._config, app=lambda origin: apps[Origin.DEMO if origin is Origin.DEMO else Origin.LEARNER]
        )
        return Listener(serving(config), self.clock.tick, self._pool, self._network)

    def _accepts_websocket(self, target: str) -> bool:
        scope = {"type": "websocket", "path": target.partition("?")[0], "root_path": "", "headers": []}
        routes = routes_for_path(self._teahouses[Origin.LEARNER], scope)
        return any(isinstance(each, WebSocketRoute) and each.matches(scope)[0] is Match.FULL for each in routes)

    # --- where the proxy may go

    def _proxy_target(self, host: str) -> tuple[str, int] | None:
        """The real address for a target's `host:port`; None for all but the lab's own."""
        port = self.teahouse.port
        own = {f"{name}:{port}" for name in self._reachable_hosts} | {TEAHOUSE, MEMBERS}
        return (LOOPBACK, port) if host.lower() in own else None

    def _tunnel_target(self, authority: str) -> tuple[str, int] | None:
        """The real address for the target of a CONNECT; None for all but the lab's own.

        Hosts that only the lab knows have ports 80 and 443, and all hosts the ports that the lab really listens on.
        """
        host, _, port = authority.rpartition(":")
        plain, tls = self.teahouse.port, self.on_demand.port("tls") if self.on_demand else self.closed_port
        if host == UNREACHABLE:
            return LOOPBACK, self.closed_port
        ports = {80: plain, 443: tls} if host in LAB_HOSTS else {}
        if host in self._reachable_hosts or host in LAB_HOSTS:
            ports |= {plain: plain, tls: tls}
        found = ports.get(int(port)) if len(port) < 6 else None
        return (LOOPBACK, found) if found else None

    @property
    def _reachable_hosts(self) -> frozenset[str]:
        """The hosts by which a client can reach the lab without its proxy."""
        return frozenset((self.host, *LOOPBACK_HOSTS, *self._extra_hosts))
