"""The thread that writes the class file. All pending jobs are committed together and then acknowledged.

When a commit fails, all jobs up to the next `resume` fail too, because they may build on what was not saved.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from statuslab.errors import LabError
from statuslab.live_class.server.class_store import ClassFile, FileGone, Item

GATHER = 0.008  # seconds to wait for more jobs: a commit costs the same for one answer as for a hundred
UNSAVED = "the class file could not be written, so nothing was kept; free some space, then do it again"
_MOST = 2000  # items of one batch


class NotSaved(LabError):
    """The file could not be written. The request must not be acknowledged."""


@dataclass(slots=True)
class _Job:
    items: tuple[Item, ...]
    clock: float
    done: asyncio.Future[None]


class Writer:
    """Saves items in order. `failed` is called in the event loop after a commit has failed."""

    def __init__(self, file: ClassFile, loop: asyncio.AbstractEventLoop, failed: Callable[[], None]) -> None:
        self._file, self._loop, self._failed = file, loop, failed
        self._jobs: queue.SimpleQueue[_Job | str | None] = queue.SimpleQueue()
        self._broken = False
        self.commits = 0
        self._thread = threading.Thread(target=self._run, name="statuslab-class-writer", daemon=True)
        self._thread.start()

    def save(self, items: tuple[Item, ...], clock: float) -> asyncio.Future[None]:
        """A future that is done when these items and all before them are on disk."""
        job = _Job(items, clock, self._loop.create_future())
        self._jobs.put(job)
        return job.done

    def resume(self) -> None:
        """Accept jobs again after a failure; the caller has reloaded the file."""
        self._jobs.put("resume")

    def close(self) -> None:
        """Write all pending jobs and end the thread."""
        self._jobs.put(None)
        self._thread.join(10)

    def _run(self) -> None:
        while True:
            batch, signal = self._batch()
            if batch:
                self._write(batch)
            if signal is None:
                return
            if signal == "resume":
                self._broken = False

    def _batch(self) -> tuple[list[_Job], str | None]:
        """The pending jobs up to a signal: None to end, "resume" after a failure, "" for neither."""
        batch: list[_Job] = []
        while True:
            job = self._jobs.get()
            if not isinstance(job, _Job):
                return batch, job
            batch.append(job)
            if len(batch) == 1:
                time.sleep(GATHER)
            if self._jobs.empty() or len(batch) >= _MOST:
                return batch, ""

    def _write(self, batch: list[_Job]) -> None:
        error: Exception | None = None
        items = [item for job in batch for item in job.items]
        if self._broken:
            error = NotSaved(UNSAVED)
        elif items:
            try:
                self._file.save(items, max(job.clock for job in batch))
                self.commits += 1
            except Exception as found:  # whatever failed, nothing may be acknowledged and the thread must survive
                gone = f"nothing was kept: {found}; save the report, and start a new class"
                self._broken, error = True, NotSaved(gone if isinstance(found, FileGone) else f"{UNSAVED} ({found})")
                self._call_in_loop(self._failed)
        self._call_in_loop(lambda: _resolve(batch, error))

    def _call_in_loop(self, what: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(what)
        except RuntimeError:  # the loop is closed, so nobody is waiting
            return


def _resolve(batch: list[_Job], error: Exception | None) -> None:
    for job in batch:
        if job.done.done():
            continue
        if error is None:
            job.done.set_result(None)
        else:
            job.done.set_exception(error)
