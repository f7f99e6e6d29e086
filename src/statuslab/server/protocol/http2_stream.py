"""One stream of HTTP/2 through an ASGI app and back: what request.py is for HTTP/1.1.

There is less to decide: frames end the content, no connection hangs on it, and giving up costs one stream.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from h2.errors import ErrorCodes

from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import BadMessage, Field, RequestHead
from statuslab.messages.http2 import CONNECTION_SPECIFIC, request_head
from statuslab.server.protocol.fields import date
from statuslab.server.protocol.request import EXTENSIONS, ClientDisconnected, Message, http_scope

if TYPE_CHECKING:
    from statuslab.server.protocol.http2 import Http2Connection
    from statuslab.server.protocol.recorder import Recording

_BAD_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_OFFERED = {name: how for name, how in EXTENSIONS.items() if name not in ("statuslab.raw", "statuslab.tunnel")}


class Http2Stream:
    """One request, and the task that answers it."""

    def __init__(self, connection: Http2Connection, number: int, recording: Recording) -> None:
        self.connection, self.number, self.recording = connection, number, recording
        self.site = connection.site
        self.task: asyncio.Task[None] | None = None
        self.credit, self._news, self._done = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._arrived = bytearray()
        self._ended = self._told_end = self._told_to_continue = self._begun = False
        self._head_written = self._finished = self._trailers_follow = self._hung_up = False
        self._why_left, self._blamed = "", False
        self._closed: Direction | None = None
        self.status: int | None = None
        self._fields: list[Field] = []
        self._left: int | None = None
        self._due = self.site.clock.tick() + self.site.clock.real(self.site.patience.upload)
        self._refused: BadMessage | None = None
        self.method = b""
        self.head: RequestHead | None = None

    # --- called by the connection

    def feed(self, data: bytes) -> None:
        """Content has come; its credit is given back when it is read."""
        self._begun = True
        self._arrived += data
        self._news.set()

    def end(self) -> None:
        """The client has sent all of it."""
        self._ended = True
        self._news.set()

    def leave(self, why: str, closed: Direction | None = None) -> None:
        """Nobody waits for the answer any more: stop. `closed` says who ended the whole connection, where it ended."""
        self._why_left, self._closed = self._why_left or why, closed
        if self.task:
            self.task.cancel()

    def blame(self, why: str) -> None:
        """This stream, or bytes before any, broke the connection."""
        self.recording.layer, self.recording.note, self._blamed = Layer.SERVER, why, True

    def close_books(self) -> None:
        """The last that the recording is told, once no frame can come any more."""
        if self._arrived and not self._closed:
            self._give_back()
        if self._blamed or self._finished or self._hung_up or not self._why_left:
            return
        if self._closed:
            self.recording.add(self.site.clock.tick(), self._closed)
        when = "before" if self.recording.logged_status is None else "in the middle of"
        self.recording.note = f"{self._why_left} {when} the answer"
        if self.recording.logged_status is None and self._closed is not Direction.SERVER_CLOSED:
            self.recording.logged_status = 499  # as nginx has it

    # --- the task

    async def run(self, decoded: tuple[Field, ...]) -> None:
        """Let the app answer, and end the stream whatever it does."""
        self.method = dict(decoded).get(b":method", b"")
        try:
            await self._answer_or_refuse(decoded)
        except ClientDisconnected:
            self._give_up(ErrorCodes.CANCEL, "the client stopped reading")
        finally:
            self._done.set()
        await self._part()

    async def _answer_or_refuse(self, decoded: tuple[Field, ...]) -> None:
        try:
            self.head = request_head(decoded)
            self._judge(self.head)
            await self._answer(self.head)
        except BadMessage as refused:
            await self._refuse(refused)

    def _judge(self, head: RequestHead) -> None:
        """What the server itself decides of a head: limits, methods, expectations."""
        limits = self.site.limits
        size = sum(len(name) + len(value) + 32 for name, value in head.fields)  # as RFC 9113 section 6.5.2 counts
        if len(head.target) > limits.line:
            raise BadMessage(414, f"a :path of more than {limits.line} bytes", "RFC 9110 section 15.5.15")
        if size > limits.head or len(head.fields) > limits.fields:
            raise BadMessage(431, f"{len(head.fields)} fields of {size} bytes", "RFC 6585 section 5")
        if not self.site.knows(head.method, head.target):
            raise BadMessage(501, f"no resource here knows the method {head.method}", "RFC 9110 section 15.6.2")
        if head.unmet_expectations:
            expected = ", ".join(head.unmet_expectations)
            raise BadMessage(417, f"nothing here can meet the expectation {expected}", "RFC 9110 section 15.5.18")

    async def _answer(self, head: RequestHead) -> None:
        scope: dict[str, Any] = {**http_scope(self.connection, head, self.recording), "extensions": _OFFERED}
        try:
            await self.site.app(self.recording.origin)(scope, self._receive, self._send)
        except ClientDisconnected:
            raise
        except Exception as error:  # the app has broken; the learner's kernel must not see it
            if not self._refused:
                self.recording.note = self.recording.note or f"the handler raised {type(error).__name__}"
        if self._refused and not self._head_written:
            raise self._refused
        if not self._finished and not self._hung_up:
            await self._mend()

    # --- the request's content, as the app asks for it

    async def _receive(self) -> Message:
        if self._told_end or self._finished:
            await self._done.wait()
            return {"type": "http.disconnect"}
        if self._holds_back and not self._begun:
            self._interim(100, [])
        data = await self._some()
        self._told_end = self._ended and not self._arrived
        return {"type": "http.request", "body": data, "more_body": not self._told_end}

    @property
    def _holds_back(self) -> bool:
        """The client asked before sending, and has not been told yet (RFC 9110 section 10.1.1)."""
        asked = self.head is not None and self.head.expects_continue
        return asked and not self._ended and not self._told_to_continue

    async def _some(self) -> bytes:
        """Some content; empty at its end. Raises Refused where it stops arriving."""
        while not self._arrived and not self._ended:
            self._news.clear()
            seconds = min(self.site.clock.real(self.site.patience.content), self._due - self.site.clock.tick())
            try:
                await asyncio.wait_for(self._news.wait(), max(0.0, seconds))
            except TimeoutError:
                self._refused = BadMessage(408, "the content stopped arriving", "RFC 9110 section 15.5.9")
                raise self._refused from None
        return self._give_back()

    def _give_back(self) -> bytes:
        """Take what has come; only now may the client send as much again (RFC 9113 section 5.2)."""
        data = bytes(self._arrived)
        self._arrived.clear()
        self.connection.give_back(self.number, len(data))
        return data

    # --- the response, as the app hands it over

    async def _send(self, message: Message) -> None:
        if self._refused or self._finished or self._hung_up:
            return
        await self._moves[message["type"]](self, message)

    async def _start(self, message: Message) -> None:
        if message["status"] < 200:  # 101 does not exist in HTTP/2 (RFC 9113 section 8.6)
            raise ValueError(f"{message['status']} is no final status")
        self.status, self._fields = message["status"], _clean(message.get("headers", ()))
        self._trailers_follow = bool(message.get("trailers"))

    async def _content(self, message: Message) -> None:
        more = bool(message.get("more_body")) or self._trailers_follow
        data = message.get("body", b"")
        if not self._head_written:
            self._write_head(None if more else len(data))
        if not self._finished:
            await self._write(data, more)

    async def _trailers(self, message: Message) -> None:
        """Fields after the content: one more HEADERS frame, which ends the stream."""
        self._finished = True
        fields = _clean(message.get("headers", ()))
        if fields:
            self.connection.send_head(self.number, fields, ends=True)
        else:
            self.connection.send_data(self.number, b"", ends=True)

    async def _hint(self, message: Message) -> None:
        if not self._head_written and message["status"] != 101:
            self._interim(message["status"], _clean(message["headers"]))

    async def _hang_up(self, message: Message) -> None:
        """A connection carries others as well, so only this stream is given up."""
        self.recording.layer = self.recording.layer or Layer.APPLICATION
        self.recording.logged_status = message.get("logged")
        self._give_up(ErrorCodes.INTERNAL_ERROR, "the stream was given up without an answer")

    _moves = {  # noqa: RUF012 (a table of moves, never changed)
        "http.response.start": _start,
        "http.response.body": _content,
        "http.response.trailers": _trailers,
        "statuslab.interim": _hint,
        "statuslab.hangup": _hang_up,
    }

    def _interim(self, status: int, fields: list[Field]) -> None:
        self._told_to_continue = self._told_to_continue or status == 100
        self.connection.send_head(self.number, [(b":status", str(status).encode()), *fields])

    def _write_head(self, length: int | None) -> None:
        """The head; where no content follows it ends the stream."""
        assert self.status is not None
        self._head_written = True
        self._finished = self._bodiless or length == 0
        self.recording.layer = self.recording.layer or Layer.APPLICATION
        self.recording.logged_status = self.status
        fields = [(b":status", str(self.status).encode()), *self._response_fields(length)]
        self.connection.send_head(self.number, fields, ends=self._finished)

    def _response_fields(self, length: int | None) -> list[Field]:
        fields = self._fields
        if self.status in (204, 205):
            fields = [pair for pair in fields if pair[0] != b"content-length"]
        told = [value for name, value in fields if name == b"content-length" and value.isdigit()]
        if told and not self._bodiless:
            self._left = int(told[0])
        if not told and length is not None and self.status not in (204, 205, 304):
            fields = [*fields, (b"content-length", str(length).encode())]
        if not any(name == b"date" for name, _ in fields):
            fields = [(b"date", date(self.site.clock)), *fields]
        return fields

    @property
    def _bodiless(self) -> bool:
        return self.method == b"HEAD" or self.status in (204, 205, 304)

    async def _write(self, data: bytes, more: bool) -> None:
        """Content in frames as the client's credit allows, taking turns with the other streams."""
        if self._left is not None:  # RFC 9113 section 8.1.1: a length that is wrong makes the response malformed
            data = data[: self._left]
            self._left -= len(data)
        short = bool(self._left) and not more
        at = 0
        while at < len(data):
            size = min(await self._room(), len(data) - at)
            self._finished = at + size == len(data) and not more and not short
            self.connection.send_data(self.number, data[at : at + size], ends=self._finished)
            at += size
            await self.connection.drained()
            await asyncio.sleep(0)
        if short:
            self._give_up(ErrorCodes.INTERNAL_ERROR, "the handler sent less than its content-length")
        elif not more and not self._finished:
            self._finished = True
            self.connection.send_data(self.number, b"", ends=True)

    async def _room(self) -> int:
        """How much may be sent now. Raises Gone where the client gives no credit for too long."""
        while (room := self.connection.room(self.number)) <= 0:
            self.credit.clear()
            try:
                await asyncio.wait_for(self.credit.wait(), self.site.clock.real(self.site.patience.idle))
            except TimeoutError:
                raise ClientDisconnected from None
        return room

    # --- what goes wrong, and afterwards

    async def _mend(self) -> None:
        """The app has stopped in the middle: before the head that is the server's 500, after it the stream's end."""
        if self._head_written:
            why = self._refused.why if self._refused else "the handler stopped in the middle"
            return self._give_up(ErrorCodes.INTERNAL_ERROR, why)
        self.recording.layer = Layer.SERVER
        await self._say(500, b"text/plain; charset=utf-8", b"Internal Server Error\n")
        return None

    async def _refuse(self, refused: BadMessage) -> None:
        """Answer in the server's own name."""
        answer = self.site.refuse(refused, self.site.reason(refused.status))
        self.recording.layer, self.recording.note = Layer.SERVER, f"{refused.why} ({refused.rule})"
        self.recording.internal_status = answer.internal
        await self._say(answer.status, answer.media_type, answer.content)

    async def _say(self, status: int, media_type: bytes, content: bytes) -> None:
        self.status, self._fields = status, [(b"content-type", media_type)]
        self._refused, self._trailers_follow = None, False
        await self._content({"type": "http.response.body", "body": content})

    def _give_up(self, code: ErrorCodes, why: str) -> None:
        self.recording.note = self.recording.note or why
        self._hung_up = True
        self.connection.reset(self.number, code)

    async def _part(self) -> None:
        """Read what is left of the request, up to a bound; what is over it the client need not send (section 8.1)."""
        taken = 0
        with suppress(BadMessage):
            while not (self._hung_up or self._ended or self._holds_back) and taken <= self.site.drain:
                taken += len(await self._some())
        if not self._hung_up and not self._ended:
            self.connection.reset(self.number, ErrorCodes.NO_ERROR)


def _clean(fields: Iterable[Field]) -> list[Field]:
    """Fields as HTTP/2 may have them: lower case, and without those that speak of a connection (section 8.2).

    Raises ValueError where a value would be malformed: once HPACK has taken it up it is too late.
    """
    told = [(name.lower(), value.strip(b" \t")) for name, value in fields]
    listed = (part.strip().lower() for name, value in told if name == b"connection" for part in value.split(b","))
    dropped = CONNECTION_SPECIFIC.union(listed)
    if any(_BAD_VALUE.search(value) for _, value in told):
        raise ValueError("a control character in a field value")
    return [pair for pair in told if pair[0] not in dropped]
