"""An exchange as lines of text for a person: long lines and content cut, control characters escaped.

No socket, clock or HTML lives here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from statuslab.messages.events import Direction, Event, Frame, Layer
from statuslab.wording import quantity


class Role(StrEnum):
    """What a line is, so that a view can style it."""

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
class DisplayOptions:
    """How exchanges are shown.

    `names` replace addresses in all text, `ports` only in the diagram. With `steps` the events are numbered instead of
    timed. `content` and `lines` bound how much of each side's content is shown, in bytes and in lines; `width` bounds a
    line of a head, in bytes.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    ports: Mapping[str, str] = field(default_factory=dict)
    steps: bool = False
    content: int = 600
    lines: int = 14
    width: int = 240

    def host(self, text: str) -> str:
        """The text with addresses replaced by their names."""
        for address, name in self.names.items():
            text = re.sub(rf"{re.escape(address)}(?!\d)", name, text)  # port 8418 is not a part of port 84180
        return text


PLAIN = DisplayOptions()


class Recorded(Protocol):
    """What a transcript reads of an exchange."""

    @property
    def events(self) -> tuple[Event, ...]: ...

    @property
    def frames(self) -> tuple[Frame, ...]: ...

    @property
    def received(self) -> bytes: ...

    @property
    def omitted(self) -> int: ...

    @property
    def layer(self) -> Layer | None: ...

    @property
    def logged_status(self) -> int | None: ...

    @property
    def internal_status(self) -> int | None: ...

    @property
    def note(self) -> str: ...


def merged(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events with neighbors of one direction joined: how TCP cut up the bytes is chance."""
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


def lines(exchange: Recorded, options: DisplayOptions = PLAIN) -> tuple[Line, ...]:
    """The exchange as lines, in the order of time."""
    out = list(_frame_lines(exchange, options) if exchange.frames else _byte_lines(exchange, options))
    if exchange.omitted:
        out.append(Line("*", Role.CUT, f"{exchange.omitted} bytes more crossed the wire and were not kept"))
    if not exchange.received:
        out.append(Line("*", Role.NOTE, "nothing was sent back"))
    return tuple(out)


def _byte_lines(exchange: Recorded, options: DisplayOptions) -> Iterator[Line]:
    sides = _sides(options)
    for event in merged(exchange.events):
        if event.direction in sides:
            yield from sides[event.direction].lines(event.data)
        else:
            yield Line("*", Role.NOTE, _HANG_UP[event.direction])


def _frame_lines(exchange: Recorded, options: DisplayOptions) -> Iterator[Line]:
    """HTTP/2: for each frame a title, its fields and its content. Flow control is left out."""
    sides = _sides(options)
    for group in frames_and_hang_ups(exchange):
        if isinstance(group, Event):
            yield Line("*", Role.NOTE, _HANG_UP[group.direction])
        else:
            yield from sides[group[0].direction].frames(group)


def frames_and_hang_ups(exchange: Recorded) -> Iterator[tuple[Frame, ...] | Event]:
    """The frames to show, in the order of time, and who closed the connection. DATA frames in a row form one group."""
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


def _sides(options: DisplayOptions) -> dict[Direction, _Side]:
    return {Direction.SENT: _Side(">", options), Direction.RECEIVED: _Side("<", options)}


class _Side:
    """Turns one direction of an exchange into lines; remembers whether a head or content comes next."""

    def __init__(self, mark: str, options: DisplayOptions) -> None:
        self.mark, self.options = mark, options
        self.in_content = False
        self.bytes_left, self.lines_left = options.content, options.lines

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
            yield Line(self.mark, Role.FIELD, "  " + self._head_line(f"{name}: {value}".encode("latin-1")), name)
        content = b"".join(frame.content for frame in run)
        if content:
            yield from self._content(content)

    def _head(self, head: bytes, ended: bool) -> Iterator[Line]:
        first, *rest = head.removesuffix(b"\r\n").split(b"\r\n")  # the end of an unfinished line is no blank line
        yield Line(self.mark, Role.START, self._head_line(first))
        for raw in rest:
            yield Line(self.mark, Role.FIELD, self._head_line(raw), _name(raw))
        if ended:
            yield Line(self.mark, Role.BLANK, "")
        interim = self.mark == "<" and re.match(rb"HTTP/1\.\d 1\d\d", first) is not None
        self.in_content = ended and not interim

    def _head_line(self, raw: bytes) -> str:
        """A line of a head, cut at `width`."""
        kept = self.options.host(printable(raw[: self.options.width]))
        return kept if len(raw) <= self.options.width else f"{kept}… {len(raw) - self.options.width} more bytes"

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
            yield Line(self.mark, Role.CONTENT, self.options.host(printable(raw.rstrip(b"\r\n"))))
        if shown < len(data):
            yield Line(self.mark, Role.CUT, f"… {len(data) - shown} more bytes")


def _title(run: Sequence[Frame]) -> str:
    """Such as `HEADERS stream 1` or `DATA stream 1, 40000 bytes in 3 frames, end of stream`."""
    first, size = run[0], sum(len(frame.content) for frame in run)
    parts = [f"{first.kind} stream {first.stream}" if first.kind else "no frame"]
    if first.kind in ("DATA", ""):
        many = f" in {len(run)} frames" if len(run) > 1 else ""
        parts.append(f"{quantity(size, 'byte')}{many}")
    if run[-1].ends:
        parts.append("end of stream")
    return ", ".join(parts)


def _name(raw: bytes) -> str:
    return raw.partition(b":")[0].decode("latin-1").lower()


def is_text(data: bytes) -> bool:
    """Is it UTF-8 (perhaps cut in the middle of a character) without control characters?"""
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3:
            return False
        decoded = data[: error.start].decode("utf-8")
    return all(character.isprintable() or character in "\r\n\t" for character in decoded)


def printable(raw: bytes) -> str:
    """Bytes as text; control characters and bytes that are no UTF-8 become \\x escapes."""
    decoded = raw.decode("utf-8", "backslashreplace")
    return "".join(map(_visible, decoded))


def _visible(character: str) -> str:
    is_plain = character.isprintable() or character == "\t"
    return character if is_plain else character.encode("unicode_escape").decode("ascii")


def text(exchange: Recorded, options: DisplayOptions = PLAIN) -> str:
    """The exchange in curl's marks; the last line says who answered and what was logged."""
    body = [f"{line.mark} {line.text}".rstrip() for line in lines(exchange, options)]
    return "\n".join([*body, verdict(exchange)])


def verdict(exchange: Recorded) -> str:
    """Who answered and what the server logged, such as `answered by: application · logged: 412`."""
    parts = [f"answered by: {exchange.layer}" if exchange.layer else "answered by: nobody"]
    if exchange.logged_status is not None:
        parts.append(f"logged: {exchange.logged_status}")
    if exchange.internal_status is not None:
        parts.append(f"inside: {exchange.internal_status}")
    if exchange.note:
        parts.append(exchange.note)
    return " · ".join(parts)
