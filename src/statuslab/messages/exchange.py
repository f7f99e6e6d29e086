"""Exchanges and the messages in them, as values read from the bytes or frames that crossed the wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from statuslab.messages.events import Direction, Event, Frame, Layer, Origin
from statuslab.messages.http1 import (
    BadMessage,
    Content,
    Head,
    RequestHead,
    ResponseHead,
    ResponseReader,
    parse_request,
    request_content,
)

__all__ = [
    "Direction", "Event", "Exchange", "Frame", "Layer", "Message", "Origin", "Request", "Response",
    "frames_request", "frames_responses", "read_request", "read_responses",
]  # fmt: skip


@dataclass(frozen=True)
class Message:
    """A request or response. Field names keep their case; content has no transfer coding."""

    head: Head
    content: bytes = b""
    trailers: tuple[tuple[str, str], ...] = ()

    @cached_property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Names and values in the order of the wire."""
        return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in self.head.fields)

    def __getitem__(self, name: str) -> str:
        """The value of a field, several joined by commas; KeyError where it is absent."""
        values = self.head.values(name.lower().encode("latin-1"))
        if not values:
            raise KeyError(name)
        return b", ".join(values).decode("latin-1")

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.head.values(name.lower().encode("latin-1")))

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of a field, or the default."""
        try:
            return self[name]
        except KeyError:
            return default

    @property
    def text(self) -> str:
        """The content as text; bytes that are no UTF-8 become replacement characters."""
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True)
class Request(Message):
    head: RequestHead

    @property
    def method(self) -> str:
        return self.head.method

    @property
    def target(self) -> str:
        return self.head.target


@dataclass(frozen=True)
class Response(Message):
    head: ResponseHead

    @property
    def status(self) -> int:
        return self.head.status

    @property
    def reason(self) -> str:
        return self.head.reason


@dataclass(frozen=True)
class Exchange:
    """One request and all that came back, even where the request was malformed or nothing came back.

    `layer` answered it. `logged_status` is the status in the server's log, `internal_status` nginx's own number where
    client and log see another. `via` has the exchanges that a gateway or proxy made for this one. `omitted` counts the
    bytes that the recorder did not keep. An HTTP/2 exchange has `frames`, and its messages are read from them instead
    of from the bytes. `began` is a time of day, in seconds since the epoch.

    >>> exchange = Exchange((Event(0.0, Direction.SENT, b"GET / HTTP/1.1\\r\\nHost: teahouse\\r\\n\\r\\n"),))
    >>> exchange.request.method, exchange.wire_status
    ('GET', None)
    """

    events: tuple[Event, ...]
    layer: Layer | None = None
    logged_status: int | None = None
    internal_status: int | None = None
    origin: Origin = Origin.LEARNER
    note: str = ""
    via: tuple[Exchange, ...] = ()
    omitted: int = 0
    number: int = 0
    peer: str = ""
    began: float = 0.0
    host: str = ""
    frames: tuple[Frame, ...] = ()

    def _bytes(self, direction: Direction) -> bytes:
        return b"".join(event.data for event in self.events if event.direction is direction)

    def _frames(self, direction: Direction) -> tuple[Frame, ...]:
        return tuple(frame for frame in self.frames if frame.direction is direction)

    @cached_property
    def sent(self) -> bytes:
        """All bytes that the client sent for this exchange."""
        return self._bytes(Direction.SENT)

    @cached_property
    def received(self) -> bytes:
        """All bytes that the client received, interim responses first."""
        return self._bytes(Direction.RECEIVED)

    @cached_property
    def request(self) -> Request | None:
        """The request as a value; None where its head is malformed or unfinished."""
        return frames_request(self._frames(Direction.SENT)) if self.frames else read_request(self.sent)

    @cached_property
    def _responses(self) -> tuple[tuple[Response, ...], Response | None]:
        if self.frames:
            return frames_responses(self._frames(Direction.RECEIVED))
        return read_responses(self.received, self.request.method if self.request else "GET")

    @property
    def interim(self) -> tuple[Response, ...]:
        """The 1xx responses that came before the final one."""
        return self._responses[0]

    @property
    def response(self) -> Response | None:
        """The final response; None where none was sent, or where it is no HTTP."""
        return self._responses[1]

    @property
    def wire_status(self) -> int | None:
        """The status the client saw; None where nothing was sent."""
        return self.response.status if self.response else None

    @property
    def seconds(self) -> float:
        """Seconds from the first byte to the last event."""
        return self.events[-1].time if self.events else 0.0

    def __str__(self) -> str:
        from statuslab.messages.transcript import text  # a server that shows nothing starts without it

        return text(self)

    __repr__ = __str__


# --- Bytes into messages ------------------------------------------------------------------------------------


def read_request(sent: bytes) -> Request | None:
    """The request at the start of some bytes; None where there is no well-formed head (content may be cut)."""
    sent = sent.lstrip(b"\r\n")
    end = sent.find(b"\r\n\r\n")
    if end < 0:
        return None
    try:
        head = parse_request(sent[: end + 4])
    except BadMessage:
        return None
    try:
        rest = request_content(head)
        return Request(head, rest.take(bytearray(sent[end + 4 :])), _trailers(rest))
    except BadMessage:
        return Request(head)


def read_responses(received: bytes, method: str) -> tuple[tuple[Response, ...], Response | None]:
    """Interim responses and the final one (None where there is none, content may be cut)."""
    reader = ResponseReader(method)
    with suppress(BadMessage):
        reader.feed(received)
    interim = tuple(Response(head) for head in reader.interim)
    if reader.head is None:
        return interim, None
    return interim, Response(reader.head, bytes(reader.content), _names(reader.trailers))


def _trailers(rest: Content) -> tuple[tuple[str, str], ...]:
    return _names(getattr(rest, "trailers", ()))


def _names(fields: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in fields)


# --- Frames into messages -----------------------------------------------------------------------------------


def frames_request(frames: Sequence[Frame]) -> Request | None:
    """The request that a client's frames make; None where its head is malformed or never came."""
    from statuslab.messages.http2 import request_head  # few exchanges have frames

    sections, content = _sections(frames)
    try:
        return Request(request_head(sections[0]), content, _names(_after(sections, 0))) if sections else None
    except BadMessage:
        return None


def frames_responses(frames: Sequence[Frame]) -> tuple[tuple[Response, ...], Response | None]:
    """Interim responses and the final one, with its trailers (None where there is none, content may be cut)."""
    from statuslab.messages.http2 import response_head  # few exchanges have frames

    sections, content = _sections(frames)
    interim: list[Response] = []
    for at, section in enumerate(sections):
        with suppress(BadMessage):
            head = response_head(section)
            if head.status >= 200:
                return tuple(interim), Response(head, content, _names(_after(sections, at)))
            interim.append(Response(head))
    return tuple(interim), None


_Section = tuple[tuple[bytes, bytes], ...]


def _sections(frames: Sequence[Frame]) -> tuple[list[_Section], bytes]:
    """The field sections of one side in their order, and its content."""
    sections = [_encoded(frame) for frame in frames if frame.is_head]
    return sections, b"".join(frame.content for frame in frames if frame.kind == "DATA")


def _encoded(frame: Frame) -> _Section:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in frame.fields)


def _after(sections: list[_Section], at: int) -> _Section:
    """The section after a head: its trailers."""
    return sections[at + 1] if at + 1 < len(sections) else ()
