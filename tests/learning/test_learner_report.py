"""A learner's report as JSON: what is written is read again, and what anybody may have made is refused in one line."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling import RUNS_SLOW_TESTS, together
from statuslab.errors import LabError
from statuslab.learning.learner_report import CodeRow, LearnerReport, PageRow, Score, read_report, to_json

REPORT = LearnerReport(
    learner="0123456789abcdef" * 2,
    name="Ann",
    day="2026-11-29",
    course="0.1.0",
    answers=40,
    pages=(PageRow("2xx_success", 3, 20), PageRow("9_exam", 0, 1)),
    codes=(CodeRow(204, "mastered", 4, 4), CodeRow(409, "learning", 5, 2), CodeRow(412, "new", 0, 0)),
    confused=((409, 412, 3),),
    pretest=Score(10, 4.0, "2026-11-01"),
    exam=Score(20, 15.5, "2026-11-28"),
)
EMPTY = replace(REPORT, name="", pages=(), codes=(), confused=(), pretest=None, exam=None)


def text(**changed):
    return json.dumps(to_json(REPORT) | changed)


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["full", "empty"])
def test_report_is_read_as_it_was_written(report):
    assert read_report(json.dumps(to_json(report))) == report


def test_figures_of_a_report_follow_from_its_rows():
    assert (REPORT.mastered, REPORT.met) == (1, 2)
    assert REPORT.gain == pytest.approx((0.775 - 0.4) / 0.6)


@pytest.mark.parametrize(
    "changed",
    [{"pretest": None}, {"exam": None}, {"pretest": Score(4, 1.0)}, {"exam": Score(4, 4.0)}],
)
def test_gain_needs_two_tests_of_five_questions(changed):
    assert replace(REPORT, **changed).gain is None


def test_code_that_is_mastered_and_due_again_counts_as_mastered():
    assert replace(REPORT, codes=(CodeRow(204, "due again", 4, 4),)).mastered == 1


@together(
    ("stored", "line"),
    [
        ("", "its numbers are no JSON"),
        ("{", "its numbers are no JSON"),
        ("[" * 100_000, "its numbers are no JSON"),
        ("1" * 5000, "its numbers are no JSON"),
        ("[]", "its numbers are not those of a report"),
        ("{}", "its numbers are not those of a report"),
        (text(format="other"), "its numbers are not those of a report"),
        (text(version=2), "it has version 2 of the format, expected 1"),
        (text(version="<b>\n"), r"it has version '<b>\n' of the format, expected 1"),
        (text(learner="../../etc"), "its field \"learner\" makes no sense: '../../etc'"),
        (text(learner="A" * 32), 'its field "learner" makes no sense'),
        (text(name="x" * 61), 'its field "name" makes no sense'),
        (text(name=["x"]), 'its field "name" makes no sense'),
        (text(day="yesterday"), "its field \"day\" makes no sense: 'yesterday'"),
        (text(day=20261129), 'its field "day" makes no sense: 20261129'),
        (text(course="<script>"), 'its field "course" makes no sense'),
        (text(answers=-1), 'its field "answers" makes no sense: -1'),
        (text(answers=True), 'its field "answers" makes no sense: True'),
        (text(answers=10**7), 'its field "answers" makes no sense'),
        (text(answers=1.5), 'its field "answers" makes no sense: 1.5'),
        (text(pages={}), 'its field "pages" makes no sense: {}'),
        (text(pages=[3]), 'its field "pages" makes no sense: [3]'),
        (text(pages=[["a", 1]]), 'its field "pages" makes no sense'),
        (text(pages=[["a", 3, 2]]), 'its field "pages" makes no sense'),
        (text(pages=[["../a", 1, 2]]), 'its field "pages" makes no sense'),
        (text(pages=[["a", 1, 2]] * 2), 'its field "pages" has a row twice'),
        (text(pages=[[f"a{n}", 1, 2] for n in range(501)]), 'its field "pages" makes no sense'),
        (text(codes=[[99, "new", 0, 0]]), 'its field "codes" makes no sense'),
        (text(codes=[[204, "perfect", 0, 0]]), 'its field "codes" makes no sense'),
        (text(codes=[[204, "new", 1, 2]]), 'its field "codes" makes no sense'),
        (text(codes=[[204, "new", 1, 1]] * 2), 'its field "codes" has a row twice'),
        (text(confused=[[409, 412]]), 'its field "confused" makes no sense'),
        (text(exam=[20, 21, ""]), 'its field "exam" makes no sense'),
        (text(exam=[0, 0, ""]), 'its field "exam" makes no sense'),
        (text(exam=[20, -1, ""]), 'its field "exam" makes no sense'),
        (text(exam=[20, 5]), 'its field "exam" makes no sense'),
        (text(exam={"questions": 20}), 'its field "exam" makes no sense'),
        (text(exam=[20, 5, "soon"]), 'its field "exam" makes no sense'),
        (text().replace("15.5", "NaN"), 'its field "exam" makes no sense'),
        (text().replace("15.5", "1e999"), 'its field "exam" makes no sense'),
        ('{"format": "statuslab report", "version": 1}', 'it has no field "learner"'),
    ],
)  # fmt: skip
def test_foreign_numbers_are_refused_in_one_line(stored, line):
    with pytest.raises(LabError) as caught:
        read_report(stored)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 120


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=4)
)


@given(name=st.sampled_from(sorted(to_json(REPORT))), value=JSON)
@settings(max_examples=300 if RUNS_SLOW_TESTS else 60, deadline=None)
def test_report_with_any_value_in_any_field_is_read_or_refused(name, value):
    try:
        assert isinstance(read_report(text(**{name: value})), LearnerReport)
    except LabError as error:
        assert "\n" not in str(error)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_refused(stored):
    with pytest.raises(LabError):
        read_report(stored)
