"""Other people's servers, run as children on loopback ports and ended by their own process ids."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest


def missing(what: str) -> None:
    """Skip where an oracle is not installed; fail where everything must be there."""
    needed = os.environ.get("CI") == "true" and sys.platform == "linux"
    (pytest.fail if needed else pytest.skip)(what)


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """The command's process, from when it accepts connections."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=60)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise AssertionError(f"{process.args[0]} ended at once: {process.stderr.read()[-1000:]}")
