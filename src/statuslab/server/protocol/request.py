"""One HTTP/1.1 request through an ASGI app and its response back.

How content is framed, when 100 (Continue) is sent and whether the connection is kept are decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import (
    BadMessage,
    Content,
    Field,
    RequestHead,
    last_chunk,
    status_line,
    write_chunk,
    write_fields,
)
from statuslab.server.protocol.asgi import ClientDisconnected, Message, http_scope
from statuslab.server.protocol.budget import Holding
from statuslab.server.protocol.exchange_cycle import ExchangeCycle
from statuslab.server.protocol.fields import customary_case, date_line, written_fields
from statuslab.server.protocol.interfaces import Http1Connection

PIECE = 256 * 1024  # bytes of content that are written at once


class RequestResponseCycle(ExchangeCycle):
    """One request on an HTTP/1.1 connection, and the response to it."""

    _disconnected = _content_started = _content_cut_off = False
    _chunked = _until_close = False

    def __init__(self, connection: Http1Connection, head: RequestHead, content: Content, holding: Holding) -> None:
        super().__init__(connection.config, connection.record_input(), holding)
        self.connection, self.head, self.content = connection, head, content
        self.method = head.method
        self._keep_alive = head.persistent

    async def run(self, shared: dict[str, Any]) -> bool:
        """Let the app respond; True where the connection can carry another request. `shared` is from `shared_scope`."""
        await self._call_app(http_scope(shared, self.recording))
        if self._keep_alive and not self.content.complete:
            self._keep_alive = await self._discard_content()
        if self._keep_alive:
            self.connection.record_input()
            self.connection.finish()
            return True
        await self.connection.hang_up()
        return False

    # --- the request's content, as the app asks for it

    async def _receive(self) -> Message:
        if self.content.complete and self._content_delivered:
            if not self._finished:
                await self.connection.stream.ended()
            self._disconnected = True
        if self._disconnected:
            return {"type": "http.disconnect"}
        if self._awaits_continue:
            self._interim(100, [])
        try:
            data = await self._next_content()
            self._hold_content(data or b"")
        except BadMessage as refused:  # the server refuses the request, whatever the app makes of this error
            self._refused, self._keep_alive = refused, False
            raise
        except TimeoutError:
            self._keep_alive = False
            raise self._late_content() from None
        if data is None:
            self._disconnected = self._content_cut_off = True
            return {"type": "http.disconnect"}
        self._content_delivered = self.content.complete
        return {"type": "http.request", "body": data, "more_body": not self.content.complete}

    @property
    def _awaits_continue(self) -> bool:
        """Does the client hold its content back until it is sent a 100 (RFC 9110 section 10.1.1)?"""
        nothing_came = not self.content.complete and not self._content_started and not self.connection.reader.buffer
        return self.head.expects_continue and nothing_came and not self._continue_sent and self.status is None

    async def _next_content(self) -> bytes | None:
        """Some content; empty at its end, None where the client left in the middle of it."""
        buffer = self.connection.reader.buffer
        while True:
            self._content_started = self._content_started or bool(buffer)
            data = self.content.take(buffer)
            self.connection.record_input()
            if data or self.content.complete:
                return data
            if not await self.connection.more(self.config.timeouts.content, self._upload_deadline):
                return None

    async def _discard_content(self) -> bool:
        """Read what the app has not; False where there is too much of it, or it does not come in full."""
        taken = 0
        try:
            while not self.content.complete and taken <= self.config.drain:
                data = await self._next_content()
                if data is None:
                    return False
                taken += len(data)
        except (BadMessage, TimeoutError):
            return False
        return self.content.complete

    # --- the response, as the app sends it

    def _check_client(self) -> None:
        """Stop where the connection is gone, or where the client left in the middle of its request."""
        if self.connection.stream.gone or self._content_cut_off:
            raise ClientDisconnected

    async def _extension(self, message: Message) -> None:
        match message["type"]:
            case "statuslab.raw":  # bytes that no rule has checked; only closing is safe afterwards
                self._aborted, self._keep_alive = True, False
                self.recording.layer = self.recording.layer or Layer.APPLICATION
                self.connection.write(message["data"])
                await self.connection.drain()
            case "statuslab.tunnel":
                await self._open_tunnel(message)
            case _:
                await super()._extension(message)

    async def _open_tunnel(self, message: Message) -> None:
        """Answer CONNECT. A 2xx to it has no length, for what follows is no content (RFC 9110 section 9.3.6)."""
        from statuslab.server.protocol.tunnel import Tunnel  # few lessons need it

        self._aborted, self._keep_alive = True, False
        self._log_answer(200)
        head = status_line(200, self.config.reason(200)) + date_line(self.config.clock) + b"\r\n"
        self.connection.write(head)
        await Tunnel(self.connection, *message["to"]).run()

    def _hang_up(self) -> None:
        self._aborted, self._keep_alive = True, False

    def _cut_short(self, why: str) -> None:
        """Close before the content is whole, and so that the client can tell (RFC 9112 section 8)."""
        self.recording.note, self._keep_alive = self.recording.note or why, False
        if self._until_close:  # an orderly close would look like the end of the content
            self.connection.stream.abort()

    # --- writing

    def _wire_fields(self, fields: Iterable[Field]) -> list[Field]:
        return [(customary_case(name), value) for name, value in fields]

    def _allows_interim(self, status: int) -> bool:  # noqa: ARG002
        """An HTTP/1.0 client could not tell a 1xx from the final response (RFC 9110 section 15.2)."""
        return self.head.version == "HTTP/1.1"

    def _write_interim(self, status: int, fields: list[Field]) -> None:
        self.connection.write(status_line(status, self.config.reason(status)) + write_fields(fields))

    async def _write_content(self, data: bytes, more: bool) -> None:
        out = b"" if self._head_written else self._response_head(data, more)
        data = self._within_length(data)
        if len(data) > PIECE:
            out = await self._write_pieces(out, data)
        else:
            out += write_chunk(data) if self._chunked else data
        if not more:
            self._finished = True
            out += last_chunk() if self._chunked else b""
        if out:
            self.connection.write(out)
        if self._finished and self._length_left:
            self._cut_short("the handler sent less than its Content-Length")
        if not self.connection.stream.writable:
            await self.connection.drain()

    async def _write_pieces(self, before: bytes, data: bytes) -> bytes:
        """Write long content as the client reads it, so that no second copy waits here; what is left to write."""
        out = before + (b"%x\r\n" % len(data) if self._chunked else b"")
        for start in range(0, len(data), PIECE):
            self.connection.write(out + data[start : start + PIECE])
            out = b""
            await self.connection.drain()
            self._holding.since = self.config.budget.tick()  # the client reads on
            self._check_client()
        return b"\r\n" if self._chunked else b""

    def _write_trailers(self, fields: list[Field]) -> None:
        """Only the chunked coding has a place for them (RFC 9112 section 7.1.2)."""
        if self._chunked:
            self.connection.write(last_chunk(fields))

    def _response_head(self, data: bytes, more: bool) -> bytes:
        """The response's head; chooses how its content is framed (RFC 9112 section 6)."""
        assert self.status is not None
        written = written_fields(tuple(map(tuple, self._fields)), self.status in (204, 205))
        added: list[Field] = []
        if self.status == 205:  # RFC 9110 section 15.3.6: no content, and unlike 204 it must say so
            added.append((b"Content-Length", b"0"))
        elif self.status not in (204, 304) and written.length is None:
            added += self._framing(len(data), more)
        if self._bodiless:
            self._length_left = 0
        elif written.length is not None and written.length.isdigit():
            self._length_left = int(written.length)
        added += self._connection_field(written.options)
        dated = b"" if written.dated else date_line(self.config.clock)
        self._head_written = True
        self._log_answer(self.status)
        start = status_line(self.status, self.config.reason(self.status))
        return b"".join((start, dated, written.lines, write_fields(added) if added else b"\r\n"))

    def _framing(self, length: int, more: bool) -> list[Field]:
        """The field that tells where the content ends; without one the end of the connection does."""
        if not more:
            return [(b"Content-Length", str(length).encode())]
        if self.head.version == "HTTP/1.1":
            self._chunked = self.head.method != "HEAD"
            return [(b"Transfer-Encoding", b"chunked")]
        self._keep_alive, self._until_close = False, True
        return []

    def _connection_field(self, options: frozenset[bytes]) -> list[Field]:
        """The Connection field: the app's own options, and whether the connection is kept.

        It is kept only where the rest of the request can be read to its end (RFC 9112 section 9.3).
        """
        if not self.content.complete:
            held_back = self.head.expects_continue and not self._continue_sent
            if held_back or getattr(self.content, "left", 0) > self.config.drain:
                self._keep_alive = False
        if b"close" in options:
            self._keep_alive = False
        written = sorted(options - {b"close", b"keep-alive", b""}) if options else []
        if not self._keep_alive:
            written.append(b"close")
        elif self.head.version == "HTTP/1.0":
            written.append(b"keep-alive")
        return [(b"Connection", b", ".join(written))] if written else []
