"""One bound for the content that all exchanges of a lab hold together, and how many connections it keeps.

Limits for each request do not add up to one: many requests that each stay below theirs can fill the memory together.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from statuslab.messages.http1 import BadMessage

TOTAL = 192_000_000  # bytes that all exchanges hold together
EACH = 16_000  # bytes that an exchange takes by being there
REQUEST_WEIGHT = 3  # an app keeps content, its text and what it parsed
SMALL = 256_000  # an exchange that holds less than this is never refused for what others hold
STALLED = 1.0  # real seconds without progress, after which an exchange may be cut to make room
MOST_CONNECTIONS = 700  # at all ports together
_SPARE_FILES = 48  # for what is opened beside connections from clients


class NoRoom(Exception):
    """All exchanges together hold as much as they may."""

    def refusal(self) -> BadMessage:
        """503, which says when to come back (RFC 9110 section 15.6.4)."""
        why = "the lab holds as much content as it may, for everybody together"
        return BadMessage(503, why, "RFC 9110 section 15.6.4", ((b"Retry-After", b"1"),))


class Holding:
    """What one exchange holds. `cut` ends the exchange without its help."""

    def __init__(self, budget: ContentBudget, cut: Callable[[], None]) -> None:
        self._budget, self._cut = budget, cut
        self.size, self.since = 0, budget.tick()

    def open(self) -> Holding:
        """The exchange begins."""
        self._budget.holdings[self] = None
        self.size += EACH
        self._budget.total += EACH
        return self

    def close(self, *_: object) -> None:
        """The exchange is over, and holds nothing any more."""
        self._budget.holdings.pop(self, None)
        self._budget.total -= self.size
        self.size = 0

    __enter__, __exit__ = open, close

    def _add(self, size: int) -> None:
        self.size += size
        self._budget.total += size

    def take(self, size: int) -> None:
        """Hold `size` bytes more. Raises NoRoom where there is none even after stalled exchanges were cut."""
        self._add(size)
        self.since = self._budget.tick()
        if self._budget.total > self._budget.most and not self._budget.make_room(self):
            self._add(-size)
            raise NoRoom

    def give_back(self, size: int) -> None:
        """Hold `size` bytes less: somebody has read them."""
        self._add(-min(size, self.size))
        self.since = self._budget.tick()

    def be_cut(self) -> None:
        """End the exchange, and count its memory as free."""
        self.close()
        self._cut()


class ContentBudget:
    """What all exchanges of a lab hold together: content that apps were given, and responses that nobody reads."""

    def __init__(self, tick: Callable[[], float], most: int = TOTAL) -> None:
        self.tick, self.most, self.total = tick, most, 0
        self.holdings: dict[Holding, None] = {}

    def make_room(self, asking: Holding) -> bool:
        """Cut exchanges until the rest fits: first those that have stalled, longest first.

        A small one that asks is not to suffer, so that for it the largest are cut as well.
        """
        now = self.tick()
        others = [each for each in self.holdings if each is not asking and each.size > EACH]
        stalled = sorted((each for each in others if now - each.since > STALLED), key=lambda each: each.since)
        largest = sorted(others, key=lambda each: -each.size) if asking.size <= SMALL else []
        for victim in [*stalled, *largest]:
            if self.total <= self.most:
                break
            if victim in self.holdings:
                victim.be_cut()
        return self.total <= self.most


def most_connections() -> int:
    """How many connections may be open at all ports together, by the files that this process may still open."""
    try:
        import resource  # not on Windows, and without its functions in a browser

        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        free = files - len(list(Path("/dev/fd").iterdir())) - _SPARE_FILES
    except (ImportError, AttributeError, OSError):
        return MOST_CONNECTIONS
    return max(8, min(MOST_CONNECTIONS, free))
