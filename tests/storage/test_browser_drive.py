"""Progress in a browser: a copy of the file outlives the kernel, and what cannot be kept is said in one line."""

from datetime import UTC, datetime

import pytest

from statuslab.learning.history import Attempt
from statuslab.storage.browser_drive import NO_DRIVE, DriveCopy
from statuslab.storage.progress_store import ProgressStore

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture
def told():
    return []


@pytest.fixture
def drive(tmp_path):
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


def kernel(tmp_path, drive, told, number):
    """The store of a kernel's own memory, with its copy on the drive."""
    path = tmp_path / f"kernel {number}" / "progress.sqlite"
    copy = DriveCopy(path, told.append, drive)
    copy.restore()
    return ProgressStore(path, lambda: NOW, tell=told.append, after_change=copy.keep)


def answer(name):
    return Attempt(question=name, at=NOW, score=1.0, confidence=1, answer=(1,), where="quiz", card="card")


def test_answer_is_there_in_the_next_kernel(tmp_path, drive, told):
    kernel(tmp_path, drive, told, 1).add(answer("lost-retry"))
    assert [each.question for each in kernel(tmp_path, drive, told, 2).attempts()] == ["lost-retry"]
    assert told == []


def test_reading_writes_nothing_to_the_drive(tmp_path, drive, told):
    store = kernel(tmp_path, drive, told, 1)
    store.add(answer("lost-retry"))
    (copy,) = drive.rglob("progress.sqlite")
    copy.unlink()
    store.attempts()
    assert list(drive.rglob("progress*")) == []


def test_failed_write_leaves_the_last_whole_copy_and_is_told_once(tmp_path, drive, told):
    store = kernel(tmp_path, drive, told, 1)
    store.add(answer("first"))
    (drive / ".statuslab" / "progress.new").mkdir()
    store.add(answer("second"))
    store.add(answer("third"))
    (line,) = told
    assert line.startswith("your answer could not be written to this browser's storage (")
    assert [each.question for each in kernel(tmp_path, drive, told, 2).attempts()] == ["first"]


def test_browser_without_storage_is_told_once_and_answers_go_on(tmp_path, told):
    store = kernel(tmp_path, tmp_path / "nowhere", told, 1)
    store.add(answer("first"))
    assert (told, len(store.attempts())) == ([NO_DRIVE], 1)


def test_copy_that_cannot_be_read_is_told(tmp_path, drive, told):
    (drive / ".statuslab" / "progress.sqlite").mkdir(parents=True)
    store = kernel(tmp_path, drive, told, 1)
    assert told[0].startswith("your earlier answers could not be read from this browser's storage (")
    assert store.attempts() == []


def test_quota_that_is_full_without_an_error_leaves_the_last_whole_copy_and_is_told(tmp_path, drive, told, monkeypatch):
    store = kernel(tmp_path, drive, told, 1)
    store.add(answer("first"))
    monkeypatch.setattr("pathlib.Path.write_bytes", lambda path, _content: path.touch())
    store.add(answer("second"))
    monkeypatch.undo()
    (line,) = told
    assert line.startswith(
        "your answer could not be written to this browser's storage (it is full, or the browser refuses)"
    )
    assert [each.question for each in store.attempts()] == ["first", "second"]
    assert [each.question for each in kernel(tmp_path, drive, told, 2).attempts()] == ["first"]
    store.add(answer("third"))  # there is room again
    assert len(kernel(tmp_path, drive, told, 3).attempts()) == 3
