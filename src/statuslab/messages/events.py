"""What happens on the wire, as values: bytes and frames with their times and directions, and who sent and answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
