"""The learner's progress on disk: one SQLite file, in which attempts, review states and confusions always agree.

`add` returns when the answer is on the disk. A problem with the file becomes one line: in `notices` if the store goes
on by itself, as a LabError if the learner has to do something.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from statuslab.errors import LabError
from statuslab.learning.history import EXAM, POSTTEST, PRETEST, TEST_SIZE, Attempt, Confusion, confuse
from statuslab.learning.review_state import ReviewState, advance
from statuslab.storage import progress_file
from statuslab.storage import progress_schema as schema
from statuslab.storage.files import make_private, set_aside, write_atomically
from statuslab.storage.salvage import is_damaged_log, salvage
from statuslab.wording import quantity

T = TypeVar("T")
WAITING = "your answer is kept in memory and saved with the next one"
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_NOT_WRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FAILURES = (sqlite3.Error, OSError, ValueError, OverflowError)  # what sqlite3 raises


class ProgressStore:
    """One learner's attempts, with the review states and confusions that follow from them.

    Several threads and several processes can use one file at a time. The file is opened on first use. `now` returns
    the learner's local time; `timeout` is how many seconds to wait while another program writes. If the folder cannot
    be written, the answers in it are shown, and new ones are kept in memory until the session ends. `tell` is given
    each notice; without it they are kept in `notices`. `after_change` is called with the database when it has changed.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], datetime],
        timeout: float = 5.0,
        tell: Callable[[str], None] | None = None,
        after_change: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        self.path, self.now, self.timeout = path, now, timeout
        self.notices: list[str] = []
        self._tell = tell or self.notices.append
        self._after_change, self._changes = after_change, 0
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  # device and inode of the file that is open
        self._session_only = False
        self._log = b""  # the write-ahead log as it was before the file was opened, until it was checked
        self._waiting: list[Attempt] = []

    # --- Attempts

    def add(self, attempt: Attempt) -> None:
        """Store an attempt. It is on the disk before this returns.

        Raises LabError if it could not be written. It is then kept in memory and written with the next one.
        """
        self.add_all((attempt,))

    def add_all(self, attempts: Iterable[Attempt]) -> None:
        """Store several attempts in one transaction, as `add` does."""
        with self._lock:
            before = len(self._waiting)
            self._waiting.extend(attempts)
            try:
                self._do(self._write)
            except LabError as error:
                if _is_unstorable(error.__cause__):
                    del self._waiting[before:]  # it would fail again with each later answer
                    raise
                raise LabError(f"{error}; {WAITING}") from error
            self._waiting.clear()

    def add_once(self, key: str, value: Any, attempts: Iterable[Attempt]) -> bool:
        """Store attempts and a small value in one transaction, unless the key has a value already.

        Return whether they were stored. Raises LabError if they could not be written; then nothing is kept in memory.
        """
        new = tuple(attempts)

        def write(db: sqlite3.Connection) -> bool:
            with schema.transaction(db):
                if schema.put_value(db, key, json.dumps(value), replace=False):
                    schema.write(db, new)
                    return True
            return False

        return self._do(write)

    def attempts(self, **wanted: str) -> list[Attempt]:
        """Return the attempts in the order they were added: all, or attempts(question="lost-retry", where="quiz")."""
        with self._lock:
            found = self._do(lambda db: list(schema.attempts(db, **wanted)))
            waiting = (each for each in self._waiting if all(getattr(each, of) == is_ for of, is_ in wanted.items()))
            return [*found, *waiting]

    def last_attempts(self, card: str) -> list[Attempt]:
        """Return the last attempt on each question of a card, in the order the questions were first answered."""
        return list({attempt.question: attempt for attempt in self.attempts(card=card)}.values()) if card else []

    # --- What follows from them

    def review_states(self) -> dict[str, ReviewState]:
        """Return the review state of each question that was ever answered, by id."""
        with self._lock:
            found = self._do(schema.review_states)
            for attempt in self._waiting:
                found[attempt.question] = advance(found.get(attempt.question), attempt)
            return found

    def confusions(self) -> tuple[Confusion, ...]:
        """Return which codes were taken for which others, without what a sealed test would give away."""
        with self._lock:
            found: dict[Any, Confusion | None] = dict(self._do(schema.confusions))
            for attempt in self._waiting:
                found[attempt.mistaken] = confuse(found.get(attempt.mistaken), attempt)
            sealed = Counter(attempt.mistaken for attempt in self._sealed())
            left = (
                replace(each, times=each.times - sealed[each.right, each.chosen]) for each in found.values() if each
            )
            return tuple(each for each in left if each.times > 0)

    def _sealed(self) -> Sequence[Attempt]:
        """Return the answers to pre-test and post-test until the post-test is complete or an exam was handed in.

        The tests promise to say nothing before: not how an answer was graded, and not which code would be right.
        """
        after = self.attempts(where=POSTTEST)
        if self.attempts(where=EXAM) or len({attempt.question for attempt in after}) >= TEST_SIZE:
            return ()
        return [*self.attempts(where=PRETEST), *after]

    # --- Small values

    def put(self, key: str, value: Any) -> None:
        """Store a small JSON value in place of an earlier one. Raises LabError if it could not be written."""

        def write(db: sqlite3.Connection) -> None:
            with schema.transaction(db):
                schema.put_value(db, key, json.dumps(value), replace=True)

        self._do(write)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value that was put, or the default."""
        row = self._do(lambda db: db.execute("SELECT value FROM states WHERE key = ?", (key,)).fetchone())
        return json.loads(row[0]) if row else default

    # --- Export and deletion

    def export_csv(self, path: Path) -> int:
        """Write all attempts as CSV and return how many. Raises LabError; then an earlier file is left as it was.

        A sealed test has neither scores nor codes.
        """
        found, sealed = self.attempts(), bool(self._sealed())
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("question", "at", "where", "score", "confidence", "answer", "right_code", "chosen_code",
                         "seconds", "seed", "card"))  # fmt: skip
        writer.writerows(_cells(each, sealed and each.where in (PRETEST, POSTTEST)) for each in found)
        write_atomically(path, text.getvalue())
        return len(found)

    def to_bytes(self) -> tuple[bytes, int]:
        """Return all progress as the content of a file, and how many answers are in it. Raises LabError."""
        self.add_all(())  # first write what waits in memory
        return self._do(lambda db: (progress_file.to_bytes(db), len(list(schema.attempts(db)))))

    def take_in(self, content: bytes, name: str) -> int:
        """Add the answers and small values of a progress file that are not here yet. Return how many answers.

        Raises LabError if the file cannot be used, or this store cannot be written; then nothing changed.
        """
        there = progress_file.from_bytes(content, name)
        self.add_all(())

        def write(db: sqlite3.Connection) -> int:
            with schema.transaction(db):
                here = list(schema.attempts(db))
                new = list(progress_file.missing(here, there.attempts))
                if new:  # what follows from answers depends on their order
                    schema.rewrite(db, sorted([*here, *new], key=lambda attempt: attempt.at))
                for key, value in there.values.items():
                    schema.put_value(db, key, value, replace=False)
                return len(new)

        return self._do(write)

    def delete(self) -> None:
        """Delete all progress, including files that were set aside. Programs that have the file open can go on."""
        with self._lock:
            self._do(schema.clear)
            self._waiting.clear()
            left = [self.path] if self._session_only and self.path.exists() else []
            for path in (*left, *self.path.parent.glob(f"{self.path.stem}.unreadable-*")):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise LabError(f"cannot delete {path}: {error.strerror}; delete it yourself") from error

    def close(self) -> None:
        """Close the file. The next use opens it again."""
        with self._lock:
            db, self._db, self._file, self._session_only = self._db, None, None, False
            if db is not None:
                with suppress(sqlite3.Error):
                    db.close()

    # --- The file, and what can go wrong with it

    def _write(self, db: sqlite3.Connection) -> None:
        with schema.transaction(db):
            schema.write(db, self._waiting)

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work in the file. If the file cannot be used but another place is found, do it once more there."""
        with self._lock:
            try:
                return self._done(work, self._open())
            except _FAILURES as error:
                if not self._found_another_place(error):
                    raise self._as_lab_error(error) from error
            try:
                return self._done(work, self._open())
            except _FAILURES as error:
                raise self._as_lab_error(error) from error

    def _done(self, work: Callable[[sqlite3.Connection], T], db: sqlite3.Connection) -> T:
        result = work(db)
        if self._after_change and db.total_changes != self._changes:
            self._changes = db.total_changes
            self._after_change(db)
        return result

    def _open(self) -> sqlite3.Connection:
        if self._db is not None and self._file == self._on_disk():
            return self._db
        self.close()
        make_private(self.path)
        self._log = _content(self._beside("-wal"))  # closing the file may take it away
        db = self._connected(str(self.path))
        try:
            self._file = self._on_disk()
            self._prepare(db)
        except BaseException:
            db.close()
            raise
        self._db = db
        return db

    def _connected(self, path: str) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=self.timeout, isolation_level=None, check_same_thread=False)

    def _prepare(self, db: sqlite3.Connection) -> None:
        if self.path.stat().st_size and not _is_writable_format(self.path):
            raise schema.DamagedFile("the header names a format that no version of SQLite writes")
        db.execute("PRAGMA synchronous = FULL")  # a commit survives a power failure
        version = schema.create_tables(db)
        if version > schema.VERSION:
            raise LabError(
                f"{self.path} was written by a newer version of the course, or is damaged: its tables have version "
                f"{version}, expected at most {schema.VERSION}; update statuslab, and if it is up to date move the "
                "file aside; the file was not changed"
            )
        self._check_log(db)
        schema.check(db)
        with suppress(sqlite3.OperationalError):  # another process is writing, or the file is read-only
            db.execute("PRAGMA journal_mode = WAL")

    def _check_log(self, db: sqlite3.Connection) -> None:
        """Raise DamagedFile if SQLite leaves out answers of the write-ahead log that an earlier program left."""
        if self._log:
            used = int(db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])
            unchanged = _content(self._beside("-wal"))[:32] == self._log[:32]  # no other program began anew
            if unchanged and is_damaged_log(self._log, used):
                raise schema.DamagedFile("frames of the write-ahead log are damaged")
            self._log = b""

    def _beside(self, ending: str) -> Path:
        return self.path.with_name(self.path.name + ending)

    def _on_disk(self) -> tuple[int, int] | None:
        """Return which file is at the path now. It may have been replaced while a connection was open."""
        if self._session_only:
            return None
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _found_another_place(self, error: Exception) -> bool:
        if self._is_damage(error):
            try:
                self._set_aside()
            except LabError as refused:
                self._stay_in_memory(str(refused))
            return True
        if _code(error) in _NOT_WRITABLE or isinstance(error, OSError):
            reason = getattr(error, "strerror", None) or error
            self._stay_in_memory(f"cannot write {self.path} ({reason})")
            return True
        return False

    def _is_damage(self, error: Exception) -> bool:
        """Whether an error comes from what is in the file. A new file without content has nothing that is damaged."""
        if isinstance(error, UnicodeDecodeError) or _code(error) in _DAMAGED:
            return True
        if isinstance(error, sqlite3.OperationalError) and "decode to UTF-8" in str(error):
            return True
        opening = self._db is None and not self._session_only
        with suppress(OSError):
            return opening and _code(error) == sqlite3.SQLITE_ERROR and self.path.stat().st_size > 0
        return False

    def _set_aside(self) -> None:
        damaged, log, self._log = self._file, self._log, b""
        self.close()
        if damaged != self._on_disk():
            return  # another process was faster, and the file at the path is a new one
        stem = f"{self.path.stem}.unreadable-{self.now():%Y%m%d-%H%M%S}"
        names = (f"{stem}{f'-{number}' if number > 1 else ''}{self.path.suffix}" for number in count(1))
        aside = next(path for name in names if not (path := self.path.with_name(name)).exists())
        set_aside(self.path, aside)
        for beside in ("-wal", "-shm"):  # they belong to the damaged file, and SQLite would apply them to the new one
            if self._beside(beside).exists():
                set_aside(self._beside(beside), aside.with_name(aside.name + beside))
        if log:
            with suppress(OSError):
                aside.with_name(f"{aside.name}-wal").write_bytes(log)
        found = salvage(*_contents(aside))
        with suppress(sqlite3.Error, OSError):
            db = self._open()
            with schema.transaction(db):
                schema.write_salvaged(db, found.attempts, found.values)
        self._tell(
            f"{self.path} is damaged; it was renamed to {aside.name}, and a new file was created with the answers that "
            f"could still be read: {len(found.attempts)}"
        )

    def _stay_in_memory(self, reason: str) -> None:
        """Go on with an in-memory database, which starts with what can be read of the file."""
        memory = self._connected(":memory:")
        copied = self._db is not None and _copied(self._db, memory)
        self.close()
        if not copied:
            memory.close()
            memory = self._connected(":memory:")
            schema.create_tables(memory)
            found = salvage(*_contents(self.path))
            with schema.transaction(memory):
                schema.write_salvaged(memory, found.attempts, found.values)
        self._db, self._session_only = memory, True
        earlier = memory.execute("SELECT count(*) FROM attempts").fetchone()[0]
        shown = f"your {quantity(earlier, 'earlier answer')} can be read, and new ones" if earlier else "your answers"
        self._tell(
            f"{reason}: {shown} are kept until this session ends; to save them, set STATUSLAB_HOME to a folder "
            "that you may write to"
        )

    def _as_lab_error(self, error: Exception) -> LabError:
        if _code(error) == sqlite3.SQLITE_FULL:
            return LabError(f"the disk of {self.path} is full; free a few megabytes")
        if _code(error) in _LOCKED:
            return LabError(
                f"another program has locked {self.path} for more than {self.timeout:g} s; close that program"
            )
        if _is_unstorable(error):
            return LabError(f"cannot store this in {self.path}: {error}; nothing of it was kept")
        return LabError(f"cannot use {self.path}: {error}; check that it is a file that you may read and write")


def _code(error: Exception) -> int:
    """Return the primary SQLite error code, without the extended bits."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_unstorable(error: BaseException | None) -> bool:
    """Whether the answer itself cannot be stored, such as a number of more than 64 bits."""
    return isinstance(error, ValueError | OverflowError | sqlite3.InterfaceError) and not isinstance(
        error, UnicodeDecodeError
    )


def _is_writable_format(path: Path) -> bool:
    """Whether the header says that SQLite may read and write the file. Else it would be read as a read-only one."""
    with path.open("rb") as file:
        return file.read(20)[18:] in (b"\1\1", b"\2\2")


def _copied(db: sqlite3.Connection, memory: sqlite3.Connection) -> bool:
    try:
        db.backup(memory)
    except sqlite3.Error:
        return False
    return True


def _contents(path: Path) -> tuple[bytes, bytes]:
    """Return the bytes of a file and of its write-ahead log, as far as there are any."""
    return _content(path), _content(path.with_name(f"{path.name}-wal"))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def _cells(attempt: Attempt, sealed: bool) -> tuple[Any, ...]:
    score, (right, chosen) = attempt.score, attempt.mistaken or ("", "")
    told: tuple[Any, ...] = ("", "", "") if sealed else (score, right, chosen)
    return (
        _text(attempt.question), attempt.at.isoformat(), _text(attempt.where), told[0], attempt.confidence,
        _text(" ".join(map(str, attempt.answer))), told[1], told[2],
        "" if attempt.seconds is None else attempt.seconds, attempt.seed, _text(attempt.card),
    )  # fmt: skip


def _text(value: str) -> str:
    """Return the text of a CSV cell such that no spreadsheet takes it for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
