"""Time as an argument: a live clock, and a fixed one with which the same requests give the same bytes.

Lab seconds are the seconds that the course speaks of. With the live clock they are real ones; with the fixed clock they
last a fraction of that.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from statuslab.network import sockets
from statuslab.network.interface import Network

_OUTLASTING = 30.0  # real seconds that a lab second of a pause takes while a client is about to leave before its end
_LATEST = 2.0  # real seconds after which a client leaves though no such pause has begun


class Clock(Protocol):
    """The lab's time. `now` is in seconds since the epoch, `tick` in real seconds since any fixed moment."""

    def now(self) -> float: ...

    def tick(self) -> float: ...

    def real(self, seconds: float) -> float:
        """How many real seconds this many lab seconds last."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Pause the server for lab seconds."""
        ...

    def wait(self, seconds: float) -> None:
        """Let lab seconds pass on a client's side, between two requests."""
        ...

    def skip(self, seconds: float) -> None:
        """Be lab seconds later at once, for a scene: nobody waits."""
        ...

    def end_skips(self) -> None:
        """The scene is over: take back what was skipped, where time goes on by itself."""
        ...

    def leaving(self, seconds: float) -> AbstractContextManager[Callable[[], bool]]:
        """While this is open, a client stays so many lab seconds. Gives what tells whether it may leave now.

        The client waits for these seconds by itself.
        """
        ...


class LiveClock:
    """The time of the network: that of the machine, where it has sockets."""

    sleep = staticmethod(asyncio.sleep)

    def __init__(self, network: Network | None = None) -> None:
        network = network or sockets()
        self._now, self.tick, self.wait = network.now, network.tick, network.sleep
        self._skipped = 0.0

    def now(self) -> float:
        return self._now() + self._skipped

    def skip(self, seconds: float) -> None:
        self._skipped += seconds

    def end_skips(self) -> None:
        self._skipped = 0.0

    def leaving(self, seconds: float) -> AbstractContextManager[Callable[[], bool]]:  # noqa: ARG002
        return nullcontext(lambda: True)

    def real(self, seconds: float) -> float:
        return seconds


class FixedClock:
    """Stands still; only `wait` moves it on.

    Pauses last `pace` real seconds for each lab second, so that what is to happen later still does.
    """

    def __init__(self, start: float = 1795338000.0, pace: float = 0.05, network: Network | None = None) -> None:
        self.start, self.pace, self.tick = start, pace, (network or sockets()).tick
        self._passed = 0.0
        self._stays, self._outlasted = math.inf, False  # how long a client stays, and whether a longer pause has begun

    def now(self) -> float:
        return self.start + self._passed

    def real(self, seconds: float) -> float:
        return seconds * (self.pace if seconds <= self._stays else _OUTLASTING)

    @contextmanager
    def leaving(self, seconds: float) -> Iterator[Callable[[], bool]]:
        """However busy the machine is, the client leaves in a longer pause of the server, and before its end."""
        self._stays, self._outlasted = seconds, False
        latest = self.tick() + _LATEST
        try:
            yield lambda: self._outlasted or self.tick() > latest
        finally:
            self._stays = math.inf

    async def sleep(self, seconds: float) -> None:
        self._outlasted = self._outlasted or seconds > self._stays
        await asyncio.sleep(self.real(seconds))

    def wait(self, seconds: float) -> None:
        self._passed += seconds

    skip = wait

    def end_skips(self) -> None:
        """Nothing: it stays where it is until the next scene."""

    def reset(self) -> None:
        """Back to the start."""
        self._passed = 0.0
