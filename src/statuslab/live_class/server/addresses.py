"""Addresses of a class: this machine on the network, and the host names that requests may use."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from statuslab.errors import LabError

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8420  # below the ports that systems give to outgoing connections, so that it is free again after a restart
_TRIES = 100
_PATH = re.compile(r"/?|(/[A-Za-z0-9._~@-]+)+/?")
_ELSEWHERE = "192.0.2.1"  # RFC 5737, never assigned; connecting a datagram socket only looks up the route


def lan_address() -> str:
    """The address at which other devices on the network reach this machine. Raises LabError without a network."""
    for address in _candidates():
        if not ipaddress.ip_address(address).is_loopback:
            return address
    raise LabError(
        "this machine has no address on a network; join a Wi-Fi or plug in a cable, then start the class again, "
        "or leave out --lan and let people join on this machine"
    )


def _candidates() -> Iterator[str]:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((_ELSEWHERE, 9))
            yield str(probe.getsockname()[0])
    except OSError:
        pass
    try:
        for *_, where in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            yield str(where[0])
    except OSError:
        return


def hosts(*more: str) -> frozenset[str]:
    """The host names that requests may use. Any other may be a foreign domain that resolves here (DNS rebinding)."""
    name = socket.gethostname().lower()
    return frozenset({LOOPBACK, "localhost", "::1", name, f"{name}.local", *filter(None, more)})


@dataclass(frozen=True)
class PublicUrl:
    """The URL under which a proxy in front makes the class known. `path` is "" or such as /services/statuslab."""

    scheme: str
    netloc: str
    host: str
    path: str

    @classmethod
    def parse(cls, url: str) -> PublicUrl:
        """Raises LabError where this is no http or https URL, or has more than a path."""
        try:
            parts = urlsplit(url)
            sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 and "@" not in parts.netloc
        except ValueError:  # a port or an IPv6 address that is none
            sound = False
        if not sound or parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
            raise LabError(
                f"public address {url!r}, expected one such as https://class.example.org or "
                "https://example.org/class, with nothing after the path"
            )
        return cls(parts.scheme, parts.netloc.lower(), parts.hostname or "", parts.path.rstrip("/"))

    @property
    def origin(self) -> str:
        """What browsers send as Origin from pages of the class."""
        return f"{self.scheme}://{self.netloc}"

    def __str__(self) -> str:
        return self.origin + self.path


def first_port() -> int:
    """The port that a class tries first: STATUSLAB_CLASS_PORT, or 8420. Raises LabError."""
    wanted = os.environ.get("STATUSLAB_CLASS_PORT", "")
    if not wanted:
        return FIRST_PORT
    if not (wanted.isascii() and wanted.isdigit() and 0 < int(wanted) < 65536):
        raise LabError(f"STATUSLAB_CLASS_PORT={wanted!r}, expected a port from 1 to 65535; change or unset it")
    return int(wanted)


def listening_on_a_free_port(host: str, last: int = 0) -> socket.socket:
    """A socket that listens on port `last`, else on the first free one of 100 from `first_port` on, else on any."""
    first = first_port()
    for port in (*((last,) if last else ()), *range(first, min(first + _TRIES, 65536))):
        with suppress(LabError):
            return listening(host, port)
    return listening(host, 0)


def listening(host: str, port: int) -> socket.socket:
    """A listening socket. Raises LabError where the port is not available."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(2048)
    except OSError as error:
        sock.close()
        why = (error.strerror or str(error)).lower()
        raise LabError(f"cannot listen on {host}:{port} ({why}); choose another port, or 0 for any free one") from None
    sock.setblocking(False)
    return sock
