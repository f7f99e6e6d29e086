"""How fast somebody may ask: a bucket of tokens that fills with time. Never by address, for a class shares one."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

from statuslab.token_bucket import TokenBucket


class Pace:
    """A bucket for each key, made when it is first met; all are forgotten when there are too many."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float], most: int = 20_000) -> None:
        self._burst, self._rate, self._clock, self._most = burst, rate, clock, most
        self._buckets: dict[Hashable, TokenBucket] = {}

    def wait(self, key: Hashable = None) -> int:
        """0 to go on, or the whole seconds to wait."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._most:
                self._buckets.clear()
            bucket = self._buckets[key] = TokenBucket(self._burst, 1 / self._rate, now)
        return math.ceil(bucket.take(now))
