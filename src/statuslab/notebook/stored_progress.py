"""What the course remembers of this learner: answers kept as they are given, and found again. Not a word of a notebook;
the words stand on it.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.storage.files import home
from statuslab.storage.progress_store import Store, bring_pretest

FILE = "progress.sqlite"


def store() -> Store:
    """The learner's store: one for each place that STATUSLAB_HOME may name."""
    return _store(_place() / FILE)


def now() -> datetime:
    """The time where the learner sits; in a fixed lab it stands still."""
    if os.environ.get("STATUSLAB_FIXED"):
        from statuslab.server.protocol.clock import FixedClock

        return datetime.fromtimestamp(FixedClock().now(), UTC)
    return datetime.now().astimezone()


def save(attempt: Attempt) -> str:
    """Keep an answer; return a line to show beside the feedback where something was wrong, else "".

    Never raises: feedback does not wait for a disk to be mended.
    """
    trouble = ""
    try:
        store().add(replace(attempt, at=attempt.at.astimezone(now().tzinfo)))
    except LabError as error:
        trouble = str(error)
    return "; ".join(line for line in (*_news(), trouble) if line)


def saved_attempts(card: str) -> list[Attempt]:
    """The last attempt on each question of a card, for a page that is run again; none where there is trouble."""
    try:
        return store().card(card)
    except LabError as error:
        print(f"statuslab: {error}", file=sys.stderr)
        return []


def _news() -> list[str]:
    """What the store has to tell, each line once."""
    news, store().notices[:] = store().notices[:], []
    return news


@cache
def _store(path: Path) -> Store:
    opened = Store(path, now)
    atexit.register(opened.close)
    try:
        bring_pretest(opened, path.with_name("pretest.json"))
    except LabError as error:
        opened.notices.append(str(error))
    return opened


def _place() -> Path:
    """The learner's home; a fixed lab that was given none leaves the real one alone."""
    if os.environ.get("STATUSLAB_FIXED") and not os.environ.get("STATUSLAB_HOME"):
        return Path(_temporary().name)
    return home()


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="statuslab-", ignore_cleanup_errors=True)
