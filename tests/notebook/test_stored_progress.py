import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from statuslab.errors import LabError
from statuslab.notebook import stored_progress
from statuslab.notebook.stored_progress import Attempt, now, save, saved_attempts, store
from statuslab.server.protocol.clock import FixedClock


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A home of its own for each test."""
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    store().close()


def attempt(**more):
    return Attempt("lost-retry", datetime(2026, 11, 2, 9, tzinfo=UTC), 1.0, 2, (0,), **more)


@contextmanager
def locked(path):
    """Hold the file as a program does that lets nobody else read it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        yield


def test_saved_attempt_is_found_by_its_card():
    assert save(attempt(card="page:3")) == ""
    assert [each.question for each in saved_attempts("page:3")] == ["lost-retry"]
    assert saved_attempts("another") == []


def test_store_is_one_per_home(place, monkeypatch):
    here = store()
    assert here is store() and here.path == place / "progress.sqlite"
    monkeypatch.setenv("STATUSLAB_HOME", str(place / "another"))
    assert store() is not here
    store().close()
    monkeypatch.setenv("STATUSLAB_HOME", str(place))


def test_saved_attempt_has_the_local_time_zone(monkeypatch):
    west = timezone(timedelta(hours=-8))
    monkeypatch.setattr(stored_progress, "now", lambda: datetime.now(west))
    save(attempt())
    (kept,) = store().attempts()
    assert kept.at == attempt().at and kept.at.utcoffset() == timedelta(hours=-8)


def test_full_disk_gives_a_line_and_no_error(place):
    save(attempt())
    store()._db.execute("PRAGMA max_page_count = 1")
    line = save(attempt(card="c" * 9000))
    assert line.startswith("the disk of") and "\n" not in line
    assert len(saved_attempts("c" * 9000)) == 1


def test_full_disk_is_told_once_and_again_when_it_is_full_again(place):
    def free_pages(count):
        store()._db.execute(f"PRAGMA max_page_count = {count}")

    save(attempt())
    free_pages(1)
    assert save(attempt(card="c" * 9000)).startswith("the disk of")
    assert save(attempt(card="c" * 9000)) == ""
    free_pages(10_000)
    assert save(attempt()) == ""
    free_pages(1)
    assert save(attempt(card="c" * 90_000)).startswith("the disk of")


def test_locked_file_is_told_once_for_all_cards_of_a_page(place, capsys):
    save(attempt())
    store().close()
    with locked(place / "progress.sqlite"):
        store().timeout = 0
        assert [saved_attempts(card) for card in "abc"] == [[], [], []]
    assert capsys.readouterr().err.count("another program has locked") == 1
    store().timeout = 5.0


def test_reading_only_finds_answers_and_changes_nothing(place):
    save(attempt(card="c"))
    store().close()
    before = (place / "progress.sqlite").read_bytes()
    with stored_progress.only_reading():
        assert [each.question for each in store().last_attempts("c")] == ["lost-retry"]
        assert not store().add_once("key", 1, ())
    assert (place / "progress.sqlite").read_bytes() == before


def test_reading_only_without_a_file_finds_nothing_and_makes_none(place):
    with stored_progress.only_reading():
        assert store().last_attempts("c") == []
    assert not place.exists()


def test_reading_only_of_a_damaged_file_gives_one_line_and_leaves_it(place):
    place.mkdir()
    (place / "progress.sqlite").write_bytes(b"no database at all " * 100)
    with stored_progress.only_reading(), pytest.raises(LabError, match="file is not a database"):
        store().last_attempts("c")
    assert [path.name for path in place.iterdir()] == ["progress.sqlite"]


def test_in_memory_store_is_announced_once(place):
    place.write_text("a file where a folder should be")
    assert "kept until this session ends" in save(attempt(card="c"))
    assert save(attempt(card="c")) == ""
    assert len(saved_attempts("c")) == 1


def test_newer_file_gives_no_attempts_and_says_why(place, capsys):
    store().put("any", 1)
    store()._db.execute("PRAGMA user_version = 99")
    store().close()
    assert "was written by a newer version" in save(attempt())
    assert saved_attempts("c") == []
    assert "was written by a newer version" in capsys.readouterr().err


def test_fixed_lab_has_a_stopped_clock(monkeypatch):
    monkeypatch.setenv("STATUSLAB_FIXED", "1")
    assert now() == now() == datetime.fromtimestamp(FixedClock().now(), UTC)


def test_fixed_lab_without_a_home_uses_a_temporary_one(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSLAB_FIXED", "1")
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("STATUSLAB_HOME")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    code = """
from statuslab.notebook.stored_progress import *
print(save(Attempt("q", now(), 1.0, 1, (0,))) == "" and len(store().attempts()), store().path.parent)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, folder = done.stdout.split()
    assert (count, done.stderr) == ("1", "")
    assert not (tmp_path / "user").exists()
    assert not Path(folder).exists()
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))


def test_damage_met_while_reading_is_told_on_stderr_once(place, capsys):
    save(attempt(card="c"))
    store().close()
    path = place / "progress.sqlite"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"CREATE TABLE attempts", b"CREATE TABLE \x93ttempts"))
    assert [each.question for each in saved_attempts("c")] == ["lost-retry"]
    assert saved_attempts("c") and store().review_states()
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1 and output.err.endswith("the answers that could still be read: 1\n")


BROKEN = [{}, {"number": 2}, {"number": "x", "day": "", "drawn": []}, {"number": 1, "day": "", "drawn": [["a"]]}, [], 7,
          "text", {"questions": ["lost-retry"], "seed": 1, "minutes": None, "began": "2026-13-01"},
          {"questions": 3, "seed": 1, "minutes": None, "began": None}, {"room": 7},
          {"given": 1, "confidence": 0, "seconds": 1, "of": 1}]  # fmt: skip


@pytest.mark.parametrize("value", BROKEN, ids=str)
def test_small_value_that_makes_no_sense_is_left_out_with_a_line(value, capsys):
    from statuslab import exam, review
    from statuslab.notebook.exam import EXAM

    save(attempt())
    keys = ["review", f"{EXAM} 4 1", f"{EXAM} 4 2 answer lost-retry"]
    for key in keys:
        store().put(key, value)
    assert review(2) is not None
    try:
        exam(n=4, seed=1)
    except LabError as error:
        assert str(error).startswith("what is stored of this exam cannot be read any more; take another exam")
    exam(n=4, seed=2)
    told = capsys.readouterr().err.splitlines()
    assert all(line.startswith("statuslab: what is stored as ") for line in told)
    assert len(told) == len(set(told))
