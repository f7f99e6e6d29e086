"""A version of a representation, and the validators that tell it from the others (RFC 9110 section 8.8)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from statuslab.messages.dates import http_date


@dataclass(frozen=True)
class Version:
    """One version of a representation, current since `modified` (epoch seconds).

    `strong_date`: no other version was made in the same second, so that its date is a strong validator too
    (RFC 9110 section 8.8.2.2).
    """

    revision: int
    modified: float
    prefix: str = "v"
    strong_date: bool = True

    @property
    def etag(self) -> str:
        """A strong entity tag: it changes with every revision (RFC 9110 section 8.8.3)."""
        return f'"{self.prefix}{self.revision}"'

    @cached_property
    def fields(self) -> dict[str, str]:
        """The validators, as response fields."""
        return {"ETag": self.etag, "Last-Modified": http_date(self.modified)}
