"""The grammar of HTTP/2 without HPACK (RFC 9113): frames from bytes, and heads from decoded fields.

HPACK has state, and is left to the h2 library. No socket, clock or screen lives here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from statuslab.messages.http1 import BadMessage, Field, RequestHead, ResponseHead, check_host

VERSION = "HTTP/2"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"  # section 3.4
MAX_FRAME_SIZE = 16_384  # bytes of a frame's payload, until a side allows more (section 4.2)

# Section 8.2.2: these are about a connection, for which HTTP/2 has frames.
CONNECTION_SPECIFIC = frozenset((b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"))

# Section 6 and section 7, in the order of their numbers.
_KINDS = (
    "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE",
    "CONTINUATION",
)  # fmt: skip
_ERRORS = (
    "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
    "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
)  # fmt: skip
_END_STREAM, _END_HEADERS = 0x1, 0x4
_HEADER = 9
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_PATH = re.compile(rb"/[!\"$-~]*")


@dataclass(frozen=True, slots=True)
class RawFrame:
    """The bytes of one frame, and what can be read from them without HPACK (section 4.1)."""

    raw: bytes

    @property
    def kind(self) -> str:
        """Its name in section 6, or its number where an extension defines it."""
        number = self.raw[3]
        return _KINDS[number] if number < len(_KINDS) else f"frame type {number}"

    @property
    def stream(self) -> int:
        """The number of its stream; 0 is the connection."""
        return int.from_bytes(self.raw[5:9]) & 0x7FFF_FFFF

    @property
    def ends_stream(self) -> bool:
        return self.kind in ("DATA", "HEADERS") and bool(self.raw[4] & _END_STREAM)

    @property
    def ends_fields(self) -> bool:
        """Does a field section end here?"""
        return self.kind in ("HEADERS", "CONTINUATION") and bool(self.raw[4] & _END_HEADERS)

    @property
    def error(self) -> str:
        """The name of the error code in an RST_STREAM or a GOAWAY; "" for other frames."""
        start = {"RST_STREAM": _HEADER, "GOAWAY": _HEADER + 4}.get(self.kind)
        return error_name(int.from_bytes(self.raw[start : start + 4])) if start else ""


def error_name(code: int) -> str:
    """The name of an error code (section 7), such as PROTOCOL_ERROR, or `error` and its number."""
    return _ERRORS[code] if code < len(_ERRORS) else f"error {code}"


def take_frames(buffer: bytearray, max_size: int = MAX_FRAME_SIZE) -> Iterator[RawFrame]:
    """Take all whole frames out of a buffer.

    Raises BadMessage for a frame that is too long, as soon as its header is there.
    """
    while len(buffer) >= _HEADER:
        length = int.from_bytes(buffer[:3])
        if length > max_size:
            raise BadMessage(400, f"a frame of {length} bytes, over {max_size}", "RFC 9113 section 4.2")
        if len(buffer) < _HEADER + length:
            return
        raw = bytes(buffer[: _HEADER + length])
        del buffer[: len(raw)]
        yield RawFrame(raw)


# --- Decoded fields into heads ------------------------------------------------------------------------------


def request_head(decoded: Sequence[Field]) -> RequestHead:
    """A request's head. Its Host is :authority. `raw` is empty, because HPACK's bytes mean nothing alone.

    Raises BadMessage: 400 where it is malformed.
    """
    pseudo = dict(pair for pair in decoded if pair[0].startswith(b":"))
    method, authority = pseudo.get(b":method", b""), pseudo.get(b":authority")
    if not _TOKEN.fullmatch(method):
        raise BadMessage(400, "a :method that is no token", "RFC 9113 section 8.3.1")
    target = authority or b"" if method == b"CONNECT" else _path(method, pseudo.get(b":path", b""))
    head = RequestHead(VERSION, _fields(decoded, authority), b"", method.decode(), target.decode("latin-1"))
    check_host(head)
    return head


def _path(method: bytes, path: bytes) -> bytes:
    if not _PATH.fullmatch(path) and (method, path) != (b"OPTIONS", b"*"):
        raise BadMessage(400, "a :path that is no path", "RFC 9113 section 8.3.1")
    return path


def _fields(decoded: Sequence[Field], authority: bytes | None) -> tuple[Field, ...]:
    """The fields as HTTP/1.1 would have them: Host first, and the Cookie in one piece (section 8.2.3)."""
    cookies = [value for name, value in decoded if name == b"cookie"]
    dropped = {b"cookie"} if authority is None else {b"cookie", b"host"}
    host = [] if authority is None else [(b"host", authority)]
    cookie = [(b"cookie", b"; ".join(cookies))] if cookies else []
    return (*host, *(pair for pair in decoded if pair[0] not in dropped and not pair[0].startswith(b":")), *cookie)


def response_head(decoded: Sequence[Field]) -> ResponseHead:
    """A response's head; HTTP/2 has no reason phrase (section 8.3.2). Raises BadMessage where it has no status."""
    status = dict(decoded).get(b":status", b"")
    if not re.fullmatch(rb"\d{3}", status):
        raise BadMessage(502, "a response without a :status", "RFC 9113 section 8.3.2")
    fields = tuple(pair for pair in decoded if not pair[0].startswith(b":"))
    return ResponseHead(VERSION, fields, b"", int(status), "")
