"""What proves that the key of a question is right. The tests run it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Strict, model_validator

from statuslab.questions.values import Code, Slug, Text, Value

Server = Literal["nginx", "nginx-tls", "apache", "nobody"]
Client = Literal["requests", "httpx2", "urllib.request", "http.client", "urllib3", "aiohttp", "curl"]


class Proof(Value):
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

    rfc: Text | None = None
    scene: Slug | None = None
    requests: tuple[Text, ...] = ()
    log: Slug | None = None
    at: Server | None = None
    leaves: Annotated[bool, Strict()] = False
    by: Client | None = None
    follow: Annotated[bool, Strict()] | None = None
    status: Code | None = None
    layer: Text | None = None
    logged: Code | None = None
    has: tuple[Text, ...] = ()
    lacks: tuple[Text, ...] = ()
    sent: tuple[Text, ...] = ()
    said: Text | None = None
    gives: Text | None = None

    @property
    def outside(self) -> bool:
        """Whether another server or client takes part."""
        return bool(self.at or self.by)

    @model_validator(mode="after")
    def _is_one_kind(self) -> Proof:
        kinds = (self.rfc is not None, self.scene is not None, bool(self.requests), self.log is not None)
        if sum(kinds) != 1:
            raise ValueError("a proof has exactly one of rfc, scene, requests, log")
        if (self.log is None) != (self.gives is None):
            raise ValueError("log names a measurement and gives its expected result: a proof has both or neither")
        expected = (self.status, self.layer, self.logged, self.has, self.lacks, self.sent, self.said)
        if (self.scene or self.requests) and not any(expected):
            raise ValueError(
                "a proof that runs needs something to check: status, layer, logged, has, lacks, sent or said"
            )
        return self

    @model_validator(mode="after")
    def _asks_what_others_can_know(self) -> Proof:
        """Only the lab knows its layers, and only the Teahouse records what a client sent."""
        if self.outside and not self.requests:
            raise ValueError(
                "at and by say where requests are sent and by which client: a proof with them needs requests"
            )
        if (self.follow is not None or self.sent) and not self.by:
            raise ValueError("follow and sent are about a client: name it in by")
        if self.said and not self.outside:
            raise ValueError("said is about another server or client: name it in at or by")
        if self.leaves and (self.by or not (self.at or "").startswith("nginx")):
            raise ValueError("leaves is only for requests at nginx without by")
        if self.layer and self.outside:
            raise ValueError("only the lab knows its layers: a proof with at or by cannot have layer")
        if self.logged and self.at in ("apache", "nobody"):
            raise ValueError(f"only the logs of the lab and of nginx are read: a proof at {self.at} cannot have logged")
        if self.by and self.at and (self.sent or self.has or self.lacks):
            raise ValueError(
                "only the Teahouse records what a client sent: a proof with at and by cannot have sent, has or lacks"
            )
        return self
