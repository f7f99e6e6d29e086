"""How fast somebody may ask: a bucket of tokens that fills with time. Never by address, for a class shares one."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable


class Bucket:
    """So many at once, and so many a second after that."""

    __slots__ = ("at", "burst", "level", "rate")

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self.burst, self.rate, self.level, self.at = burst, rate, burst, now

    def wait(self, now: float) -> float:
        """Take one; 0 when there was one, or the seconds until there is."""
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate


class Pace:
    """A bucket for each key, made when it is first met; all are forgotten when there are too many."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float], most: int = 20_000) -> None:
        self._burst, self._rate, self._clock, self._most = burst, rate, clock, most
        self._buckets: dict[Hashable, Bucket] = {}

    def wait(self, key: Hashable = None) -> int:
        """0 to go on, or the whole seconds to wait."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._most:
                self._buckets.clear()
            bucket = self._buckets[key] = Bucket(self._burst, self._rate, now)
        return math.ceil(bucket.wait(now))
