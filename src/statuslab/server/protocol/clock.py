"""Time as an argument: a live clock, and a fixed one with which the same requests give the same bytes.

Lab seconds are the seconds that the course speaks of. With the live clock they are real ones; with the fixed clock they
last a fraction of that.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from statuslab.network import sockets
from statuslab.network.interface import Network


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

    def real(self, seconds: float) -> float:
        return seconds


class FixedClock:
    """Stands still; only `wait` moves it on.

    Pauses last `pace` real seconds for each lab second, so that what is to happen later still does.
    """

    def __init__(self, start: float = 1795338000.0, pace: float = 0.05, network: Network | None = None) -> None:
        self.start, self.pace, self.tick = start, pace, (network or sockets()).tick
        self._passed = 0.0

    def now(self) -> float:
        return self.start + self._passed

    def real(self, seconds: float) -> float:
        return seconds * self.pace

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(self.real(seconds))

    def wait(self, seconds: float) -> None:
        self._passed += seconds

    skip = wait

    def end_skips(self) -> None:
        """Nothing: it stays where it is until the next scene."""

    def reset(self) -> None:
        """Back to the start."""
        self._passed = 0.0
