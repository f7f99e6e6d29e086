"""An event loop in which no timer ends before what has already arrived was read.

Otherwise a machine that is busy with something else for a moment would make timeouts that have no other cause: when the
loop runs again, both the response and the timer are there. nginx reads first, too. The loop waits a little longer, as
some responses take several rounds: that of a gateway, whose next server runs on the same loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

_ROUNDS = 100  # of the loop, for which a timer that is due waits while there is something else to do
_MOMENT = 1e-6  # seconds


class PatientTimers(asyncio.BaseEventLoop):
    """The timers of such a loop, whatever it reads from.

    While something is ready, the loop's time stops before its next timer. It does not catch up, so that timers which
    are set in the meantime keep their length.
    """

    _ready: deque[asyncio.Handle]  # what BaseEventLoop has
    _scheduled: list[asyncio.TimerHandle]
    _behind = _last = 0.0
    _timers_may_end = False
    _rounds = 0

    def machine_time(self) -> float:
        """The time with nothing held back."""
        return super().time()

    def time(self) -> float:
        now = self.machine_time() - self._behind
        if self._scheduled and not self._timers_may_end:
            limit = max(self._last, self._scheduled[0].when() - _MOMENT)
            if now > limit:
                self._behind += now - limit
                now = limit
        self._last = now
        return now

    def _take_in(self, event_list: Any) -> None:
        """Make ready what has happened."""

    def _process_events(self, event_list: Any) -> None:
        self._take_in(event_list)
        due = self._scheduled and self.machine_time() - self._behind > self._scheduled[0].when() - _MOMENT
        self._rounds = self._rounds + 1 if due and self._ready else 0
        self._timers_may_end = not self._ready or self._rounds > _ROUNDS

    def _run_once(self) -> None:
        super()._run_once()  # type: ignore[misc]
        self._timers_may_end = False


class PatientLoop(PatientTimers, asyncio.SelectorEventLoop):
    """One that reads from sockets. It selects on Windows too: the listener needs that."""

    def _take_in(self, event_list: Any) -> None:
        asyncio.SelectorEventLoop._process_events(self, event_list)  # type: ignore[attr-defined]
