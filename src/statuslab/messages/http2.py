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
_ACK, _PADDED, _PRIORITY = 0x1, 0x8, 0x20
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

    def ending_stream(self) -> RawFrame:
        """The same frame, with END_STREAM."""
        return RawFrame(self.raw[:4] + bytes([self.raw[4] | _END_STREAM]) + self.raw[5:])

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


def check_size(frame: RawFrame) -> None:
    """Raise BadMessage for a frame whose type does not allow its length (section 4.2)."""
    length, flags = len(frame.raw) - _HEADER, frame.raw[4]
    least = (1 if flags & _PADDED else 0) + (5 if frame.kind == "HEADERS" and flags & _PRIORITY else 0)
    fits = {
        "DATA": length >= least,
        "HEADERS": length >= least,
        "PRIORITY": length == 5,
        "RST_STREAM": length == 4,
        "SETTINGS": length == 0 if flags & _ACK else length % 6 == 0,
        "PING": length == 8,
        "GOAWAY": length >= 8,
        "WINDOW_UPDATE": length == 4,
    }
    if not fits.get(frame.kind, True):
        raise BadMessage(400, f"a {frame.kind} frame of {length} bytes", "RFC 9113 section 4.2")


# --- Malformed messages (section 8.1.1) ---------------------------------------------------------------------

_BAD_NAME = re.compile(rb"[\x00-\x20A-Z\x7f-\xff]|.:|\A\Z", re.DOTALL)
_BAD_VALUE = re.compile(rb"[\x00\n\r]|\A[ \t]|[ \t]\Z")
_PSEUDO = (b":method", b":scheme", b":authority", b":path")


def malformed_request(decoded: Sequence[Field], ended: bool) -> str:
    """What is wrong with a request's field section, or ""; `ended` says that no content follows (section 8.3.1)."""
    pseudo = [name for name, _ in decoded if name.startswith(b":")]
    given = dict(decoded)
    connect = given.get(b":method") == b"CONNECT"
    for name in pseudo:
        if name not in _PSEUDO:
            return f"the pseudo-header {_shown(name)} is none of a request"
        if pseudo.count(name) > 1:
            return f"{_shown(name)} more than once"
    if any(name.startswith(b":") for name, _ in decoded[len(pseudo) :]):
        return "a pseudo-header after a field"
    for name in (b":method", b":authority") if connect else (b":method", b":scheme", b":path"):
        if not given.get(name):
            return f"no {_shown(name)}"
    if connect and (b":scheme" in given or b":path" in given):
        return "a :scheme or a :path in CONNECT"
    if not _TOKEN.fullmatch(given[b":method"]):
        return "a :method that is no token"
    if not connect and not _fits_path(given[b":method"], given[b":path"]):
        return "a :path that is no path"
    if b"@" in given.get(b":authority", b""):
        return "user information in :authority"
    authority, hosts = given.get(b":authority"), [value for name, value in decoded if name == b"host"]
    if authority is not None and any(_host(value) != _host(authority) for value in hosts):
        return "a host that differs from :authority"
    return _malformed_fields(decoded) or _malformed_length(decoded, ended)


def malformed_trailers(decoded: Sequence[Field]) -> str:
    """What is wrong with a trailer section, or ""."""
    if any(name.startswith(b":") for name, _ in decoded):
        return "a pseudo-header in the trailers"
    return _malformed_fields(decoded)


def content_length(decoded: Sequence[Field]) -> int | None:
    """The length that a well-formed head announces, None where it announces none."""
    return next((int(value) for name, value in decoded if name == b"content-length"), None)


def _malformed_fields(decoded: Sequence[Field]) -> str:
    for name, value in decoded:
        if _BAD_NAME.search(name[1:] if name.startswith(b":") else name):
            return f"the field name {_shown(name)}"
        if _BAD_VALUE.search(value):
            return f"a character that no value may have in {_shown(name)}"
        if name in CONNECTION_SPECIFIC or (name == b"te" and value.lower() != b"trailers"):
            return f"{_shown(name)}, which is about a connection"
    return ""


def _malformed_length(decoded: Sequence[Field], ended: bool) -> str:
    lengths = {value for name, value in decoded if name == b"content-length"}
    if len(lengths) > 1 or any(not value.isdigit() or len(value) > 18 for value in lengths):
        return "a content-length that is not one number"
    return "content that is shorter than its content-length" if ended and any(int(each) for each in lengths) else ""


def _host(authority: bytes) -> bytes:
    return authority.lower().removesuffix(b":443").removesuffix(b":80")


def _shown(name: bytes) -> str:
    return ascii(name[:40].decode("latin-1"))


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
    if not _fits_path(method, path):
        raise BadMessage(400, "a :path that is no path", "RFC 9113 section 8.3.1")
    return path


def _fits_path(method: bytes, path: bytes) -> bool:
    return _PATH.fullmatch(path) is not None or (method, path) == (b"OPTIONS", b"*")


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
