"""Access to the learner's progress store: answers are saved as they are given, and found again."""

from __future__ import annotations

import atexit
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.storage.files import home
from statuslab.storage.progress_store import ProgressStore

if TYPE_CHECKING:
    import tempfile

FILE = "progress.sqlite"


def store() -> ProgressStore:
    """Return the learner's store: one per folder that STATUSLAB_HOME has named."""
    return _store(_place() / FILE)


def now() -> datetime:
    """Return the learner's local time. In a fixed lab it stands still."""
    if os.environ.get("STATUSLAB_FIXED"):
        from statuslab.server.protocol.clock import FixedClock

        return datetime.fromtimestamp(FixedClock().now(), UTC)
    return datetime.now().astimezone()


def save(attempt: Attempt) -> str:
    """Save an attempt. Return a line to show beside the feedback if there was a problem, else "".

    Never raises, so that the learner gets feedback even if the disk is full.
    """
    problem = ""
    try:
        store().add(replace(attempt, at=attempt.at.astimezone(now().tzinfo)))
    except LabError as error:
        problem = str(error)
    return "; ".join(line for line in (*_new_notices(), problem) if line)


def saved_attempts(card: str) -> list[Attempt]:
    """Return the last attempt on each question of a card. Problems are printed to stderr, and give no attempts."""
    try:
        return store().last_attempts(card)
    except LabError as error:
        print(f"statuslab: {error}", file=sys.stderr)
        return []


def _new_notices() -> list[str]:
    """Return the store's notices, each of them once."""
    notices, store().notices[:] = store().notices[:], []
    return notices


@cache
def _store(path: Path) -> ProgressStore:
    opened = ProgressStore(path, now)
    atexit.register(opened.close)
    return opened


def _place() -> Path:
    """Return the learner's home. A fixed lab without STATUSLAB_HOME gets a temporary folder, not the real one."""
    if os.environ.get("STATUSLAB_FIXED") and not os.environ.get("STATUSLAB_HOME"):
        return Path(_temporary().name)
    return home()


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    import tempfile

    return tempfile.TemporaryDirectory(prefix="statuslab-", ignore_cleanup_errors=True)
