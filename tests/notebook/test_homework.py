"""Homework from the teacher's file to the report: each side in a home of its own."""

import json
from datetime import datetime

import pytest

from statuslab.errors import LabError
from statuslab.live_class.homework import Homework, homework_of
from statuslab.notebook import stored_progress
from statuslab.notebook.classroom import Classroom
from statuslab.notebook.quiz import bank

PICKED = [question.id for question in bank() if question.form == "single"][:3]


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """Go to the home of somebody, where their records are."""

    def go(name):
        monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / name))
        return Classroom()

    return go


@pytest.fixture
def given(at_home, tmp_path, monkeypatch):
    """Homework, and a time before its date at which everybody does it."""
    monkeypatch.setattr(stored_progress, "now", lambda: datetime(2026, 12, 1, 10).astimezone())
    at_home("teacher").assign(*PICKED, file=tmp_path / "week3.json", due="2026-12-05", title="Week 3")
    return tmp_path / "week3.json"


def work(classroom, file, right=2):
    """Answer all questions on the card, the first `right` of them rightly."""
    card = classroom.homework(file)
    questions = homework_of(json.loads(file.read_text(encoding="utf-8"))).questions
    for number, question in enumerate(questions):
        asked = question.at(0)
        wanted = next(i for i, option in enumerate(asked.options) if option.right is (number < right))
        place = module_order(asked).index(wanted)
        card.at = number
        card.answer = {"n": number + 1, "id": question.id, "choice": [place], "confidence": 2, "seconds": 1.0}
    return card


def module_order(question):
    from statuslab.questions import order

    return order(question, 0)


def handed(at_home, given, tmp_path, name, right=2):
    learner = at_home(name)
    work(learner, given, right)
    learner.hand_in(given, name, tmp_path / "answers" / f"{name}.json")
    return tmp_path / "answers"


def test_files_of_learners_become_one_report(at_home, given, tmp_path):
    for name, right in (("Ann", 3), ("Ben", 1)):
        folder = handed(at_home, given, tmp_path, name, right)
    report = at_home("teacher").collect(given, folder)
    assert report.people["score"].to_dict() == {1: 3.0, 2: 1.0}
    assert report.people["name"].tolist() == ["Ann", "Ben"]
    assert report.items["n"].tolist() == [2, 2, 2]
    assert report.items["of"].tolist() == [2, 2, 2]
    assert "Week 3" in repr(report)
    assert (tmp_path / "out" / "gradebook_moodle.csv").name in repr(report.save(tmp_path / "out"))


def test_card_comes_back_as_it_was_left_and_the_first_answer_counts(at_home, given, tmp_path):
    learner = at_home("Ann")
    work(learner, given, right=0)
    again = work(learner, given, right=3)
    assert again.items
    learner.hand_in(given, "Ann", tmp_path / "ann.json")
    assert at_home("teacher").collect(given, [tmp_path / "ann.json"]).people["score"].tolist() == [0.0]


def test_answers_of_a_learner_are_kept_in_their_own_records_and_come_back_in_reviews(at_home, given):
    work(at_home("Ann"), given)
    assert {each.where for each in stored_progress.store().attempts()} == {"homework"}


def test_score_is_that_of_the_teachers_own_set(at_home, given, tmp_path):
    folder = handed(at_home, given, tmp_path, "Ann", right=0)
    path = folder / "Ann.json"
    forged = json.loads(path.read_text(encoding="utf-8"))
    for row in forged["attempts"]:
        row |= {"score": 1.0, "right": True, "points": 99}
    path.write_text(json.dumps(forged), encoding="utf-8")
    assert at_home("teacher").collect(given, folder).people["score"].tolist() == [0.0]


def test_answers_after_the_date_are_named_and_count(at_home, given, tmp_path):
    folder = handed(at_home, given, tmp_path, "Ann", right=3)
    path = folder / "Ann.json"
    late = json.loads(path.read_text(encoding="utf-8"))
    late["attempts"][0]["at"] = datetime(2026, 12, 6, 0, 1).astimezone().isoformat()
    late["attempts"][1]["at"] = datetime(2026, 12, 5, 23, 59).astimezone().isoformat()
    path.write_text(json.dumps(late), encoding="utf-8")
    report = at_home("teacher").collect(given, folder)
    assert "Ann: 1 answer after 2026-12-05" in repr(report)
    assert report.people["score"].tolist() == [3.0]


BROKEN = {
    "no JSON": "half a fi",
    "a list": "[]",
    "another format": '{"format": "statuslab-results-1"}',
    "another set": '{"format": "statuslab-homework-answers-1", "set": "0", "title": "Week 2"}',
    "a name that is none": '{"format": "statuslab-homework-answers-1", "set": "SET", "name": " ", '
    '"handed_in": "2026-12-01T10:00:00+00:00", "attempts": []}',
    "an answer to nothing": '{"format": "statuslab-homework-answers-1", "set": "SET", "name": "Eve", '
    '"handed_in": "2026-12-01T10:00:00+00:00", "attempts": [{"question": "nothing"}]}',
}


@pytest.mark.parametrize("kind", BROKEN)
def test_file_that_cannot_be_read_is_one_line_and_the_others_count(at_home, given, tmp_path, kind):
    folder = handed(at_home, given, tmp_path, "Ann")
    id = homework_of(json.loads(given.read_text(encoding="utf-8"))).id
    (folder / "broken.json").write_text(BROKEN[kind].replace("SET", id), encoding="utf-8")
    report = at_home("teacher").collect(given, folder)
    (line,) = report.export["remarks"]
    assert line.startswith("broken.json is left out: ")
    assert "\n" not in line
    assert report.people["name"].tolist() == ["Ann"]


def test_later_of_two_files_of_one_person_counts(at_home, given, tmp_path):
    folder = handed(at_home, given, tmp_path, "Ann", right=1)
    first = json.loads((folder / "Ann.json").read_text(encoding="utf-8"))
    early = first | {"name": "ANN", "handed_in": "2020-01-01T10:00:00+00:00", "attempts": first["attempts"][:1]}
    (folder / "again.json").write_text(json.dumps(early), encoding="utf-8")
    report = at_home("teacher").collect(given, folder)
    assert (len(report.people), report.people["answered"].tolist()) == (1, [3])
    assert "there are two files of" in repr(report)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda made, file: made.assign("2xx", file=file, due="next week"), "expected a day such as 2026-12-05"),
        (lambda made, file: made.homework(file.with_name("nothing.json")), "nothing.json cannot be read"),
        (lambda made, file: made.hand_in(file, "Ann"), "no answer to 'Week 3' is in your records"),
        (lambda made, file: made.hand_in(file, " "), "hand in under a name"),
        (lambda made, file: made.collect(file, file.parent / "empty"), "cannot be read|no file in"),
    ],
)
def test_mistake_is_one_line(at_home, given, call, message):
    if "empty" in message or "no file" in message:
        (given.parent / "empty").mkdir()
    with pytest.raises(LabError, match=message) as caught:
        call(at_home("Ann"), given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "record", [None, [], {}, {"format": "statuslab-homework-1"}, {"format": "statuslab-homework-1", "title": "x",
    "due": None, "seed": 0, "questions": []}, {"format": "statuslab-homework-1", "title": "x", "due": None, "seed": 0,
    "questions": [{"id": "a", "idea": "b", "ask": "?", "form": "dance", "options": [{"text": 1}]}]}]
)  # fmt: skip
def test_what_is_no_homework_is_refused_in_one_line(record):
    with pytest.raises(LabError, match="this is no homework") as caught:
        homework_of(record)
    assert "\n" not in str(caught.value)


def test_set_of_every_published_question_survives_its_file():
    given = Homework("all", None, 0, tuple(question for question in bank() if question.form != "provoke"))
    read = homework_of(json.loads(json.dumps(given.record())))
    assert (read.id, read.questions) == (given.id, given.questions)


def test_polls_of_an_own_bank_stay_out_of_homework(at_home, tmp_path):
    poll = "- {id: pace, form: poll, ask: How is it?, options: [{text: slow}, {text: fast}]}\n"
    keyed = "- {id: tea, ask: Which?, options: [{text: a, right: true}, {text: b}]}\n"
    (tmp_path / "mine.yaml").write_text(poll + keyed)
    told = at_home("teacher").assign(bank=tmp_path / "mine.yaml", file=tmp_path / "week4.json")
    assert "1 poll left out: they are for a class." in told.text and "1 question" in told.text
    (tmp_path / "mine.yaml").write_text(poll)
    with pytest.raises(LabError, match="polls are for a class"):
        at_home("teacher").assign(bank=tmp_path / "mine.yaml", file=tmp_path / "week5.json")
    assert not (tmp_path / "week5.json").exists()
