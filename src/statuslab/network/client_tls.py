"""How a client of the lab speaks TLS."""

from __future__ import annotations

import ssl


def client_context(ca_file: str, certificate: str | None = None, protocols: tuple[str, ...] = ()) -> ssl.SSLContext:
    """A context that trusts one authority, with the client's own certificate and protocols (ALPN) where given."""
    context = ssl.create_default_context(cafile=ca_file)
    if certificate:
        context.load_cert_chain(certificate)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context
