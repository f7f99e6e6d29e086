"""One stream of HTTP/2 through an ASGI app and back.

There is less to decide than in HTTP/1.1: frames end the content, streams do not decide about the connection, and
resetting one leaves the others alone.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress

from h2.errors import ErrorCodes

from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import BadMessage, Field, RequestHead
from statuslab.messages.http2 import CONNECTION_SPECIFIC, request_head
from statuslab.server.protocol.asgi import EXTENSIONS, ClientDisconnected, Message, http_scope, shared_scope
from statuslab.server.protocol.budget import Holding, NoRoom
from statuslab.server.protocol.exchange_cycle import ExchangeCycle
from statuslab.server.protocol.fields import date
from statuslab.server.protocol.interfaces import FrameChannel
from statuslab.server.protocol.recorder import Recording

_BAD_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_EXTENSIONS = {name: how for name, how in EXTENSIONS.items() if name not in ("statuslab.raw", "statuslab.tunnel")}


class Http2Stream(ExchangeCycle):
    """One request, and the task that answers it."""

    def __init__(self, connection: FrameChannel, number: int, recording: Recording) -> None:
        super().__init__(connection.config, recording, Holding(connection.config.budget, self._be_cut).open())
        self.connection, self.number = connection, number
        self.head: RequestHead | None = None
        self.task: asyncio.Task[None] | None = None
        self.window_opened = asyncio.Event()
        self._arrived, self._news, self._done = bytearray(), asyncio.Event(), asyncio.Event()
        self._content_started = self._content_ended = False
        self._why_left = ""
        self._broke_connection = False
        self.length: int | None = None  # of the request's content, where it is announced
        self.received = 0  # bytes of it so far
        self.broken = ""  # what is wrong with the rest of the request
        self._closed_by: Direction | None = None

    # --- called by the connection

    def feed(self, data: bytes) -> None:
        """Content has arrived. Its share of the window is restored when the app reads it."""
        self._content_started = True
        self.received += len(data)
        try:
            self._holding.take(len(data))
        except NoRoom as full:
            self._refused = full.refusal()
        self._arrived += data
        self._news.set()

    def end(self) -> None:
        """The client has sent all of it."""
        self._content_ended = True
        self._news.set()

    def break_off(self, why: str) -> None:
        """The request is malformed (RFC 9113 section 8.1.1): no app is to answer it."""
        self.recording.layer = Layer.SERVER
        self._reset(ErrorCodes.PROTOCOL_ERROR, f"PROTOCOL_ERROR: {why}")
        if self.task:
            self.task.cancel()

    def leave(self, why: str, closed_by: Direction | None = None) -> None:
        """Stop: nobody waits for the response any more. `closed_by` says who ended the connection, if it ended."""
        self._why_left, self._closed_by = self._why_left or why, closed_by
        if self.task:
            self.task.cancel()

    def blame(self, why: str) -> None:
        """This stream, or bytes before any, broke the connection."""
        self.recording.layer, self.recording.note, self._broke_connection = Layer.SERVER, why, True

    def complete_recording(self) -> None:
        """Note how the exchange ended, once no frame of it can follow."""
        self._holding.close()
        if self._arrived and not self._closed_by:
            self._take_arrived()
        if self._broke_connection or self._finished or self._aborted or not self._why_left:
            return
        if self._closed_by:
            self.recording.add(self.config.clock.tick(), self._closed_by)
        when = "before" if self.recording.logged_status is None else "in the middle of"
        self.recording.note = f"{self._why_left} {when} the answer"
        if self.recording.logged_status is None and self._closed_by is not Direction.SERVER_CLOSED:
            self.recording.logged_status = 499  # as nginx has it

    # --- the task

    def _be_cut(self) -> None:
        """End the stream, as its content takes the room of others."""
        if not self._aborted and not self._finished and not self.connection.stream.gone:
            self._reset(ErrorCodes.ENHANCE_YOUR_CALM, "cut: all exchanges together held too much content")
        if self.task:
            self.task.cancel()

    async def run(self, decoded: tuple[Field, ...]) -> None:
        """Let the app respond, and end the stream whatever it does."""
        self.method = dict(decoded).get(b":method", b"").decode("latin-1")
        try:
            try:
                self.head = request_head(decoded)
                self._check_limits(self.head)
                self.config.check_request(self.head, self.connection.stream.host)
                shared = shared_scope(self.config.scheme, self.connection.stream, self.head)
                await self._call_app(http_scope({**shared, "extensions": _EXTENSIONS}, self.recording))
            except BadMessage as refused:
                response = self.config.error_response(refused, self.config.reason(refused.status))
                self.recording.layer, self.recording.note = Layer.SERVER, f"{refused.why} ({refused.rule})"
                self.recording.internal_status = response.internal
                fields = self._wire_fields(refused.fields)
                await self._respond(response.status, response.media_type, response.content, fields)
        except ClientDisconnected:
            self._reset(ErrorCodes.CANCEL, "the client stopped reading")
        finally:
            self._done.set()
        await self._discard_content()

    def _check_limits(self, head: RequestHead) -> None:
        limits = self.config.limits
        size = sum(len(name) + len(value) + 32 for name, value in head.fields)  # as RFC 9113 section 6.5.2 counts
        if len(head.target) > limits.line:
            raise BadMessage(414, f"a :path of more than {limits.line} bytes", "RFC 9110 section 15.5.15")
        if size > limits.head or len(head.fields) > limits.fields:
            raise BadMessage(431, f"{len(head.fields)} fields of {size} bytes", "RFC 6585 section 5")

    # --- the request's content, as the app asks for it

    async def _receive(self) -> Message:
        if self._content_delivered or self._finished:
            await self._done.wait()
            return {"type": "http.disconnect"}
        if self._awaits_continue and not self._content_started:
            self._interim(100, [])
        data = await self._next_content()
        self._hold_content(data)
        self._content_delivered = self._content_ended and not self._arrived
        return {"type": "http.request", "body": data, "more_body": not self._content_delivered}

    @property
    def _awaits_continue(self) -> bool:
        """Did the client ask for a 100 before it sends, without having been sent one (RFC 9110 section 10.1.1)?"""
        asked = self.head is not None and self.head.expects_continue
        return asked and not self._content_ended and not self._continue_sent

    async def _next_content(self) -> bytes:
        """Some content; empty at its end. Raises BadMessage where it stops arriving."""
        while not self._refused and not self._arrived and not self._content_ended:
            self._news.clear()
            clock = self.config.clock
            seconds = min(clock.real(self.config.timeouts.content), self._upload_deadline - clock.tick())
            try:
                await asyncio.wait_for(self._news.wait(), max(0.0, seconds))
            except TimeoutError:
                raise self._late_content() from None
        if self._refused:
            raise self._refused
        return self._take_arrived()

    def _take_arrived(self) -> bytes:
        """What has arrived; only now may the client send as much again (RFC 9113 section 5.2)."""
        data = bytes(self._arrived)
        self._holding.give_back(len(data))
        self._arrived.clear()
        self.connection.restore_window(self.number, len(data))
        return data

    async def _discard_content(self) -> None:
        """Read the rest of the request up to a bound; what is over it the client need not send (section 8.1)."""
        taken = 0
        with suppress(BadMessage):
            while not (self._aborted or self._content_ended or self._awaits_continue) and taken <= self.config.drain:
                taken += len(await self._next_content())
        if not self._aborted and not self._content_ended:
            self.connection.reset(self.number, ErrorCodes.NO_ERROR)

    # --- the response, as the app sends it

    async def _send(self, message: Message) -> None:
        if not self._aborted:
            await super()._send(message)

    def _start(self, message: Message) -> None:
        if message["status"] < 200:  # 101 does not exist in HTTP/2 (RFC 9113 section 8.6)
            raise ValueError(f"{message['status']} is no final status")
        super()._start({**message, "headers": self._wire_fields(message.get("headers", ()))})

    def _hang_up(self) -> None:
        """The connection carries others as well, so only this stream is reset."""
        self._reset(ErrorCodes.INTERNAL_ERROR, "the stream was given up without an answer")

    def _cut_short(self, why: str) -> None:
        self._reset(ErrorCodes.INTERNAL_ERROR, why)

    def _reset(self, code: ErrorCodes, why: str) -> None:
        self.recording.note = self.recording.note or why
        self._aborted = True
        self.connection.reset(self.number, code)

    # --- writing

    def _wire_fields(self, fields: Iterable[Field]) -> list[Field]:
        """Names in lower case, without the fields that are about a connection (RFC 9113 section 8.2).

        Raises ValueError where a value is malformed: once HPACK has encoded it, it is too late.
        """
        given = [(name.lower(), value.strip(b" \t")) for name, value in fields]
        listed = (part.strip().lower() for name, value in given if name == b"connection" for part in value.split(b","))
        dropped = CONNECTION_SPECIFIC.union(listed)
        if any(_BAD_VALUE.search(value) for _, value in given):
            raise ValueError("a control character in a field value")
        return [pair for pair in given if pair[0] not in dropped]

    def _allows_interim(self, status: int) -> bool:
        return status != 101

    def _write_interim(self, status: int, fields: list[Field]) -> None:
        self.connection.send_head(self.number, [(b":status", str(status).encode()), *fields])

    async def _write_content(self, data: bytes, more: bool) -> None:
        if not self._head_written:
            self._write_head(None if more else len(data))
        if not self._finished:
            await self._write_frames(self._within_length(data), more)

    def _write_head(self, length: int | None) -> None:
        """The head, for content of this length if it is known; without content it ends the stream."""
        assert self.status is not None
        self._head_written = True
        self._finished = self._bodiless or length == 0
        self._log_answer(self.status)
        fields = self._fields
        if self.status in (204, 205):
            fields = [pair for pair in fields if pair[0] != b"content-length"]
        promised = [value for name, value in fields if name == b"content-length" and value.isdigit()]
        if promised and not self._bodiless:
            self._length_left = int(promised[0])
        if not promised and length is not None and self.status not in (204, 205, 304):
            fields = [*fields, (b"content-length", str(length).encode())]
        if not any(name == b"date" for name, _ in fields):
            fields = [(b"date", date(self.config.clock)), *fields]
        status_field = (b":status", str(self.status).encode())
        self.connection.send_head(self.number, [status_field, *fields], ends=self._finished)

    def _write_trailers(self, fields: list[Field]) -> None:
        """One more HEADERS frame, which ends the stream."""
        if fields:
            self.connection.send_head(self.number, fields, ends=True)
        else:
            self.connection.send_data(self.number, b"", ends=True)

    async def _write_frames(self, data: bytes, more: bool) -> None:
        """Content in DATA frames as the client's window allows, taking turns with the other streams."""
        # RFC 9113 section 8.1.1: a response with less content than its content-length is malformed
        short = bool(self._length_left) and not more
        at = 0
        while at < len(data):
            size = min(await self._send_window(), len(data) - at)
            self._finished = at + size == len(data) and not more and not short
            self.connection.send_data(self.number, data[at : at + size], ends=self._finished)
            at += size
            self._holding.since = self.config.budget.tick()  # the client reads on
            await self.connection.drain()
            await asyncio.sleep(0)
        if short:
            self._cut_short("the handler sent less than its content-length")
        elif not more and not self._finished:
            self._finished = True
            self.connection.send_data(self.number, b"", ends=True)

    async def _send_window(self) -> int:
        """How much may be sent now. Raises ClientDisconnected where the window stays closed for `idle` seconds."""
        while (size := self.connection.send_window(self.number)) <= 0:
            self.window_opened.clear()
            try:
                await asyncio.wait_for(self.window_opened.wait(), self.config.clock.real(self.config.timeouts.idle))
            except TimeoutError:
                raise ClientDisconnected from None
        return size
