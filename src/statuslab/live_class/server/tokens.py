"""Secrets of a class: made at random, kept as hashes, compared in constant time; never in a log or a URL."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

ROOM_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0 or 1: read aloud, typed on a phone
ROOM_LENGTH = 6


def new_room() -> str:
    """A room's code. It keeps strangers out of the list of names, and opens nothing by itself."""
    return "".join(secrets.choice(ROOM_LETTERS) for _ in range(ROOM_LENGTH))


def new_token() -> str:
    """128 random bits, as 22 characters."""
    return _text(secrets.token_bytes(16))


def new_secret() -> bytes:
    """What the tokens of one class are derived with."""
    return secrets.token_bytes(32)


def token_for(secret: bytes, nonce: str) -> str:
    """The token of who joined with this nonce: the same for a retry, and not to be had from the class file alone."""
    return _text(hmac.digest(secret, b"join " + nonce.encode(), "sha256")[:16])


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two hashes agree, in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def seed_of(token: str) -> int:
    """The number that makes an exam's sequence this student's own."""
    return int.from_bytes(hashlib.sha256(b"seed " + token.encode()).digest()[:4], "big")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
