"""Whose process is at the other end of a loopback connection. Linux keeps a table of connections with the user of each.

On a hub without a container for each user, all users share the machine's loopback address, so that a lab's ports are
open to everybody there. A token in the address would keep strangers out too, but would stand in every request that is
shown.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

_TABLES = {4: Path("/proc/net/tcp"), 6: Path("/proc/net/tcp6")}
_UID = 7  # column of a line: number, local, remote, state, queues, timer, retries, user


def user_of(table: str, client: str, server: str) -> int | None:
    """The user number of the process that connected from `client` to `server`, such as "127.0.0.1:50123".

    `table` is the text of /proc/net/tcp or tcp6, whose addresses are hexadecimal words in the machine's byte order.
    None where the connection is not in it.

    >>> line = "   4: 0100007F:C3CB 0100007F:AAC5 01 00000000:00000000 00:00000000 00000000  1000        0 1"
    >>> user_of(line, "127.0.0.1:50123", "127.0.0.1:43717")
    1000
    """
    place = table.find(f" {_hexadecimal(client)} {_hexadecimal(server)} ")
    return None if place < 0 else int(table[place:].split(None, _UID)[_UID - 1])


def _hexadecimal(address: str) -> str:
    host, _, port = address.rpartition(":")
    data = ip_address(host.strip("[]").partition("%")[0]).packed
    words = (data[at : at + 4][::-1] for at in range(0, len(data), 4))
    return f"{b''.join(words).hex().upper()}:{int(port):04X}"


def same_user_only(user: int | None = None, read: Callable[[Path], str] = Path.read_text) -> Callable[[str, str], bool]:
    """A check of (client, server) that admits connections from processes of this user (the process's own) alone.

    A connection that is not in the table is not admitted.
    """
    mine = os.getuid() if user is None else user

    def admits(client: str, server: str) -> bool:
        table = _TABLES[6 if client.count(":") > 1 else 4]
        return user_of(read(table), client, server) == mine

    return admits


def can_tell_users() -> bool:
    """Whether this system has the table."""
    return _TABLES[4].exists() and hasattr(os, "getuid")
