"""What happens on the wire, as values: bytes and frames with their times and directions, and who answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """The layers that can answer, from the outside in."""

    LISTENER = "listener"
    TLS = "TLS"
    SERVER = "server"
    PROXY = "proxy"
    GATEWAY = "gateway"
    APPLICATION = "application"


class Origin(StrEnum):
    """Who made an exchange. Challenges count only the learner's."""

    LEARNER = "learner"
    DEMO = "demo"
    CHALLENGE = "challenge"


class Direction(StrEnum):
    """What an event is: bytes to the server or to the client, in curl's marks, or one side closing the connection."""

    SENT = ">"
    RECEIVED = "<"
    CLIENT_CLOSED = "client closed"
    SERVER_CLOSED = "server closed"


@dataclass(frozen=True, slots=True)
class Event:
    """Bytes, or the closing of the connection, at a time in seconds since the exchange began."""

    time: float
    direction: Direction
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of HTTP/2, decoded: HPACK has state, so the bytes of one exchange alone do not give its fields.

    `kind` is its name in RFC 9113 section 6, empty for bytes that are no frame. `ends` marks the last frame of its
    side. An RST_STREAM or GOAWAY has the name of its error code in a field `error`.
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
        """Is it only about flow control or priority, not about the message?"""
        return self.kind in ("WINDOW_UPDATE", "PRIORITY")
