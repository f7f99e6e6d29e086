"""classroom.measure: two tests compared, as a learner of statistics would read them."""

import pytest

from statuslab import classroom
from statuslab.errors import LabError
from statuslab.notebook.classroom import class_questions

AT = "2026-11-22T10:00:00.000+00:00"


def a_class(room, question, scores):
    """The export of a class with one question and one answer a person."""
    people = [{"player": n, "name": name, "removed": False} for n, name in enumerate(scores, 1)]
    answers = [
        {"question": question, "round": 1, "vote": 1, "player": n, "score": score, "right": score >= 1}
        for n, score in enumerate(scores.values(), 1)
    ]
    rounds = [{"round": 1, "question": question, "idea": "who-are-you"}]
    return {"room": room, "title": "", "created": AT, "players": people, "answers": answers, "rounds": rounds}


@pytest.fixture
def classes(monkeypatch):
    known = {
        "BEFORE": a_class("BEFORE", "pretest-1", dict.fromkeys(["Ada", "Bo", "<b>Cy</b>", "Di", "Ed"], 0.0)),
        "AFTER": a_class("AFTER", "pretest-9", {"Ada": 1.0, "Bo": 0.0, "<b>Cy</b>": 1.0, "Di": 1.0, "Fay": 1.0}),
        "AGAIN": a_class("AGAIN", "pretest-1", {"Ada": 1.0}),
    }
    monkeypatch.setattr(classroom, "_export", known.__getitem__)


def test_measure_tells_gain_interval_and_who_is_not_counted(classes):
    view = classroom.measure(["BEFORE"], ["AFTER"])
    assert "Pre-test to post-test: 0% → 75%, +75 points, n = 4, too few for an interval" in repr(view)
    assert "Not counted: 2 took one of the two tests only, or typed another name." in repr(view)
    assert "By idea only from 20 people on" in repr(view)


def test_measure_shows_items_as_a_table_without_names(classes):
    html = classroom.measure(["BEFORE"], ["AFTER"])._repr_mimebundle_()["text/html"]
    assert '<table aria-label="Items, in both tests">' in html and "pretest-9" in html
    assert "Cy" not in html


def test_measure_of_nobody_in_both_tests_says_why(classes):
    with pytest.raises(LabError, match=r"nobody took both tests.*1 had the same question twice"):
        classroom.measure(["BEFORE"], ["AGAIN"])


@pytest.mark.parametrize("before", ["BEFORE", []])
def test_measure_expects_lists_of_classes(before, classes):
    with pytest.raises(LabError, match="expected a list of classes, by their codes or files"):
        classroom.measure(before, ["AFTER"])


@pytest.mark.parametrize(("form", "first"), [("pretest-a", "pretest-1"), ("pretest-b", "pretest-9")])
def test_class_asks_the_eight_questions_of_a_form(form, first):
    questions = class_questions([form], None, 8, 0)
    assert (len(questions), questions[0].id) == (8, first)
