"""What the server writes: the date, field names in their customary case, phrases. No connection is known here."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from statuslab.server.clock import Clock

# Python before 3.13 still has the names from before RFC 9110 for these.
PHRASES = {status.value: status.phrase for status in HTTPStatus} | {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    418: "I'm a teapot",
    422: "Unprocessable Content",
}


def date(clock: Clock) -> bytes:
    """The clock's now as a Date value (RFC 9110 section 6.6.1)."""
    return _date(int(clock.now()))


@lru_cache(maxsize=4)
def _date(second: int) -> bytes:
    return formatdate(second, usegmt=True).encode()


_UNUSUAL = (
    b"ETag WWW-Authenticate DAV TE IM A-IM TCN Content-MD5 X-UA-Compatible Sec-WebSocket-Accept Sec-WebSocket-Version"
)
_SPELLED = {name.lower(): name for name in _UNUSUAL.split()}


@lru_cache(maxsize=1024)
def spelled(name: bytes) -> bytes:
    """A field name in its customary case; ASGI carries them in lower case."""
    return _SPELLED.get(name.lower()) or b"-".join(part.capitalize() for part in name.split(b"-"))
