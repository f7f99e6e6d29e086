"""Plays scenes on a lab: sends their requests over the network and keeps every step. It decides no answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Unpack

from statuslab.clients.raw_http1 import RawClient
from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange, Origin
from statuslab.messages.request_text import Draft, compose, raw
from statuslab.scenarios.scene import Scene, SendOptions, Step, StepKind
from statuslab.server.lab import Lab

if TYPE_CHECKING:
    from statuslab.clients.raw_http2 import Http2Client


Watch = Callable[[Sequence[Step]], object]


class StopScene(Exception):
    """Raised to end a scene early, when only the request that provokes its code is wanted."""


class ScenePlayer:
    """The `SceneRun` that sends its requests to a lab and keeps every step. `only_provoke` stops before the resolution.

    `watch` gets the steps so far after each one. Close it when done: it keeps HTTP/2 connections open between steps.
    """

    def __init__(
        self, lab: Lab, origin: Origin = Origin.DEMO, only_provoke: bool = False, watch: Watch | None = None
    ) -> None:
        self.lab, self.origin, self.only_provoke, self.watch = lab, origin, only_provoke, watch
        self.steps: list[Step] = []
        self._waited = 0.0
        self._connections: dict[str, Http2ClientConnection] = {}

    def before(self, message: str, request: str, actor: str = "you", **options: Unpack[SendOptions]) -> Exchange:
        return self._step(StepKind.BEFORE, message, request, actor, **options)

    def meanwhile(
        self, message: str, request: str, actor: str = "the chef", **options: Unpack[SendOptions]
    ) -> Exchange:
        return self._step(StepKind.MEANWHILE, message, request, actor, **options)

    def provoke(self, message: str, request: str, actor: str = "you", **options: Unpack[SendOptions]) -> Exchange:
        return self._step(StepKind.PROVOKE, message, request, actor, **options)

    def resolve(self, message: str, request: str, actor: str = "you", **options: Unpack[SendOptions]) -> Exchange:
        if self.only_provoke:
            raise StopScene
        return self._step(StepKind.RESOLVE, message, request, actor, **options)

    def wait(self, seconds: float) -> None:
        """Let the client wait, as a Retry-After asks for."""
        self._let_pass(seconds, self.lab.clock.wait)

    def skip(self, seconds: float) -> None:
        """Let time pass on the lab's clock, and wait for nothing."""
        self._let_pass(seconds, self.lab.clock.skip)

    def _let_pass(self, seconds: float, passing: Callable[[float], None]) -> None:
        if self.only_provoke and any(step.kind is StepKind.PROVOKE for step in self.steps):
            raise StopScene
        passing(seconds)
        self._waited += seconds

    def _step(self, kind: StepKind, message: str, request: str, actor: str, **options: Unpack[SendOptions]) -> Exchange:
        if options.get("h2"):
            exchange = self._send_on_shared_connection(request, options)
        else:
            exchange = send(self.lab, request, self.origin, **options)
        self.steps.append(Step(message, actor, kind, exchange, self._waited))
        self._waited = 0.0
        if self.watch:
            self.watch(self.steps)
        return exchange

    def _send_on_shared_connection(self, request: str, options: SendOptions) -> Exchange:
        name = options["sni"]
        if name not in self._connections:
            self._connections[name] = Http2ClientConnection(self.lab, self.origin, options)
        return self._connections[name].send(request)

    def close(self) -> None:
        """Close the connections that were kept, and take back what was skipped."""
        self.lab.clock.end_skips()
        while self._connections:
            self._connections.popitem()[1].close()


class Http2ClientConnection:
    """An HTTP/2 connection to a port of the lab, for the server name `sni`."""

    def __init__(self, lab: Lab, origin: Origin, options: SendOptions) -> None:
        from statuslab.clients.raw_http2 import ALPN, Http2Client  # brings h2, which few lessons need

        self.lab, self.address, self.since = lab, lab.port_address(options.get("to", "tls")), 0
        client = RawClient(self.address, lambda peer: self._claim(peer, origin), network=lab.network)
        try:
            client.secure(options["sni"], lab.ca_file, protocols=(ALPN,))
        except OSError:
            client.close()
            raise
        self.client: Http2Client = Http2Client(client)

    def _claim(self, peer: str, origin: Origin) -> None:
        self.since = self.lab.recorder.claim(peer, origin)

    def send(self, request: str) -> Exchange:
        """One request on a stream of its own, and its exchange as the lab recorded it. Raises LabError."""
        self.client.send(compose(request, self.address))
        peer, index = self.client.client.peer, self.client.requests - 1
        return _recorded(self.lab.recorder.of(peer, self.since, index, timeout=15.0))

    def close(self) -> None:
        self.client.close()


def play(scene: Scene, lab: Lab, only_provoke: bool = False, watch: Watch | None = None) -> tuple[Step, ...]:
    """Play a scene in a fresh Teahouse; `only_provoke` stops before it is resolved, `watch` gets the steps so far."""
    lab.reset_for_scene()
    player = ScenePlayer(lab, only_provoke=only_provoke, watch=watch)
    with closing(player), suppress(StopScene):
        scene.play(player)
    return tuple(player.steps)


def send(lab: Lab, request: str, origin: Origin = Origin.LEARNER, **options: Unpack[SendOptions]) -> Exchange:
    """Send one request to the lab, as text, and give its exchange as the lab recorded it. Raises LabError."""
    if options.get("h2"):
        with closing(Http2ClientConnection(lab, origin, options)) as line:
            return line.send(request)
    address = lab.port_address(options.get("to", "teahouse"))
    draft = raw(request) if options.get("as_is") else compose(request, address)
    stay = options.get("leave")
    with nullcontext(bool) if stay is None else lab.clock.leaving(stay) as may_leave:
        with _claimed(lab, address, origin, options) as (client, since):
            if stay is None:
                exchange_bytes(client, draft, options)
            else:
                client.send(draft.raw)
                client.leave_after(lab.clock.real(stay), may_leave)
        return _recorded(lab.recorder.of(client.peer, since, 0, timeout=15.0))


def _recorded(exchange: Exchange | None) -> Exchange:
    if exchange is None:
        raise LabError("the lab recorded no exchange for this request; was there a first line at all?")
    return exchange


@contextmanager
def _claimed(lab: Lab, address: str, origin: Origin, options: SendOptions) -> Iterator[tuple[RawClient, int]]:
    """A connection that the lab knows to be ours, inside TLS where a server name was given."""
    since = [0]
    claim = lambda peer: since.append(lab.recorder.claim(peer, origin))  # noqa: E731
    with RawClient(address, claim, network=lab.network) as client:
        if "sni" in options:
            kind = options.get("certificate")
            client.secure(options["sni"], lab.ca_file, lab.client_certificate(kind) if kind else None)
        yield client, since[-1]


def exchange_bytes(client: RawClient, draft: Draft, options: SendOptions) -> None:
    """Send a draft over a connection, as the options but `leave` say, and read what comes back to its end."""
    if options.get("stall"):
        client.send(draft.raw[: len(draft.head) // 2])
        client.rest()
    elif "cut" in options:
        client.send(draft.head + draft.content[: options["cut"]])
        client.finish()
        client.rest()
    elif options.get("then"):
        client.send(draft.raw)
        client.answer(draft.method)
        client.send(options["then"])
        client.rest()
    else:
        _ask(client, draft, hold=options.get("hold", False))


def _ask(client: RawClient, draft: Draft, hold: bool) -> None:
    client.send(draft.head if hold else draft.raw)
    answer = client.answer(draft.method, go_ahead=hold)
    if hold and answer.interim and not answer.complete:
        client.send(draft.content)
        answer = client.answer(draft.method)
    if answer.head is not None and not answer.head.persistent:
        client.rest()
