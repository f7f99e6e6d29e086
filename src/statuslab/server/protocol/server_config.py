"""What a connection serves and by which rules: the apps, limits, timeouts, and the server's own error responses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from statuslab.messages.exchange import Origin
from statuslab.messages.http1 import BadMessage, Limits, RequestHead, split_target
from statuslab.messages.problem_details import MEDIA_TYPE, encode_problem, problem_details
from statuslab.server.protocol.asgi import App
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.fields import reason
from statuslab.server.protocol.recorder import Recorder


@dataclass(frozen=True)
class Timeouts:
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


@dataclass(frozen=True)
class SimpleResponse:
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
    whether a target does. `error_response` writes the server's own errors. A proxy is no origin server, so it takes
    targets of any scheme.
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
    error_response: Callable[[BadMessage, str], SimpleResponse] = problem_response
    scheme: str = "http"
    origin_server: bool = True

    def check_request(self, head: RequestHead) -> None:
        """Refuse a well-formed request that this server cannot serve. Raises BadMessage: 501, 421 or 417."""
        if not self.knows_method(head.method, head.target):
            raise BadMessage(501, f"no resource here knows the method {head.method}", "RFC 9110 section 15.6.2")
        scheme = split_target(head.target)[0]
        if self.origin_server and scheme not in ("", self.scheme):
            why = f"a target of {scheme} on a connection of {self.scheme}"
            raise BadMessage(421, why, "RFC 9110 section 7.4")
        if head.unmet_expectations:
            expected = ", ".join(head.unmet_expectations)
            raise BadMessage(417, f"nothing here can meet the expectation {expected}", "RFC 9110 section 15.5.18")
