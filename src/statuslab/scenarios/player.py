"""One visit to the Teahouse: plays a scene's requests on real sockets and keeps every step. It decides no answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, TypedDict, Unpack

from statuslab.clients.raw_http1 import RawClient
from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange, Origin
from statuslab.messages.request_text import Draft, compose, raw
from statuslab.scenarios.scene import Scene, Step, StepKind
from statuslab.server.lab import Lab

if TYPE_CHECKING:
    from statuslab.clients.raw_http2 import Http2Client


class SendOptions(TypedDict, total=False):
    """The manner in which a request is sent.

    `to` names a door of the lab; `sni` speaks TLS and asks for that name, with the client `certificate` that
    `Lab.client_certificate` knows. `as_is` adds nothing to the text, `hold` keeps the content back until the server
    says go, `stall` sends half of the head and waits, `cut` hangs up after so many bytes of content, `leave` hangs up
    after so many seconds without an answer, `then` is sent once the protocol was switched. `h2` speaks HTTP/2 inside
    TLS; within one visit all such requests to the same `sni` share a connection, as they would in a browser.
    """

    to: str
    sni: str
    certificate: str
    as_is: bool
    hold: bool
    stall: bool
    cut: int
    leave: float
    then: bytes
    h2: bool


class StopScene(Exception):
    """The part that was wanted is over."""


class SceneRun:
    """What a scene plays with: `before`, `meanwhile`, `provoke` and `resolve` send a request and give its exchange.

    A request is text as in a `%%http` cell, sent in the manner of `SendOptions`.
    """

    def __init__(self, lab: Lab, origin: Origin = Origin.DEMO, only_provoke: bool = False) -> None:
        self.lab, self.origin, self.only_provoke = lab, origin, only_provoke
        self.steps: list[Step] = []
        self._waited = 0.0
        self._lines: dict[str, Http2ClientConnection] = {}

    def before(self, says: str, request: str, actor: str = "you", **how: Unpack[SendOptions]) -> Exchange:
        return self._step(StepKind.BEFORE, says, request, actor, **how)

    def meanwhile(self, says: str, request: str, actor: str = "the chef", **how: Unpack[SendOptions]) -> Exchange:
        return self._step(StepKind.MEANWHILE, says, request, actor, **how)

    def provoke(self, says: str, request: str, actor: str = "you", **how: Unpack[SendOptions]) -> Exchange:
        return self._step(StepKind.PROVOKE, says, request, actor, **how)

    def resolve(self, says: str, request: str, actor: str = "you", **how: Unpack[SendOptions]) -> Exchange:
        if self.only_provoke:
            raise StopScene
        return self._step(StepKind.RESOLVE, says, request, actor, **how)

    def wait(self, seconds: float) -> None:
        """Let the client wait, as a Retry-After asks for."""
        if self.only_provoke and any(step.part is StepKind.PROVOKE for step in self.steps):
            raise StopScene
        self.lab.clock.wait(seconds)
        self._waited += seconds

    def _step(self, part: StepKind, says: str, request: str, actor: str, **how: Unpack[SendOptions]) -> Exchange:
        exchange = self._over_line(request, how) if how.get("h2") else send(self.lab, request, self.origin, **how)
        self.steps.append(Step(says, actor, part, exchange, self._waited))
        self._waited = 0.0
        return exchange

    def _over_line(self, request: str, how: SendOptions) -> Exchange:
        name = how["sni"]
        if name not in self._lines:
            self._lines[name] = Http2ClientConnection(self.lab, self.origin, how)
        return self._lines[name].send(request)

    def close(self) -> None:
        """Close the connections that were kept."""
        while self._lines:
            self._lines.popitem()[1].close()


class Http2ClientConnection:
    """An HTTP/2 connection to a door of the lab, for the name `sni`."""

    def __init__(self, lab: Lab, origin: Origin, how: SendOptions) -> None:
        from statuslab.clients.raw_http2 import ALPN, Http2Client  # brings h2, which few lessons need

        self.lab, self.address, self.since = lab, lab.door(how.get("to", "tls")), 0
        client = RawClient(self.address, lambda peer: self._claim(peer, origin))
        try:
            client.secure(how["sni"], lab.ca_file, protocols=(ALPN,))
        except OSError:
            client.close()
            raise
        self.client: Http2Client = Http2Client(client)

    def _claim(self, peer: str, origin: Origin) -> None:
        self.since = self.lab.recorder.claim(peer, origin)

    def send(self, request: str) -> Exchange:
        """One request on a stream of its own, and its exchange as the lab recorded it. Raises LabError."""
        self.client.ask(compose(request, self.address))
        peer, index = self.client.client.peer, self.client.asked - 1
        return _recorded(self.lab.recorder.of(peer, self.since, index, patience=5.0))

    def close(self) -> None:
        self.client.close()


def play(scene: Scene, lab: Lab, only_provoke: bool = False) -> tuple[Step, ...]:
    """Play a scene in a fresh Teahouse; `only_provoke` stops before it is resolved."""
    lab.set_stage()
    visit = SceneRun(lab, only_provoke=only_provoke)
    with closing(visit), suppress(StopScene):
        scene.play(visit)
    return tuple(visit.steps)


def send(lab: Lab, request: str, origin: Origin = Origin.LEARNER, **how: Unpack[SendOptions]) -> Exchange:
    """Send one request to the lab, as text, and give its exchange as the lab recorded it. Raises LabError."""
    if how.get("h2"):
        with closing(Http2ClientConnection(lab, origin, how)) as line:
            return line.send(request)
    address = lab.door(how.get("to", "teahouse"))
    draft = raw(request) if how.get("as_is") else compose(request, address)
    with _claimed(lab, address, origin, how) as (client, since):
        exchange_bytes(client, draft, how, lab.clock.real)
    return _recorded(lab.recorder.of(client.peer, since, 0, patience=5.0))


def _recorded(exchange: Exchange | None) -> Exchange:
    if exchange is None:
        raise LabError("the lab recorded no exchange for this request; was there a first line at all?")
    return exchange


@contextmanager
def _claimed(lab: Lab, address: str, origin: Origin, how: SendOptions) -> Iterator[tuple[RawClient, int]]:
    """A connection that the lab knows for ours, inside TLS where a name was given."""
    since = [0]
    with RawClient(address, lambda peer: since.append(lab.recorder.claim(peer, origin))) as client:
        if "sni" in how:
            kind = how.get("certificate")
            client.secure(how["sni"], lab.ca_file, lab.client_certificate(kind) if kind else None)
        yield client, since[-1]


def exchange_bytes(client: RawClient, draft: Draft, how: SendOptions, real: Callable[[float], float] = float) -> None:
    """Send a draft over a connection, in its manner, and read what comes back to its end.

    `real` says how long so many told seconds last.
    """
    if how.get("stall"):
        client.send(draft.raw[: len(draft.head) // 2])
        client.rest()
    elif "cut" in how:
        client.send(draft.head + draft.content[: how["cut"]])
        client.finish()
        client.rest()
    elif "leave" in how:
        client.send(draft.raw)
        client.leave_after(real(how["leave"]))
    elif how.get("then"):
        client.send(draft.raw)
        client.answer(draft.method)
        client.send(how["then"])
        client.rest()
    else:
        _ask(client, draft, hold=how.get("hold", False))


def _ask(client: RawClient, draft: Draft, hold: bool) -> None:
    client.send(draft.head if hold else draft.raw)
    answer = client.answer(draft.method, go_ahead=hold)
    if hold and answer.interim and not answer.complete:
        client.send(draft.content)
        answer = client.answer(draft.method)
    if answer.head is not None and not answer.head.persistent:
        client.rest()
