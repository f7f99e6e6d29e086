"""The lab by itself, for a team or a terminal: one ready line, then the live log."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from email.utils import formatdate

from statuslab.server.lab import LOOPBACK, Lab
from statuslab.wire import Exchange


def serve(port: int, lan: bool, reason: Callable[[int], str]) -> None:
    """Run the lab until interrupted, and print a line for each exchange. Raises LabError where the port is taken."""
    lab = Lab(reason, host="0.0.0.0" if lan else LOOPBACK, port=port)
    lab.recorder.heard.append(lambda exchange: print(log_line(exchange), flush=True))
    lab.start()
    try:
        print(f"ready {lab.url} proxy={lab.proxy_url}", flush=True)
        _until_interrupted()
    finally:
        lab.stop()


def _until_interrupted() -> None:
    over = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: over.set())
    while not over.wait(0.5):
        pass


def log_line(exchange: Exchange) -> str:
    """One line of the live log: time, client, request line, what was logged, who answered, how long it took."""
    request = exchange.request
    asked = f"{request.method} {request.target}" if request else "(no request)"
    when = formatdate(exchange.began, usegmt=True)[17:25]
    layer = exchange.layer or "nobody"
    return f"{when} {exchange.peer} {asked!r} {exchange.logged_status or '-'} {layer} {exchange.seconds * 1000:.1f} ms"
