"""Progress as a file: taken from one place to another, nothing is lost or doubled, and a bad file changes nothing."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from statuslab import progress_file, progress_from
from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.notebook.stored_progress import store
from statuslab.storage.progress_schema import VERSION

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at(tmp_path, monkeypatch):
    """Go to a place where the course runs: its own answers, and one folder of pages for all places."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STATUSLAB_FIXED", raising=False)
    places = []

    def go(name):
        monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / name))
        places.append(store())

    go("browser")
    yield go
    for place in places:
        place.close()


def answer(minute, question="lost-retry", score=1.0, **more):
    return Attempt(question, START + timedelta(minutes=minute), score, 2, (0,), **more)


def test_progress_file_brings_everything_to_an_empty_place(at):
    store().add_all([answer(0, score=0.0, mistaken=(412, 409)), answer(1, seconds=2.5)])
    store().put("exam", {"questions": 3})
    assert str(progress_file()).startswith("2 answers: statuslab-progress.sqlite beside this page.")
    there = store()
    at("installed")
    assert str(progress_from()) == "statuslab-progress.sqlite: 2 new answers, 2 answers in all"
    assert store().attempts() == there.attempts()
    assert store().review_states() == there.review_states()
    assert store().confusions() == there.confusions()
    assert store().get("exam") == {"questions": 3}


def test_progress_from_merges_by_time_and_doubles_nothing(at):
    store().add_all([answer(0), answer(4, "other"), answer(6)])
    progress_file("there.sqlite")
    at("installed")
    store().add_all([answer(0), answer(5, score=0.0)])
    store().put("exam", "mine")
    assert str(progress_from("there.sqlite")) == "there.sqlite: 2 new answers, 4 answers in all"
    assert str(progress_from("there.sqlite")) == "there.sqlite: 0 new answers, 4 answers in all"
    assert store().attempts() == [answer(0), answer(4, "other"), answer(5, score=0.0), answer(6)]
    assert store().review_states()["lost-retry"].right  # as of the last answer, which came from the file
    assert store().get("exam") == "mine"
    store().close()  # what was written passes the check when it is opened again
    assert len(store().attempts()) == 4 and store().notices == []


def test_two_places_agree_after_both_ways(at):
    store().add(answer(0))
    progress_file("a.sqlite")
    browser = store()
    at("installed")
    store().add(answer(1))
    progress_from("a.sqlite")
    progress_file("b.sqlite")
    installed = store()
    at("browser")
    progress_from("b.sqlite")
    assert browser.attempts() == installed.attempts() == [answer(0), answer(1)]
    assert browser.review_states() == installed.review_states()


def test_progress_file_needs_no_log_beside_it(at, tmp_path):
    store().add(answer(0))
    progress_file()
    assert (tmp_path / "statuslab-progress.sqlite").read_bytes()[18:20] == b"\1\1"
    progress_file()  # replaces its own


def newer(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")


BAD = {
    "is not a progress file of this course; expected a file that progress_file": lambda path: path.write_text("a,b\n"),
    "is damaged or is not a progress file": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "comes from a newer version of the course": newer,
    r"cannot read mine.sqlite \(No such file": lambda path: path.unlink(),
    r"cannot read mine.sqlite \(Is a directory": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("line", BAD)
def test_bad_file_is_told_in_one_line_and_changes_nothing(at, tmp_path, line):
    store().add(answer(0))
    progress_file("mine.sqlite")
    BAD[line](tmp_path / "mine.sqlite")
    at("installed")
    store().add(answer(1))
    with pytest.raises(LabError, match=line) as error:
        progress_from("mine.sqlite")
    assert "\n" not in str(error.value)
    assert store().attempts() == [answer(1)]


def test_empty_database_is_no_progress_file(tmp_path):
    with closing(sqlite3.connect(tmp_path / "mine.sqlite")) as db:
        db.execute("CREATE TABLE attempts (id)")
        db.commit()
    with pytest.raises(LabError, match="damaged or is not a progress file"):
        progress_from("mine.sqlite")


def test_other_file_is_not_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(LabError, match=r"thesis.txt is there already and is not a progress file; choose another name"):
        progress_file("thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("function", [progress_file, progress_from])
def test_path_that_is_none_is_told(function):
    with pytest.raises(LabError, match=r'the file was given as 7; expected a name such as "statuslab-progress.sqlite"'):
        function(7)
