"""The server layer: HTTP/1.1 on one connection. Reads requests, calls an ASGI app, writes what it answers.

What the server itself decides (400, 408, 414, 431, 501, 505, 100 Continue) is decided here; it knows no Teahouse.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from statuslab.http1 import (
    Content,
    Field,
    Limits,
    Refused,
    RequestHead,
    RequestReader,
    last_chunk,
    status_line,
    write_chunk,
    write_fields,
)
from statuslab.server.clock import Clock
from statuslab.server.listener import Stream
from statuslab.server.recorder import Recorder, Recording
from statuslab.wire import Direction, Layer, Origin

Message = MutableMapping[str, Any]
App = Callable[[Any, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True)
class Patience:
    """How long the server waits, in told seconds: for a next request, a head, more content, and for a last goodbye."""

    idle: float = 30.0
    head: float = 5.0
    content: float = 10.0
    goodbye: float = 2.0


@dataclass(frozen=True)
class Site:
    """What a connection serves: an app for each origin of requests, and the rules of the house."""

    app: Callable[[Origin], App]
    recorder: Recorder
    clock: Clock
    reason: Callable[[int], str]
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)
    drain: int = 1_000_000


class Gone(Exception):
    """The client has left; nobody is there to answer."""


class Connection:
    """One client's connection from its first byte to the last."""

    def __init__(self, site: Site, stream: Stream) -> None:
        self.site, self.stream = site, stream
        self.reader = RequestReader(site.limits)
        self._tape: deque[tuple[float, bytes]] = deque()
        self._recording: Recording | None = None

    async def serve(self) -> None:
        """Answer request after request until one side has had enough."""
        try:
            while await self._exchange():
                pass
        except Gone:
            self._end_gone()
        finally:
            self.site.recorder.release(self.stream.peer)

    async def _exchange(self) -> bool:
        """One request and its answer; True where the connection goes on."""
        try:
            head = await self._head()
            if head is None:
                return False
            request = Request(self, head, self.reader.content(head))
            return await request.answer()
        except Refused as refused:
            await self._refuse(refused)
        except TimeoutError:
            await self._time_out()
        return False

    # --- reading

    async def _head(self) -> RequestHead | None:
        while True:
            head = self.reader.head()
            if head is not None:
                self.take_up()
                return head
            begun = bool(self.reader.buffer)
            seconds = self.site.patience.head if begun else self.site.patience.idle
            if not await self.more(seconds):
                if begun:
                    raise Gone
                return None

    async def more(self, seconds: float) -> bool:
        """Feed the reader what comes next; False at the end. Raises TimeoutError."""
        arrived = await self.stream.read(self.site.clock.real(seconds))
        if arrived is None:
            return False
        self._tape.append(arrived)
        self.reader.feed(arrived[1])
        return True

    def take_up(self) -> Recording:
        """Move the bytes that the reader has used up since from the tape into the recording."""
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
        left = self.site.drain
        try:
            while left > 0 and (arrived := await self.stream.read(max(0.0, deadline - self.site.clock.tick()))):
                left -= len(arrived[1])
                recording.add(*_sent(arrived))
        except TimeoutError:
            pass
        self.finish()

    def _drain_tape(self, recording: Recording) -> None:
        for arrived in self._tape:
            recording.add(*_sent(arrived))
        self._tape.clear()

    def _end_gone(self) -> None:
        """The client left before its request was answered: nginx would log 499 (or 400 for half a request)."""
        if self._recording is None and not self._tape:
            return
        recording = self.recording(self._tape[0][0] if self._tape else self.site.clock.tick())
        self._drain_tape(recording)
        recording.add(self.site.clock.tick(), Direction.CLIENT_CLOSED)
        recording.logged_status = 499
        recording.note = "the client left before the answer"
        self.finish()

    # --- the server's own answers

    async def _refuse(self, refused: Refused) -> None:
        await self._answer(refused.status, f"{refused.why} ({refused.rule})")

    async def _time_out(self) -> None:
        if self._recording is not None or self.reader.buffer:
            await self._answer(408, "the request did not arrive in time (RFC 9110 section 15.5.9)")

    async def _answer(self, status: int, detail: str) -> None:
        """Send an answer of the server's own, and close: after a broken request the next one cannot be found."""
        recording = self.recording(self._tape[0][0] if self._tape else self.site.clock.tick())
        self._drain_tape(recording)
        recording.layer, recording.logged_status, recording.note = Layer.SERVER, status, detail
        reason = self.site.reason(status)
        content = json.dumps({"title": reason, "status": status, "detail": detail}).encode() + b"\n"
        fields: list[Field] = [
            (b"Date", date(self.site.clock)),
            (b"Content-Type", b"application/problem+json"),
            (b"Content-Length", str(len(content)).encode()),
            (b"Connection", b"close"),
        ]
        self.write(status_line(status, reason) + write_fields(fields) + content)
        await self.hang_up()


def _sent(arrived: tuple[float, bytes]) -> tuple[float, Direction, bytes]:
    return arrived[0], Direction.SENT, arrived[1]


def date(clock: Clock) -> bytes:
    """The clock's now as a Date value (RFC 9110 section 6.6.1)."""
    return _date(int(clock.now()))


@lru_cache(maxsize=4)
def _date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode()


_SPELLED = {
    b"etag": b"ETag",
    b"www-authenticate": b"WWW-Authenticate",
    b"dav": b"DAV",
    b"te": b"TE",
    b"im": b"IM",
    b"tcn": b"TCN",
    b"sec-websocket-accept": b"Sec-WebSocket-Accept",
    b"content-md5": b"Content-MD5",
}


@lru_cache(maxsize=1024)
def spelled(name: bytes) -> bytes:
    """A field name in its customary case; ASGI carries them in lower case."""
    return _SPELLED.get(name) or b"-".join(part.capitalize() for part in name.split(b"-"))


class Request:
    """One request on its way through the app and back."""

    def __init__(self, connection: Connection, head: RequestHead, content: Content) -> None:
        self.connection, self.head, self.content = connection, head, content
        self.site = connection.site
        self.recording = connection.take_up()
        self.status: int | None = None
        self._fields: list[Field] = []
        self._told_to_continue = self._told_end = self._disconnected = False
        self._head_written = self._finished = self._chunked = False
        self._keep = head.persistent
        self._refused: Refused | None = None

    async def answer(self) -> bool:
        """Let the app answer; True where the connection can carry another request."""
        try:
            await self.site.app(self.recording.origin)(self._scope(), self._receive, self._send)
        except (Gone, asyncio.CancelledError):
            raise
        except Exception as error:  # the app has broken; the learner's kernel must not see it
            self.recording.note = self.recording.note or f"the handler raised {type(error).__name__}"
        if self._refused and not self._head_written:
            raise self._refused
        if not self._finished:
            await self._mend()
        return await self._part()

    def _scope(self) -> dict[str, Any]:
        target = self.head.target
        path, _, query = _origin_form(target).partition("?")
        host, _, port = self.connection.stream.host.rpartition(":")
        client, _, client_port = self.connection.stream.peer.rpartition(":")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": self.head.version[5:],
            "method": self.head.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in self.head.fields],
            "server": (host, int(port or 0)),
            "client": (client, int(client_port or 0)),
            "extensions": {"statuslab.interim": {}},
            "statuslab.recording": self.recording,
            "statuslab.head": self.head,
        }

    # --- the request's content, as the app asks for it

    async def _receive(self) -> Message:
        if self._disconnected or (self.content.complete and self._told_end):
            return {"type": "http.disconnect"}
        if self._waits_for_go_ahead:
            self._interim(100, [])
        data = await self._judged_content()
        if data is None:
            self._disconnected = True
            return {"type": "http.disconnect"}
        self._told_end = self.content.complete
        return {"type": "http.request", "body": data, "more_body": not self.content.complete}

    @property
    def _waits_for_go_ahead(self) -> bool:
        """The client asked before sending, and has not begun to send anyway (RFC 9110 section 10.1.1)."""
        held_back = not self.content.complete and not self.connection.reader.buffer
        return self.head.expects_continue and held_back and not self._told_to_continue and self.status is None

    async def _judged_content(self) -> bytes | None:
        """Some content; where it is malformed or late the server answers, whatever the app makes of the error."""
        try:
            return await self._next_content()
        except Refused as refused:
            self._refused, self._keep = refused, False
            raise
        except TimeoutError:
            self._keep = False
            self._refused = Refused(408, "the content stopped arriving", "RFC 9110 section 15.5.9")
            raise self._refused from None

    async def _next_content(self) -> bytes | None:
        """Some content; empty at its end, None where the client left in the middle of it."""
        while True:
            data = self._take()
            if data or self.content.complete:
                return data
            if not await self.connection.more(self.site.patience.content):
                return None

    def _take(self) -> bytes:
        data = self.content.take(self.connection.reader.buffer)
        self.connection.take_up()
        return data

    # --- the response, as the app hands it over

    async def _send(self, message: Message) -> None:
        if self._refused or self._finished:
            return
        if self.connection.stream.lost:
            raise Gone
        kind = message["type"]
        if kind == "http.response.start":
            self.status, self._fields = message["status"], list(message.get("headers", ()))
        elif kind == "http.response.body":
            self._body(message.get("body", b""), bool(message.get("more_body")))
            await self.connection.stream.drain()
        elif kind == "statuslab.interim" and self.head.version == "HTTP/1.1":
            self._interim(message["status"], [(spelled(name), value) for name, value in message["headers"]])

    def _interim(self, status: int, fields: list[Field]) -> None:
        """Send a 1xx; never to an HTTP/1.0 client, which could not tell it from the answer (RFC 9110 section 15.2)."""
        self._told_to_continue = self._told_to_continue or status == 100
        self.connection.write(status_line(status, self.site.reason(status)) + write_fields(fields))

    def _body(self, data: bytes, more: bool) -> None:
        out = b"" if self._head_written else self._response_head(data, more)
        if self._bodiless:
            data = b""
        out += write_chunk(data) if self._chunked else data
        if not more:
            self._finished = True
            out += last_chunk() if self._chunked else b""
        if out:
            self.connection.write(out)

    @property
    def _bodiless(self) -> bool:
        return self.head.method == "HEAD" or self.status in (204, 304)

    def _response_head(self, data: bytes, more: bool) -> bytes:
        """The response's head; chooses how its content is framed (RFC 9112 section 6)."""
        assert self.status is not None
        names = {name.lower() for name, _ in self._fields}
        fields = [(spelled(name.lower()), value) for name, value in self._fields if name.lower() != b"connection"]
        if self.status not in (204, 304) and b"content-length" not in names:
            fields += self._framing(len(data), more)
        if b"date" not in names:
            fields.insert(0, (b"Date", date(self.site.clock)))
        self._decide_to_keep(b"close" in {value.lower() for name, value in self._fields if name == b"connection"})
        if not self._keep:
            fields.append((b"Connection", b"close"))
        elif self.head.version == "HTTP/1.0":
            fields.append((b"Connection", b"keep-alive"))
        self._head_written = True
        self._log(self.status)
        return status_line(self.status, self.site.reason(self.status)) + write_fields(fields)

    def _framing(self, length: int, more: bool) -> list[Field]:
        if not more:
            return [(b"Content-Length", str(length).encode())]
        if self.head.version == "HTTP/1.1":
            self._chunked = self.head.method != "HEAD"
            return [(b"Transfer-Encoding", b"chunked")]
        self._keep = False
        return []

    def _decide_to_keep(self, told_to_close: bool) -> None:
        """Keep the connection only where the rest of the request can be read to its end (RFC 9112 section 9.3)."""
        left = self.content.left if hasattr(self.content, "left") else 0
        unread = not self.content.complete
        held_back = unread and self.head.expects_continue and not self._told_to_continue
        if told_to_close or held_back or (unread and left > self.site.drain):
            self._keep = False

    def _log(self, status: int) -> None:
        self.recording.layer = self.recording.layer or Layer.APPLICATION
        self.recording.logged_status = status

    async def _mend(self) -> None:
        """The app has stopped in the middle: before the head that is a 500, after it the connection is cut."""
        if self._head_written:
            self.connection.stream.abort()
            raise Gone
        self.status, self._fields = 500, [(b"content-type", b"text/plain; charset=utf-8")]
        self._body(b"Internal Server Error\n", more=False)

    # --- afterwards

    async def _part(self) -> bool:
        """Read what is left of the request, then keep the connection or hang up."""
        if self._keep and not self.content.complete:
            self._keep = await self._discard()
        if self._keep:
            self.connection.take_up()
            self.connection.finish()
            return True
        await self.connection.hang_up()
        return False

    async def _discard(self) -> bool:
        taken = 0
        try:
            while not self.content.complete and taken <= self.site.drain:
                data = await self._next_content()
                if data is None:
                    return False
                taken += len(data)
        except (Refused, TimeoutError):
            return False
        return self.content.complete


def _origin_form(target: str) -> str:
    """The path and query of any form of target (RFC 9112 section 3.2)."""
    if target.startswith("/") or target == "*":
        return target
    parts = urlsplit(target)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
