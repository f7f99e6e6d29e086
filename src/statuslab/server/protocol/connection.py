"""The server layer: HTTP/1.1 on one connection. It reads requests, calls an ASGI app and writes its responses.

What the server itself decides (400, 408, 414, 417, 431, 501, 505) is decided here; it knows nothing of any app.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Awaitable
from typing import Any

from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import (
    REMEMBERED_BYTES,
    BadMessage,
    Field,
    RequestHead,
    RequestReader,
    request_content,
    status_line,
    write_fields,
)
from statuslab.server.protocol.asgi import ClientDisconnected, shared_scope
from statuslab.server.protocol.budget import Holding
from statuslab.server.protocol.fields import date
from statuslab.server.protocol.listener import ByteStream, Handler, TcpStream
from statuslab.server.protocol.recorder import Recording
from statuslab.server.protocol.request import RequestResponseCycle
from statuslab.server.protocol.server_config import ServerConfig, SimpleResponse

_SENT, _RECEIVED = Direction.SENT, Direction.RECEIVED  # to look up a member of an enumeration takes long
_WEBSOCKET_KEY = re.compile(rb"[A-Za-z0-9+/]{22}==")


def is_upgrade(head: RequestHead) -> bool:
    """Does this request ask for WebSocket (RFC 6455 section 4.2.1)? HTTP/1.0 cannot (RFC 9110 section 7.8)."""
    return (
        b"websocket" in head.members(b"upgrade")
        and head.method == "GET"
        and head.version == "HTTP/1.1"
        and b"upgrade" in head.members(b"connection")
    )


def check_handshake(head: RequestHead) -> None:
    """Raise BadMessage, 426 or 400, where a WebSocket handshake is not in order (RFC 6455 sections 4.2.1 and 4.2.2)."""
    versions = head.values(b"sec-websocket-version")
    if versions and versions != [b"13"]:
        why = f"WebSocket version {b', '.join(versions).decode('latin-1')}, where 13 is spoken"
        fields = ((b"Upgrade", b"websocket"), (b"Sec-WebSocket-Version", b"13"))
        raise BadMessage(426, why, "RFC 6455 section 4.2.2", fields)
    keys = head.values(b"sec-websocket-key")
    if not versions or len(keys) != 1:
        why = "a WebSocket handshake without one Sec-WebSocket-Version and one Sec-WebSocket-Key"
        raise BadMessage(400, why, "RFC 6455 section 4.2.1")
    if not _WEBSOCKET_KEY.fullmatch(keys[0]):
        raise BadMessage(400, "a Sec-WebSocket-Key that is not 16 bytes in base64", "RFC 6455 section 4.2.1")


class Connection:
    """One client's connection from its first byte to the last.

    `_unrecorded` are the bytes that have arrived, with their times, and belong to no recording yet.

    Most clients send the same head again. So the last small head that passed all checks is kept as `_usual`, with what
    an app is told of such a request in `_shared`: the next request on this connection with this head, which the reader
    has remembered, is not checked again.
    """

    def __init__(self, config: ServerConfig, stream: ByteStream) -> None:
        self.config, self.stream = config, stream
        self.reader = RequestReader(config.limits)
        self._unrecorded: deque[tuple[float, bytes]] = deque()
        self._recording: Recording | None = None
        self._idle = config.clock.real(config.timeouts.idle)
        self._usual: RequestHead | None = None
        self._shared: dict[str, Any] = {}

    async def serve(self) -> None:
        """Answer one request after another until one side ends the connection."""
        try:
            while await self._exchange():
                pass
        except ClientDisconnected as gone:
            self._end_gone(str(gone) or "the client left")
        finally:
            self.config.recorder.release(self.stream.peer)

    async def _exchange(self) -> bool:
        """One request and its response; True where the connection goes on."""
        head: RequestHead | None = None
        try:
            head = await self._head()
            if head is None:
                return False
            content = request_content(head, self.config.limits)
            shared = self._shared
            if head is not self._usual:
                self.config.check_request(head, self.stream.host)
                if is_upgrade(head) and self.config.accepts_websocket(head.target):
                    check_handshake(head)
                    from statuslab.server.protocol.websocket import WebSocketSession  # imports wsproto, rarely needed

                    await WebSocketSession(self, head).run()
                    return False
                shared = shared_scope(self.config.scheme, self.stream, head)
                if len(head.raw) <= REMEMBERED_BYTES:  # what an idle connection keeps has to be small
                    self._usual, self._shared = head, shared
            with Holding(self.config.budget, self.stream.abort) as holding:
                return await RequestResponseCycle(self, head, content, holding).run(shared)
        except BadMessage as refused:
            await self._refuse(refused, to_head=head is not None and head.method == "HEAD")
        except TimeoutError:
            if self._recording is not None or self.reader.buffer:
                late = BadMessage(408, "the request did not arrive in time", "RFC 9110 section 15.5.9")
                await self._refuse(late)
        return False

    # --- reading

    async def _head(self) -> RequestHead | None:
        """The next head; None where the client leaves between requests.

        All of a head must arrive within `head` seconds of its first byte, so that a slow drip gains no time.
        """
        since: float | None = None
        while (head := self.reader.head()) is None:
            left = self._idle
            if since is None and self.reader.buffer:
                since = self.config.clock.tick()
            if since is not None:
                left = since + self.config.clock.real(self.config.timeouts.head) - self.config.clock.tick()
            if not self._feed(await self.stream.read(max(0.0, left))):
                if since is None:
                    return None
                raise ClientDisconnected
        self.record_input()
        self.stream.busy = True
        return head

    async def more(self, seconds: float, deadline: float = math.inf) -> bool:
        """Feed the reader with what arrives next; False at the end of the connection.

        Raises TimeoutError after `seconds` lab seconds, or at `deadline`, a tick of the clock.
        """
        clock = self.config.clock
        left = min(clock.real(seconds), deadline - clock.tick())
        if left <= 0:
            raise TimeoutError
        return self._feed(await self.stream.read(left))

    def _feed(self, arrived: tuple[float, bytes] | None) -> bool:
        if arrived is None:
            return False
        self._unrecorded.append(arrived)
        self.reader.feed(arrived[1])
        return True

    def record_input(self) -> Recording:
        """The open recording, with all the bytes that the reader has used up so far."""
        if self._unrecorded:
            if self.reader.buffer:
                self._record_used()
            else:
                self._record_rest()
        return self._recording or self.recording(self.config.clock.tick())

    def _record_used(self) -> None:
        """Record what has arrived, but for the bytes that the reader still has."""
        taken = sum(len(data) for _, data in self._unrecorded) - len(self.reader.buffer)
        while taken > 0:
            time, data = self._unrecorded.popleft()
            self.recording(time).add(time, _SENT, data[:taken])
            if taken < len(data):
                self._unrecorded.appendleft((time, data[taken:]))
            taken -= len(data)

    def recording(self, time: float) -> Recording:
        """The open recording, begun at this tick where there is none."""
        if self._recording is None:
            stream, clock = self.stream, self.config.clock
            self._recording = self.config.recorder.begin(stream.peer, stream.host, clock.now(), time)
        return self._recording

    # --- writing

    def write(self, data: bytes) -> None:
        """Record, then write: a client that has seen the bytes finds them recorded."""
        tick = self.config.clock.tick()
        (self._recording or self.recording(tick)).add(tick, _RECEIVED, data)
        self.stream.write(data)

    async def drain(self) -> None:
        """Wait until the client takes bytes again.

        Raises ClientDisconnected, and aborts the connection, where it reads nothing for `idle` seconds.
        """
        try:
            await self.stream.drain(self.config.clock.real(self.config.timeouts.idle))
        except TimeoutError:
            self.stream.abort()
            raise ClientDisconnected("the client stopped reading") from None

    def finish(self) -> None:
        """The exchange is over."""
        recording, self._recording = self._recording, None
        self.stream.busy = False
        if recording is not None:
            self.config.recorder.finish(recording)

    async def hang_up(self) -> None:
        """Close so that the client still gets the response: half-close, read what it is sending, then close.

        Closing with unread bytes would reset the connection and destroy the response on its way (RFC 9112 section 9.6).
        """
        self.stream.finish()
        recording = self.record_input()
        self._record_rest()
        recording.add(self.config.clock.tick(), Direction.SERVER_CLOSED)
        goodbye = self.config.timeouts.goodbye
        deadline = self.config.clock.tick() + max(goodbye, self.config.clock.real(goodbye))
        try:
            while arrived := await self.stream.read(max(0.0, deadline - self.config.clock.tick())):
                recording.add(arrived[0], _SENT, arrived[1])
        except TimeoutError:
            pass
        self.finish()

    def _record_rest(self) -> None:
        """Record all that has arrived, whether the reader has used it or not."""
        while self._unrecorded:
            time, data = self._unrecorded.popleft()
            self.recording(time).add(time, _SENT, data)

    def _begin_or_continue(self) -> Recording:
        """The open recording, or one that begins with the first unrecorded byte."""
        return self.recording(self._unrecorded[0][0] if self._unrecorded else self.config.clock.tick())

    def _end_gone(self, how: str) -> None:
        """The client left before its request was answered: nginx would log 499 (or 400 for half a request)."""
        if self._recording is None and not self._unrecorded:
            return
        recording = self._begin_or_continue()
        self._record_rest()
        recording.add(self.config.clock.tick(), Direction.CLIENT_CLOSED)
        if recording.logged_status is None:
            recording.logged_status, recording.note = 499, f"{how} before the answer"
        else:
            recording.note = f"{how} in the middle of the answer"
        self.finish()

    # --- the server's own responses

    async def _refuse(self, refused: BadMessage, to_head: bool = False) -> None:
        """Answer in the server's own name, and close: after a malformed request the next one cannot be found."""
        response = self.config.error_response(refused, self.config.reason(refused.status))
        recording = self._begin_or_continue()
        self._record_rest()
        recording.layer, recording.note = Layer.SERVER, f"{refused.why} ({refused.rule})"
        recording.logged_status, recording.internal_status = response.status, response.internal
        if not response.silent:
            self.write(self._encode(response, to_head, refused.fields))
        await self.hang_up()

    def _encode(self, response: SimpleResponse, to_head: bool, more_fields: tuple[Field, ...]) -> bytes:
        fields: list[Field] = [
            (b"Date", date(self.config.clock)),
            (b"Content-Type", response.media_type),
            (b"Content-Length", str(len(response.content)).encode()),
            *more_fields,
            # RFC 9110 section 7.8: Upgrade is for this connection only, and Connection says so
            (b"Connection", b"close, Upgrade" if any(name == b"Upgrade" for name, _ in more_fields) else b"close"),
        ]
        head = status_line(response.status, self.config.reason(response.status)) + write_fields(fields)
        return head if to_head else head + response.content


def serving(config: ServerConfig) -> Handler:
    """What a Listener calls for each connection to this server."""

    def serve(stream: TcpStream) -> Awaitable[None]:
        return Connection(config, stream).serve()

    return serve
