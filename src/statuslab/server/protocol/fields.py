"""What the server writes: the date, field names in their customary case, phrases. No connection is known here."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from statuslab.server.protocol.clock import Clock

# Python knows neither the newest code nor an unused one nor nginx's own, and before 3.13 it still has the names from
# before RFC 9110 for some.
PHRASES = {status.value: status.phrase for status in HTTPStatus} | {
    104: "Upload Resumption Supported",
    306: "(Unused)",
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    418: "I'm a teapot",
    422: "Unprocessable Content",
    444: "No Response",
    494: "Request Header Too Large",
    495: "SSL Certificate Error",
    496: "SSL Certificate Required",
    497: "HTTP Request Sent to HTTPS Port",
    499: "Client Closed Request",
}


def reason(status: int) -> str:
    """The phrase of a status line, or "" for a code that has none (RFC 9112 section 4)."""
    return PHRASES.get(status, "")


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
def customary_case(name: bytes) -> bytes:
    """A field name in its customary case; ASGI carries them in lower case."""
    return _SPELLED.get(name.lower()) or b"-".join(part.capitalize() for part in name.split(b"-"))
