"""Time as an argument: the live clock, and a fixed one under which the same requests give the same bytes."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the lab knows of time. `now` is in seconds of the epoch, `tick` counts seconds from anywhere."""

    def now(self) -> float: ...

    def tick(self) -> float: ...

    def real(self, seconds: float) -> float:
        """How long a pause of so many told seconds really lasts."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Pause on the server's side."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass on a client's side, between two requests."""
        ...


class LiveClock:
    """The time of the machine."""

    now = staticmethod(time.time)
    tick = staticmethod(time.perf_counter)
    wait = staticmethod(time.sleep)
    sleep = staticmethod(asyncio.sleep)

    def real(self, seconds: float) -> float:
        return seconds


class FixedClock:
    """Stands still at a moment; only `wait` moves it on. Pauses really last a fraction, so that order is kept."""

    def __init__(self, start: float = 1795338000.0, pace: float = 0.05) -> None:
        self.start, self.pace = start, pace
        self._passed = 0.0

    def now(self) -> float:
        return self.start + self._passed

    def tick(self) -> float:
        return time.perf_counter()

    def real(self, seconds: float) -> float:
        return seconds * self.pace

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(self.real(seconds))

    def wait(self, seconds: float) -> None:
        self._passed += seconds

    def reset(self) -> None:
        """Back to the start."""
        self._passed = 0.0
