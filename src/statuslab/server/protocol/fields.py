"""What the server writes in a head: reason phrases, the date, and field names in their customary case."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from email.utils import formatdate
from functools import lru_cache
from typing import NamedTuple

from statuslab.messages.http1 import Field
from statuslab.server.protocol.clock import Clock
from statuslab.storage.files import data_folder


@lru_cache(maxsize=256)
def reason(status: int) -> str:
    """The phrase of a status line, or "" for a code that has none (RFC 9112 section 4)."""
    return _names().get(status, "")


@lru_cache(maxsize=1)
def _names() -> Mapping[int, str]:
    """The name of each code in status_codes.csv, and of the numbers in cdn_codes.csv.

    Only this column is read, when the first response is written: the whole catalog takes longer to load, and the
    server needs nothing else of it.
    """
    names: dict[int, str] = {}
    for name in ("status_codes.csv", "cdn_codes.csv"):
        with (data_folder() / name).open(encoding="utf-8", newline="") as file:
            names |= {int(row["code"]): row["name"] for row in csv.DictReader(file)}
    return names


def date(clock: Clock) -> bytes:
    """The clock's now as a Date value (RFC 9110 section 6.6.1)."""
    return date_line(clock)[6:-2]


def date_line(clock: Clock) -> bytes:
    """The clock's now as a line of a head; made once a second."""
    return _date_line(int(clock.now()))


@lru_cache(maxsize=4)
def _date_line(second: int) -> bytes:
    return b"Date: %b\r\n" % formatdate(second, usegmt=True).encode()


class WrittenFields(NamedTuple):
    """An app's response fields as lines of a head, without Connection and Transfer-Encoding, which the server writes.

    `length` is the value of Content-Length, None where there is none. `options` are those of Connection, in lower case.
    """

    lines: bytes
    length: bytes | None
    dated: bool
    options: frozenset[bytes]


@lru_cache(maxsize=64)
def written_fields(given: tuple[Field, ...], without_length: bool = False) -> WrittenFields:
    """The fields as they are written; responses of one resource mostly have the same ones."""
    lines: list[bytes] = []
    options: set[bytes] = set()
    length, dated = None, False
    for given_name, value in given:
        name = given_name.lower()
        if name == b"connection":
            options.update(each.strip().lower() for each in value.split(b","))
        elif name != b"transfer-encoding" and not (without_length and name == b"content-length"):
            length = value if name == b"content-length" else length
            dated = dated or name == b"date"
            lines.append(b"%b: %b\r\n" % (customary_case(name), value))
    return WrittenFields(b"".join(lines), length, dated, frozenset(options))


_UNUSUAL = (
    b"ETag WWW-Authenticate DAV TE IM A-IM TCN Content-MD5 X-UA-Compatible Sec-WebSocket-Accept Sec-WebSocket-Version"
    b" RateLimit RateLimit-Policy"
)
_SPELLED = {name.lower(): name for name in _UNUSUAL.split()}


@lru_cache(maxsize=1024)
def customary_case(name: bytes) -> bytes:
    """A field name in its customary case; ASGI carries them in lower case."""
    return _SPELLED.get(name.lower()) or b"-".join(part.capitalize() for part in name.split(b"-"))
