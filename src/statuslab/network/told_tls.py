"""TLS that is told, and not spoken: for a browser, where there is no OpenSSL. Nothing is encrypted.

Each side says in one line what a handshake would have shown. What follows is plain. A page that shows it says so.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from statuslab.network.interface import Connection

MARK = b"\x16"  # the type of a handshake record in TLS, too
LONGEST = 10_000  # bytes of such a line


class Refused(OSError):
    """The other side ended the handshake."""


@dataclass(frozen=True)
class Certificate:
    """A certificate by its subject and the number of the authority that signed it."""

    subject: str
    authority: int

    def to_file(self) -> bytes:
        """As the content of a file, which a client's certificate and an authority's are handed over in."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_file(cls, content: bytes) -> Certificate:
        """Raises ValueError for any other content."""
        return cls(**_facts(content))


@dataclass(frozen=True)
class ClientHello:
    """What a client says: the server name it asks for, its protocols (ALPN), its certificate, and whom it trusts."""

    name: str
    trusts: int
    protocols: tuple[str, ...] = ()
    certificate: Certificate | None = None

    def to_line(self) -> bytes:
        return MARK + json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> ClientHello:
        """Raises ValueError for any other line."""
        facts = _facts(line.removeprefix(MARK))
        certificate = facts.get("certificate")
        known = {"certificate": Certificate(**certificate) if certificate else None}
        return cls(**facts | known | {"protocols": tuple(facts["protocols"])})


@dataclass(frozen=True)
class ServerHello:
    """What a server says: the protocol it has chosen, "" for none, and who signed its certificate."""

    protocol: str
    authority: int

    def to_line(self) -> bytes:
        return MARK + json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> ServerHello:
        """Raises ValueError for any other line."""
        return cls(**_facts(line.removeprefix(MARK)))


def _facts(text: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(text)
        assert isinstance(facts, dict)
    except (ValueError, RecursionError, AssertionError):
        raise ValueError("this is no handshake") from None
    return facts


def handshake(
    connection: Connection, name: str, ca_file: str, certificate: str | None, protocols: tuple[str, ...]
) -> bytes:
    """Say a client's hello; the bytes that came after the server's. Raises Refused."""
    trusted = Certificate.from_file(Path(ca_file).read_bytes())
    own = Certificate.from_file(Path(certificate).read_bytes()) if certificate else None
    connection.sendall(ClientHello(name, trusted.authority, protocols, own).to_line())
    answer = b""
    while b"\n" not in answer:
        data = connection.recv(65_536)
        if not data or len(answer) > LONGEST:
            raise Refused("the other side ended the handshake")
        answer += data
    line, _, rest = answer.partition(b"\n")
    try:
        hello = ServerHello.from_line(line)
    except (ValueError, TypeError):
        raise Refused("the other side does not speak of TLS") from None
    if hello.authority != trusted.authority:
        raise Refused("certificate verify failed: signed by an authority that is not known here")
    return rest
