"""Compresses text on its way to the client, as nginx does with `gzip on`."""

from __future__ import annotations

import gzip

from statuslab.messages.caching import Fields, control_of, value, values
from statuslab.messages.http1 import Field

SHORTEST = 256  # bytes of content that are worth it
_OF_OTHER_BYTES = (b"content-length", b"accept-ranges")


def compressed(request: Fields, fields: list[Field], content: bytes) -> tuple[list[Field], bytes]:
    """The response in gzip, where it is text and the client takes it; else as it is.

    The bytes are others than those that a strong ETag stands for, so the tag becomes weak (RFC 9110 section 8.8.1).
    Vary says in both cases that the client's Accept-Encoding has decided.
    """
    is_text = (value(fields, b"content-type") or "").startswith("text/")
    done = values(fields, b"content-encoding") or "no-transform" in control_of(fields)
    if not is_text or done or len(content) < SHORTEST:
        return fields, content
    fields = [*fields, (b"vary", b"Accept-Encoding")]
    if not takes_gzip(b",".join(values(request, b"accept-encoding"))):
        return fields, content
    content = gzip.compress(content, 4, mtime=0)
    kept = [(name, weak(tag) if name == b"etag" else tag) for name, tag in fields if name not in _OF_OTHER_BYTES]
    return [*kept, (b"content-encoding", b"gzip")], content


def weak(tag: bytes) -> bytes:
    """An entity tag for a response of the same meaning and other bytes.

    >>> weak(b'"v1"'), weak(b'W/"v1"')
    (b'W/"v1"', b'W/"v1"')
    """
    return tag if tag.startswith(b"W/") else b"W/" + tag


def takes_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding value names gzip, and not with weight 0 (RFC 9110 section 12.5.3)."""
    for member in accepted.lower().split(b","):
        coding, _, weight = member.partition(b";")
        if coding.strip() in (b"gzip", b"x-gzip"):
            return weight.replace(b" ", b"").rstrip(b"0.") not in (b"q=", b"q")
    return False
