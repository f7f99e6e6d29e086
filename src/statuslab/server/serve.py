"""The lab by itself, for a team or a terminal: one ready line, then the live log."""

from __future__ import annotations

import re
import signal
import socket
import threading
from email.utils import formatdate
from pathlib import Path

from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange
from statuslab.server.lab import Lab
from statuslab.server.protocol.listener import LOOPBACK

_HOST_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


def serve(port: int, lan: bool, tls_port: int = 0, ca_file: Path | None = None) -> None:
    """Run the lab until interrupted, and print a line for each exchange.

    `ca_file` is where the lab's certificate authority is written. Raises LabError where a port is taken or the file
    cannot be written.
    """
    names = own_names() if lan else ()
    lab = Lab(host="0.0.0.0" if lan else LOOPBACK, port=port, more_names=names)
    lab.recorder.heard.append(lambda exchange: print(log_line(exchange), flush=True))
    try:
        print(_ready(lab, lan, tls_port, ca_file), flush=True)
        _until_interrupted()
    finally:
        lab.stop()


def own_names() -> tuple[str, ...]:
    """What this machine is called by others: its name, that name in the local network, its address there."""
    name = socket.gethostname().lower()
    names = (name, f"{name.partition('.')[0]}.local") if _HOST_NAME.fullmatch(name) else ()
    return (*dict.fromkeys(names), *_own_address()) or (LOOPBACK,)


def _own_address() -> tuple[str, ...]:
    """The address that would be the sender's on the way out; to ask for it sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # an address that belongs to nobody (RFC 5737)
        except OSError:  # no network
            return ()
        return (str(asking.getsockname()[0]),)


def _ready(lab: Lab, lan: bool, tls_port: int, ca_file: Path | None) -> str:
    """Open both doors, and say where they are."""
    lab.open_annex(tls_port)
    name = own_names()[0] if lan else LOOPBACK
    plain, secure = (lab.door(door).rpartition(":")[2] for door in ("teahouse", "tls"))
    authority = _written(ca_file, Path(lab.ca_file)) if ca_file else lab.ca_file
    return f"ready http://{name}:{plain} https://{name if lan else 'localhost'}:{secure} ca={authority}"


def _written(wanted: Path, made: Path) -> Path:
    try:
        wanted.write_bytes(made.read_bytes())
    except OSError as error:
        raise LabError(f"cannot write {wanted} ({error.strerror}); name a file in a folder you may write to") from None
    return wanted


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
