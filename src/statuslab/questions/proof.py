"""What proves that the key of a question is right. The tests run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Server = Literal["nginx", "nginx-tls", "apache", "nobody"]
Client = Literal["requests", "httpx2", "urllib.request", "http.client", "urllib3", "aiohttp", "curl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Why a key is right: a section of a standard, a run in the lab or with other programs, or a count in the log.

    `rfc` names document and section. `scene` runs a scene; `requests` are sent in order to a fresh Teahouse, each the
    text of a `%%http` cell. `status`, `layer`, `logged` and the names of response fields in `has` and `lacks` are
    checked on the exchange of the last request, or of the scene's provocation, interim responses included. `log` names
    a measurement that the tests make in data/access.log, and `gives` is its expected result.

    Two fields involve other programs. `at` sends the requests to a stock server (tests/oracles/stock_servers.py says
    what it serves; "nobody" is a port where nothing listens). With `leaves`, the client hangs up once the request has
    reached the upstream server. `by` sends the requests with a common client, to the Teahouse if there is no `at`;
    `follow` turns redirects on or off, without it the client's default holds. Then `status` is what the client reports,
    `sent` are the methods of all requests it made, and `has` and `lacks` are about the last request. `said` is for
    results other than a status: an exception's name, `exit 52`, or `nothing` if the connection was closed without an
    answer.
    """

    rfc: str | None = None
    scene: str | None = None
    requests: tuple[str, ...] = ()
    log: str | None = None
    at: Server | None = None
    leaves: bool = False
    by: Client | None = None
    follow: bool | None = None
    status: int | None = None
    layer: str | None = None
    logged: int | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    said: str | None = None
    gives: str | None = None

    @property
    def outside(self) -> bool:
        """Whether another server or client takes part."""
        return bool(self.at or self.by)
