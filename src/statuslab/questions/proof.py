"""What proves that a key holds. Nothing runs here: the tests do that."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Strict, model_validator

from statuslab.questions.values import Code, Slug, Text, Value

Server = Literal["nginx", "nginx-tls", "apache", "nobody"]
Client = Literal["requests", "httpx2", "urllib.request", "http.client", "urllib3", "aiohttp", "curl"]


class Proof(Value):
    """Why the key holds: a clause of a standard, or a run in which course, lab and other people's programs agree.

    `rfc` names document and section. `scene` runs a story; `requests` sends its requests in order to a fresh Teahouse
    (the text of a `%%http` cell). `status`, `layer`, `logged` and the names of fields it `has` or `lacks` hold of the
    last request's exchange, or of the scene's provocation, interim responses included. `log` names a measurement that
    the tests take from data/access.log, and `gives` is what it must give.

    Two fields call in an outsider. `at` sends the requests to a stock server (tests/oracles/stock_servers.py says what
    it serves; "nobody" is a port where none listens); with `leaves` the client hangs up once the request has gone on
    to the server behind. `by` has a client that people use send them, to the Teahouse if there is no `at`; `follow`
    tells it to follow redirections or not to, else it does as it is used to. Then `status` is what the client reports,
    `sent` are the methods of all it sent, and `has` and `lacks` are about the last request that it made. `said` is for
    what is no status: an exception's name, `exit 52`, or `nothing` where a connection was closed without a word.
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
        """Whether somebody else's program has a say in it."""
        return bool(self.at or self.by)

    @model_validator(mode="after")
    def _is_one_kind(self) -> Proof:
        kinds = (self.rfc is not None, self.scene is not None, bool(self.requests), self.log is not None)
        if sum(kinds) != 1:
            raise ValueError("a proof has exactly one of rfc, scene, requests, log")
        if (self.log is None) != (self.gives is None):
            raise ValueError("log names what is measured and gives what must come of it: a proof has both or neither")
        held = (self.status, self.layer, self.logged, self.has, self.lacks, self.sent, self.said)
        if (self.scene or self.requests) and not any(held):
            raise ValueError(
                "a proof that runs needs something that must hold: status, layer, logged, has, lacks, sent or said"
            )
        return self

    @model_validator(mode="after")
    def _asks_what_an_outsider_can_tell(self) -> Proof:
        """Only the lab knows its layers; only the Teahouse keeps what a client sent."""
        if self.outside and not self.requests:
            raise ValueError("at and by say where and by whom requests are sent: a proof that has them has requests")
        if (self.follow is not None or self.sent) and not self.by:
            raise ValueError("follow and sent are about a client: name it in by")
        if self.said and not self.outside:
            raise ValueError("said is about what an outsider says: name it in at or by")
        if self.leaves and (self.by or not (self.at or "").startswith("nginx")):
            raise ValueError("leaves is for requests at nginx, and without by")
        if self.layer and self.outside:
            raise ValueError("layer is known of the lab alone: a proof with at or by cannot have it")
        if self.logged and self.at in ("apache", "nobody"):
            raise ValueError(f"logged cannot be told of {self.at}, only of the lab and of nginx")
        if self.by and self.at and (self.sent or self.has or self.lacks):
            raise ValueError("sent, has and lacks of a client are seen at the Teahouse alone: leave out at")
        return self
