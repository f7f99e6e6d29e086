"""What a group learned, measured by two tests: the mean gain of those who took both, with its interval.

The tests are two parallel forms. Half of a group begins with one form and half with the other, and each person takes
the other one afterwards, so that a form that is a little harder favors neither the time before nor the time after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, mean, stdev

LEAST_FOR_AN_INTERVAL = 5  # people
LEAST_FOR_AN_IDEA = 20  # people; with fewer, one or two of them decide the figure of an idea


@dataclass(frozen=True, slots=True)
class PairedGain:
    """The shares of right answers of n people before and after, 0 to 1, and the mean gain with a 95 % interval.

    `low` and `high` are None for fewer than five people.
    """

    n: int
    before: float
    after: float
    low: float | None
    high: float | None

    @property
    def gain(self) -> float:
        return self.after - self.before

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"{100 * self.gain:+.0f} points, n = {self.n}, too few for an interval"
        return f"{100 * self.gain:+.0f} points, 95% from {100 * self.low:+.0f} to {100 * self.high:+.0f}, n = {self.n}"


def paired_gain(shares: Sequence[tuple[float, float]]) -> PairedGain | None:
    """The gain over the shares before and after of each person, by Student's t; None for nobody."""
    if not shares:
        return None
    n, gains = len(shares), [after - before for before, after in shares]
    low = high = None
    if n >= LEAST_FOR_AN_INTERVAL:
        reach = _t_quantile(n - 1) * stdev(gains) / sqrt(n)
        low, high = mean(gains) - reach, mean(gains) + reach
    return PairedGain(n, mean(before for before, _ in shares), mean(after for _, after in shares), low, high)


def _t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, from four degrees of freedom on (Abramowitz and Stegun 26.7.5)."""
    z = NormalDist().inv_cdf(0.975)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum((term / float(freedom) ** power for power, term in enumerate(terms, 1)), 0.0)


def share_interval(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = NormalDist().inv_cdf(0.975)
    middle, spread = right / n + z * z / (2 * n), z * sqrt(right / n * (1 - right / n) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
