"""The hostnames of the lab, and which names in a request it answers to. Nothing is resolved here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address

TEAHOUSE = "teahouse"
MEMBERS = "members.teahouse"  # the proxy asks for credentials before it forwards to this host
STAFF = "staff.test"  # the TLS port asks for a client certificate
UNREACHABLE = "kitchen-east"  # nobody listens

LAB_HOSTS = (TEAHOUSE, MEMBERS, "teahouse.test", "cellar.test", STAFF)  # only the lab knows these, at ports 80 and 443
LOOPBACK_HOSTS = ("localhost", "127.0.0.1")  # every client knows these, at the ports that the lab really has

REMEMBERED = 64  # hosts of requests; a client asks for the same one again and again


class KnownHosts:
    """The names by which this lab may be asked.

    A page of another site can have its name point to this machine (DNS rebinding), and its scripts may then read what
    the lab answers. So a request must name the lab as somebody who means it would: by one of its own names, by a name
    or address of this machine itself, or by one that it was started with.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._known = lru_cache(REMEMBERED)(self._knows)
        self._names = frozenset(name.lower().strip("[]") for name in (*LAB_HOSTS, *LOOPBACK_HOSTS, *names))

    def __call__(self, authority: str, local: str) -> bool:
        """Whether a request for this `host:port` is meant for the lab; `local` is the `host:port` it came in at."""
        return self._known(authority, local)

    def _knows(self, authority: str, local: str) -> bool:
        host = _host_of(authority)
        return host in self._names or host.endswith(".localhost") or _is_own_address(host, _host_of(local))


def _host_of(authority: str) -> str:
    """The host in lower case, without port, brackets and the dot of a full name."""
    host, colon, port = authority.rpartition("@")[2].rpartition(":")
    if not colon or not (port.isdigit() or not port):
        host = f"{host}{colon}{port}"
    return host.strip("[]").removesuffix(".").lower()


def _is_own_address(host: str, local: str) -> bool:
    """Whether a host is an address of this machine: a loopback one, or the one that the client has connected to."""
    if host == local:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
