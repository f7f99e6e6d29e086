"""The grammar of HTTP/1.1, RFC 9112 rule by rule: bytes in, heads and content out, or an error that names its rule.

The lab's server, gateway and client and the display of exchanges share these readers. Plain section numbers are those
of RFC 9112. No socket, clock or screen lives here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

Field = tuple[bytes, bytes]
"""A header field as it was written: the name with its case, the value without the white space around it."""

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_REQUEST_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!\"$-~]+) (HTTP/(\d)\.(\d))")
_STATUS_LINE = re.compile(rb"(HTTP/\d\.\d) (\d{3})(?: ([\t \x21-\x7e\x80-\xff]*))?")
_ABSOLUTE = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://([^/?]*)(.*)")
_BARE_LF = re.compile(rb"(?<!\r)\n")
_FIELD_LINES = re.compile(rb"(?<=\r\n)([!#$%&'*+\-.^_`|~0-9A-Za-z]++):([^\x00-\x08\x0a-\x1f\x7f]*+)\r\n")
_SUSPECT = re.compile(rb"\A\x16|(?<!\r)\n")
_NOT_IN_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~%!$&'()*+,;=]*)(?::\d*)?")
_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:[ \t]*;[\t \x21-\x7e\x80-\xff]*)?")

# Clients that poll, page scripts and load tests send the same head again and again. A parsed head never changes.
REMEMBERED, REMEMBERED_BYTES = 256, 2048  # heads, and bytes of each


class BadMessage(Exception):
    """The bytes break a rule: `status` is the code to answer with, `rule` the section that has the rule.

    `fields` are those that the response must have.
    """

    def __init__(self, status: int, why: str, rule: str, fields: tuple[Field, ...] = ()) -> None:
        super().__init__(why)
        self.status, self.why, self.rule, self.fields = status, why, rule, fields


class Limits(NamedTuple):
    """How much of a message a reader accepts, in bytes; `fields` is a count."""

    line: int = 8192
    head: int = 32768
    fields: int = 100
    chunk_line: int = 1024


@dataclass(frozen=True, slots=True)
class Head:
    """What the heads of requests and responses share: a version, fields in order, and the exact bytes.

    `lowered` are the fields with their names in lower case.
    """

    version: str
    fields: tuple[Field, ...]
    raw: bytes
    lowered: tuple[Field, ...] = field(init=False, repr=False, compare=False)
    _values: dict[bytes, list[bytes]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lowered = tuple([(name.lower(), value) for name, value in self.fields])
        values: dict[bytes, list[bytes]] = {}
        for name, value in lowered:
            values.setdefault(name, []).append(value)
        object.__setattr__(self, "lowered", lowered)
        object.__setattr__(self, "_values", values)

    def values(self, name: bytes) -> list[bytes]:
        """Every value of a field, in order; the name in lower case."""
        return self._values.get(name, [])

    def has(self, name: bytes) -> bool:
        """Is there such a field? The name in lower case."""
        return name in self._values

    def members(self, name: bytes) -> list[bytes]:
        """The members of a list field such as Connection, in lower case (RFC 9110 section 5.6.1)."""
        if name not in self._values:
            return []
        return [part.strip(b" \t").lower() for value in self.values(name) for part in value.split(b",") if part.strip()]

    @property
    def persistent(self) -> bool:
        """Does this side want to keep the connection (section 9.3)?"""
        options = self.members(b"connection") if b"connection" in self._values else ()
        if b"close" in options:
            return False
        return self.version == "HTTP/1.1" or b"keep-alive" in options


@dataclass(frozen=True, slots=True)
class RequestHead(Head):
    method: str
    target: str

    @property
    def expects_continue(self) -> bool:
        """Does the client hold its content back until it gets a 100? HTTP/1.0 has no 100 (RFC 9110 section 10.1.1)."""
        return self.version != "HTTP/1.0" and b"100-continue" in self.members(b"expect")

    @property
    def unmet_expectations(self) -> list[str]:
        """Expectations other than 100-continue, the only one defined (RFC 9110 section 10.1.1)."""
        if self.version == "HTTP/1.0":
            return []
        return [each.decode("latin-1") for each in self.members(b"expect") if each != b"100-continue"]


@dataclass(frozen=True, slots=True)
class ResponseHead(Head):
    status: int
    reason: str


# --- Fields -------------------------------------------------------------------------------------------------


def _fields_of_block(block: bytes) -> tuple[Field, ...]:
    """The fields of a head: from the CRLF before the first line to that of the last one. Raises as `parse_fields`."""
    found = _FIELD_LINES.findall(block)
    if len(found) != block.count(b"\r\n") - 1:  # not every line is a field
        return parse_fields(block[2:-2].split(b"\r\n"))
    return tuple([(name, value.strip(b" \t")) for name, value in found])


def parse_fields(lines: Iterable[bytes]) -> tuple[Field, ...]:
    """Field lines into fields (section 5). Raises BadMessage for folded lines, bad names and control characters."""
    return tuple(_field(line) for line in lines)


def _field(line: bytes) -> Field:
    name, colon, value = line.partition(b":")
    if not colon or not _TOKEN.fullmatch(name):
        raise BadMessage(400, _why_no_field(line), "RFC 9112 section 5.1")
    if _NOT_IN_VALUE.search(value):
        raise BadMessage(400, f"a control character in the value of {name.decode()}", "RFC 9110 section 5.5")
    return name, value.strip(b" \t")


def _why_no_field(line: bytes) -> str:
    if line[:1] in (b" ", b"\t"):
        return "a folded field line"
    if b":" in line and line.split(b":")[0].rstrip(b" \t") != line.split(b":")[0]:
        return "white space between a field name and its colon"
    return "a field line that is no 'Name: value'"


# --- Requests -----------------------------------------------------------------------------------------------


class RequestReader:
    """The requests on one connection: `feed` its bytes, get the next `head`, then read its content by `content`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.buffer = bytearray()
        self._scanned = 0
        self._unchecked = min(self.limits.line, self.limits.head)  # a head of so many bytes is over no limit of bytes

    def feed(self, data: bytes) -> None:
        self.buffer += data

    def head(self) -> RequestHead | None:
        """The next request head, None while it is incomplete.

        Raises BadMessage: 400 malformed, 414 or 431 over a limit, 501 an overlong method, 505 another major version.
        """
        buffer = self.buffer
        if not buffer:
            return None
        while buffer.startswith(b"\r\n"):  # section 2.2: an empty line before a request is to be ignored
            del buffer[:2]
        end = buffer.find(b"\r\n\r\n", max(0, self._scanned - 3)) + 4
        if end < 4:
            self._check(buffer)
            self._scanned = len(buffer)
            return None
        raw = bytes(buffer if end == len(buffer) else buffer[:end])
        del buffer[:end]
        if end > self._unchecked:
            self._check(raw)
        try:
            head = _parse_again(raw) if end <= REMEMBERED_BYTES else parse_request(raw)
        except BadMessage:
            if _SUSPECT.search(raw):  # it is told which line ended in another way
                self._check(raw)
            raise
        finally:
            self._scanned = 0
        if len(head.fields) > self.limits.fields:
            raise BadMessage(431, f"{len(head.fields)} fields, over {self.limits.fields}", "RFC 6585 section 5")
        return head

    def _check(self, raw: bytes | bytearray) -> None:
        """Refuse a head, whole or not, that more bytes cannot make valid. A late one is left to the caller (408).

        The first broken rule in the order of the bytes decides, so that it does not matter how TCP cut them up.
        """
        if raw[:1] == b"\x16":
            raise BadMessage(400, "a TLS handshake on a port that speaks plain HTTP", "RFC 9112 section 2.2")
        line_end = raw.find(b"\r\n")
        self._check_line_ends(raw, self.limits.line + 1 if line_end < 0 else min(line_end, self.limits.line + 1))
        self._check_line_length(raw, line_end)
        if line_end >= 0:
            _request_line(bytes(raw[:line_end]))
        self._check_line_ends(raw, self.limits.head)
        if len(raw) > self.limits.head:
            raise BadMessage(431, f"a head of more than {self.limits.head} bytes", "RFC 6585 section 5")

    def _check_line_ends(self, raw: bytes | bytearray, end: int) -> None:
        if _BARE_LF.search(raw, max(0, self._scanned - 1), end):
            raise BadMessage(400, "a line that ends in LF without CR", "RFC 9112 section 2.2")

    def _check_line_length(self, raw: bytes | bytearray, line_end: int) -> None:
        """A request line over the limit: 501 where the method alone fills it, else 414 (section 3)."""
        length = line_end if line_end >= 0 else len(raw) - 1  # its last byte may be the CR of the line's end
        if length <= self.limits.line:
            return
        if b" " not in raw[: self.limits.line]:
            raise BadMessage(501, "a method longer than any this server knows", "RFC 9112 section 3")
        raise BadMessage(414, f"a request line of more than {self.limits.line} bytes", "RFC 9112 section 3")

    def content(self, head: RequestHead) -> Content:
        """The reader for what follows this head."""
        return request_content(head, self.limits)


def parse_request(raw: bytes) -> RequestHead:
    """A whole request head, with its blank line, into a value. Raises BadMessage."""
    end = raw.index(b"\r\n")
    method, target, version = _request_line(raw[:end])
    head = RequestHead(version, _fields_of_block(raw[end:-2]), raw, method, target)
    check_host(head)
    return head


_parse_again = lru_cache(REMEMBERED)(parse_request)


def _request_line(line: bytes) -> tuple[str, str, str]:
    match = _REQUEST_LINE.fullmatch(line)
    if not match:
        raise BadMessage(400, "a request line that is not 'METHOD target HTTP/1.1'", "RFC 9112 section 3")
    method, target, version, major, minor = match.groups()
    if major != b"1":
        why = f"version {version.decode()}, where only the 1 of HTTP/1.x is spoken"
        raise BadMessage(505, why, "RFC 9110 section 15.6.6")
    _check_target(method, target)
    # RFC 9110 section 2.5: a higher minor version is served as the highest this server knows.
    return method.decode(), target.decode(), "HTTP/1.0" if minor == b"0" else "HTTP/1.1"


def _check_target(method: bytes, target: bytes) -> None:
    """Raises BadMessage where the target has none of the four forms that the method may use (section 3.2)."""
    if method == b"CONNECT":
        fits = b"/" not in target and re.fullmatch(rb".+:\d+", target) is not None
    elif target == b"*":
        fits = method == b"OPTIONS"
    else:
        fits = target.startswith(b"/") or _fits_absolute(target.decode())
    if not fits:
        raise BadMessage(
            400,
            f"target {target.decode()} has no form that {method.decode()} may use",
            "RFC 9112 section 3.2",
        )


def _fits_absolute(target: str) -> bool:
    """An absolute target needs a host, and a well-formed one (RFC 9110 section 4.2.1)."""
    authority = split_target(target)[1].rpartition("@")[2]
    return not authority.startswith(":") and bool(authority) and _HOST.fullmatch(authority.encode()) is not None


@lru_cache(maxsize=REMEMBERED)
def split_target(target: str) -> tuple[str, str, str]:
    """Scheme, authority, and path with query; the first two are empty where the target is not absolute.

    >>> split_target("http://teahouse/teas?page=2")
    ('http', 'teahouse', '/teas?page=2')
    """
    match = None if target.startswith("/") else _ABSOLUTE.fullmatch(target)
    if not match:
        return "", "", target
    scheme, authority, rest = match.groups()
    return scheme.lower(), authority, rest if rest.startswith("/") else f"/{rest}"


def check_host(head: RequestHead) -> None:
    """Raises BadMessage unless there is one well-formed Host; HTTP/1.1 alone needs it (section 3.2)."""
    hosts = head.values(b"host")
    if not hosts and head.version == "HTTP/1.1":
        raise BadMessage(400, "no Host field", "RFC 9112 section 3.2")
    if len(hosts) > 1:
        raise BadMessage(400, "more than one Host field", "RFC 9112 section 3.2")
    if hosts and not _HOST.fullmatch(hosts[0]):
        raise BadMessage(400, "a Host field that names no host", "RFC 9112 section 3.2")


# --- Responses ----------------------------------------------------------------------------------------------


def parse_response(raw: bytes) -> ResponseHead:
    """A whole response head, with its blank line, into a value. Raises BadMessage."""
    first, *lines = raw[:-4].split(b"\r\n")
    match = _STATUS_LINE.fullmatch(first)
    if not match:
        raise BadMessage(502, "a first line that is no status line", "RFC 9112 section 4")
    version, status, reason = match.groups()
    return ResponseHead(version.decode(), parse_fields(lines), raw, int(status), (reason or b"").decode("latin-1"))


class ResponseReader:
    """The responses to one request: `feed` bytes, `close` at the end of the connection.

    `interim` has the heads of 1xx responses; `head`, `content` and `trailers` belong to the final one.
    """

    def __init__(self, method: str) -> None:
        self.method = method
        self.buffer = bytearray()
        self.interim: list[ResponseHead] = []
        self.head: ResponseHead | None = None
        self.content = bytearray()
        self._content_reader: Content | None = None

    @property
    def complete(self) -> bool:
        return self._content_reader is not None and self._content_reader.complete

    @property
    def trailers(self) -> tuple[Field, ...]:
        return self._content_reader.trailers if isinstance(self._content_reader, Chunked) else ()

    def feed(self, data: bytes) -> None:
        """Take the next bytes. Raises BadMessage where they are no HTTP: 502, whichever rule they break."""
        self.buffer += data
        try:
            while self.head is None and self._next_head():
                pass
            if self._content_reader is not None:
                self.content += self._content_reader.take(self.buffer)
        except BadMessage as refused:
            raise BadMessage(502, refused.why, refused.rule) from None

    def close(self) -> None:
        """The server has closed the connection: content without a length is complete now (section 6.3)."""
        if isinstance(self._content_reader, UntilClose):
            self._content_reader.complete = True

    def _next_head(self) -> bool:
        if b"\n" in self.buffer and not self.buffer.startswith(b"HTTP/"):
            raise BadMessage(502, "a first line that is no status line", "RFC 9112 section 4")
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = parse_response(bytes(self.buffer[: end + 4]))
        del self.buffer[: end + 4]
        if 100 <= head.status < 200 and head.status != 101:
            self.interim.append(head)
        else:
            self.head, self._content_reader = head, response_content(head, self.method)
        return True


# --- Content (section 6.3: how long is it?) -----------------------------------------------------------------


class Content:
    """A reader of one message's content; `complete` once it has all of it."""

    complete = False

    def take(self, buffer: bytearray) -> bytes:
        """Take what belongs to this content out of the buffer, and return it without its framing."""
        raise NotImplementedError


class Sized(Content):
    """Content with a Content-Length, or with none at all (length 0)."""

    def __init__(self, length: int) -> None:
        self.length = self.left = length
        self.complete = length == 0

    def take(self, buffer: bytearray) -> bytes:
        data = bytes(buffer[: self.left])
        del buffer[: len(data)]
        self.left -= len(data)
        self.complete = self.left == 0
        return data


NO_CONTENT = Sized(0)


class UntilClose(Content):
    """Response content that only the end of the connection ends."""

    def take(self, buffer: bytearray) -> bytes:
        data = bytes(buffer)
        buffer.clear()
        return data


@dataclass(eq=False)
class Chunked(Content):
    """The chunked transfer coding (section 7.1), with trailers."""

    limits: Limits = field(default_factory=Limits)
    trailers: tuple[Field, ...] = ()
    complete: bool = False
    _left: int = 0
    _data_ends: bool = False
    _last: bool = False

    def take(self, buffer: bytearray) -> bytes:
        out = bytearray()
        while not self.complete and self._step(buffer, out):
            pass
        return bytes(out)

    def _step(self, buffer: bytearray, out: bytearray) -> bool:
        """One move of the coding; False when it needs more bytes."""
        if self._left:
            return self._take_data(buffer, out)
        if self._data_ends:
            return self._take_data_end(buffer)
        return self._take_trailers(buffer) if self._last else self._take_size(buffer)

    def _take_data(self, buffer: bytearray, out: bytearray) -> bool:
        data = buffer[: self._left]
        out += data
        del buffer[: len(data)]
        self._left -= len(data)
        return bool(data)

    def _take_data_end(self, buffer: bytearray) -> bool:
        if len(buffer) < 2 and b"\r\n".startswith(buffer):
            return False
        if not buffer.startswith(b"\r\n"):
            raise BadMessage(400, "a chunk longer or shorter than it says", "RFC 9112 section 7.1")
        del buffer[:2]
        self._data_ends = False
        return True

    def _take_size(self, buffer: bytearray) -> bool:
        line = self._line(buffer)
        if line is None:
            return False
        match = _CHUNK_LINE.fullmatch(line)
        if not match:
            raise BadMessage(400, "a chunk size that is no hexadecimal number", "RFC 9112 section 7.1")
        self._left = int(match[1], 16)
        self._last, self._data_ends = self._left == 0, self._left > 0
        return True

    def _take_trailers(self, buffer: bytearray) -> bool:
        line = self._line(buffer)
        if line is None:
            return False
        if line:
            self.trailers += parse_fields([line])
            if len(self.trailers) > self.limits.fields:
                raise BadMessage(431, f"more than {self.limits.fields} trailer fields", "RFC 6585 section 5")
        else:
            self.complete = True
        return True

    def _line(self, buffer: bytearray) -> bytes | None:
        end = buffer.find(b"\n")
        if (len(buffer) if end < 0 else end) > self.limits.chunk_line:
            raise BadMessage(400, "an endless chunk line", "RFC 9112 section 7.1.1")
        if end < 0:
            return None
        if buffer[end - 1 : end] != b"\r":
            raise BadMessage(400, "a chunk line that does not end in CRLF", "RFC 9112 section 7.1")
        line = bytes(buffer[: end - 1])
        del buffer[: end + 1]
        return line


def request_content(head: RequestHead, limits: Limits | None = None) -> Content:
    """How the content of a request is framed (section 6.3). Raises BadMessage: 400 ambiguous, 501 unknown coding."""
    with_length = head.has(b"content-length")
    if head.has(b"transfer-encoding"):
        _check_codings(head, head.members(b"transfer-encoding"), with_length)
        return Chunked(limits or Limits())
    return Sized(_length(head.members(b"content-length"))) if with_length else NO_CONTENT


def _check_codings(head: RequestHead, codings: list[bytes], with_length: bool) -> None:
    if head.version == "HTTP/1.0":
        raise BadMessage(400, "Transfer-Encoding in an HTTP/1.0 request", "RFC 9112 section 6.1")
    if with_length:
        raise BadMessage(400, "both Transfer-Encoding and Content-Length: a sign of smuggling", "RFC 9112 section 6.3")
    if not codings or codings[-1] != b"chunked" or codings.count(b"chunked") > 1:
        raise BadMessage(400, "a request whose final transfer coding is not chunked", "RFC 9112 section 6.3")
    if len(codings) > 1:
        raise BadMessage(501, f"unknown transfer coding {codings[0].decode('latin-1')}", "RFC 9112 section 6.1")


def _length(values: list[bytes]) -> int:
    if len(set(values)) != 1 or not values[0].isdigit() or len(values[0]) > 18:
        raise BadMessage(400, "a Content-Length that is not one plain number", "RFC 9112 section 6.3")
    return int(values[0])


def response_content(head: ResponseHead, method: str) -> Content:
    """How the content of a response to this method is framed (section 6.3). Raises BadMessage where ambiguous."""
    if method == "HEAD" or head.status in (204, 304) or head.status < 200:
        return Sized(0)
    if method == "CONNECT" and head.status < 300:
        return Sized(0)
    if head.members(b"transfer-encoding")[-1:] == [b"chunked"]:
        return Chunked()
    if head.values(b"transfer-encoding") or not head.values(b"content-length"):
        return UntilClose()
    return Sized(_length(head.members(b"content-length")))


# --- Writing ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def status_line(status: int, reason: str) -> bytes:
    """A status line; the space before the reason stays even where the reason is empty (section 4)."""
    return f"HTTP/1.1 {status} {reason}\r\n".encode("latin-1")


def write_fields(fields: Iterable[Field]) -> bytes:
    """Fields and the blank line that ends a head."""
    return b"".join([b"%b: %b\r\n" % pair for pair in fields]) + b"\r\n"


def write_chunk(data: bytes) -> bytes:
    """One chunk, or nothing for no data: an empty chunk ends the content, which is what `last_chunk` is for."""
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""


def last_chunk(trailers: Iterable[Field] = ()) -> bytes:
    return b"0\r\n" + write_fields(trailers)
