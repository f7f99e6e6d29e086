"""What a client does with bytes when no library does it: apply a delta, frame a WebSocket message. Values only."""

from __future__ import annotations

import re

# The key is the example's of RFC 6455 section 1.3; a real client takes a new one at random for each connection.
UPGRADE = (
    "GET /tasting\nConnection: Upgrade\nUpgrade: websocket\n"
    "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
)
MASK = bytes.fromhex("37fa213d")  # the example's of RFC 6455; a real client takes a new one at random for each frame
_COMMAND = re.compile(rb"([0-9]+)(?:,([0-9]+))?([acd])")


def patched(old: bytes, script: bytes) -> bytes:
    r"""A text after the ed script that a "diffe" delta is (RFC 3229). Raises ValueError where it is none.

    >>> patched(b"milk\ntea\n", b"2a\nsugar\n.\n1d\n")
    b'tea\nsugar\n'
    """
    lines, script_lines = old.split(b"\n")[:-1], iter(script.split(b"\n")[:-1])
    for line in script_lines:
        command = _COMMAND.fullmatch(line)
        if command is None:
            raise ValueError(f"met {line!r}, expected an ed command such as 2,3c")
        last = int(command[2] or command[1])
        first = last if command[3] == b"a" else int(command[1]) - 1
        lines[first:last] = [] if command[3] == b"d" else iter(lambda: next(script_lines), b".")
    return b"".join(line + b"\n" for line in lines)


def text_frame(text: str) -> bytes:
    """A short text as one frame of a client's, masked (RFC 6455 section 5.2).

    >>> text_frame("Hello").hex(" ")
    '81 85 37 fa 21 3d 7f 9f 4d 51 58'
    """
    return _frame(0x81, text.encode())


def close_frame(code: int = 1000) -> bytes:
    """The frame that ends a conversation, masked (RFC 6455 section 5.5.1)."""
    return _frame(0x88, code.to_bytes(2, "big"))


def _frame(first: int, payload: bytes) -> bytes:
    if len(payload) > 125:
        raise ValueError(f"met {len(payload)} bytes, expected at most 125: longer frames have another head")
    masked = bytes(byte ^ MASK[index % 4] for index, byte in enumerate(payload))
    return bytes((first, 0x80 | len(payload))) + MASK + masked
