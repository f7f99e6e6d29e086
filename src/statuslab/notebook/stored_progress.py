"""Access to the learner's progress store: answers are saved as they are given, and found again."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.storage.files import home
from statuslab.storage.progress_reader import ProgressReader
from statuslab.storage.progress_store import ProgressStore

if TYPE_CHECKING:
    import tempfile

FILE = "progress.sqlite"
T = TypeVar("T")


def store() -> ProgressStore:
    """Return the learner's store: one per folder that STATUSLAB_HOME has named."""
    return _reader.get() or _store(_place() / FILE)


@contextmanager
def only_reading(nothing: bool = False) -> Iterator[None]:
    """Have the block read the learner's store, or an empty one. `store` then changes nothing and never waits long."""
    reader = ProgressReader(None if nothing else _place() / FILE, now)
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)
        reader.close()


_reader: ContextVar[ProgressReader | None] = ContextVar("reader", default=None)


def now() -> datetime:
    """Return the learner's local time. In a fixed lab it stands still."""
    if os.environ.get("STATUSLAB_FIXED"):
        from statuslab.server.protocol.clock import FixedClock

        return datetime.fromtimestamp(FixedClock().now(), UTC)
    return datetime.now().astimezone()


def save(attempt: Attempt) -> str:
    """Save an attempt. Return a line to show beside the feedback if there was a problem, else "".

    Never raises, so that the learner gets feedback even if the disk is full. A problem that lasts is told once.
    """
    lines: list[str] = []
    _saving.lines = lines
    try:
        store().add(replace(attempt, at=attempt.at.astimezone(now().tzinfo)))
        _is_new("saving", "")
    except LabError as error:
        lines += [str(error)] if _is_new("saving", str(error)) else []
    finally:
        _saving.lines = None
    return "; ".join(lines)


def saved_attempts(card: str) -> list[Attempt]:
    """Return the last attempt on each question of a card. A problem gives none, and is printed to stderr once."""
    try:
        found = store().last_attempts(card)
    except LabError as error:
        if _is_new("reading", str(error)):
            print(f"statuslab: {error}", file=sys.stderr)
        return []
    _is_new("reading", "")
    return found


def _is_new(work: str, problem: str) -> bool:
    """Return whether a problem is another one than the last time this was tried ("" if there was none)."""
    before, _problems[work] = _problems.get(work, ""), problem
    return problem != before


_problems: dict[str, str] = {}


def stored_value(key: str, read: Callable[[Any], T]) -> T | None:
    """Return what `read` makes of a small value of the store; None without a value.

    A value that makes no sense, as after damage to the file, gives None and a line on stderr. It stays in the store.
    """
    value = store().get(key)
    if value is None:
        return None
    try:
        return read(value)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        line = f"what is stored as {key!r} in {store().path} cannot be read ({type(error).__name__}: {error}); left out"
        if line not in _told:
            _told.add(line)
            _tell(line)
        return None


_told: set[str] = set()
_saving = threading.local()  # .lines: where `save` collects the notices of the store


def _tell(notice: str) -> None:
    """Pass a notice of the store to `save`, which shows it beside the feedback, or print it."""
    lines: list[str] | None = getattr(_saving, "lines", None)
    if lines is None:
        print(f"statuslab: {notice}", file=sys.stderr)
    else:
        lines.append(notice)


@cache
def _store(path: Path) -> ProgressStore:
    keep = None
    if sys.platform == "emscripten":
        from statuslab.storage.browser_drive import DriveCopy

        copy = DriveCopy(path, _tell)
        copy.restore()
        keep = copy.keep
    opened = ProgressStore(path, now, tell=_tell, after_change=keep)
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
