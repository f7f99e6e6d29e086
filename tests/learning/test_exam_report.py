from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sampling import together
from statuslab.learning.exam_report import QuestionResult, exam_report
from statuslab.learning.history import Attempt, HitRate
from statuslab.questions import Option, Question
from statuslab.questions.proof import Proof
from statuslab.widgets.exam_report import gain_line, report_html, report_text, sure_line

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def question(id, code=412, skill="know why"):
    return Question(
        id=id, codes=(code,), idea=f"idea-{id}", skill=skill, level=1, ask="?", hint="h", source="s",
        options=(Option(text="a", right=True, why="w"), Option(text="b", why="w"), Option(text="c", why="w")),
        proof=(Proof(rfc="RFC 9110"),),
    )  # fmt: skip


def attempt(id, score=1.0, confidence=1, where="exam"):
    return Attempt(id, NOON, score, confidence, (0,), where=where)


def result(id, score=None, confidence=1, code=412, skill="know why", no_confidence=False):
    answer = None if score is None else attempt(id, score, confidence)
    return QuestionResult(question(id, code, skill), answer, no_confidence)


def pretest(*scores):
    return [attempt(f"pretest-{place}", score, where="pretest") for place, score in enumerate(scores)]


EXAM = [
    result("a", 1, 2, code=200),
    result("b", 0, 2, code=412),
    result("c", 0.5, 1, code=409, skill="tell apart"),
    result("d", None, code=503),
    result("e", 0, 0, code=412),
    result("f", 1, 0, code=200),
]


def test_report_counts_outcomes_and_points():
    report = exam_report(EXAM)
    assert (report.right, report.partly, report.wrong, report.open) == (2, 1, 2, 1)
    assert (report.points, report.share) == (2.5, 2.5 / 6)


def test_report_has_a_row_for_each_class_asked():
    rows = [(row.family, row.questions, row.right, row.points) for row in exam_report(EXAM).classes]
    assert rows == [(2, 2, 2, 2), (4, 3, 0, 0.5), (5, 1, 0, 0)]


def test_ideas_come_worst_first_and_certain_ones_before_others():
    report = exam_report(EXAM)
    assert [row.number for row in report.ideas] == [2, 4, 5, 3, 1, 6]
    assert report.sure_but_wrong == (2,)


def test_calibration_leaves_out_open_questions_and_answers_without_confidence():
    report = exam_report([*EXAM, result("g", 0, 1, no_confidence=True)])
    assert report.calibration == (HitRate(2, 1), HitRate(1, 0), HitRate(2, 1))
    assert report.no_confidence == 1
    assert "1 answered without saying how sure you were" in report_text(report)


def test_pages_to_reread_come_by_number_of_missed_questions():
    assert exam_report(EXAM).reread == (
        ("4xx_c_state_and_timing", (2, 3, 5)),
        ("5xx_server_error", (4,)),
        ("6_look_alikes", (3,)),
    )


def test_code_without_a_lesson_is_reported_without_a_page():
    report = exam_report([result("a", 0, code=599)])
    assert report.reread == () and "Read again" not in report_text(report)
    assert "Read again" not in report_html(report)


GAINS = [
    (pretest(1, 0, 0, 0, 0), [1, 1, 1, 0, 0], 0.5, "You have closed 50% of the gap"),
    (pretest(1, 1, 1, 1, 0), [1, 0, 1, 0, 0], -0.5, "Fewer this time. The exam asks about more codes"),
    (pretest(0.5, 0.5, 0.5, 0.5, 0.5), [1, 1, 0.5, 0, 0], 0, "That is as much as before."),
    ([], [1] * 5, None, "you have not answered it"),
    (pretest(0, 0, 0, 0), [1] * 5, None, "you answered only 4 of its questions"),
    (pretest(0, 0, 0, 0, 0), [1] * 4, None, "an exam of fewer than 5 questions"),
    (pretest(1, 1, 1, 1, 1), [1] * 5, None, "everything was right then, and everything is right now"),
]


@pytest.mark.parametrize(("before", "scores", "value", "expected"), GAINS, ids=[row[3] for row in GAINS])
def test_gain_is_given_in_shares_or_with_the_reason_it_is_missing(before, scores, value, expected):
    gain = exam_report([result(str(place), score) for place, score in enumerate(scores)], before).gain
    assert gain.value == (None if value is None else pytest.approx(value))
    assert expected in gain_line(gain)


def test_gain_counts_first_pretest_answers_and_open_exam_questions_as_wrong():
    again = [*pretest(0, 0, 0, 0, 0), *pretest(1, 1, 1, 1, 1)]
    gain = exam_report([result("a", 1), *(result(str(place)) for place in range(4))], again).gain
    assert (gain.before, gain.answers, gain.now) == (0, 5, 0.2)


@together(
    ("level", "n", "right", "line"),
    [
        (2, 6, 4, "of 6 you were certain of, 4 were right"),
        (2, 6, 1, "of 6 you were certain of, 1 was right"),
        (1, 3, 0, "of 3 you were fairly sure of, none was right"),
        (1, 1, 1, "the one you were fairly sure of was right"),
        (2, 0, 0, "none you were certain of"),
        (0, 2, 2, "of 2 guesses, 2 were right"),
        (0, 1, 0, "one guess, and it was not right"),
        (0, 0, 0, "no guess"),
    ],
)
def test_calibration_line_is_a_sentence(level, n, right, line):
    assert sure_line(level, HitRate(n, right)) == line


def test_report_links_to_the_pages_to_reread():
    html = report_html(exam_report(EXAM))
    assert 'href="4xx_c_state_and_timing.ipynb"' in html and 'href="6_look_alikes.ipynb"' in html
    assert "✗" in html and "◑" in html and "–" in html


def test_idea_from_a_bank_is_escaped():
    hostile = replace(question("x"), idea="<script>")
    html = report_html(exam_report([replace(result("x", 0), question=hostile)]))
    assert "<script>" not in html and "&lt;script&gt;" in html
