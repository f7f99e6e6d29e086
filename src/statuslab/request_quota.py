"""A fixed window: so many requests in so many seconds, and the fields that announce it to clients.

The fields are those of draft-ietf-httpapi-ratelimit-headers-11 (May 2026), which is not a standard yet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(slots=True)
class RequestQuota:
    """`requests` in each window of `seconds`. A window begins with its first request.

    Times are in seconds, of whatever clock the caller reads.

    >>> quota = RequestQuota("tasting", requests=1, seconds=10)
    >>> quota.take(0.0), quota.take(4.0), quota.take(10.0)
    (True, False, True)
    """

    name: str
    requests: int
    seconds: int
    _began: float = -math.inf
    _used: int = 0

    def take(self, now: float) -> bool:
        """Whether one more request is allowed; if so, it is counted."""
        if now - self._began >= self.seconds:
            self._began, self._used = now, 0
        if self._used >= self.requests:
            return False
        self._used += 1
        return True

    def seconds_left(self, now: float) -> int:
        """Whole seconds until the window ends, at least 1."""
        return max(1, math.ceil(round(self._began + self.seconds - now, 3)))

    def fields(self, now: float) -> dict[str, str]:
        """RateLimit-Policy has the quota (q) and its window (w), RateLimit what remains (r) and for how long (t)."""
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.requests};w={self.seconds}',
            "RateLimit": f'"{self.name}";r={self.requests - self._used};t={self.seconds_left(now)}',
        }
