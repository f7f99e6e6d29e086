"""One request through an ASGI app and its response back, whatever the wire format.

The state of the exchange and the order of what an app may send are kept here. How a response is written, and how the
request's content is read, is left to the subclasses: request.py for HTTP/1.1, http2_stream.py for HTTP/2.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Iterable
from typing import Any

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import BadMessage, Field
from statuslab.server.protocol.asgi import ClientDisconnected, Message
from statuslab.server.protocol.budget import EACH, REQUEST_WEIGHT, Holding, NoRoom
from statuslab.server.protocol.recorder import Recording
from statuslab.server.protocol.server_config import ServerConfig

_APPLICATION = Layer.APPLICATION  # to look up a member of an enumeration takes long


class ExchangeCycle(ABC):
    """One request, and what the app sends in answer to it."""

    method = ""
    status: int | None = None
    _head_written = _finished = _trailers_follow = False
    _aborted = False  # no response can follow: raw bytes, a tunnel, a hang-up or a reset took its place
    _continue_sent = False
    _content_delivered = False  # the app has had the last of the request's content
    _length_left: int | None = None  # bytes still owed to the response's Content-Length
    _refused: BadMessage | None = None

    def __init__(self, config: ServerConfig, recording: Recording, holding: Holding) -> None:
        self.config, self.recording, self._holding = config, recording, holding
        self._fields: list[Field] = []
        self._began = config.clock.tick()

    async def _call_app(self, scope: dict[str, Any]) -> None:
        """Let the app respond. An unfinished response is completed with a 500, or cut short where it has begun.

        Raises ClientDisconnected, and BadMessage where the request's content was malformed or late.
        """
        try:
            await self.config.app(self.recording.origin)(scope, self._receive, self._send)
        except ClientDisconnected:
            raise
        except Exception as error:  # a broken app must not reach the learner's kernel
            if not self._refused:
                self.recording.note = self.recording.note or f"the handler raised {type(error).__name__}"
        if self._refused:  # its traceback holds the app's frames, and with them content that is of no use any more
            self._refused.__traceback__ = self._refused.__context__ = None
        if self._refused and not self._head_written:
            raise self._refused
        if self._finished or self._aborted:
            return
        self._check_client()
        if self._head_written:
            self._cut_short(self._refused.why if self._refused else "the handler stopped in the middle")
        else:
            self.recording.layer = Layer.SERVER
            await self._respond(500, b"text/plain; charset=utf-8", b"Internal Server Error\n")

    # --- what the app is given

    @abstractmethod
    async def _receive(self) -> Message:
        """The next `http.request` or `http.disconnect` message."""

    @property
    def _upload_deadline(self) -> float:
        """The tick of the clock at which all of the request's content must have arrived."""
        return self._began + self.config.clock.real(self.config.timeouts.upload)

    def _late_content(self) -> BadMessage:
        """The refusal of a request whose content stopped arriving."""
        self._refused = BadMessage(408, "the content stopped arriving", "RFC 9110 section 15.5.9")
        return self._refused

    def _hold_content(self, data: bytes) -> None:
        """Count content that the app is given. Raises BadMessage where all exchanges together hold too much."""
        if not data:
            return
        try:
            self._holding.take(REQUEST_WEIGHT * len(data))
        except NoRoom as full:
            self._refused = full.refusal()
            raise self._refused from None

    # --- what the app sends

    async def _send(self, message: Message) -> None:
        """Take a message of the app's. Whatever comes after a refusal or after the response's end is ignored."""
        if self._refused or self._finished:
            return
        if message["type"] == "http.response.start":  # nothing is written yet
            self._start(message)
            return
        self._check_client()
        match message["type"]:
            case "http.response.body":
                await self._body(message)
            case "http.response.trailers":
                self._finished = True
                self._write_trailers(self._wire_fields(message.get("headers", ())))
            case "statuslab.interim":
                if not self._head_written and self._allows_interim(message["status"]):
                    self._interim(message["status"], self._wire_fields(message["headers"]))
            case "statuslab.hangup":
                self._log_answer(message.get("logged"))
                self._hang_up()
            case _:
                await self._extension(message)

    def _start(self, message: Message) -> None:
        self.status, self._fields = message["status"], list(message.get("headers", ()))
        self._trailers_follow = bool(message.get("trailers"))

    def _body(self, message: Message) -> Awaitable[None]:
        more = bool(message.get("more_body")) or self._trailers_follow
        data = message.get("body", b"")
        if len(data) > EACH:
            return self._long_body(data, more)
        self._holding.since = self.config.budget.tick()  # it is counted with as much by being there
        return self._write_content(data, more)

    async def _long_body(self, data: bytes, more: bool) -> None:
        """Content that is held until the client has taken it."""
        try:
            self._holding.take(len(data))
        except NoRoom as full:
            self._refused = full.refusal()
            raise self._refused from None
        await self._write_content(data, more)
        self._holding.give_back(len(data))

    async def _extension(self, message: Message) -> None:
        """A message that only some wire formats have. Raises KeyError where this one has not."""
        raise KeyError(message["type"])

    async def _respond(self, status: int, media_type: bytes, content: bytes, more_fields: Iterable[Field] = ()) -> None:
        """A whole response in the server's own name."""
        self.status, self._fields = status, [(b"content-type", media_type), *more_fields]
        self._refused, self._trailers_follow = None, False
        await self._write_content(content, more=False)

    def _interim(self, status: int, fields: list[Field]) -> None:
        self._continue_sent = self._continue_sent or status == 100
        self._write_interim(status, fields)

    def _log_answer(self, status: int | None) -> None:
        self.recording.layer = self.recording.layer or _APPLICATION
        self.recording.logged_status = status

    @property
    def _bodiless(self) -> bool:
        """Does the response have no content, whatever the app sends (RFC 9110 sections 9.3.2 and 15)?"""
        return self.method == "HEAD" or self.status in (204, 205, 304)

    def _within_length(self, data: bytes) -> bytes:
        """The data that fits in Content-Length. On HTTP/1.1 a client would read more as the next response."""
        if self._length_left is None:
            return data
        data = data[: self._length_left]
        self._length_left -= len(data)
        return data

    # --- the wire format

    def _check_client(self) -> None:  # noqa: B027 (not every format needs it)
        """Raises ClientDisconnected where nobody is left to receive a response."""

    def _allows_interim(self, status: int) -> bool:  # noqa: ARG002
        """May this client be sent this 1xx status?"""
        return True

    @abstractmethod
    def _wire_fields(self, fields: Iterable[Field]) -> list[Field]:
        """The app's fields as this wire format writes them."""

    @abstractmethod
    def _write_interim(self, status: int, fields: list[Field]) -> None: ...

    @abstractmethod
    async def _write_content(self, data: bytes, more: bool) -> None:
        """Write content, and before the first of it the response's head."""

    @abstractmethod
    def _write_trailers(self, fields: list[Field]) -> None: ...

    @abstractmethod
    def _cut_short(self, why: str) -> None:
        """End a response whose content is not whole, so that the client can tell."""

    @abstractmethod
    def _hang_up(self) -> None:
        """End the exchange without a response."""
