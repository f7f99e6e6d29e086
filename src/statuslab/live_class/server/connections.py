"""A listening socket that never runs out of open files: at its limit it closes who waits longest without a request."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

RESERVE = 40  # open files that are left for the class file, pages and the notebook
CLOSING_SECONDS = 1.0  # in which a connection that was shut down gives its file back
ACCEPTED_AT_ONCE = 4  # asyncio takes so many connections before it looks at any of them


class GuardedSocket(socket.socket):
    """A listening socket that asyncio accepts from, with at most `most` connections at a time."""

    def __init__(self, listener: socket.socket, most: int) -> None:
        """Take over a listening socket, which must not be used any more."""
        timeout = listener.gettimeout()
        super().__init__(listener.family, listener.type, listener.proto, listener.detach())
        self.settimeout(timeout)
        self._most = most
        self._open: dict[int, socket.socket] = {}  # by file descriptor; who waits longest for a request comes first
        self._answered: set[int] = set()  # descriptors of those whose request is being answered
        self._closing: dict[int, float] = {}  # when a connection was shut down

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection. Raises BlockingIOError where there is none, or no room for it just now."""
        if len(self._open) >= self._most and not self._has_room():
            raise BlockingIOError
        try:
            connection, address = super().accept()
        except BlockingIOError:
            raise
        except OSError:  # out of files after all: other parts of the program have opened more
            if not self._close_one():
                time.sleep(0.001)
            raise BlockingIOError from None
        self._forget(connection.fileno())
        self._open[connection.fileno()] = connection
        return connection, address

    def mark(self, file: int, answering: bool) -> None:
        """Note whether a connection's request is being answered. Then it is not closed for others."""
        if answering:
            self._answered.add(file)
        else:
            self._answered.discard(file)
            if (connection := self._open.pop(file, None)) is not None:
                self._open[file] = connection  # at the end of the line again

    def _has_room(self) -> bool:
        """Whether a connection has ended meanwhile; if not, close one."""
        for file in [file for file, connection in self._open.items() if connection.fileno() != file]:
            self._forget(file)
        if len(self._open) < self._most:
            return True
        now = time.monotonic()
        if not any(now - since < CLOSING_SECONDS for since in self._closing.values()) and not self._close_one():
            with suppress(OSError):
                super().accept()[0].close()  # everybody is being answered: refuse the new one, and do not let it wait
        return False

    def _close_one(self) -> bool:
        """Shut down the connection that has waited longest. Its protocol then closes it, also within a handshake."""
        for file in self._waiting():
            self._closing[file] = time.monotonic()
            with suppress(OSError):
                self._open[file].shutdown(socket.SHUT_RDWR)
            return True
        return False

    def _waiting(self) -> Iterator[int]:
        return (file for file in self._open if file not in self._answered and file not in self._closing)

    def _forget(self, file: int) -> None:
        self._open.pop(file, None)
        self._closing.pop(file, None)
        self._answered.discard(file)


def allow_many_files() -> None:
    """Raise the limit of open files as far as the system allows: each student's stream takes one."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def most_connections() -> int:
    """How many connections the limit of open files has room for, beside what is open now."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return 100_000
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return 100_000
    try:
        used = sum(1 for _ in Path("/dev/fd").iterdir())
    except OSError:
        used = 64
    return max(16, min(100_000, limit - used - RESERVE))
