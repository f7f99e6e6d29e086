"""What can still be read of a damaged progress file, from its bytes alone.

Three readings are put together, because each survives what the others do not: SQLite on the file as it is, SQLite
with the first page of a new file (which has the header and the text of the schema), and a search for rows whatever
page they are on. The format is described at https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import json
import re
import sqlite3
import struct
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from statuslab.learning.history import Attempt
from statuslab.learning.review_state import ReviewState, advance
from statuslab.storage import progress_schema as schema

PAGE = 4096  # bytes; the size that SQLite gives new files
_WAL_HEAD, _FRAME_HEAD = 32, 24
_FAILURES = (sqlite3.Error, OSError, ValueError, OverflowError)
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)  # bytes of a value, by its serial type; from 12 on the type says the length


@dataclass
class Salvaged:
    """The attempts in their order, and the small values as JSON text, by key."""

    attempts: list[Attempt]
    values: dict[str, str]


def salvage(content: bytes, wal: bytes = b"") -> Salvaged:
    """Return what can be read of the bytes of a progress file and of its write-ahead log."""
    pages = b"".join((content, *_frames(wal)))
    copies = (_repaired(content, vacuumed=False), _repaired(content, vacuumed=True), content)
    found: dict[int, Attempt] = {}
    without_id: list[Attempt] = []
    for id, row in chain(*(_selected(copy, wal) for copy in copies), _carved_attempts(pages)):
        attempt = _attempt(row)
        if attempt and id is None:
            without_id.append(attempt)
        elif attempt and id is not None:
            found.setdefault(id, attempt)
    attempts = [attempt for _, attempt in sorted(found.items())]
    for attempt in without_id:
        if attempt not in attempts:
            later = (place for place, other in enumerate(attempts) if other.at > attempt.at)
            attempts.insert(next(later, len(attempts)), attempt)
    values: dict[str, str] = {}
    pairs = (_queried(copy, wal, "SELECT key, value FROM states") for copy in copies)
    for key, value in filter(None, map(_small_value, chain(*pairs, _carved_pairs(pages)))):
        values.setdefault(key, value)
    return Salvaged(list(_counted(attempts)), values)


def _counted(attempts: Iterable[Attempt]) -> Iterator[Attempt]:
    """Leave out attempts from which no review state follows, such as one in the year 9999."""
    states: dict[str, ReviewState] = {}
    for attempt in attempts:
        with suppress(ArithmeticError, ValueError, TypeError, LookupError):
            states[attempt.question] = advance(states.get(attempt.question), attempt)
            yield attempt


def _attempt(row: tuple[Any, ...]) -> Attempt | None:
    """Return the attempt of a row of bytes and numbers, or None. Of where it was given, what is legible is kept."""
    *values, place, right, chosen, seed, card, seconds = row
    with suppress(schema.DamagedFile, UnicodeDecodeError, AttributeError):
        question, at, score, confidence, answer = (
            each.decode() if isinstance(each, bytes) else each for each in values
        )
        where, in_card = place.decode(errors="replace"), card.decode(errors="replace")
        return schema.attempt_of(
            (question, at, score, confidence, answer, where, right, chosen, seed.decode(), in_card, seconds)
        )
    return None


def _small_value(pair: tuple[Any, ...]) -> tuple[str, str] | None:
    """Return key and JSON text of a small value, or None. A review state looks the same, but for its content."""
    with suppress(ValueError, AttributeError, RecursionError):
        key, value = (each.decode() for each in pair)
        content = json.loads(value)
        if not (isinstance(content, dict) and set(content) >= schema.STATE_FIELDS):
            return key, value
    return None


# --- By SQLite ----------------------------------------------------------------------------------------------


def _selected(content: bytes, wal: bytes) -> Iterator[tuple[int | None, tuple[Any, ...]]]:
    """Yield id and row of each attempt up to where SQLite gives up."""
    # With the table before it a quoted name is never taken for a text, as SQLite does where a column is missing.
    columns = ", ".join(f"attempts.{column}" for column in ("id", *schema.COLUMNS))
    for row in _queried(content, wal, f"SELECT {columns} FROM attempts ORDER BY id"):
        yield row[0], row[1:]


def _queried(content: bytes, wal: bytes, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query on a copy of a file, with texts as bytes."""
    with tempfile.TemporaryDirectory(prefix="statuslab-", ignore_cleanup_errors=True) as folder, suppress(*_FAILURES):
        path = Path(folder) / "copy.sqlite"
        path.write_bytes(content)
        if wal:
            path.with_name("copy.sqlite-wal").write_bytes(wal)
        with closing(sqlite3.connect(path)) as db:
            db.text_factory = bytes
            yield from db.execute(query)


def _repaired(content: bytes, vacuumed: bool) -> bytes:
    """Return the file with the first page of a new one, or of one from which everything was deleted."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        schema.create_tables(db)
        if vacuumed:
            db.execute("VACUUM")
        first = bytearray(db.serialize()[:PAGE])
    first[18:20] = b"\2\2"  # WAL, in case there is a log
    first[28:32] = struct.pack(">I", max(1, len(content) // PAGE))
    return bytes(first) + content[PAGE:]


# --- By a search for rows -----------------------------------------------------------------------------------


def _frames(wal: bytes) -> Iterator[bytes]:
    """Yield the pages of a write-ahead log, also of earlier runs: a row that is still there has not changed since."""
    for start in range(_WAL_HEAD, len(wal) - _FRAME_HEAD, _FRAME_HEAD + PAGE):
        yield wal[start + _FRAME_HEAD : start + _FRAME_HEAD + PAGE]


def _carved_attempts(pages: bytes) -> Iterator[tuple[int | None, tuple[Any, ...]]]:
    """Yield id and row of whatever looks like an attempt: a head of 13 bytes or more, and no value in its place of id.

    The id stands before the head; it is None where it cannot be read.
    """
    for head in re.finditer(rb"(?=[\x0d-\x1f]\x00)", pages):
        row = _record(pages, head.start(), 1 + len(schema.COLUMNS))
        if row is not None:
            yield _id_before(pages, head.start(), row[0]), tuple(row[1][1:])


def _carved_pairs(pages: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield whatever looks like a row of two texts, with its length before it."""
    for head in re.finditer(rb"(?=[\x03-\x0b])", pages):
        row = _record(pages, head.start(), 2)
        if row is not None and pages[: head.start()].endswith(_varint_of(row[0])):
            key, value = row[1]
            if isinstance(key, bytes) and isinstance(value, bytes):
                yield key, value


def _record(pages: bytes, start: int, columns: int) -> tuple[int, list[Any]] | None:
    """Return size and values of a record with so many columns that begins here and ends on the same page, or None."""
    end_of_page = (start // PAGE + 1) * PAGE
    head, at = _varint(pages, start)
    types: list[int] = []
    while at < min(start + head, end_of_page) and len(types) <= columns:
        type, at = _varint(pages, at)
        types.append(type)
    if len(types) != columns or at != start + head:
        return None
    sizes = [_SIZES[type] if type < 10 else (type - 12) // 2 for type in types]
    if 10 in types or 11 in types or at + sum(sizes) > end_of_page:
        return None
    values = []
    for type, size in zip(types, sizes, strict=True):
        values.append(_value(type, pages[at : at + size]))
        at += size
    return at - start, values


def _value(type: int, data: bytes) -> Any:
    if type == 0:
        return None
    if type == 7:
        return struct.unpack(">d", data)[0]
    return data if type >= 12 else type - 8 if type >= 8 else int.from_bytes(data, "big", signed=True)


def _id_before(pages: bytes, start: int, size: int) -> int | None:
    """Return the row id that stands between the size of a record and the record."""
    for length in range(1, 10):
        id, end = _varint(pages, start - length)
        if end == start and pages[: start - length].endswith(_varint_of(size)):
            return id
    return None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where it ends."""
    value = 0
    for byte in data[at : at + 8]:
        at, value = at + 1, value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    return (value << 8 | data[at], at + 1) if at < len(data) else (value, at)


def _varint_of(value: int) -> bytes:
    """Return a number below 2**14 as a varint; no record on one page is longer."""
    return bytes([value]) if value < 0x80 else bytes([0x80 | value >> 7, value & 0x7F])


# --- Damage in a write-ahead log ----------------------------------------------------------------------------


def is_damaged_log(wal: bytes, used: int) -> bool:
    """Whether a write-ahead log has frames that SQLite left out, because of damage. `used` is how many it reads.

    SQLite takes the first frame that is not right for the end of the log, without a word. What a program wrote last
    before it was killed, and did not commit, is left out too, but that is right in itself.
    """
    size = _FRAME_HEAD + PAGE
    frames = [wal[start : start + size] for start in range(_WAL_HEAD, len(wal) - size + 1, size)]
    if not frames:
        return False
    order = "<" if wal[:4] == b"\x37\x7f\x06\x82" else ">"
    if _checksum(wal[:24], (0, 0), order) != struct.unpack(">2I", wal[24:32]):
        return True
    before = frames[used - 1][16:24] if 0 < used <= len(frames) else wal[24:32]
    for frame in frames[max(0, used) :]:
        if frame[8:12] != wal[16:20] and frame[12:16] != wal[20:24]:
            return False  # of an earlier run of the log, which has other salts
        expected = _checksum(frame[:8] + frame[_FRAME_HEAD:], struct.unpack(">2I", before), order)
        before = frame[16:24]
        if frame[8:16] != wal[16:24] or expected != struct.unpack(">2I", before):
            return True
    return False


def _checksum(data: bytes, start: tuple[int, ...], order: str) -> tuple[int, int]:
    """Return SQLite's checksum of the bytes, which goes on from an earlier one."""
    one, two = start
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two
