"""The server layer: HTTP/1.1 on one connection. Reads requests, calls an ASGI app, writes what it answers.

What the server itself decides (400, 408, 414, 417, 431, 501, 505) is decided here; it knows no Teahouse.
"""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from statuslab.messages.exchange import Direction, Layer, Origin
from statuslab.messages.http1 import (
    BadMessage,
    Field,
    Limits,
    RequestHead,
    RequestReader,
    split_target,
    status_line,
    write_fields,
)
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.fields import date, reason
from statuslab.server.protocol.listener import Channel, Handler, Stream
from statuslab.server.protocol.recorder import Recorder, Recording
from statuslab.server.protocol.request import App, ClientDisconnected, RequestResponseCycle, is_upgrade


@dataclass(frozen=True)
class Timeouts:
    """How long the server waits, in told seconds: for a next request, a head, more content, and for a last goodbye.

    `upload` is for all the content of one request, in however small pieces it may drip. Who reads nothing of an answer
    for as long as `idle` has left.
    """

    idle: float = 30.0
    head: float = 5.0
    content: float = 10.0
    upload: float = 120.0
    goodbye: float = 2.0


@dataclass(frozen=True)
class SimpleResponse:
    """What the server itself says: to the client a status, inside perhaps another; None where it hangs up instead."""

    status: int
    content: bytes
    media_type: bytes = b"application/problem+json"
    internal: int | None = None
    silent: bool = False


def problem_details(refused: BadMessage, reason: str) -> SimpleResponse:
    """The server's own way to refuse: a status and problem details (RFC 9457)."""
    details = {"title": reason, "status": refused.status, "detail": f"{refused.why} ({refused.rule})"}
    return SimpleResponse(refused.status, json.dumps(details).encode() + b"\n")


@dataclass(frozen=True)
class ServerConfig:
    """What a connection serves: an app for each origin of requests, and the rules of the house.

    `knows` says which methods any resource has, `upgrades` which targets speak WebSocket, `refuse` how the server words
    its own refusals. A proxy is no origin server, and takes targets of any scheme.
    """

    app: Callable[[Origin], App]
    recorder: Recorder
    clock: Clock
    reason: Callable[[int], str] = reason
    limits: Limits = field(default_factory=Limits)
    patience: Timeouts = field(default_factory=Timeouts)
    drain: int = 1_000_000
    knows: Callable[[str, str], bool] = lambda _method, _target: True
    upgrades: Callable[[str], bool] = lambda _target: False
    refuse: Callable[[BadMessage, str], SimpleResponse] = problem_details
    scheme: str = "http"
    origin_server: bool = True


class Connection:
    """One client's connection from its first byte to the last."""

    def __init__(self, site: ServerConfig, stream: Channel) -> None:
        self.site, self.stream = site, stream
        self.reader = RequestReader(site.limits)
        self._tape: deque[tuple[float, bytes]] = deque()
        self._recording: Recording | None = None

    async def serve(self) -> None:
        """Answer request after request until one side has had enough."""
        try:
            while await self._exchange():
                pass
        except ClientDisconnected as gone:
            self._end_gone(str(gone) or "the client left")
        finally:
            self.site.recorder.release(self.stream.peer)

    async def _exchange(self) -> bool:
        """One request and its answer; True where the connection goes on."""
        head: RequestHead | None = None
        try:
            head = await self._head()
            if head is None:
                return False
            content = self.reader.content(head)
            self._judge(head)
            if is_upgrade(head) and self.site.upgrades(head.target):
                await self._converse(head)
                return False
            return await RequestResponseCycle(self, head, content).answer()
        except BadMessage as refused:
            await self._refuse(refused, to_head=head is not None and head.method == "HEAD")
        except TimeoutError:
            await self._time_out()
        return False

    async def _converse(self, head: RequestHead) -> None:
        from statuslab.server.protocol.websocket import WebSocketSession  # brings wsproto, which few lessons need

        await WebSocketSession(self, head).run()

    def _judge(self, head: RequestHead) -> None:
        """What a well-formed head may still ask that this server does not do."""
        if not self.site.knows(head.method, head.target):
            raise BadMessage(501, f"no resource here knows the method {head.method}", "RFC 9110 section 15.6.2")
        scheme = split_target(head.target)[0]
        if self.site.origin_server and scheme not in ("", self.site.scheme):
            why = f"a target of {scheme} on a connection of {self.site.scheme}"
            raise BadMessage(421, why, "RFC 9110 section 7.4")
        if head.unmet_expectations:
            expected = ", ".join(head.unmet_expectations)
            raise BadMessage(417, f"nothing here can meet the expectation {expected}", "RFC 9110 section 15.5.18")

    # --- reading

    async def _head(self) -> RequestHead | None:
        """The next head, all of it within the patience for one: a byte now and then buys no more time."""
        since: float | None = None
        while True:
            head = self.reader.head()
            if head is not None:
                self.take_up()
                return head
            if self.reader.buffer and since is None:
                since = self.site.clock.tick()
            if not await self._more_of_head(since):
                if since is not None:
                    raise ClientDisconnected
                return None

    async def _more_of_head(self, since: float | None) -> bool:
        if since is None:
            return await self.more(self.site.patience.idle)
        deadline = since + self.site.clock.real(self.site.patience.head)
        return self._fed(await self.stream.read(max(0.0, deadline - self.site.clock.tick())))

    async def more(self, seconds: float, due: float = math.inf) -> bool:
        """Feed the reader what comes next, in told seconds and before a tick; False at the end. Raises TimeoutError."""
        clock = self.site.clock
        left = min(clock.real(seconds), due - clock.tick())
        if left <= 0:
            raise TimeoutError
        return self._fed(await self.stream.read(left))

    def _fed(self, arrived: tuple[float, bytes] | None) -> bool:
        if arrived is None:
            return False
        self._tape.append(arrived)
        self.reader.feed(arrived[1])
        return True

    def take_up(self) -> Recording:
        """Move the bytes that the reader has used up since from the tape into the recording."""
        if self._recording is not None and not self._tape:
            return self._recording
        left = len(self.reader.buffer)
        taken = sum(len(data) for _, data in self._tape) - left
        while taken > 0:
            time, data = self._tape.popleft()
            self.recording(time).add(time, Direction.SENT, data[:taken])
            if taken < len(data):
                self._tape.appendleft((time, data[taken:]))
            taken -= len(data)
        return self.recording(self.site.clock.tick())

    def recording(self, time: float) -> Recording:
        """The open recording, begun at this tick where there is none."""
        if self._recording is None:
            stream, clock = self.stream, self.site.clock
            self._recording = self.site.recorder.begin(stream.peer, stream.host, clock.now(), time)
        return self._recording

    # --- writing

    def write(self, data: bytes) -> None:
        """Record, then write: whoever has seen the bytes finds them recorded."""
        tick = self.site.clock.tick()
        self.recording(tick).add(tick, Direction.RECEIVED, data)
        self.stream.write(data)

    async def drained(self) -> None:
        """Wait until the client takes bytes again. Raises Gone where it does not for too long."""
        try:
            await self.stream.drain(self.site.clock.real(self.site.patience.idle))
        except TimeoutError:
            self.stream.abort()
            raise ClientDisconnected("the client stopped reading") from None

    def finish(self) -> None:
        """The exchange is over."""
        recording, self._recording = self._recording, None
        if recording is not None:
            self.site.recorder.finish(recording)

    async def hang_up(self) -> None:
        """Close so that the client still gets the answer: half-close, drain what it is sending, then go.

        Closing with unread bytes would reset the connection and destroy the answer on its way (RFC 9112 section 9.6).
        """
        self.stream.finish()
        recording = self.take_up()
        self._drain_tape(recording)
        recording.add(self.site.clock.tick(), Direction.SERVER_CLOSED)
        deadline = self.site.clock.tick() + self.site.clock.real(self.site.patience.goodbye)
        try:
            while arrived := await self.stream.read(max(0.0, deadline - self.site.clock.tick())):
                recording.add(*_sent(arrived))
        except TimeoutError:
            pass
        self.finish()

    def _drain_tape(self, recording: Recording) -> None:
        for arrived in self._tape:
            recording.add(*_sent(arrived))
        self._tape.clear()

    def _end_gone(self, how: str) -> None:
        """The client left before its request was answered: nginx would log 499 (or 400 for half a request)."""
        if self._recording is None and not self._tape:
            return
        recording = self.recording(self._tape[0][0] if self._tape else self.site.clock.tick())
        self._drain_tape(recording)
        recording.add(self.site.clock.tick(), Direction.CLIENT_CLOSED)
        if recording.logged_status is None:
            recording.logged_status, recording.note = 499, f"{how} before the answer"
        else:
            recording.note = f"{how} in the middle of the answer"
        self.finish()

    # --- the server's own answers

    async def _time_out(self) -> None:
        if self._recording is not None or self.reader.buffer:
            await self._refuse(BadMessage(408, "the request did not arrive in time", "RFC 9110 section 15.5.9"))

    async def _refuse(self, refused: BadMessage, to_head: bool = False) -> None:
        """Answer in the server's own name, and close: after a broken request the next one cannot be found."""
        reason = self.site.reason(refused.status)
        answer = self.site.refuse(refused, reason)
        recording = self.recording(self._tape[0][0] if self._tape else self.site.clock.tick())
        self._drain_tape(recording)
        recording.layer, recording.note = Layer.SERVER, f"{refused.why} ({refused.rule})"
        recording.logged_status, recording.internal_status = answer.status, answer.internal
        if not answer.silent:
            self.write(self._written(answer, to_head))
        await self.hang_up()

    def _written(self, answer: SimpleResponse, to_head: bool) -> bytes:
        fields: list[Field] = [
            (b"Date", date(self.site.clock)),
            (b"Content-Type", answer.media_type),
            (b"Content-Length", str(len(answer.content)).encode()),
            (b"Connection", b"close"),
        ]
        head = status_line(answer.status, self.site.reason(answer.status)) + write_fields(fields)
        return head if to_head else head + answer.content


def _sent(arrived: tuple[float, bytes]) -> tuple[float, Direction, bytes]:
    return arrived[0], Direction.SENT, arrived[1]


def serving(site: ServerConfig) -> Handler:
    """What a Listener calls for each connection to this site."""

    async def serve(stream: Stream) -> None:
        await Connection(site, stream).serve()

    return serve
