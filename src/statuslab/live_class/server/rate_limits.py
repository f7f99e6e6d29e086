"""Rate limits by token bucket. Never by IP address, because a whole class may share one."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

from statuslab.token_bucket import TokenBucket


class RateLimit:
    """A token bucket for each key. All buckets are dropped when there are more than `most`."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float], most: int = 20_000) -> None:
        self._burst, self._rate, self._clock, self._most = burst, rate, clock, most
        self._buckets: dict[Hashable, TokenBucket] = {}

    def wait(self, key: Hashable = None) -> int:
        """Take a token: 0 if there was one, else the whole seconds until there is."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._most:
                self._buckets.clear()
            bucket = self._buckets[key] = TokenBucket(self._burst, 1 / self._rate, now)
        return math.ceil(bucket.take(now))
