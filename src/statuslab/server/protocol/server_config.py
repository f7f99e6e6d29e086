"""What a connection serves and by which rules: the apps, limits, timeouts, and the server's own error responses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from statuslab.messages.exchange import Origin
from statuslab.messages.http1 import BadMessage, Limits, RequestHead, split_target
from statuslab.messages.problem_details import MEDIA_TYPE, encode_problem, problem_details
from statuslab.server.protocol.asgi import App
from statuslab.server.protocol.budget import ContentBudget
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.fields import reason
from statuslab.server.protocol.recorder import Recorder


class Timeouts(NamedTuple):
    """How long the server waits, in lab seconds.

    `idle` is for the next request, and for a client that stops reading a response. `head` is for one whole request
    head, `content` for the next piece of content, `upload` for all the content of one request, and `goodbye` for what
    the client is still sending when the connection closes.
    """

    idle: float = 30.0
    head: float = 5.0
    content: float = 10.0
    upload: float = 120.0
    goodbye: float = 2.0


class SimpleResponse(NamedTuple):
    """A response in the server's own name.

    `internal` is the status inside the server where the client sees another (nginx's 494 to 497). A `silent` response
    is only logged: the connection closes without one.
    """

    status: int
    content: bytes
    media_type: bytes = MEDIA_TYPE.encode()
    internal: int | None = None
    silent: bool = False


def problem_response(refused: BadMessage, reason: str) -> SimpleResponse:
    """The default error response: the status that the broken rule earns, with problem details (RFC 9457)."""
    details = problem_details(refused.status, reason, f"{refused.why} ({refused.rule})")
    return SimpleResponse(refused.status, encode_problem(details))


@dataclass(frozen=True)
class ServerConfig:
    """What a connection serves: an app for each origin of requests, and the rules of the server.

    `reason` gives the phrase of a status line. `drain` is how many bytes of unread content are read to keep a
    connection. `knows_method(method, target)` says whether any resource has this method, and `accepts_websocket`
    whether a target does. `knows_host(authority, local)` says whether a request for this host may be answered on a
    connection to the address `local`. `error_response` writes the server's own errors. A proxy is no origin server, so
    it takes targets of any scheme and host. `budget` is shared by all ports.
    """

    app: Callable[[Origin], App]
    recorder: Recorder
    clock: Clock
    reason: Callable[[int], str] = reason
    limits: Limits = field(default_factory=Limits)
    timeouts: Timeouts = field(default_factory=Timeouts)
    drain: int = 1_000_000
    knows_method: Callable[[str, str], bool] = lambda _method, _target: True
    accepts_websocket: Callable[[str], bool] = lambda _target: False
    knows_host: Callable[[str, str], bool] = lambda _authority, _local: True
    error_response: Callable[[BadMessage, str], SimpleResponse] = problem_response
    budget: ContentBudget = field(default_factory=lambda: ContentBudget(time.perf_counter))
    scheme: str = "http"
    origin_server: bool = True

    def check_request(self, head: RequestHead, local: str = "") -> None:
        """Refuse a well-formed request that this server cannot serve. Raises BadMessage: 501, 421 or 417.

        `local` is the `host:port` that the client has connected to.
        """
        scheme, authority, _ = split_target(head.target)
        if self.origin_server:
            self._check_host(authority or next(iter(head.values(b"host")), b"").decode("latin-1"), local)
        if not self.knows_method(head.method, head.target):
            raise BadMessage(501, f"no resource here knows the method {head.method}", "RFC 9110 section 15.6.2")
        if self.origin_server and scheme not in ("", self.scheme):
            why = f"a target of {scheme} on a connection of {self.scheme}"
            raise BadMessage(421, why, "RFC 9110 section 7.4")
        if unmet := head.unmet_expectations:
            expected = ", ".join(unmet)
            raise BadMessage(417, f"nothing here can meet the expectation {expected}", "RFC 9110 section 15.5.18")

    def _check_host(self, authority: str, local: str) -> None:
        """Raise BadMessage, 421, for a host that is none of this server's. HTTP/1.0 need not name one."""
        if authority and not self.knows_host(authority, local):
            host = authority.removesuffix(":" + local.rpartition(":")[2])
            how = f"ask for 127.0.0.1, localhost or teahouse, or start the lab with --name {host}"
            raise BadMessage(421, f"{host} is no name of this lab: {how}", "RFC 9110 section 15.5.20")
