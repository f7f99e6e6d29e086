"""The pre-test gives nothing away before it is compared: no function of a notebook and no export tells how it went."""

import csv
from dataclasses import replace

import pytest

from statuslab import course, lab, page, progress, quiz, review, summary
from statuslab.notebook import stored_progress
from statuslab.notebook.learner_report import learner_report
from statuslab.notebook.quiz import PRETEST, bank, lessons
from statuslab.questions import Question, order


@pytest.fixture(autouse=True)
def _home_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path))
    yield
    lab.stop()


def answer_pretest(right):
    """Answer the whole pre-test rightly or wrongly, as certain, and return the card."""
    card = quiz(PRETEST)
    for number, item in enumerate(card.items, 1):
        question = next(each for each in bank() if each.id == item["id"])
        card.answer = {"n": number, "id": item["id"], "choice": _choice(question, right), "confidence": 2}
    return card


def _choice(question: Question, right):
    """A choice of one option, by its position as shown."""
    shown = list(order(question, 0))
    return [next(place for place, index in enumerate(shown) if (index in question.key) == right)]


def shown(view):
    return view.text + view.html


PLACES = {
    "progress": lambda _: shown(progress()),
    "review": lambda _: repr([(item["id"], item["reason"]) for item in review().items]),
    "export": lambda path: _exported(path),
    "map": lambda _: shown(course()),
    "page": lambda _: shown(page("0_start_here")),
    "summary": lambda _: shown(summary("0_start_here")),
    "report": lambda _: repr(replace(learner_report(), learner="")),
    "card": lambda _: repr((quiz(PRETEST).feedback, quiz(PRETEST).ending)),
}


def _exported(path):
    stored_progress.store().export_csv(path / "out.csv")
    rows = list(csv.DictReader((path / "out.csv").read_text().splitlines()))
    assert len(rows) == len(quiz(PRETEST).items)
    return repr(
        [{name: value for name, value in row.items() if name not in ("at", "answer", "seconds")} for row in rows]
    )


@pytest.mark.parametrize("place", PLACES)
def test_nothing_shown_depends_on_how_the_pretest_went(place, monkeypatch, tmp_path):
    found = []
    for right in (True, False):
        home = tmp_path / str(right)
        monkeypatch.setenv("STATUSLAB_HOME", str(home))
        answer_pretest(right)
        attempts = stored_progress.store().attempts(where=PRETEST)
        assert {attempt.right for attempt in attempts} == {right}  # the two learners really differ
        found.append(PLACES[place](home))
    assert found[0] == found[1]


# --- Two forms ------------------------------------------------------------------------------------------------


def ids(card):
    return [item["id"] for item in card.items]


def answer(card, right=True):
    for number, item in enumerate(card.items, 1):
        question = next(each for each in bank() if each.id == item["id"])
        card.answer = {"n": number, "id": item["id"], "choice": _choice(question, right), "confidence": 2}


A, B = ([f"pretest-{number}" for number in numbers] for numbers in (range(1, 9), range(9, 17)))


@pytest.mark.parametrize(("first", "before", "after"), [("pretest", A, B), ("pretest-a", A, B), ("pretest-b", B, A)])
def test_posttest_asks_the_form_that_was_not_taken_before(first, before, after):
    card = quiz(first)
    assert ids(card) == before
    answer(card)
    assert ids(quiz("posttest")) == after


def test_form_that_was_begun_stays_under_every_name():
    answer(quiz("pretest-b"))
    assert [ids(quiz(name)) for name in ("pretest", "pretest-a", "pretest-b")] == [B, B, B]
    assert all(quiz("pretest").feedback.values())


def test_posttest_that_was_begun_stays_its_form():
    answer(quiz("posttest"))
    answer(quiz("pretest-b"))
    assert ids(quiz("posttest")) == B


def test_tests_are_compared_once_the_posttest_is_complete():
    answer(quiz("pretest"), right=False)
    assert learner_report().measured is None
    answer(quiz("posttest"), right=True)
    assert learner_report().measured == (0.0, 1.0)


def test_posttest_gives_no_feedback_and_asks_in_no_lesson():
    card = quiz("posttest")
    assert card.mode == "pretest"
    answer(card)
    assert {each.where for each in stored_progress.store().attempts()} == {"posttest"}
    assert not set(A + B) & {each.id for each in lessons()}
