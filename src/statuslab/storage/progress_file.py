"""A learner's whole progress as the bytes of one file, to take from one place where the course runs to another.

It is the SQLite file of the progress store, without a write-ahead log, so that it opens in a browser too.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.storage import progress_schema as schema

_MAGIC = b"SQLite format 3\0"
_WITHOUT_LOG = b"\1\1"  # bytes 18 and 19 of the header


@dataclass(frozen=True)
class Progress:
    """The attempts in their order, and the small values as JSON text, by key."""

    attempts: tuple[Attempt, ...]
    values: dict[str, str]


def to_bytes(db: sqlite3.Connection) -> bytes:
    """Return the whole content of a progress store's database as a file of its own."""
    return _without_log(db.serialize())


def from_bytes(content: bytes, name: str) -> Progress:
    """Return what a progress file holds. Raises LabError with its name if it is none, is damaged, or is too new."""
    if not content.startswith(_MAGIC):
        raise LabError(
            f"{name} is not a progress file of this course; expected a file that progress_file() wrote; nothing changed"
        )
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        try:
            db.deserialize(_without_log(content))
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > schema.VERSION:
                raise LabError(
                    f"{name} comes from a newer version of the course (its tables have version {version}, expected at "
                    f"most {schema.VERSION}); update statuslab here; nothing changed"
                )
            schema.check(db)
            values = db.execute("SELECT key, value FROM states")
            return Progress(tuple(schema.attempts(db)), dict(values))
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise LabError(
                f"{name} is damaged or is not a progress file of this course ({error}); write it anew with "
                "progress_file() where the answers are; nothing changed"
            ) from error


def missing(here: Iterable[Attempt], there: Iterable[Attempt]) -> Iterator[Attempt]:
    """Yield the attempts of `there` that are not in `here`. Equal ones count as often as they occur."""
    known = Counter(here)
    for attempt in there:
        if known[attempt]:
            known[attempt] -= 1
        else:
            yield attempt


def _without_log(content: bytes) -> bytes:
    return content[:18] + _WITHOUT_LOG + content[20:]
