"""What a TLS handshake shows a server, however it was held, and how it can fail."""

from __future__ import annotations

from dataclasses import dataclass

from statuslab.server.hostnames import LAB_HOSTS, LOOPBACK_HOSTS

_TLS_HANDSHAKE = 0x16
# One connection may serve these together.
SHARED_HOSTS = (*(name for name in LAB_HOSTS if name.endswith(".test")), *LOOPBACK_HOSTS)
CERTIFICATE_PROBLEMS = {
    10: "expired",
    18: "self-signed",
    19: "self-signed in its chain",
    20: "issued by nobody known here",
}
"""What can be wrong with a client's certificate, by OpenSSL's number."""


class HandshakeFailed(Exception):
    """There is no secure connection, so there is no protocol in which a status could be sent."""


@dataclass
class TlsFacts:
    """What is known from the handshake.

    `name` is the server name that the client asked for, `certificate` the subject of the client's certificate,
    `problem` what is wrong with it, and `protocol` what ALPN chose.
    """

    name: str = ""
    asked_for_certificate: bool = False
    certificate: str = ""
    problem: str = ""
    protocol: str = ""


def is_handshake(first: bytes) -> bool:
    """Do these bytes begin a TLS handshake?"""
    return first[:1] == bytes([_TLS_HANDSHAKE])
