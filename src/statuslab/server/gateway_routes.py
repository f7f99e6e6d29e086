"""The gateway's routes: which servers of the lab stand behind which path, and by what rules they are asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from statuslab.network.interface import LOOPBACK
from statuslab.request_quota import RequestQuota
from statuslab.server.hostnames import UNREACHABLE
from statuslab.server.intermediaries.cdn import cdn_routes
from statuslab.server.intermediaries.circuit_breaker import CircuitBreaker
from statuslab.server.intermediaries.gateway_route import GatewayRoute, Server


def gateway_routes(
    ports: Mapping[str, int], bakery: Sequence[str], tls_address: Callable[[], Awaitable[tuple[str, int]]]
) -> dict[str, GatewayRoute]:
    """The routes by their prefix. `ports` has the port of each server by its name, `bakery` the names of two of them.

    `tls_address` opens the lab's TLS port, which no other route needs.
    """

    def server(name: str) -> Server:
        return Server(name, (LOOPBACK, ports[name]))

    def balanced(names: Sequence[str] = bakery, path: str = "", check: str = "") -> GatewayRoute:
        return GatewayRoute(tuple(map(server, names)), "the bakery", path, explains=True, check=check)

    kitchen, closed, app = server("kitchen"), server(UNREACHABLE), server("app")
    return {
        "/delivery/": GatewayRoute((kitchen,)),
        "/delivery-east/": GatewayRoute((closed,)),
        "/courier/": GatewayRoute((kitchen,), path="/delivery/", explains=True),
        "/courier-east/": GatewayRoute((closed,), path="/delivery/", explains=True),
        "/courier-guarded/": GatewayRoute(
            (kitchen,), path="/delivery/", explains=True, breaker=CircuitBreaker(failures=3, seconds=2.0)
        ),
        "/api/": GatewayRoute(
            (app,), "the app", path="/till/", explains=True, quota=RequestQuota("gateway", requests=5, seconds=10)
        ),
        "/pay/": GatewayRoute((app,), "the till", path="/till/", explains=True),
        **cdn_routes(kitchen, closed, app, tls_address),
        "/bakery/": balanced(check="/bakery/readyz"),
        "/bakery-old/": balanced(path="/bakery/", check="/bakery/livez"),  # asks the wrong question
        "/bakery/1/": balanced(bakery[:1]),
        "/bakery/2/": balanced(bakery[1:]),
    }
