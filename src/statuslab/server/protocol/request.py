"""One request through an ASGI app and back: what the app asks for is read, what it hands over is written.

How content is framed, when a go-ahead is sent and whether the connection is kept are decided here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import (
    BadMessage,
    Content,
    Field,
    RequestHead,
    last_chunk,
    split_target,
    status_line,
    write_chunk,
    write_fields,
)
from statuslab.server.protocol.fields import date, spelled

if TYPE_CHECKING:
    from statuslab.server.protocol.connection import Connection
    from statuslab.server.protocol.http2 import Http2Connection
    from statuslab.server.protocol.recorder import Recording

Message = MutableMapping[str, Any]
App = Callable[[Any, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

EXTENSIONS: dict[str, dict[str, Any]] = {
    "statuslab.interim": {},  # {"status": 103, "headers": [...]} before the response
    "statuslab.raw": {},  # {"data": bytes} as they are, instead of a response
    "statuslab.hangup": {},  # {"logged": 444} instead of a response
    "statuslab.tunnel": {},  # {"to": (reader, writer)} instead of a response to CONNECT
    "http.response.trailers": {},
}
_THE_SERVERS = frozenset((b"connection", b"transfer-encoding"))  # fields that are the server's to say


class ClientDisconnected(Exception):
    """The client has left; nobody is there to answer."""


def is_upgrade(head: RequestHead) -> bool:
    """Does this request ask for WebSocket, in full (RFC 6455 section 4.2.1)?"""
    return (
        head.method == "GET"
        and head.version == "HTTP/1.1"
        and b"upgrade" in head.members(b"connection")
        and b"websocket" in head.members(b"upgrade")
        and head.values(b"sec-websocket-version") == [b"13"]
        and len(head.values(b"sec-websocket-key")) == 1
    )


def http_scope(connection: Connection | Http2Connection, head: RequestHead, recording: Recording) -> dict[str, Any]:
    """What an app is told of a request, as ASGI has it; and for the lab's own layers its head and its recording."""
    path, _, query = split_target(head.target)[2].partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": head.version[5:],
        "method": head.method,
        "scheme": connection.site.scheme,
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in head.fields],
        "server": _host_and_port(connection.stream.host),
        "client": _host_and_port(connection.stream.peer),
        "extensions": EXTENSIONS,
        "statuslab.recording": recording,
        "statuslab.head": head,
    }


@lru_cache(maxsize=1024)
def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port or 0)


class RequestResponseCycle:
    """One request on its way through the app and back."""

    def __init__(self, connection: Connection, head: RequestHead, content: Content) -> None:
        self.connection, self.head, self.content = connection, head, content
        self.site = connection.site
        self.recording = connection.take_up()
        self.status: int | None = None
        self._fields: list[Field] = []
        self._told_to_continue = self._told_end = self._disconnected = False
        self._begun = self._cut_off = False
        self._head_written = self._finished = self._chunked = self._until_close = False
        self._trailers_follow = self._raw = False
        self._left: int | None = None
        self._due = self.site.clock.tick() + self.site.clock.real(self.site.patience.upload)
        self._keep = head.persistent
        self._refused: BadMessage | None = None
        self._scope = http_scope(connection, head, self.recording)

    async def answer(self) -> bool:
        """Let the app answer; True where the connection can carry another request."""
        try:
            await self.site.app(self.recording.origin)(self._scope, self._receive, self._send)
        except (ClientDisconnected, asyncio.CancelledError):
            raise
        except Exception as error:  # the app has broken; the learner's kernel must not see it
            if not self._refused:
                self.recording.note = self.recording.note or f"the handler raised {type(error).__name__}"
        if self._refused and not self._head_written:
            raise self._refused
        if not self._finished and not self._raw:
            self._mend()
        return await self._part()

    # --- the request's content, as the app asks for it

    async def _receive(self) -> Message:
        if self.content.complete and self._told_end:
            if not self._finished:
                await self.connection.stream.ended()
            self._disconnected = True
        if self._disconnected:
            return {"type": "http.disconnect"}
        if self._waits_for_go_ahead:
            self._interim(100, [])
        data = await self._judged_content()
        if data is None:
            self._disconnected = self._cut_off = True
            return {"type": "http.disconnect"}
        self._told_end = self.content.complete
        return {"type": "http.request", "body": data, "more_body": not self.content.complete}

    @property
    def _waits_for_go_ahead(self) -> bool:
        """The client asked before sending, and has not begun to send anyway (RFC 9110 section 10.1.1)."""
        held_back = not self.content.complete and not self._begun and not self.connection.reader.buffer
        return self.head.expects_continue and held_back and not self._told_to_continue and self.status is None

    async def _judged_content(self) -> bytes | None:
        """Some content; where it is malformed or late the server answers, whatever the app makes of the error."""
        try:
            return await self._next_content()
        except BadMessage as refused:
            self._refused, self._keep = refused, False
            raise
        except TimeoutError:
            self._keep = False
            self._refused = BadMessage(408, "the content stopped arriving", "RFC 9110 section 15.5.9")
            raise self._refused from None

    async def _next_content(self) -> bytes | None:
        """Some content; empty at its end, None where the client left in the middle of it."""
        while True:
            data = self._take()
            if data or self.content.complete:
                return data
            if not await self.connection.more(self.site.patience.content, self._due):
                return None

    def _take(self) -> bytes:
        self._begun = self._begun or bool(self.connection.reader.buffer)
        data = self.content.take(self.connection.reader.buffer)
        self.connection.take_up()
        return data

    # --- the response, as the app hands it over

    async def _send(self, message: Message) -> None:
        if self._refused or self._finished:
            return
        self._need_client()
        await self._moves[message["type"]](self, message)

    def _need_client(self) -> None:
        """Stop where nobody is left to answer: the connection is gone, or the request will never be whole."""
        if self.connection.stream.gone or self._cut_off:
            raise ClientDisconnected

    async def _start(self, message: Message) -> None:
        self.status, self._fields = message["status"], list(message.get("headers", ()))
        self._trailers_follow = bool(message.get("trailers"))

    async def _content(self, message: Message) -> None:
        more = bool(message.get("more_body"))
        self._body(message.get("body", b""), more or self._trailers_follow)
        await self.connection.drained()

    async def _trailers(self, message: Message) -> None:
        """Fields after the content; they need the chunked coding to have a place (RFC 9112 section 7.1.2)."""
        self._finished = True
        fields = [(spelled(name), value) for name, value in message.get("headers", ())]
        if self._chunked:
            self.connection.write(last_chunk(fields))

    async def _hint(self, message: Message) -> None:
        if self.head.version == "HTTP/1.1" and not self._head_written:
            self._interim(message["status"], [(spelled(name), value) for name, value in message["headers"]])

    async def _as_it_is(self, message: Message) -> None:
        """The escape hatch: bytes that no rule has seen; afterwards only closing is safe."""
        self._raw, self._keep = True, False
        self.recording.layer = self.recording.layer or Layer.APPLICATION
        self.connection.write(message["data"])
        await self.connection.drained()

    async def _hang_up(self, message: Message) -> None:
        self._raw, self._keep = True, False
        self.recording.layer = self.recording.layer or Layer.APPLICATION
        self.recording.logged_status = message.get("logged")

    async def _lead_on(self, message: Message) -> None:
        """From here on the bytes are for somebody else; no length is told, for there is no content."""
        from statuslab.server.protocol.tunnel import Tunnel  # few lessons need it

        self._raw, self._keep = True, False
        self._log(200)
        self.connection.write(
            status_line(200, self.site.reason(200)) + write_fields([(b"Date", date(self.site.clock))])
        )
        await Tunnel(self.connection, *message["to"]).run()

    _moves = {  # noqa: RUF012 (a table of moves, never changed)
        "http.response.start": _start,
        "http.response.body": _content,
        "http.response.trailers": _trailers,
        "statuslab.interim": _hint,
        "statuslab.raw": _as_it_is,
        "statuslab.hangup": _hang_up,
        "statuslab.tunnel": _lead_on,
    }

    def _interim(self, status: int, fields: list[Field]) -> None:
        """Send a 1xx; never to an HTTP/1.0 client, which could not tell it from the answer (RFC 9110 section 15.2)."""
        self._told_to_continue = self._told_to_continue or status == 100
        self.connection.write(status_line(status, self.site.reason(status)) + write_fields(fields))

    def _body(self, data: bytes, more: bool) -> None:
        out = b"" if self._head_written else self._response_head(data, more)
        data = self._fitting(data)
        out += write_chunk(data) if self._chunked else data
        if not more:
            self._finished = True
            out += last_chunk() if self._chunked else b""
        if out:
            self.connection.write(out)
        if self._finished and self._left:
            self._stop_short("the handler sent less than its Content-Length")

    def _fitting(self, data: bytes) -> bytes:
        """The data that may be sent; what is over Content-Length would be taken for the next response."""
        if self._bodiless:
            return b""
        if self._left is None:
            return data
        data = data[: self._left]
        self._left -= len(data)
        return data

    @property
    def _bodiless(self) -> bool:
        return self.head.method == "HEAD" or self.status in (204, 205, 304)

    def _response_head(self, data: bytes, more: bool) -> bytes:
        """The response's head; chooses how its content is framed (RFC 9112 section 6)."""
        assert self.status is not None
        told = [(name.lower(), value) for name, value in self._fields]
        names = dict(told)
        dropped = _THE_SERVERS | {b"content-length"} if self.status in (204, 205) else _THE_SERVERS
        fields = [(spelled(name), value) for name, value in told if name not in dropped]
        if self.status == 205:  # RFC 9110 section 15.3.6: no content, and unlike 204 it must say so
            fields += self._framing(0, more=False)
        elif self.status not in (204, 304):
            fields += self._framing(len(data), more) if b"content-length" not in names else []
            self._left = self._promised(names.get(b"content-length", b""))
        if b"date" not in names:
            fields.insert(0, (b"Date", date(self.site.clock)))
        said = {each.strip().lower() for name, value in told if name == b"connection" for each in value.split(b",")}
        self._decide_to_keep(b"close" in said)
        fields += self._options(sorted(said - {b"close", b"keep-alive", b""}))
        self._head_written = True
        self._log(self.status)
        return status_line(self.status, self.site.reason(self.status)) + write_fields(fields)

    def _options(self, options: list[bytes]) -> list[Field]:
        """The Connection field: what the app has to say of this connection, and whether it is kept."""
        if not self._keep:
            options = [*options, b"close"]
        elif self.head.version == "HTTP/1.0":
            options = [*options, b"keep-alive"]
        return [(b"Connection", b", ".join(options))] if options else []

    def _promised(self, told: bytes) -> int | None:
        """The length the app itself has told, where there is content to measure by it."""
        return int(told) if told.isdigit() and not self._bodiless else None

    def _framing(self, length: int, more: bool) -> list[Field]:
        if not more:
            return [(b"Content-Length", str(length).encode())]
        if self.head.version == "HTTP/1.1":
            self._chunked = self.head.method != "HEAD"
            return [(b"Transfer-Encoding", b"chunked")]
        self._keep, self._until_close = False, True
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

    def _mend(self) -> None:
        """The app has stopped in the middle: before the head that is the server's 500, after it an early close."""
        self._need_client()
        if self._head_written:
            return self._stop_short(self._refused.why if self._refused else "the handler stopped in the middle")
        self.recording.layer = Layer.SERVER
        self.status, self._fields = 500, [(b"content-type", b"text/plain; charset=utf-8")]
        self._body(b"Internal Server Error\n", more=False)
        return None

    def _stop_short(self, why: str) -> None:
        """Close before the content is whole, and so that the client can tell (RFC 9112 section 8)."""
        self.recording.note, self._keep = self.recording.note or why, False
        if self._until_close:  # an orderly close would look like its end
            self.connection.stream.abort()

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
        except (BadMessage, TimeoutError):
            return False
        return self.content.complete
