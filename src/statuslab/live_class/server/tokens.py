"""Tokens of a class: random, stored as hashes, compared in constant time, never put in a log or a URL."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

ROOM_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1: codes are read aloud
ROOM_LENGTH = 6


def new_room() -> str:
    """A room code. It gives no rights; it only keeps strangers from finding the class."""
    return "".join(secrets.choice(ROOM_LETTERS) for _ in range(ROOM_LENGTH))


def new_token() -> str:
    """128 random bits, as 22 characters."""
    return _text(secrets.token_bytes(16))


def new_secret() -> bytes:
    """The key that the tokens of one class are derived with."""
    return secrets.token_bytes(32)


def token_for(secret: bytes, nonce: str) -> str:
    """The token for a join with this nonce, the same for a retry. It cannot be made from the class file alone."""
    return _text(hmac.digest(secret, b"join " + nonce.encode(), "sha256")[:16])


def wall_token(host_token: str) -> str:
    """The token for screens that the host opens. It shows what everybody may see, and gives no other right."""
    return _text(hmac.digest(host_token.encode(), b"wall", "sha256")[:16])


def role_token(host_token: str, role: str) -> str:
    """The token of somebody who hosts beside the host. The host's own token cannot be found from it."""
    return _text(hmac.digest(host_token.encode(), b"role " + role.encode(), "sha256")[:16])


def hashed(token: str) -> str:
    """The hash of a token, as stored."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two hashes are equal, compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def seed_of(token: str) -> int:
    """The seed of this student's order of questions in an exam."""
    return int.from_bytes(hashlib.sha256(b"seed " + token.encode()).digest()[:4], "big")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
