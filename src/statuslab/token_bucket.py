"""A token bucket, the usual rate limit: a burst at once, then one request every few seconds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class TokenBucket:
    """Holds at most `capacity` tokens and gains one every `every` seconds. It is full at `updated`, when it is made.

    Times are in seconds, of whatever clock the caller reads.

    >>> bucket = TokenBucket(capacity=1, every=2.0, updated=0.0)
    >>> bucket.take(0.0), bucket.take(0.5), bucket.take(2.0)
    (0.0, 1.5, 0.0)
    """

    capacity: float
    every: float
    updated: float
    level: float = field(init=False)

    def __post_init__(self) -> None:
        self.level = self.capacity

    def take(self, now: float) -> float:
        """Take a token if there is one: 0.0, or else the seconds until there will be."""
        gained = max(0.0, now - self.updated) / self.every  # a clock that was set back takes no token away
        self.level, self.updated = min(self.capacity, self.level + gained), now
        if self.level < 0.999:  # not 1: sums of floats may fall short by a hair
            return (1 - self.level) * self.every
        self.level = max(0.0, self.level - 1)
        return 0.0
