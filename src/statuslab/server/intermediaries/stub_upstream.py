"""A stub upstream behind the gateway: by its path it answers, sends garbage, hangs up or is too slow.

Its paths and contents are those of the Teahouse's kitchen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.listener import TcpStream

_MENU = b'{"soup": "mumbled", "cake": "cut short", "roast": "when it is done"}\n'


def stub_upstream(clock: Clock) -> Callable[[TcpStream], Awaitable[None]]:
    """The connection handler, for a Listener."""

    async def serve(stream: TcpStream) -> None:
        stream.busy = True  # the gateway waits for it
        with suppress(TimeoutError):
            await _serve(stream, clock)

    return serve


async def _serve(stream: TcpStream, clock: Clock) -> None:
    path = await _read_target(stream, clock.real(10))
    if path.startswith(b"/delivery/soup"):
        stream.write(b"mumble mumble, soup, mumble\r\n\r\n")
    elif path.startswith(b"/delivery/cake"):
        stream.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/pl")
    elif path.startswith(b"/delivery/nothing"):
        pass  # it closes the connection without a byte
    elif path.startswith(b"/delivery/roast"):
        await clock.sleep(3)
    elif path.startswith(b"/delivery/catering"):  # the kitchen is a gateway itself, and its own supplier is down
        stream.write(_response(b"502 Bad Gateway", b"text/plain", b"our supplier does not answer\n"))
    elif path.startswith(b"/delivery/menu"):
        stream.write(_response(b"200 OK", b"application/json", _MENU))
    else:
        stream.write(_response(b"404 Not Found", b"text/plain", b"the kitchen does not cook that\n"))
    await asyncio.sleep(0)


async def _read_target(stream: TcpStream, seconds: float) -> bytes:
    """The target of the request, empty where none came in `seconds` real seconds."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < 65536:
        arrived = await stream.read(seconds)
        if arrived is None:
            return b""
        head += arrived[1]
    return head.split(b" ", 2)[1]


def _response(status: bytes, media_type: bytes, content: bytes) -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (
        status,
        media_type,
        len(content),
        content,
    )
