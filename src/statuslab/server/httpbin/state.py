"""The state of httpbin. The clock and the random source are arguments; all memory is bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

from statuslab.server.httpbin import limits
from statuslab.server.protocol.clock import Clock
from statuslab.token_bucket import TokenBucket

V = TypeVar("V")


class LruDict(Generic[V]):
    """An LRU cache of at most `most` entries."""

    def __init__(self, most: int = limits.KEYS) -> None:
        self._most = most
        self._kept: OrderedDict[str, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: str) -> V | None:
        """The value of this key, or None. It does not count as a use."""
        return self._kept.get(key)

    def find_or(self, key: str, fresh: Callable[[], V]) -> V:
        """The value of this key; where there is none, `fresh()` is stored first."""
        return self.put(key, self._kept[key] if key in self._kept else fresh())

    def put(self, key: str, value: V) -> V:
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value

    def drop(self, key: str) -> None:
        self._kept.pop(key, None)


@dataclass
class Nonce:
    """A Digest nonce: how often it was used, and the highest nonce count so far."""

    uses: int = 0
    count: int = 0


@dataclass
class HttpbinState:
    """The clock, random source and memory of one httpbin."""

    clock: Clock
    rng: Random
    failures: LruDict[int] = field(default_factory=LruDict)
    buckets: LruDict[TokenBucket] = field(default_factory=LruDict)
    nonces: LruDict[Nonce] = field(default_factory=LruDict)

    def hex(self, digits: int = 32) -> str:
        """Random hexadecimal digits."""
        return f"{self.rng.getrandbits(4 * digits):0{digits}x}"

    def should_fail(self, key: str, times: int) -> bool:
        """Whether this call is one of the first `times` of its key; the next one restarts the count."""
        failed = self.failures.find(key) or 0
        if failed >= times:
            self.failures.drop(key)
            return False
        self.failures.put(key, failed + 1)
        return True
