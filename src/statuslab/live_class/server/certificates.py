"""TLS certificates of a class: the teacher's own, or one issued by an authority that is made for the class."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from statuslab.errors import LabError
from statuslab.live_class.server.class_store import write_secret


@dataclass(frozen=True)
class Certificate:
    """The files of a certificate chain and its key, and of the authority if it was made here."""

    chain: Path
    key: Path
    authority: Path | None = None


def load_certificate(chain: str, key: str) -> Certificate:
    """The teacher's own certificate. Raises LabError where it cannot be loaded."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    except (OSError, ssl.SSLError) as error:
        why = getattr(error, "strerror", None) or error
        raise LabError(f"cannot use certificate {chain} with key {key} ({why}); name a PEM chain and its key") from None
    return Certificate(Path(chain), Path(key))


def issue_certificate(folder: Path, names: Sequence[str]) -> Certificate:
    """A certificate for these names from a new authority, whose own certificate may be given to students."""
    import trustme

    authority = trustme.CA()
    issued = authority.issue_cert(*names)
    paths = Certificate(folder / "tls-chain.pem", folder / "tls-key.pem", folder / "tls-authority.pem")
    write_secret(paths.key, issued.private_key_pem.bytes().decode())
    write_secret(paths.chain, "".join(blob.bytes().decode() for blob in issued.cert_chain_pems))
    assert paths.authority is not None
    write_secret(paths.authority, authority.cert_pem.bytes().decode())
    return paths
