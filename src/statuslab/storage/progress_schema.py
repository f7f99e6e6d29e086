"""The tables of the learner's progress: how they are created, and how attempts and review states become rows.

Each function works in the connection it is given. `progress_store` decides about transactions and about errors.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from zlib import crc32

from statuslab.learning.history import Attempt, Confusion, HitRate, confuse
from statuslab.learning.review_state import ReviewState, advance

P = ParamSpec("P")
T = TypeVar("T")

COLUMNS = (
    "question", "at", "score", "confidence", "answer", '"where"', "right_code", "chosen_code", "seed", "card",
    "seconds",
)  # fmt: skip


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Run the block in one transaction, and roll it back on any exception."""
    db.execute("BEGIN IMMEDIATE")  # take the write lock up front: what is read cannot change before it is written
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


# Two small values of the store's own, with which bytes that were overwritten are noticed. Files of an earlier version
# of the course have neither, and what that version adds is not covered.
KEYS = "(keys)"  # lists the checksums of the other keys
SUM = "(attempts)"  # the last id, and the sum of the checksums of all attempts up to it

# --- The tables ---------------------------------------------------------------------------------------------

VERSION = 2  # of the tables in the first release
# Names in the file stay as they were released: `standings` has the review states, `states` the small values.


TABLES = (
    "CREATE TABLE attempts (id INTEGER PRIMARY KEY, question TEXT NOT NULL, at TEXT NOT NULL, score REAL NOT NULL, "
    'confidence INTEGER NOT NULL, answer TEXT NOT NULL, "where" TEXT NOT NULL, right_code INTEGER, '
    "chosen_code INTEGER, seed TEXT NOT NULL DEFAULT '0', card TEXT NOT NULL DEFAULT '', seconds REAL)",
    "CREATE INDEX attempts_by_card ON attempts (card)",
    "CREATE TABLE standings (question TEXT PRIMARY KEY, standing TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE confusions (right_code INTEGER, chosen_code INTEGER, times INTEGER NOT NULL, last TEXT NOT NULL, "
    "PRIMARY KEY (right_code, chosen_code)) WITHOUT ROWID",
    "CREATE TABLE states (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_LATEST = 100  # a version beyond this is not that of a newer course, but damage


def create_tables(db: sqlite3.Connection) -> int:
    """Create the tables in an empty file, in one transaction. Return the version of the file's tables.

    Raises DamagedFile if a file has a version that no course ever wrote.
    """
    if _version(db) == 0:
        with transaction(db):
            if _version(db) == 0:  # asked again under the write lock: another process may have been faster
                if db.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                    raise DamagedFile("tables without a version")
                for statement in TABLES:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {VERSION}")
    version = _version(db)
    if not VERSION <= version <= _LATEST:
        raise DamagedFile(f"version {version}")
    return version


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def check(db: sqlite3.Connection) -> None:
    """Read everything once, in one transaction, so that damage is met here and not later, or never.

    SQLite finds what is wrong with its pages, checksums find what was changed within them. Raises DamagedFile,
    UnicodeDecodeError, sqlite3.Error.
    """
    db.execute("BEGIN")
    try:
        created = {sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
        if created != set(TABLES):
            raise DamagedFile("other tables than expected")
        problems = db.execute("PRAGMA integrity_check(1)").fetchone()
        if problems != ("ok",):
            raise DamagedFile(str(problems))
        answered: Counter[str] = Counter()
        last, expected = _stored_sum(db)
        total = 0
        for row in _attempt_rows(db):
            answered[attempt_of(row[1:]).question] += 1
            total += _row_checksum(row) if row[0] <= last else 0
        if total % 2**53 != expected:
            raise DamagedFile("an attempt that is not as it was stored")
        if answered != {question: state.tries for question, state in review_states(db).items()}:
            raise DamagedFile("attempts and review states that do not belong together")
        confusions(db)
        keys = set()
        for key, value in db.execute("SELECT key, value FROM states"):
            _json(value)
            keys.add(key)
        if not set(_listed_keys(db)) <= {crc32(key.encode()) for key in keys}:
            raise DamagedFile("a small value whose key is gone")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


# --- Writing ------------------------------------------------------------------------------------------------


def write(db: sqlite3.Connection, new: Iterable[Attempt]) -> None:
    """Add attempts, and update the review states and confusions. To be called in a transaction."""
    marks = ", ".join("?" * len(COLUMNS))
    insert = f"INSERT INTO attempts ({', '.join(COLUMNS)}) VALUES ({marks})"

    def inserted() -> Iterator[Attempt]:
        for attempt in new:
            db.execute(insert, _row(attempt))
            yield attempt

    _update_states(db, inserted())
    last, total = _stored_sum(db)
    for row in _attempt_rows(db, last):
        last, total = row[0], (total + _row_checksum(row)) % 2**53
    db.execute("REPLACE INTO states VALUES (?, ?)", (SUM, json.dumps([last, total])))


def rewrite(db: sqlite3.Connection, whole: Iterable[Attempt]) -> None:
    """Replace all attempts, and what follows from them. To be called in a transaction."""
    for table in ("attempts", "standings", "confusions"):
        db.execute(f"DELETE FROM {table}")
    db.execute("DELETE FROM states WHERE key = ?", (SUM,))
    write(db, whole)


def _attempt_rows(db: sqlite3.Connection, after: int = 0) -> Iterator[tuple[Any, ...]]:
    yield from db.execute(f"SELECT id, {', '.join(COLUMNS)} FROM attempts WHERE id > ? ORDER BY id", (after,))


def _row_checksum(row: tuple[Any, ...]) -> int:
    return crc32(json.dumps(row).encode())


def _stored_sum(db: sqlite3.Connection) -> tuple[int, int]:
    row = db.execute("SELECT value FROM states WHERE key = ?", (SUM,)).fetchone()
    last, total = _json(row[0]) if row else (0, 0)
    return int(last), int(total)


def write_salvaged(db: sqlite3.Connection, new: Iterable[Attempt], values: Mapping[str, str]) -> None:
    """Add what could be read of a damaged file. Small values that are there already stay. To be called as `write`."""
    write(db, new)
    for key, value in values.items():
        put_value(db, key, value, replace=False)


def put_value(db: sqlite3.Connection, key: str, value: str, replace: bool) -> bool:
    """Store a small value, JSON text, and return whether it was stored. To be called in a transaction."""
    if key in (KEYS, SUM):
        return False
    known = db.execute("SELECT 1 FROM states WHERE key = ?", (key,)).fetchone()
    if known and not replace:
        return False
    db.execute("REPLACE INTO states VALUES (?, ?)", (key, value))
    if not known:
        db.execute("REPLACE INTO states VALUES (?, ?)", (KEYS, json.dumps([*_listed_keys(db), crc32(key.encode())])))
    return True


def _listed_keys(db: sqlite3.Connection) -> list[int]:
    """Return the checksums of the keys that were put; an earlier version of the course did not list its own."""
    row = db.execute("SELECT value FROM states WHERE key = ?", (KEYS,)).fetchone()
    return list(_json(row[0])) if row else []


def _update_states(db: sqlite3.Connection, attempts: Iterable[Attempt]) -> None:
    """Advance the stored review states and confusions by attempts, in their order."""
    states: dict[str, ReviewState] = {}
    mixed: dict[tuple[int, int], Confusion | None] = {}
    for attempt in attempts:
        state = states.get(attempt.question) or _review_state(db, attempt.question)
        states[attempt.question] = advance(state, attempt)
        if attempt.mistaken:
            mixed[attempt.mistaken] = confuse(mixed.get(attempt.mistaken) or _confusion(db, attempt.mistaken), attempt)
    rows = ((state.question, _state_json(state)) for state in states.values())
    db.executemany("REPLACE INTO standings VALUES (?, ?)", rows)
    db.executemany(
        "REPLACE INTO confusions VALUES (?, ?, ?, ?)",
        ((each.right, each.chosen, each.times, each.last.isoformat()) for each in mixed.values() if each),
    )


def clear(db: sqlite3.Connection) -> None:
    """Delete everything, so that nothing can be recovered from the file."""
    db.execute("PRAGMA secure_delete = ON")
    with transaction(db):
        for table in ("attempts", "standings", "confusions", "states"):
            db.execute(f"DELETE FROM {table}")
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# --- Reading ------------------------------------------------------------------------------------------------


def attempts(db: sqlite3.Connection, **wanted: str) -> Iterator[Attempt]:
    """Return the attempts with the wanted values in these columns, in the order in which they were added."""
    condition = " AND ".join(f'"{column}" = ?' for column in wanted) or "1"
    rows = db.execute(
        f"SELECT {', '.join(COLUMNS)} FROM attempts WHERE {condition} ORDER BY id", tuple(wanted.values())
    )
    return map(attempt_of, rows)


def review_states(db: sqlite3.Connection) -> dict[str, ReviewState]:
    return {question: _state_of(question, text) for question, text in db.execute("SELECT * FROM standings")}


def confusions(db: sqlite3.Connection) -> dict[tuple[int, int], Confusion]:
    return {(row[0], row[1]): _confusion_of(row) for row in db.execute("SELECT * FROM confusions")}


def _review_state(db: sqlite3.Connection, question: str) -> ReviewState | None:
    row = db.execute("SELECT standing FROM standings WHERE question = ?", (question,)).fetchone()
    return _state_of(question, row[0]) if row else None


def _confusion(db: sqlite3.Connection, mistaken: tuple[int, int]) -> Confusion | None:
    row = db.execute("SELECT * FROM confusions WHERE right_code = ? AND chosen_code = ?", mistaken).fetchone()
    return _confusion_of(row) if row else None


# --- Values as rows -----------------------------------------------------------------------------------------


def _row(attempt: Attempt) -> tuple[Any, ...]:
    right, chosen = attempt.mistaken or (None, None)
    return (
        attempt.question, attempt.at.isoformat(), attempt.score, attempt.confidence, json.dumps(attempt.answer),
        attempt.where, right, chosen, str(attempt.seed), attempt.card, attempt.seconds,
    )  # fmt: skip


class DamagedFile(sqlite3.DatabaseError):
    """What SQLite could read but makes no sense, as in a truncated file. The file counts as corrupt."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def _readable(read: Callable[P, T]) -> Callable[P, T]:
    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError) as error:
            raise DamagedFile(str(error)) from error

    return reading


@_readable
def attempt_of(row: tuple[Any, ...]) -> Attempt:
    """Return the attempt of a row with the values of COLUMNS. Raises DamagedFile."""
    question, at, score, confidence, answer, place, right, chosen, seed, card, seconds = row
    mistaken = None if right is None else (right, chosen)
    positions = json.loads(answer)
    if not isinstance(positions, list) or not all(isinstance(each, int) for each in positions):
        raise ValueError(f"answer {answer[:40]}")
    return Attempt(
        question, datetime.fromisoformat(at), score, confidence, tuple(positions), int(seed), place, card,
        mistaken, seconds,
    )  # fmt: skip


@_readable
def _json(text: str) -> Any:
    return json.loads(text)


@_readable
def _confusion_of(row: tuple[Any, ...]) -> Confusion:
    right, chosen, times, last = row
    return Confusion(right, chosen, times, datetime.fromisoformat(last))


STATE_FIELDS = frozenset({"last", "score", "confidence", "due", "stability", "difficulty", "days", "sureness"})


def _state_json(state: ReviewState) -> str:
    return json.dumps(
        {
            "last": state.last.isoformat(),
            "score": state.score,
            "confidence": state.confidence,
            "due": state.due.isoformat(),
            "stability": state.stability,
            "difficulty": state.difficulty,
            "days": [[day.isoformat(), right] for day, right in state.days],
            "sureness": [[each.n, each.right] for each in state.by_confidence],
        }
    )


@_readable
def _state_of(question: str, text: str) -> ReviewState:
    found = json.loads(text)
    return ReviewState(
        question=question,
        last=datetime.fromisoformat(found["last"]),
        score=found["score"],
        confidence=found["confidence"],
        due=datetime.fromisoformat(found["due"]),
        stability=found["stability"],
        difficulty=found["difficulty"],
        days=tuple((date.fromisoformat(day), right) for day, right in found["days"]),
        by_confidence=tuple(HitRate(n, right) for n, right in found["sureness"]),
    )
