"""Base64 as messages hold it (RFC 4648 section 4)."""

from __future__ import annotations

import base64
import re

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def decode_base64(text: str) -> bytes:
    """The bytes of base64 in the standard alphabet, with exactly its padding. Raises ValueError.

    The standard library takes too much padding, and in its usual mode skips other characters, which RFC 4648
    section 3.3 forbids.

    >>> decode_base64("dGVh")
    b'tea'
    """
    if not _BASE64.fullmatch(text):
        raise ValueError("not base64 in the standard alphabet with its padding")
    return base64.b64decode(text)
