"""The learner's memory on disk: one SQLite file, in which attempts, review states and confusions always agree.

`add` returns when the answer is on the disk. Trouble with the file stops nobody: it is told in one line, in `notices`
where the work goes on by itself, as a LabError where it needs a person.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from statuslab.errors import LabError
from statuslab.learning.history import Attempt, Confusion, confuse
from statuslab.learning.review_state import ReviewState, advance
from statuslab.storage import progress_schema as schema
from statuslab.storage.files import set_aside, write_atomically

T = TypeVar("T")
WAITS = "your answer is kept in memory and written with the next one"
_SPOILED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CLOSED_TO_US = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Store:
    """One learner's attempts and what follows from them; for all threads of a process, and for many processes.

    Opens its file when it is first needed. `now` gives the time as the learner has it; `patience` is how many seconds
    to wait for another program's write. Where the folder cannot be written, the memory lasts for the session.
    """

    def __init__(self, path: Path, now: Callable[[], datetime], patience: float = 5.0) -> None:
        self.path, self.now, self.patience = path, now, patience
        self.notices: list[str] = []
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  # which one is open
        self._session_only = False
        self._waiting: list[Attempt] = []

    # --- Attempts

    def add(self, attempt: Attempt) -> None:
        """Keep an attempt and all that follows from it, on the disk before this returns.

        Raises LabError where it is not on the disk; it is remembered then, and written with the next one.
        """
        self.add_all((attempt,))

    def add_all(self, attempts: Iterable[Attempt]) -> None:
        """Keep several attempts in one transaction, each as `add` does."""
        with self._lock:
            self._waiting.extend(attempts)
            try:
                self._do(self._write)
            except LabError as error:
                raise LabError(f"{error}; {WAITS}") from error
            self._waiting.clear()

    def add_once(self, key: str, value: Any, attempts: Iterable[Attempt]) -> bool:
        """Keep attempts together with a small value, in one transaction, as long as there is no value at that key.

        Where there is one, nothing is kept and the answer is False. Raises LabError where it is not on the disk; then
        nothing is remembered either.
        """
        new = tuple(attempts)

        def write(db: sqlite3.Connection) -> bool:
            with schema.transaction(db):
                if db.execute("INSERT OR IGNORE INTO states VALUES (?, ?)", (key, json.dumps(value))).rowcount:
                    schema.write(db, new)
                    return True
            return False

        return self._do(write)

    def attempts(self, **wanted: str) -> list[Attempt]:
        """The attempts in the order in which they came in: all, or attempts(question="lost-retry", where="quiz")."""
        with self._lock:
            found = self._do(lambda db: list(schema.attempts(db, **wanted)))
            waiting = (each for each in self._waiting if all(getattr(each, of) == is_ for of, is_ in wanted.items()))
            return [*found, *waiting]

    def card(self, key: str) -> list[Attempt]:
        """The last attempt on each question of one card, in the order in which the questions were first answered."""
        return list({attempt.question: attempt for attempt in self.attempts(card=key)}.values()) if key else []

    # --- What follows from them

    def review_states(self) -> dict[str, ReviewState]:
        """The review state of each question that was ever answered, by id."""
        with self._lock:
            found = self._do(schema.review_states)
            for attempt in self._waiting:
                found[attempt.question] = advance(found.get(attempt.question), attempt)
            return found

    def confusions(self) -> tuple[Confusion, ...]:
        """Which codes were taken for which others."""
        with self._lock:
            found: dict[Any, Confusion | None] = dict(self._do(schema.confusions))
            for attempt in self._waiting:
                found[attempt.mistaken] = confuse(found.get(attempt.mistaken), attempt)
            return tuple(each for each in found.values() if each)

    # --- Small states

    def put(self, key: str, value: Any) -> None:
        """Keep a small value that JSON can write, in place of an earlier one. Raises LabError where it cannot be."""
        self._do(lambda db: db.execute("REPLACE INTO states VALUES (?, ?)", (key, json.dumps(value))))

    def get(self, key: str, default: Any = None) -> Any:
        """A value that was put."""
        row = self._do(lambda db: db.execute("SELECT value FROM states WHERE key = ?", (key,)).fetchone())
        return json.loads(row[0]) if row else default

    # --- Taking it along, and away

    def export_csv(self, path: Path) -> int:
        """Write all attempts as CSV, the whole file or none, and return how many. Raises LabError where it cannot."""
        found = self.attempts()
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("question", "at", "where", "score", "confidence", "answer", "right_code", "chosen_code",
                         "seconds", "seed", "card"))  # fmt: skip
        writer.writerows(map(_cells, found))
        write_atomically(path, text.getvalue())
        return len(found)

    def delete(self) -> None:
        """Forget everything, files that were set aside included. Programs that have the file open can go on with it."""
        with self._lock:
            self._do(schema.clear)
            self._waiting.clear()
            left = [self.path] if self._session_only and self.path.exists() else []
            for path in (*left, *self.path.parent.glob(f"{self.path.stem}.unreadable-*")):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise LabError(f"cannot delete {path}: {error.strerror}; delete it by hand") from error

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            db, self._db, self._file, self._session_only = self._db, None, None, False
            if db is not None:
                with suppress(sqlite3.Error):
                    db.close()

    # --- The file, and what can happen to it

    def _write(self, db: sqlite3.Connection) -> None:
        with schema.transaction(db):
            schema.write(db, self._waiting)

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work in the file; once more where it cannot be used and another place is found."""
        with self._lock:
            try:
                return work(self._open())
            except (sqlite3.Error, OSError) as error:
                if not self._found_another_place(error):
                    raise self._told(error) from error
            try:
                return work(self._open())
            except (sqlite3.Error, OSError) as error:
                raise self._told(error) from error

    def _open(self) -> sqlite3.Connection:
        if self._db is not None and self._file == self._on_disk():
            return self._db
        self.close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
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
        return sqlite3.connect(path, timeout=self.patience, isolation_level=None, check_same_thread=False)

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA synchronous = FULL")  # on the disk even when the battery gives out
        version = schema.bring_up(db)
        if version > schema.VERSION:
            raise LabError(
                f"{self.path} was written by a newer course: its tables have version {version}, at most "
                f"{schema.VERSION} was expected; update statuslab; nothing in the file was changed"
            )
        with suppress(sqlite3.OperationalError):  # another process is at it, or the file is only for reading
            db.execute("PRAGMA journal_mode = WAL")

    def _on_disk(self) -> tuple[int, int] | None:
        """Which file lies at the path now: it may have been replaced under an open connection."""
        if self._session_only:
            return None
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _found_another_place(self, error: Exception) -> bool:
        if _code(error) in _SPOILED:
            try:
                self._set_aside()
            except LabError as refused:
                self._stay_in_memory(str(refused))
            return True
        if _code(error) in _CLOSED_TO_US or isinstance(error, OSError):
            reason = getattr(error, "strerror", None) or error
            self._stay_in_memory(f"cannot write {self.path} ({reason})")
            return True
        return False

    def _set_aside(self) -> None:
        spoiled = self._file
        self.close()
        if spoiled != self._on_disk():
            return  # another process was faster; what lies there now is a new one
        aside = self.path.with_name(f"{self.path.stem}.unreadable-{self.now():%Y%m%d-%H%M%S}{self.path.suffix}")
        set_aside(self.path, aside)
        for beside in ("-wal", "-shm"):  # they belong to it, and must never meet the new one
            path = self.path.with_name(self.path.name + beside)
            if path.exists():
                set_aside(path, aside.with_name(aside.name + beside))
        legible = _legible_attempts(aside)
        with suppress(sqlite3.Error, OSError):
            db = self._open()
            with schema.transaction(db):
                schema.write(db, legible)
        self.notices.append(
            f"{self.path} could not be read; it was set aside as {aside.name} and a new one begun, "
            f"with the answers that were still legible: {len(legible)}"
        )

    def _stay_in_memory(self, reason: str) -> None:
        """Go on in a memory that ends with the session, with what could be read so far."""
        memory = self._connected(":memory:")
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.backup(memory)
        self.close()
        schema.bring_up(memory)
        self._db, self._session_only = memory, True
        self.notices.append(
            f"{reason}: your answers are remembered until this session ends; to keep them, "
            "let STATUSLAB_HOME name a folder that you may write to"
        )

    def _told(self, error: Exception) -> LabError:
        if _code(error) == sqlite3.SQLITE_FULL:
            return LabError(f"no room left on the disk of {self.path}; some was expected: free a few megabytes")
        if _code(error) in _HELD:
            return LabError(
                f"another program has held {self.path} for more than {self.patience:g} s; a moment was expected: "
                "close what holds it"
            )
        return LabError(f"cannot use {self.path}: {error}; a file to read and write was expected: look at its disk")


def _code(error: Exception) -> int:
    """What SQLite calls it, without the details."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _legible_attempts(aside: Path) -> list[Attempt]:
    """What can still be read of a spoiled file, which is not changed."""
    try:
        with closing(sqlite3.connect(f"{aside.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return list(schema.legible_attempts(db))
    except sqlite3.Error:
        return []


def _cells(attempt: Attempt) -> tuple[Any, ...]:
    right, chosen = attempt.mistaken or ("", "")
    return (
        _text(attempt.question), attempt.at.isoformat(), _text(attempt.where), attempt.score, attempt.confidence,
        _text(" ".join(map(str, attempt.answer))), right, chosen,
        "" if attempt.seconds is None else attempt.seconds, attempt.seed, _text(attempt.card),
    )  # fmt: skip


def _text(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


# --- The pre-test as an earlier version kept it -------------------------------------------------------------


def bring_pretest(store: Store, path: Path) -> int:
    """Move the answers of an earlier version's JSON file into the store, once; return how many.

    They count as given when the file was last written. A file that cannot be read is set aside.
    """
    try:
        found, at = json.loads(path.read_bytes()), datetime.fromtimestamp(path.stat().st_mtime, UTC)
        found_there = [
            Attempt(id, at, each["score"], each["confidence"], tuple(each["selected"]), where="pretest", card=path.name)
            for id, each in found.items()
        ]
    except FileNotFoundError:
        return 0
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        set_aside(path, path.with_suffix(".unreadable.json"))
        return 0
    known = store.card(path.name)  # the machine may have stopped before the file was removed
    new = [attempt for attempt in found_there if attempt not in known]
    store.add_all(new)
    path.unlink(missing_ok=True)
    return len(new)
