"""The lab without a notebook, for a team or a terminal: one ready line, then the live log."""

from __future__ import annotations

import re
import signal
import socket
import threading
from collections.abc import Sequence
from email.utils import formatdate
from pathlib import Path

from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange
from statuslab.network.interface import LOOPBACK
from statuslab.server.lab import Lab
from statuslab.terminal import say

_HOST_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


def serve(port: int, lan: bool, tls_port: int = 0, ca_file: Path | None = None, names: Sequence[str] = ()) -> None:
    """Run the lab until interrupted, and print a line for each exchange.

    `ca_file` is where the lab's certificate authority is written. `names` are further hosts by which clients may ask
    for the lab; others get a 421. Raises LabError where a port is taken or the file
    cannot be written.
    """
    extra_hosts = (*(own_hosts() if lan else ()), *names)
    lab = Lab(host="0.0.0.0" if lan else LOOPBACK, port=port, extra_hosts=extra_hosts)
    lab.recorder.on_exchange.append(lambda exchange: say(log_line(exchange)))
    try:
        print(_ready_line(lab, lan, tls_port, ca_file), flush=True)
        interrupted = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: interrupted.set())
        while not interrupted.wait(0.5):
            pass
    finally:
        lab.stop()


def own_hosts() -> tuple[str, ...]:
    """By what others reach this machine: its name, that name in the local network (.local), its address there."""
    name = socket.gethostname().lower()
    names = (name, f"{name.partition('.')[0]}.local") if _HOST_NAME.fullmatch(name) else ()
    return (*dict.fromkeys(names), *_own_address()) or (LOOPBACK,)


def _own_address() -> tuple[str, ...]:
    """The source address of outgoing packets; asking for it sends none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation, which nobody has (RFC 5737)
        except OSError:  # no network
            return ()
        return (str(probe.getsockname()[0]),)


def _ready_line(lab: Lab, lan: bool, tls_port: int, ca_file: Path | None) -> str:
    """The ready line, once both ports are open."""
    lab.open_on_demand_ports(tls_port)
    name = own_hosts()[0] if lan else LOOPBACK
    plain, tls = (lab.port_address(port).rpartition(":")[2] for port in ("teahouse", "tls"))
    if ca_file:
        try:
            ca_file.write_bytes(Path(lab.ca_file).read_bytes())
        except OSError as error:
            why = f"cannot write {ca_file} ({error.strerror})"
            raise LabError(f"{why}; name a file in a folder you may write to") from None
    authority = ca_file or lab.ca_file
    return f"ready http://{name}:{plain} https://{name if lan else 'localhost'}:{tls} ca={authority}"


def log_line(exchange: Exchange) -> str:
    """One line of the live log: time, client, request line, what was logged, who answered, how long it took."""
    request = exchange.request
    request_line = f"{request.method} {request.target}" if request else "(no request)"
    when = formatdate(exchange.began, usegmt=True)[17:25]
    layer = exchange.layer or "nobody"
    status, milliseconds = exchange.logged_status or "-", exchange.seconds * 1000
    return f"{when} {exchange.peer} {request_line!r} {status} {layer} {milliseconds:.1f} ms"
