"""A circuit breaker: after several failures in a row, an upstream is left alone for a while."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(slots=True)
class CircuitBreaker:
    """Opens after `failures` in a row, for `seconds`. Then one request is let through as a trial.

    Times are in seconds, of whatever clock the caller reads.

    >>> breaker = CircuitBreaker(failures=1, seconds=2.0)
    >>> breaker.note(False, 0.0)
    >>> breaker.seconds_closed_to(0.5), breaker.seconds_closed_to(2.0), breaker.seconds_closed_to(2.0)
    (2, 0, 2)
    """

    failures: int = 3
    seconds: float = 2.0
    _in_a_row: int = 0
    _open_until: float | None = None

    def seconds_closed_to(self, now: float) -> int:
        """For how many whole seconds no request is let through; 0 for one that is."""
        if self._open_until is None:
            return 0
        left = math.ceil(round(self._open_until - now, 3))
        if left > 0:
            return left
        self._open_until = now + self.seconds  # the trial: all others wait until it has ended well
        return 0

    def note(self, succeeded: bool, now: float) -> None:
        """Count the outcome of a request that was let through."""
        self._in_a_row = 0 if succeeded else self._in_a_row + 1
        if succeeded:
            self._open_until = None
        elif self._in_a_row >= self.failures:
            self._open_until = now + self.seconds
