"""Ports for servers that a test starts on a port of its choice.

They lie below the ports that systems give to outgoing connections (from 32768 on Linux), and each of the processes that
share the tests has its own thousand. So nothing takes a port between the moment a test chooses it and its use, or
between two runs of a server that is stopped and started again.
"""

import itertools
import os
import socket

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
FIRST_CLASS_PORT = 12000 + 1000 * (_WORKER % 16)  # classes try a hundred from here on
# Each run begins elsewhere among its own, so that two checkouts tested side by side seldom meet.
_PORTS = itertools.cycle([FIRST_CLASS_PORT + 100 + (os.getpid() + number) % 900 for number in range(900)])


def free_port() -> int:
    """The next port at which nobody listens."""
    for port in _PORTS:
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("never reached: the ports begin again at the end")
