"""A route of the gateway: which servers stand behind a path, and by what rules requests go to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from statuslab.messages.http1 import Field
from statuslab.request_quota import RequestQuota
from statuslab.server.intermediaries.circuit_breaker import CircuitBreaker
from statuslab.server.intermediaries.proxy_status import NOBODY_LEFT, REFUSED_BY_RULE
from statuslab.server.intermediaries.upstream import Connect, connect

CHECK_EVERY = 2.0  # lab seconds for which the result of a health check holds


@dataclass(eq=False)
class Server:
    """A server behind a route: its name, its address, and whether it passed its last health check."""

    name: str
    address: tuple[str, int]
    healthy: bool = True
    checked_at: float | None = None
    connect: Connect = connect


@dataclass(frozen=True)
class Refusal:
    """What the gateway answers without asking any server, and why."""

    status: int
    detail: str
    error: str
    fields: tuple[Field, ...] = ()


@dataclass
class GatewayRoute:
    """Where requests below a path go.

    `path` replaces the prefix of the route, where it is given. With `explains`, responses have Proxy-Status. With a
    `check`, the path of a health check, only servers that pass it get requests; they take turns. `quota` limits the
    requests of everybody together. `breaker` stops asking a server that has failed several times. `numbers` has
    statuses of its own for failures, by their error types of RFC 9209.
    """

    servers: tuple[Server, ...]
    called: str = "the kitchen"
    path: str = ""
    explains: bool = False
    check: str = ""
    quota: RequestQuota | None = None
    breaker: CircuitBreaker | None = None
    numbers: Mapping[str, int] | None = None
    _turn: int = field(default=0, init=False)

    def refusal(self, now: float) -> Refusal | None:
        """The answer to a request that a rule of this route refuses, None where it may go on."""
        if self.quota and not self.quota.take(now):
            fields = {"Retry-After": str(self.quota.seconds_left(now)), "Cache-Control": "no-store"}
            fields |= self.quota.fields(now)
            return Refusal(429, "this gateway takes no more requests in this window", REFUSED_BY_RULE, _fields(fields))
        if self.breaker and (seconds := self.breaker.seconds_closed_to(now)):
            fields = {"Retry-After": str(seconds)}
            detail = f"{self.called} has failed several times and is left alone"
            return Refusal(503, detail, NOBODY_LEFT, _fields(fields))
        return None

    async def choose(self, now: float, passes: Callable[[Server], Awaitable[bool]]) -> Server | None:
        """The server whose turn it is among those that pass their health checks, None where none does.

        A real load balancer checks at fixed times. This one checks when a request comes in and the last result is too
        old, so that an idle lab sends nothing.
        """
        for server in self.servers if self.check else ():
            if server.checked_at is None or now - server.checked_at >= CHECK_EVERY:
                server.healthy, server.checked_at = await passes(server), now
        ready = [server for server in self.servers if server.healthy]
        if not ready:
            return None
        self._turn += 1
        return ready[(self._turn - 1) % len(ready)]


def _fields(named: dict[str, str]) -> tuple[Field, ...]:
    return tuple((name.lower().encode(), value.encode()) for name, value in named.items())
