"""The access and refresh tokens of the staff API. They are opaque: what a token is worth stands only here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

API, TILL = "staff-api", "till"  # the audiences: the services that tokens are issued for
HOUR, DAY = 3600.0, 86_400.0
LIFETIME = 120  # seconds that a new access token is valid
ALLOWED = ("shifts:read", "shifts:write")  # the scopes that anyone of the staff can get
DEFAULT = ("shifts:read",)


@dataclass(frozen=True)
class Grant:
    """What somebody allowed an app: to act for `holder` at the service `audience`, within `scopes`."""

    holder: str
    scopes: tuple[str, ...]
    audience: str = API


class AccessToken(NamedTuple):
    """A grant until `expires_at` (epoch seconds)."""

    grant: Grant
    expires_at: float


@dataclass
class TokenStore:
    """All tokens by their text. A few exist from the start; their texts can be guessed, as this is a lab."""

    made_at: float
    access: dict[str, AccessToken] = field(init=False)
    refresh: dict[str, Grant] = field(init=False)
    issued: int = 0

    def __post_init__(self) -> None:
        waiter, chef, till = Grant("waiter", DEFAULT), Grant("chef", ALLOWED), Grant("waiter", DEFAULT, TILL)
        self.access = {
            "waiter-yesterday": AccessToken(waiter, self.made_at - HOUR),
            "waiter-today": AccessToken(waiter, self.made_at + DAY),
            "chef-today": AccessToken(chef, self.made_at + DAY),
            "till-today": AccessToken(till, self.made_at + DAY),
        }
        self.refresh = {"waiter-refresh": waiter, "till-refresh": till}

    def issue(self, grant: Grant, now: float) -> str:
        """The text of a new access token for this grant."""
        self.issued += 1
        text = f"{grant.holder}-{self.issued}"
        self.access[text] = AccessToken(grant, now + LIFETIME)
        return text

    def rotate(self, used: str) -> str:
        """The text of the refresh token that replaces a used one, which is worth nothing from now on."""
        text = f"{used.partition('.')[0]}.{self.issued}"
        self.refresh[text] = self.refresh.pop(used)
        return text
