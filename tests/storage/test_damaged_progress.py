"""Each byte of a progress file is overwritten, one at a time: nothing is lost without a word, nothing ends in a
traceback, and what can be read is read."""

import os
import pickle
import sqlite3
import tempfile
import warnings
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sampling import RUNS_SLOW_TESTS
from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.storage import progress_schema as schema
from statuslab.storage.progress_store import ProgressStore

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
GIVEN = [
    Attempt("lost-retry", MONDAY, 1.0, 2, (0,), card="page:3", seconds=2.5),
    Attempt("who", MONDAY + timedelta(minutes=1), 0.0, 1, (3, 1), where="exam", mistaken=(403, 401)),
    Attempt("lost-retry", MONDAY + timedelta(days=1), 0.25, 0, (2,), seed=7),
]
VALUES = {"exam 1": {"questions": ["lost-retry"] * 150, "seed": 3}, "review": {"day": "2026-11-02", "number": 2}}
STEP = 1 if RUNS_SLOW_TESTS else 997
BYTES = (b"\x93", b"\x00", b"\xff", b"7")


@pytest.fixture(scope="module")
def intact(tmp_path_factory):
    """The bytes of a file with three answers and two small values, one of which needs an overflow page."""
    path = tmp_path_factory.mktemp("intact") / "progress.sqlite"
    store = ProgressStore(path, lambda: MONDAY)
    store.add_all(GIVEN)
    for key, value in VALUES.items():
        store.put(key, value)
    store.close()
    return path.read_bytes()


def opened(path, content):
    """What a store finds in a file with this content: attempts, small values, notices, and an error or None."""
    path.parent.mkdir(exist_ok=True)
    for earlier in path.parent.iterdir():
        earlier.unlink()
    path.write_bytes(content)
    store = ProgressStore(path, lambda: MONDAY)
    attempts, values, error = [], {}, None
    try:
        store.review_states()
        store.confusions()
        attempts = store.attempts()
        values = {key: store.get(key) for key in VALUES}
        store.add(Attempt("after", MONDAY + timedelta(days=2), 1.0, 1, (0,)))
    except LabError as refused:
        error = str(refused)
    finally:
        store.close()
    return attempts, values, store.notices, error


def expected_attempts(offset, intact):
    """The attempts of which this byte is no part: none of the bytes before, in and after its first two texts."""
    places = {each: intact.index(each.question.encode() + each.at.isoformat().encode()) for each in GIVEN}
    return [each for each, at in places.items() if not at - 20 <= offset < at + 80]


@pytest.mark.parametrize("part", range(4))  # in parts, for several processors
def test_overwritten_byte_loses_no_answer_without_a_word(intact, tmp_path, part):
    path = tmp_path / "home" / "progress.sqlite"
    for offset in range(part * STEP, len(intact), 4 * STEP):
        put = BYTES[offset // 4 % 4]
        content = intact[:offset] + put + intact[offset + 1 :]
        if content == intact:
            continue
        attempts, values, notices, error = opened(path, content)
        told = [*notices, *([error] if error else [])]
        assert all("\n" not in line for line in told) and len(told) <= 1, (offset, told)
        if error:  # the file says that it is of version 55
            assert (offset, put) == (63, b"7") and "newer version" in error, (offset, error)
            continue
        missing = [each for each in expected_attempts(offset, intact) if each not in attempts]
        assert not missing, (offset, missing, told)
        if attempts != GIVEN or None in values.values():
            assert told, offset
            (aside,) = path.parent.glob("progress.unreadable-*.sqlite")
            assert aside.read_bytes() == content, offset


def test_damaged_schema_text_leaves_every_answer_and_value_readable(intact, tmp_path):
    path = tmp_path / "home" / "progress.sqlite"
    start = intact.index(b"CREATE TABLE attempts")
    for offset in range(start, start + 300, 1 if RUNS_SLOW_TESTS else 23):
        attempts, values, notices, error = opened(path, intact[:offset] + b"\x93" + intact[offset + 1 :])
        assert (attempts, values, error) == (GIVEN, VALUES, None), offset
        assert len(notices) == 1 and notices[0].endswith("could still be read: 3"), (offset, notices)


@pytest.mark.parametrize("answer", ["[0.5]", "[[0]]", '["x"]', "[null]", "7", '"0"', "{}"])
def test_answer_that_is_no_list_of_positions_is_unreadable(tmp_path, answer):
    path = tmp_path / "home" / "progress.sqlite"
    store = ProgressStore(path, lambda: MONDAY)
    store.add_all(GIVEN)
    store.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE attempts SET answer = ? WHERE id = 2", (answer,))
        db.commit()
    assert store.attempts() == [GIVEN[0], GIVEN[2]]
    assert len(store.notices) == 1
    store.close()


def test_attempts_of_an_earlier_version_are_no_damage(tmp_path):
    path = tmp_path / "home" / "progress.sqlite"
    store = ProgressStore(path, lambda: MONDAY)
    store.add_all(GIVEN[:2])
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db, schema.transaction(db):
        kept = db.execute("SELECT * FROM states").fetchall()
        schema.write(db, GIVEN[2:])
        db.execute("DELETE FROM states")  # an earlier version wrote no sums
        db.executemany("INSERT INTO states VALUES (?, ?)", kept)
    assert (store.attempts(), store.notices) == (GIVEN, [])
    store.add(GIVEN[0])
    store.close()
    assert (store.attempts(), store.notices) == ([*GIVEN, GIVEN[0]], [])
    store.close()


def test_second_damage_within_a_second_keeps_both_files(intact, tmp_path):
    path = tmp_path / "home" / "progress.sqlite"
    opened(path, b"no database" * 1000)
    path.write_bytes(b"no database either" * 1000)
    store = ProgressStore(path, lambda: MONDAY)
    store.attempts()
    store.close()
    assert len(list(path.parent.glob("progress.unreadable-*.sqlite"))) == 2


def test_answers_in_a_write_ahead_log_are_read_from_a_damaged_file(intact, tmp_path):
    path = tmp_path / "home" / "progress.sqlite"
    store = ProgressStore(path, lambda: MONDAY)
    store.add_all(GIVEN)
    kept = path.read_bytes(), path.with_name("progress.sqlite-wal").read_bytes()
    store.close()
    path.write_bytes(b"\x93" * 4096 + kept[0][4096:])
    path.with_name("progress.sqlite-wal").write_bytes(kept[1])
    again = ProgressStore(path, lambda: MONDAY)
    assert again.attempts() == GIVEN
    again.close()


@pytest.mark.parametrize("bad", ["surrogate \ud800", "large"])
def test_answer_that_cannot_be_stored_does_not_block_later_ones(tmp_path, bad):
    store = ProgressStore(tmp_path / "home" / "progress.sqlite", lambda: MONDAY)
    wrong = (
        Attempt("q", MONDAY, 1.0, 1, (0,), mistaken=(2**70, 401))
        if bad == "large"
        else Attempt(bad, MONDAY, 1.0, 1, ())
    )
    with pytest.raises(LabError, match="cannot store"):
        store.add(wrong)
    store.add(GIVEN[0])
    assert store.attempts() == [GIVEN[0]]
    store.close()


# --- The write-ahead log that a killed program left


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """The bytes of a file and of its log, as a kill leaves them after three answers in three transactions."""
    path = tmp_path_factory.mktemp("killed") / "progress.sqlite"
    store = ProgressStore(path, lambda: MONDAY)
    for each in GIVEN:
        store.add(each)
    found = path.read_bytes(), path.with_name("progress.sqlite-wal").read_bytes()
    store.close()
    return found


def opened_with_log(path, content, log):
    path.parent.mkdir(exist_ok=True)
    for earlier in path.parent.iterdir():
        earlier.unlink()
    path.write_bytes(content)
    path.with_name("progress.sqlite-wal").write_bytes(log)
    store = ProgressStore(path, lambda: MONDAY)
    found = store.attempts(), store.notices
    store.close()
    return found


def test_whole_log_is_read_without_a_notice(killed, tmp_path):
    assert opened_with_log(tmp_path / "home" / "progress.sqlite", *killed) == (GIVEN, [])


def test_log_whose_last_frame_was_cut_off_is_no_damage(killed, tmp_path):
    content, log = killed
    attempts, notices = opened_with_log(tmp_path / "home" / "progress.sqlite", content, log[:-100])
    assert (attempts, notices) == (GIVEN[:2], [])


def test_transaction_that_was_not_committed_is_no_damage(killed, tmp_path):
    content, log = killed
    for frames in (1, 2):  # each transaction has several frames, and the last of them commits
        cut_off = log[: -frames * (24 + 4096)]
        assert opened_with_log(tmp_path / "home" / "progress.sqlite", content, cut_off) == (GIVEN[:2], [])


@pytest.mark.parametrize("part", range(4))
def test_overwritten_byte_of_the_log_loses_no_answer_without_a_word(killed, tmp_path, part):
    path = tmp_path / "home" / "progress.sqlite"
    content, log = killed
    head_step, step = (4, 19) if RUNS_SLOW_TESTS else (12, 1499)
    for offset in [*range(part, 56, head_step), *range(56 + part * step, len(log), 4 * step)]:
        put = bytes([log[offset] ^ (0xFF, 0x01, 0x80)[offset % 3]])
        attempts, notices = opened_with_log(path, content, log[:offset] + put + log[offset + 1 :])
        assert len(notices) <= 1
        if attempts != GIVEN:
            assert notices, offset
            (aside,) = path.parent.glob("progress.unreadable-*.sqlite-wal")
            assert len(aside.read_bytes()) == len(log)
        assert len(attempts) >= 2, offset


# --- A place that can only be read


def as_nobody(work):
    """Run a function as a user who owns nothing, in a process of its own; return what it returned."""
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fork with threads: the child only runs this function
        child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            found = work()
        except BaseException as error:
            found = error
        os.write(write, pickle.dumps(found))
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        found = pickle.loads(pipe.read())
    os.waitpid(child, 0)
    if isinstance(found, BaseException):
        raise found
    return found


@pytest.fixture
def everybodys_folder():
    with tempfile.TemporaryDirectory(prefix="statuslab-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs users and modes of POSIX")
@pytest.mark.parametrize("log", ["merged", "separate"])
def test_read_only_place_shows_earlier_answers_and_says_so(everybodys_folder, log):
    path = everybodys_folder / "home" / "progress.sqlite"
    first = ProgressStore(path, lambda: MONDAY)
    first.add_all(GIVEN)
    first.put("review", VALUES["review"])
    if log == "separate":
        kept = {each: each.read_bytes() for each in path.parent.iterdir()}
    first.close()
    if log == "separate":
        for each, content in kept.items():
            each.write_bytes(content)
    for each in path.parent.iterdir():
        each.chmod(0o444)
    path.parent.chmod(0o555)

    def work():
        store = ProgressStore(path, lambda: MONDAY)
        before = store.attempts(), store.get("review")
        store.add(Attempt("after", MONDAY + timedelta(days=2), 1.0, 1, (0,)))
        return before, len(store.attempts()), store.notices

    try:
        before, after, notices = as_nobody(work)
    finally:
        path.parent.chmod(0o700)
    assert before == (GIVEN, VALUES["review"])
    assert after == 4
    (notice,) = notices
    assert notice.startswith(f"cannot write {path} (") and "\n" not in notice
    assert "your 3 earlier answers can be read, and new ones are kept until this session ends" in notice


# --- Modes


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_file_and_folder_are_private_also_if_they_were_not(tmp_path):
    path = tmp_path / "home" / "progress.sqlite"
    path.parent.mkdir()
    path.parent.chmod(0o755)
    with closing(sqlite3.connect(path)):
        pass
    path.touch()
    path.chmod(0o644)
    aside = path.with_name("progress.unreadable-20261101-080000.sqlite")
    aside.touch(0o644)
    store = ProgressStore(path, lambda: MONDAY)
    store.add(GIVEN[0])
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
    assert {each.name: oct(each.stat().st_mode & 0o777) for each in path.parent.iterdir()} == {
        each.name: "0o600" for each in path.parent.iterdir()
    }
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_folder_for_everybody_keeps_its_mode(tmp_path):
    folder = tmp_path / "like-tmp"
    folder.mkdir()
    folder.chmod(0o1777)
    store = ProgressStore(folder / "progress.sqlite", lambda: MONDAY)
    store.add(GIVEN[0])
    store.close()
    assert oct(folder.stat().st_mode & 0o7777) == "0o1777"
    assert oct((folder / "progress.sqlite").stat().st_mode & 0o777) == "0o600"


def test_pipe_in_place_of_the_file_is_told(tmp_path):
    path = tmp_path / "home" / "progress.sqlite"
    path.parent.mkdir()
    os.mkfifo(path)
    store = ProgressStore(path, lambda: MONDAY)
    store.add(GIVEN[0])
    assert store.attempts() == [GIVEN[0]]
    (notice,) = store.notices
    assert notice.startswith(f"cannot write {path} (not a regular file)")
    store.close()
