"""Range requests (RFC 9110 section 14): which bytes are requested, and the 206 or 416 that answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from statuslab.messages.dates import parse_http_date
from statuslab.server.teahouse.conditions import field_value, strong_match
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.version import Version

MOST = 10  # ranges in one request
READ = 200  # members of a list, with empty ones, that are looked at
_SPEC = re.compile(r"([0-9]+)-([0-9]*)|-([0-9]+)")
_REQUIRED = ("Cache-Control", "Content-Location", "ETag", "Expires", "Vary")


class RangePart(NamedTuple):
    """Bytes `first` to `last`, both included, as HTTP counts them."""

    first: int
    last: int

    def content_range(self, size: int) -> str:
        """The value of Content-Range (RFC 9110 section 14.4)."""
        return f"bytes {self.first}-{self.last}/{size}"


def requested_parts(request: Request, current: Version, size: int) -> list[RangePart] | None:
    """The parts to send, or None to send the whole. Raises 416 where no part can be sent (RFC 9110 section 14.2)."""
    value = field_value(request.headers, "range")
    if request.method != "GET" or not value or not if_range_holds(field_value(request.headers, "if-range"), current):
        return None
    parts = select(value, size)
    if parts is not None and (not parts or is_excessive(parts)):
        detail = f"Of these {size} bytes none can be sent that way; Content-Range tells how many there are."
        raise Problem(416, detail, {"Content-Range": f"bytes */{size}"})
    return parts


def if_range_holds(if_range: str, current: Version) -> bool:
    """Whether If-Range names the current version; only a strong validator does (RFC 9110 section 13.1.5)."""
    if not if_range or strong_match(if_range, current.etag):
        return True
    return current.strong_date and parse_http_date(if_range) == int(current.modified)


def select(value: str, size: int) -> list[RangePart] | None:
    """The parts of `size` bytes that a Range value selects; None where it must be ignored (RFC 9110 section 14.2).

    None are selected by a list that is far too long, which a server may refuse.

    >>> select("bytes=0-9,-1", 100)
    [RangePart(first=0, last=9), RangePart(first=99, last=99)]
    >>> select("bytes=100-", 100)
    []
    """
    unit, _, listing = value.partition("=")
    if listing.count(",") >= READ:
        return []
    specs = [_SPEC.fullmatch(text.strip(" \t")) for text in listing.split(",") if text.strip(" \t")]
    if unit.lower() != "bytes" or not specs:
        return None
    parts = []
    for spec in specs:
        if spec is None:
            return None
        first, last = _bounds(*spec.groups(), size=size)
        if spec[2] and _number(spec[2]) < first:  # the end before the start: invalid (section 14.1.1)
            return None
        if first < size:
            parts.append(RangePart(first, last))
    return parts


def is_excessive(parts: list[RangePart]) -> bool:
    """Whether a broken or hostile client is likely: many parts, or several overlaps (RFC 9110 section 14.2)."""
    ordered = sorted(parts)
    overlaps = sum(after.first <= before.last for before, after in pairwise(ordered))
    return len(parts) > MOST or overlaps > 1


def partial_response(
    request: Request, content: bytes, parts: list[RangePart], media_type: str, boundary: str, fields: Mapping[str, str]
) -> Response:
    """A 206: one part as it is, several as multipart/byteranges (RFC 9110 sections 14.6 and 15.3.7)."""
    if "if-range" in request.headers:  # the client has the other fields from the first part: section 15.3.7
        fields = {name: value for name, value in fields.items() if name in _REQUIRED}
    if len(parts) > 1:
        body = multipart_byteranges(content, parts, media_type, boundary)
        return Response(body, 206, fields, media_type=f"multipart/byteranges; boundary={boundary}")
    (part,) = parts
    fields = {**fields, "Content-Range": part.content_range(len(content))}
    known = None if "if-range" in request.headers else media_type
    return Response(content[part.first : part.last + 1], 206, fields, media_type=known)


def multipart_byteranges(content: bytes, parts: list[RangePart], media_type: str, boundary: str) -> bytes:
    """The parts, each with its own header, between boundaries (RFC 9110 section 14.6)."""
    pieces = [
        f"--{boundary}\r\nContent-Type: {media_type}\r\n"
        f"Content-Range: {part.content_range(len(content))}\r\n\r\n".encode()
        + content[part.first : part.last + 1]
        for part in parts
    ]
    return b"\r\n".join([*pieces, f"--{boundary}--\r\n".encode()])


def _bounds(first: str | None, last: str | None, suffix: str | None, *, size: int) -> tuple[int, int]:
    """First and last byte within `size`. A suffix counts from the end; a suffix of 0 bytes starts at the end."""
    if suffix:
        return max(0, size - _number(suffix)), size - 1
    return _number(first or ""), min(_number(last), size - 1) if last else size - 1


def _number(digits: str) -> int:
    """The number, or one larger than any file: converting very many digits takes long."""
    return int(digits) if len(digits) < 19 else 10**18
