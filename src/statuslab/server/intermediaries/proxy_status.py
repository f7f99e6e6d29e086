"""Proxy-Status (RFC 9209): in it, an intermediary says what it got from the next server, or why it got nothing."""

from __future__ import annotations

from statuslab.messages.http1 import Field
from statuslab.server.intermediaries.upstream import (
    BadUpstreamResponse,
    IncompleteUpstreamResponse,
    UpstreamCertificateInvalid,
    UpstreamConnectTimeout,
    UpstreamTimeout,
    UpstreamTlsFailure,
    UpstreamUnknown,
    UpstreamUnreachable,
    UpstreamUnroutable,
)

NAME = "gateway"

# RFC 9209 section 2.3: error types, and the status recommended for each.
REFUSED_BY_RULE = "http_request_denied"
NOBODY_LEFT = "destination_unavailable"
_TYPES: tuple[tuple[type[Exception], str], ...] = (
    (UpstreamUnknown, "dns_error"),
    (UpstreamUnroutable, "destination_ip_unroutable"),
    (UpstreamCertificateInvalid, "tls_certificate_error"),
    (UpstreamTlsFailure, "tls_protocol_error"),
    (UpstreamUnreachable, "connection_refused"),
    (IncompleteUpstreamResponse, "http_response_incomplete"),
    (BadUpstreamResponse, "http_protocol_error"),
    (UpstreamConnectTimeout, "connection_timeout"),
    (UpstreamTimeout, "http_response_timeout"),
)


def error_type(error: Exception) -> str:
    """The error type of RFC 9209 section 2.3 for a failure of the next server."""
    return next(name for kind, name in _TYPES if isinstance(error, kind))


def proxy_status(**parameters: str | int) -> Field:
    """The field, with one entry for this gateway. Underscores in names of parameters stand for hyphens.

    >>> proxy_status(received_status=502)
    (b'proxy-status', b'gateway; received-status=502')
    """
    shown = [f"{name.replace('_', '-')}={value}" for name, value in parameters.items() if value != ""]
    return b"proxy-status", "; ".join([NAME, *shown]).encode()
