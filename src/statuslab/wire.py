"""What crossed the wire, as values: exchanges, messages, and the lines a person reads.

Bytes in, values and text out; no socket, clock or HTML lives here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from statuslab.http1 import (
    Content,
    Head,
    Refused,
    RequestHead,
    ResponseHead,
    ResponseReader,
    parse_request,
    request_content,
)
from statuslab.http2 import request_head, response_head


class Layer(StrEnum):
    """Who can answer, from the outside in."""

    LISTENER = "listener"
    TLS = "TLS"
    SERVER = "server"
    PROXY = "proxy"
    GATEWAY = "gateway"
    APPLICATION = "application"


class Origin(StrEnum):
    """Who made an exchange: challenges count only what the learner did."""

    LEARNER = "learner"
    DEMO = "demo"
    CHALLENGE = "challenge"


class Direction(StrEnum):
    """What an event is, in curl's marks: bytes to the server, bytes to the client, or a side hanging up."""

    SENT = ">"
    RECEIVED = "<"
    CLIENT_CLOSED = "client closed"
    SERVER_CLOSED = "server closed"


@dataclass(frozen=True, slots=True)
class Event:
    """Bytes (or a hang-up) at a time: seconds since the exchange began."""

    time: float
    direction: Direction
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of HTTP/2, decoded: HPACK has a memory, so the bytes of one exchange alone cannot tell its fields.

    `kind` is its name in RFC 9113 section 6, empty for bytes that are no frame; `ends` says that its side has finished.
    An RST_STREAM or GOAWAY has its error code as a field of the name `error`.
    """

    time: float
    direction: Direction
    kind: str
    stream: int
    fields: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    ends: bool = False

    @property
    def is_head(self) -> bool:
        """Does it complete a field section: a head, or trailers?"""
        return self.kind in ("HEADERS", "CONTINUATION") and bool(self.fields)

    @property
    def is_bookkeeping(self) -> bool:
        """Does it say nothing of the message, only of credit and order?"""
        return self.kind in ("WINDOW_UPDATE", "PRIORITY")


@dataclass(frozen=True)
class Message:
    """A request or response: field names keep their case, content is free of transfer codings."""

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
        """The content as text; what is no UTF-8 shows as replacement signs."""
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
    """One request and all that came back, even where the request was malformed or nothing came back at all.

    `layer` answered it; `logged_status` is what the server's log says, `internal_status` nginx's own number where
    client and log see another. `via` holds the exchanges a gateway or proxy made on the way. `omitted` counts bytes
    beyond what the recorder keeps. `frames` are there where it was a stream of HTTP/2; they, and not the bytes, then
    tell what was said.
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
        """Every byte the client sent for this exchange."""
        return self._bytes(Direction.SENT)

    @cached_property
    def received(self) -> bytes:
        """Every byte the client was sent, interim responses first."""
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
        """The final response; None where none was sent, or what was sent is no HTTP."""
        return self._responses[1]

    @property
    def wire_status(self) -> int | None:
        """The status the client saw; None where nothing was sent."""
        return self.response.status if self.response else None

    @property
    def seconds(self) -> float:
        """From the first byte to the last event."""
        return self.events[-1].time if self.events else 0.0

    def __str__(self) -> str:
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
    except Refused:
        return None
    try:
        rest = request_content(head)
        return Request(head, rest.take(bytearray(sent[end + 4 :])), _trailers(rest))
    except Refused:
        return Request(head)


def read_responses(received: bytes, method: str) -> tuple[tuple[Response, ...], Response | None]:
    """Interim responses and the final one (None where there is none, content may be cut)."""
    reader = ResponseReader(method)
    with suppress(Refused):
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
    sections, content = _sections(frames)
    try:
        return Request(request_head(sections[0]), content, _names(_after(sections, 0))) if sections else None
    except Refused:
        return None


def frames_responses(frames: Sequence[Frame]) -> tuple[tuple[Response, ...], Response | None]:
    """Interim responses and the final one, with its trailers (None where there is none, content may be cut)."""
    sections, content = _sections(frames)
    interim: list[Response] = []
    for at, section in enumerate(sections):
        with suppress(Refused):
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


# --- Exchanges into lines -----------------------------------------------------------------------------------


class Role(StrEnum):
    """What a shown line is, so that a view can dress it."""

    START = "start"
    FRAME = "frame"
    FIELD = "field"
    BLANK = "blank"
    CONTENT = "content"
    CUT = "cut"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """One shown line: mark ('>', '<' or '*'), role, text, and the field's name in lower case where it is one."""

    mark: str
    role: Role
    text: str
    name: str = ""


@dataclass(frozen=True)
class Shown:
    """How exchanges are shown: `names` stand in for addresses; `steps` numbers the events instead of timing them.

    `doors` says what an address is called in the picture, where the bytes are shown as they were.
    `content` and `lines` bound how much of each side's content is shown (bytes, lines), `width` a line of a head.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    doors: Mapping[str, str] = field(default_factory=dict)
    steps: bool = False
    content: int = 600
    lines: int = 14
    width: int = 240

    def host(self, text: str) -> str:
        """The text with addresses replaced by their names."""
        for address, name in self.names.items():
            text = re.sub(rf"{re.escape(address)}(?!\d)", name, text)  # port 8418 is no part of port 84180
        return text


PLAIN = Shown()


def merged(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events with neighbors of one direction joined, as a person sees them: how TCP cut them up is chance."""
    out: list[Event] = []
    for event in events:
        if out and event.data and out[-1].direction is event.direction:
            out[-1] = replace(out[-1], data=out[-1].data + event.data)
        else:
            out.append(event)
    return tuple(out)


_HANG_UP = {
    Direction.CLIENT_CLOSED: "the client closed the connection",
    Direction.SERVER_CLOSED: "the server closed the connection",
}


def lines(exchange: Exchange, shown: Shown = PLAIN) -> tuple[Line, ...]:
    """The exchange as lines in the order of time, content cut with its length told."""
    out = list(_frame_lines(exchange, shown) if exchange.frames else _byte_lines(exchange, shown))
    if exchange.omitted:
        out.append(Line("*", Role.CUT, f"{exchange.omitted} bytes more crossed the wire and were not kept"))
    if not exchange.received:
        out.append(Line("*", Role.NOTE, "nothing was sent back"))
    return tuple(out)


def _byte_lines(exchange: Exchange, shown: Shown) -> Iterator[Line]:
    sides = _sides(shown)
    for event in merged(exchange.events):
        if event.direction in sides:
            yield from sides[event.direction].lines(event.data)
        else:
            yield Line("*", Role.NOTE, _HANG_UP[event.direction])


def _frame_lines(exchange: Exchange, shown: Shown) -> Iterator[Line]:
    """HTTP/2: a title for each frame, its fields, its content; the credit that both sides give is left out."""
    sides = _sides(shown)
    for told in frames_and_hang_ups(exchange):
        if isinstance(told, Event):
            yield Line("*", Role.NOTE, _HANG_UP[told.direction])
        else:
            yield from sides[told[0].direction].frames(told)


def frames_and_hang_ups(exchange: Exchange) -> Iterator[tuple[Frame, ...] | Event]:
    """What a person sees of a stream, in the order of time: neighboring DATA frames of one side come together."""
    seen: list[Frame | Event] = [frame for frame in exchange.frames if not frame.is_bookkeeping]
    seen += [event for event in exchange.events if event.direction in _HANG_UP]
    run: list[Frame] = []
    for each in sorted(seen, key=lambda each: each.time):
        joins = isinstance(each, Frame) and each.kind == "DATA" and run and run[-1].kind == "DATA"
        if run and not (joins and each.direction is run[-1].direction):
            yield tuple(run)
            run = []
        if isinstance(each, Frame):
            run.append(each)
        else:
            yield each
    if run:
        yield tuple(run)


def _sides(shown: Shown) -> dict[Direction, _Side]:
    return {Direction.SENT: _Side(">", shown), Direction.RECEIVED: _Side("<", shown)}


class _Side:
    """One direction of an exchange, turned into lines; knows whether it stands in a head or in content."""

    def __init__(self, mark: str, shown: Shown) -> None:
        self.mark, self.shown = mark, shown
        self.in_content = False
        self.bytes_left, self.lines_left = shown.content, shown.lines

    def lines(self, data: bytes) -> Iterator[Line]:
        while data:
            if self.in_content:
                yield from self._content(data)
                return
            head, blank, data = data.partition(b"\r\n\r\n")
            yield from self._head(head, bool(blank))

    def frames(self, run: Sequence[Frame]) -> Iterator[Line]:
        """A frame, or several DATA frames in a row."""
        yield Line(self.mark, Role.FRAME, _title(run))
        for name, value in run[0].fields:
            yield Line(self.mark, Role.FIELD, "  " + self._shown(f"{name}: {value}".encode("latin-1")), name)
        content = b"".join(frame.content for frame in run)
        if content:
            yield from self._content(content)

    def _head(self, head: bytes, ended: bool) -> Iterator[Line]:
        first, *rest = head.removesuffix(b"\r\n").split(b"\r\n")  # what ends an unfinished line is no blank one
        yield Line(self.mark, Role.START, self._shown(first))
        for raw in rest:
            yield Line(self.mark, Role.FIELD, self._shown(raw), _name(raw))
        if ended:
            yield Line(self.mark, Role.BLANK, "")
        interim = self.mark == "<" and re.match(rb"HTTP/1\.\d 1\d\d", first) is not None
        self.in_content = ended and not interim

    def _shown(self, raw: bytes) -> str:
        """A line of a head, cut where nobody reads on."""
        kept = self.shown.host(printable(raw[: self.shown.width]))
        return kept if len(raw) <= self.shown.width else f"{kept}… {len(raw) - self.shown.width} more bytes"

    def _content(self, data: bytes) -> Iterator[Line]:
        kept = data[: self.bytes_left]
        self.bytes_left -= len(kept)
        shown = 0
        if not is_text(kept):
            yield Line(self.mark, Role.CUT, f"{len(data)} bytes that are no text")
            return
        for raw in kept.splitlines(keepends=True)[: self.lines_left]:
            shown += len(raw)
            self.lines_left -= 1
            yield Line(self.mark, Role.CONTENT, self.shown.host(printable(raw.rstrip(b"\r\n"))))
        if shown < len(data):
            yield Line(self.mark, Role.CUT, f"… {len(data) - shown} more bytes")


def _title(run: Sequence[Frame]) -> str:
    """Such as `HEADERS stream 1` or `DATA stream 1, 40000 bytes in 3 frames, end of stream`."""
    first, size = run[0], sum(len(frame.content) for frame in run)
    parts = [f"{first.kind} stream {first.stream}" if first.kind else "no frame"]
    if first.kind in ("DATA", ""):
        many = f" in {len(run)} frames" if len(run) > 1 else ""
        parts.append(f"{size} byte{'' if size == 1 else 's'}{many}")
    if run[-1].ends:
        parts.append("end of stream")
    return ", ".join(parts)


def _name(raw: bytes) -> str:
    return raw.partition(b":")[0].decode("latin-1").lower()


def is_text(data: bytes) -> bool:
    """Is it UTF-8 (perhaps cut in the middle of a sign) without control characters?"""
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3:
            return False
        decoded = data[: error.start].decode("utf-8")
    return all(sign.isprintable() or sign in "\r\n\t" for sign in decoded)


def printable(raw: bytes) -> str:
    """Bytes as text in which nothing hides: control characters and odd bytes show as \\x escapes."""
    decoded = raw.decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() or sign == "\t" else _escape(sign) for sign in decoded)


def _escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def text(exchange: Exchange, shown: Shown = PLAIN) -> str:
    """The exchange in curl's marks, the answering layer and the log's word last."""
    body = [f"{line.mark} {line.text}".rstrip() for line in lines(exchange, shown)]
    return "\n".join([*body, verdict(exchange)])


def verdict(exchange: Exchange) -> str:
    """Who answered and what the server logged, such as `answered by: application · logged: 412`."""
    parts = [f"answered by: {exchange.layer}" if exchange.layer else "answered by: nobody"]
    if exchange.logged_status is not None:
        parts.append(f"logged: {exchange.logged_status}")
    if exchange.internal_status is not None:
        parts.append(f"inside: {exchange.internal_status}")
    if exchange.note:
        parts.append(exchange.note)
    return " · ".join(parts)
