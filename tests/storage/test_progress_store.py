import csv
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from statuslab.errors import LabError
from statuslab.learning.history import Attempt, Confusion
from statuslab.learning.review_state import advance
from statuslab.storage import progress_schema as schema
from statuslab.storage.progress_store import ProgressStore

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def attempt(question="lost-retry", at=MONDAY, score=1.0, **more):
    return Attempt(question, at, score, more.pop("confidence", 1), more.pop("answer", (0,)), **more)


MISTAKEN = attempt("who", score=0.0, mistaken=(403, 401))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "progress.sqlite"


@pytest.fixture
def open_store():
    """A function that opens a store. All of them are closed after the test."""
    opened = []

    def open_one(path, **how):
        opened.append(ProgressStore(path, lambda: MONDAY, **how))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def store(open_store, path):
    return open_store(path)


def connected(path):
    return closing(sqlite3.connect(path, isolation_level=None))


# --- Attempts


def test_store_creates_no_file_before_the_first_use(store, path):
    assert not path.parent.exists()


def test_attempt_is_read_back_unchanged_after_reopening(open_store, path):
    given = attempt("n", answer=(10**30, -1), seed=2**80, where="exam", card="page:3", mistaken=(403, 401), seconds=2.5,
                    score=0.25, confidence=2)  # fmt: skip
    open_store(path).add(given)
    again = open_store(path)
    assert again.attempts() == [given]
    assert again.review_states() == {"n": advance(None, given)}
    assert again.confusions() == (Confusion(403, 401, 1, MONDAY),)


def test_review_states_do_not_depend_on_how_attempts_were_added(open_store, path, tmp_path):
    many = [attempt(f"q{each % 3}", MONDAY + each * DAY / 4, float(each % 4 > 0)) for each in range(40)]
    one_by_one, at_once = open_store(path), open_store(tmp_path / "other.sqlite")
    for each in many:
        one_by_one.add(each)
    at_once.add_all(many)
    assert one_by_one.review_states() == at_once.review_states()
    assert one_by_one.attempts() == at_once.attempts() == many


def test_attempts_are_found_by_question_and_by_where(store):
    store.add_all([attempt("a"), attempt("b", where="exam"), attempt("a", where="exam")])
    assert [each.question for each in store.attempts(where="exam")] == ["b", "a"]
    assert len(store.attempts(question="a")) == 2
    assert len(store.attempts(question="a", where="exam")) == 1


def test_last_attempts_has_one_attempt_per_question_of_a_card(store):
    store.add_all([attempt("a", card="c", score=0.0), attempt("b", card="c"), attempt("a", card="c"), attempt("x")])
    assert [(each.question, each.score) for each in store.last_attempts("c")] == [("a", 1.0), ("b", 1.0)]
    assert store.last_attempts("another") == store.last_attempts("") == []


def test_put_value_stays_until_it_is_replaced(open_store, path, store):
    assert store.get("exam", "none") == "none"
    store.put("exam", {"paper": [1, 2]})
    store.put("exam", {"paper": [3]})
    assert open_store(path).get("exam") == {"paper": [3]}


def test_add_once_with_a_known_key_stores_nothing(store):
    assert store.add_once("handed in", {"score": 1}, [attempt("a")])
    assert not store.add_once("handed in", {"score": 2}, [attempt("b")])
    assert ([each.question for each in store.attempts()], store.get("handed in")) == (["a"], {"score": 1})


def test_clock_set_back_loses_no_attempt(store):
    store.add_all([attempt(at=MONDAY), attempt(at=MONDAY - 900 * DAY), attempt(at=MONDAY + DAY)])
    assert store.review_states()["lost-retry"].tries == 3
    assert len(store.attempts()) == 3


# --- All or nothing


def test_attempt_review_state_and_confusion_are_one_transaction(store, path, monkeypatch):
    store.add(MISTAKEN)
    monkeypatch.setattr(schema, "_state_json", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.add(MISTAKEN)
    with connected(path) as db:
        assert db.execute("SELECT count(*) FROM attempts").fetchone() == (1,)
        assert db.execute("SELECT times FROM confusions").fetchone() == (1,)


def test_writer_takes_the_lock_before_it_reads(store, path):
    store.add(attempt())
    with connected(path) as one, connected(path) as other:
        other.execute("PRAGMA busy_timeout = 0")
        with schema.transaction(one), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_concurrent_threads_lose_no_attempt(store):
    def work(name):
        for each in range(25):
            store.add(attempt(f"q{each % 5}", card=name))

    threads = [threading.Thread(target=work, args=(str(each),)) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(store.attempts()) == sum(each.tries for each in store.review_states().values()) == 100


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from statuslab.storage.progress_store import ProgressStore
from statuslab.learning.history import Attempt
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = ProgressStore(path, lambda: datetime.now(UTC), timeout=60)
sys.stdin.readline()
for each in range(count):
    store.add(Attempt(f"q{each % 7}", datetime.now(UTC), 0.0, 1, (each,), card=name, mistaken=(403, 401)))
    print(each, flush=True)
"""


def writer(path, name, count):
    """A process that writes once it gets a line, and prints the number of each attempt that was acknowledged."""
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_concurrent_processes_on_a_new_file_lose_no_attempt(store, path):
    writers = [writer(path, f"w{each}", 50) for each in range(4)]
    for each in writers:
        each.stdin.write("\n")
        each.stdin.flush()
    assert [each.communicate(timeout=60)[0].count("\n") for each in writers] == [50] * 4
    for each in range(4):
        assert [found.answer for found in store.attempts(card=f"w{each}")] == [(number,) for number in range(50)]
    assert sum(each.tries for each in store.review_states().values()) == 200
    assert store.confusions()[0].times == 200


def test_attempts_acknowledged_before_a_kill_are_on_disk(store, path):
    process = writer(path, "killed", 100_000)
    process.stdin.write("\n")
    process.stdin.flush()
    acknowledgments = [process.stdout.readline() for _ in range(40)]
    process.send_signal(signal.SIGKILL)
    acknowledged = len(acknowledgments + process.stdout.readlines())  # communicate() would miss what is buffered
    process.communicate(timeout=60)
    found = store.attempts()
    assert acknowledged <= len(found) <= acknowledged + 1
    assert sum(each.tries for each in store.review_states().values()) == store.confusions()[0].times == len(found)


# --- A file that cannot be read


ASIDE = "progress.unreadable-20261102-090000.sqlite"


def asides(path):
    return sorted(found.name for found in path.parent.glob("*.unreadable-*"))


def spoil_all(content):
    return os.urandom(len(content))


def spoil_text(content):
    return b"this is no database, whatever its name says\n" * 100


def cut(content):
    return content[: len(content) // 2]


def cut_in_a_page(content):
    return content[: len(content) - 1000]


@pytest.mark.parametrize(("spoil", "legible"), [(spoil_all, 0), (spoil_text, 0), (cut, 50), (cut_in_a_page, 50)])
def test_damaged_file_is_renamed_and_readable_attempts_are_kept(open_store, path, spoil, legible):
    first = open_store(path)
    first.add_all([attempt(f"q{each}") for each in range(50)])
    first.close()
    spoiled = spoil(path.read_bytes())
    path.write_bytes(spoiled)
    store = open_store(path)
    assert len(store.review_states()) == legible
    store.add(attempt("after"))
    assert len(store.review_states()) == legible + 1
    assert [name for name in asides(path) if name.endswith("sqlite")] == [ASIDE]
    assert (path.parent / ASIDE).read_bytes() == spoiled
    assert store.notices == [
        f"{path} is damaged; it was renamed to {ASIDE}, and a new file was created with the answers that could still "
        f"be read: {legible}"
    ]
    assert len(open_store(path).attempts()) == legible + 1


def test_attempt_acknowledged_before_damage_was_found_is_kept(open_store, path):
    first = open_store(path)
    first.add_all([attempt(f"q{each}") for each in range(50)])
    first.close()
    path.write_bytes(cut_in_a_page(path.read_bytes()))
    store = open_store(path)
    store.add(attempt("after"))
    assert "after" in store.review_states()
    assert len(store.notices) == 1


def test_file_damaged_while_open_is_renamed_with_its_wal(open_store, path):
    store = open_store(path)
    store.add_all([attempt(f"q{each}") for each in range(2000)])
    with connected(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))
    store.close()
    store.add(attempt("after"))
    assert list(store.review_states()) == ["after"]
    assert len(store.notices) == 1


def test_damaged_file_is_renamed_once_by_two_programs(open_store, path):
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 500)
    one, other = open_store(path), open_store(path)
    one.add(attempt("one"))
    other.add(attempt("other"))
    one.add(attempt("one more"))
    assert {each.question for each in open_store(path).attempts()} == {"one", "other", "one more"}
    assert asides(path) == [ASIDE]
    assert other.notices == []


def test_file_renamed_by_another_program_meanwhile_is_not_renamed_again(open_store, path, monkeypatch):
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 500)
    one, other = open_store(path), open_store(path)
    prepare = other._prepare

    def beaten(db):
        monkeypatch.setattr(other, "_prepare", prepare)
        one.add(attempt("one"))
        prepare(db)

    monkeypatch.setattr(other, "_prepare", beaten)
    other.add(attempt("other"))
    assert [each.question for each in open_store(path).attempts()] == ["one", "other"]
    assert (asides(path), other.notices) == ([ASIDE], [])


def test_file_replaced_while_open_is_written_from_then_on(open_store, path):
    store = open_store(path)
    store.add(attempt("before"))
    path.rename(path.with_name("away.sqlite"))
    store.add(attempt("after"))
    assert [each.question for each in open_store(path).attempts()] == ["after"]


# --- Versions of the tables


TABLES = {
    "attempts": [
        "id", "question", "at", "score", "confidence", "answer", "where", "right_code", "chosen_code", "seed", "card",
        "seconds",
    ],
    "confusions": ["right_code", "chosen_code", "times", "last"],
    "standings": ["question", "standing"],
    "states": ["key", "value"],
}  # fmt: skip


def test_new_file_has_the_tables_of_the_first_release(store, path):
    store.put("any", 1)
    with connected(path) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        columns = {name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for name in names}
        assert (db.execute("PRAGMA user_version").fetchone(), columns) == ((2,), TABLES)


def test_tables_are_created_all_or_none(store, path, monkeypatch):
    monkeypatch.setattr(schema, "VERSION", "no number")
    with pytest.raises(LabError, match="cannot use"):
        store.put("any", 1)
    with connected(path) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_newer_file_is_refused_and_not_changed(store, path):
    path.parent.mkdir()
    with connected(path) as db:
        db.execute("CREATE TABLE unknown (thing)")
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    for use in (store.review_states, lambda: store.add(attempt()), store.delete):
        with pytest.raises(LabError, match=r"newer version.* or is damaged.* version 3, expected at most 2; update"):
            use()
    store.close()
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


# --- A disk without room, a file held by another, a folder not to be written


def test_attempt_on_a_full_disk_is_written_when_there_is_room(open_store, path):
    store = open_store(path)
    store.add(attempt("first"))
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LabError, match=r"the disk of .* is full; free a few megabytes; your answer is kept in memory"):
        store.add_all([replace(MISTAKEN, card="c" * 500) for _ in range(100)])
    reader = open_store(path)
    assert [each.question for each in reader.attempts()] == ["first"]
    assert (list(reader.review_states()), reader.confusions()) == (["first"], ())
    assert (store.review_states()["who"].tries, len(store.attempts()), store.confusions()[0].times) == (100, 101, 100)
    store._db.execute("PRAGMA max_page_count = 1000000")
    store.add(attempt("last"))
    assert (reader.review_states()["who"].tries, len(reader.attempts()), reader.confusions()[0].times) == (
        100,
        102,
        100,
    )


def test_attempt_while_file_is_locked_is_written_with_the_next(open_store, path):
    store = open_store(path, timeout=0.01)
    store.add(attempt("first"))
    with connected(path) as held:
        held.execute("BEGIN IMMEDIATE")
        with pytest.raises(LabError, match=r"another program has locked .* for more than 0.01 s.*kept in memory"):
            store.add(attempt("second", card="c"))
        assert list(store.review_states()) == ["first", "second"]
        assert [each.question for each in store.last_attempts("c")] == ["second"]
        held.execute("ROLLBACK")
    store.add(attempt("third"))
    assert [each.question for each in open_store(path).attempts()] == ["first", "second", "third"]


def a_file_as_folder(path):
    path.parent.write_text("a file where a folder should be")


def a_folder_as_file(path):
    path.mkdir(parents=True)


@pytest.mark.parametrize("put", [a_file_as_folder, a_folder_as_file])
def test_unwritable_place_keeps_attempts_for_the_session(store, path, put):
    put(path)
    store.add(attempt("one"))
    store.add(attempt("two"))
    assert list(store.review_states()) == ["one", "two"]
    (notice,) = store.notices
    assert notice.startswith(f"cannot write {path} (")
    assert notice.endswith("set STATUSLAB_HOME to a folder that you may write to")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder_keeps_attempts_for_the_session(store, path):
    path.parent.mkdir()
    path.parent.chmod(0o500)
    try:
        store.add(attempt("one"))
        assert list(store.review_states()) == ["one"]
        assert len(store.notices) == 1
    finally:
        path.parent.chmod(0o700)


def test_read_only_file_is_continued_in_memory(store, path):
    store.add(attempt("before"))
    store._db.execute("PRAGMA query_only = ON")  # SQLite then refuses as it does where the file is only for reading
    store.add(attempt("after"))
    assert set(store.review_states()) == {"before", "after"}
    assert len(store.notices) == 1


# --- Taking it along, and away


def test_export_has_a_row_per_attempt_and_no_formula(store, tmp_path):
    store.add(attempt("=cmd|' /C calc'!A0", card="@here", where="-there", answer=(2, 0), seconds=1.5))
    store.add(MISTAKEN)
    assert store.export_csv(tmp_path / "out.csv") == 2
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    assert rows[0] == {
        "question": "'=cmd|' /C calc'!A0", "at": MONDAY.isoformat(), "where": "'-there", "score": "1.0",
        "confidence": "1", "answer": "2 0", "right_code": "", "chosen_code": "", "seconds": "1.5", "seed": "0",
        "card": "'@here",
    }  # fmt: skip
    assert (rows[1]["right_code"], rows[1]["chosen_code"], rows[1]["seconds"]) == ("403", "401", "")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def exported(store, path):
    store.export_csv(path)
    return [(row["where"], row["score"], row["right_code"]) for row in csv.DictReader(path.read_text().splitlines())]


def test_pretest_tells_neither_scores_nor_codes_until_an_exam_was_handed_in(store, tmp_path):
    store.add(replace(MISTAKEN, question="pretest-1", where="pretest"))
    assert store.confusions() == ()
    assert exported(store, tmp_path / "out.csv") == [("pretest", "", "")]
    store.add(attempt("any", where="exam"))
    assert [(each.right, each.chosen, each.times) for each in store.confusions()] == [(403, 401, 1)]
    assert exported(store, tmp_path / "out.csv") == [("pretest", "0.0", "403"), ("exam", "1.0", "")]


def test_pretest_takes_nothing_from_what_was_confused_elsewhere(store):
    store.add(replace(MISTAKEN, question="pretest-1", where="pretest"))
    store.add(MISTAKEN)
    assert [(each.right, each.chosen, each.times) for each in store.confusions()] == [(403, 401, 1)]


def test_failed_export_leaves_the_earlier_file(store, tmp_path, monkeypatch):
    store.add(attempt())
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(LabError, match="cannot write"):
        store.export_csv(out)
    assert out.read_text() == "earlier"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "home", out]


def test_delete_leaves_nothing_recoverable(open_store, path):
    store, elsewhere = open_store(path), open_store(path)
    store.add_all([attempt(f"a-telling-name-{each}", card="a-telling-card") for each in range(2000)])
    store.put("exam", "a-telling-state")
    aside = path.with_name("progress.unreadable-20261101-080000.sqlite")
    aside.write_text("a-telling-file")
    assert len(elsewhere.review_states()) == 2000
    store.delete()
    assert (store.review_states(), store.attempts(), store.confusions(), store.get("exam")) == ({}, [], (), None)
    assert not aside.exists()
    assert not [file for file in path.parent.iterdir() if b"telling" in file.read_bytes()]
    assert path.stat().st_size < 100_000
    elsewhere.add(attempt("later"))
    assert list(store.review_states()) == ["later"]
