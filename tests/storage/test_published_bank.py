"""The published bank is read from its compiled file, and from the questions themselves where that is of no use."""

import pytest
from question_samples import GOOD

from statuslab.questions import loader
from statuslab.questions.loader import QuestionError
from statuslab.storage.files import checkout, compiled_questions
from statuslab.storage.published_bank import published_bank


@pytest.fixture
def questions(tmp_path):
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "412.yaml").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache" / "questions.json"


@pytest.fixture
def no_reading(monkeypatch, questions, file):
    """The bank has been compiled, and reading a question file would fail."""
    published_bank(questions, file)
    monkeypatch.setattr(loader, "load_bank", None)


def ids(bank):
    return [question.id for question in bank]


def test_missing_file_is_written_without_a_word(questions, file):
    bank, problem = published_bank(questions, file)
    assert (ids(bank), problem, file.is_file()) == (["two-cooks"], "", True)


def test_compiled_file_is_read_instead_of_the_questions(no_reading, questions, file):
    bank, problem = published_bank(questions, file)
    assert (ids(bank), problem) == (["two-cooks"], "")


def test_changed_question_is_read_and_said_once(questions, file):
    published_bank(questions, file)
    (questions / "412.yaml").write_text(GOOD.replace("two-cooks", "six-cooks"), encoding="utf-8")
    bank, problem = published_bank(questions, file)
    assert ids(bank) == ["six-cooks"]
    assert problem == f"the questions have changed since {file} was compiled; reading {questions} instead"
    bank, problem = published_bank(questions, file)
    assert (ids(bank), problem) == (["six-cooks"], "")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2", b"\xff\xfe", b"null"])
def test_broken_file_is_replaced_and_said_once_in_one_line(questions, file, content):
    published_bank(questions, file)
    whole = file.read_bytes()
    file.write_bytes(content)
    bank, problem = published_bank(questions, file)
    assert ids(bank) == ["two-cooks"]
    assert problem.startswith(f"cannot use the compiled questions in {file} (") and "\n" not in problem
    assert file.read_bytes() == whole
    assert published_bank(questions, file) == (bank, "")


def test_folder_that_cannot_be_written_does_not_matter(questions, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    bank, _ = published_bank(questions, tmp_path / "cache" / "questions.json")
    assert ids(bank) == ["two-cooks"]


def test_mistake_of_an_author_is_named_and_nothing_is_compiled(questions, file):
    (questions / "412.yaml").write_text(GOOD.replace("level: 1", "level: 7"), encoding="utf-8")
    with pytest.raises(QuestionError, match=r"^412\.yaml line 5, field level: met 7"):
        published_bank(questions, file)
    assert not file.exists()


def test_checkout_keeps_its_compiled_bank_in_an_ignored_folder():
    assert compiled_questions() == checkout() / ".cache" / "questions.json"
    assert "/.cache/" in (checkout() / ".gitignore").read_text().splitlines()
