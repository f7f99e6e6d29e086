import re
from itertools import combinations, permutations

import pytest
from question_samples import CALL, LINE, MATCH, NUMBER, ORDER, TASK, TYPED, question

from sampling import together
from statuslab.errors import LabError
from statuslab.questions import CONFIDENCE, grade, mistaken

SINGLE = [((1,), True, 1.0), ((0,), False, 0.0), ((3,), False, 0.0)]
MULTIPLE = [
    ((0, 1), True, 1.0),
    ((0,), False, 0.5),
    ((0, 2), False, 0.0),
    ((0, 1, 2), False, 0.5),
    ((0, 1, 2, 3), False, 0.0),
    ((2,), False, 0.0),
    ((2, 3), False, 0.0),
]


@pytest.mark.parametrize(("chosen", "right", "score"), SINGLE)
def test_single_choice_is_right_or_wrong(chosen, right, score):
    verdict = grade(question("-+--"), chosen)
    assert (verdict.right, verdict.score) == (right, score)


@pytest.mark.parametrize(("chosen", "right", "score"), MULTIPLE)
def test_multiple_choice_earns_right_ticks_and_loses_wrong_ones(chosen, right, score):
    verdict = grade(question("++--", "multiple"), chosen)
    assert (verdict.right, verdict.score) == (right, score)


def test_only_wrong_tick_of_a_multiple_choice_costs_the_whole_score():
    assert grade(question("+++-", "multiple"), (0, 1, 2, 3)).score == 0.0
    assert grade(question("+++-", "multiple"), (0, 1)).score == pytest.approx(2 / 3)


def test_every_option_has_a_mark_with_its_why():
    marks = grade(question("-+-"), [2]).marks
    assert [(mark.index, mark.chosen, mark.right) for mark in marks] == [
        (0, False, False),
        (1, False, True),
        (2, True, False),
    ]
    assert {mark.why for mark in marks} == {"it is so"}


HEADLINES = [
    ("right", (0, 1), ("Right, and no guess next time", "Right", "Right, and you knew it")),
    ("partly", (0,), ("Partly right",) * 3),
    ("wrong", (2,), ("Not this one", "Not this one", "Sure, and wrong: worth a second look")),
]


@pytest.mark.parametrize(("chosen", "headlines"), [row[1:] for row in HEADLINES], ids=[row[0] for row in HEADLINES])
def test_confidence_changes_the_headline_and_not_the_score(chosen, headlines):
    verdicts = [grade(question("++--", "multiple"), chosen, confidence) for confidence in range(len(CONFIDENCE))]
    assert tuple(verdict.headline for verdict in verdicts) == headlines
    assert len({(verdict.score, verdict.right) for verdict in verdicts}) == 1


REFUSED_ANSWERS = [
    ((), 1, "question two-cooks: no option chosen, expected one; choose before you check"),
    ((0, 1), 1, "question two-cooks: 2 options chosen, expected one"),
    ((4,), 1, "question two-cooks: options run 0-2, got [4]"),
    ((-1,), 1, "question two-cooks: options run 0-2, got [-1]"),
    ((0,), 3, "confidence 3, expected 0 (guessing) to 2 (certain)"),
]


@pytest.mark.parametrize(("chosen", "confidence", "expected"), REFUSED_ANSWERS)
def test_impossible_answer_to_a_single_choice_is_refused(chosen, confidence, expected):
    with pytest.raises(LabError, match=f"^{re.escape(expected)}$"):
        grade(question("-+-"), chosen, confidence)


SCORES = [
    (NUMBER, (10**20,), 1.0),
    (NUMBER, (10**20 + 1,), 0.0),
    (NUMBER, (-1,), 0.0),
    (TYPED, (416,), 1.0),
    (TYPED, (500,), 0.0),
    (ORDER, (0, 1, 2, 3), 1.0),
    (ORDER, (1, 0, 2, 3), 2 / 3),
    (ORDER, (3, 2, 1, 0), 0.0),
    (ORDER, (2, 3, 0, 1), 0.0),
    (MATCH, (0, 1, 2, 3), 1.0),
    (MATCH, (3, 1, 2, 0), 1.0),
    (MATCH, (1, 0, 2, 3), 0.5),
    (MATCH, (0, 0, 0, 0), 0.5),
    (LINE, (1,), 1.0),
    (LINE, (2,), 0.0),
    (TASK, (1,), 1.0),
    (TASK, (0,), 0.0),
    (CALL, (0,), 1.0),
    (CALL, (1,), 0.0),
]


@together(("asked", "answer", "score"), SCORES)
def test_score_of_an_answer_in_every_form(asked, answer, score):
    verdict = grade(asked, answer)
    assert verdict.score == pytest.approx(score)
    assert verdict.right == (score == 1)
    assert [mark.why for mark in verdict.marks] == [option.why for option in asked.options]


def test_random_order_scores_zero_on_average_before_negative_scores_are_cut():
    raw = [
        2 * sum(first < second for first, second in combinations(each, 2)) / 6 - 1 for each in permutations(range(4))
    ]
    assert sum(raw) == pytest.approx(0)
    assert [grade(ORDER, each).score for each in permutations(range(4))] == pytest.approx([max(0, one) for one in raw])


@together("asked", [NUMBER, TYPED, ORDER, MATCH, LINE, TASK, CALL, question("-++-", "multiple")])
def test_solution_of_every_form_is_right(asked):
    assert grade(asked, asked.solution).right


def test_marks_of_an_arrangement_say_where_each_option_was_put():
    assert [(mark.put, mark.right) for mark in grade(ORDER, (1, 0, 2, 3)).marks] == [
        (1, False),
        (0, False),
        (2, True),
        (3, True),
    ]
    assert [mark.put for mark in grade(MATCH, (3, 1, 1, 0)).marks] == [3, 1, 1, 0]


ODD_ANSWERS = [
    (NUMBER, (1, 2), "question two-cooks: 2 numbers given, expected one"),
    (ORDER, (0, 1, 2), "question two-cooks: expected each of its 4 options once, got [0, 1, 2]"),
    (ORDER, (0, 1, 2, 2), "question two-cooks: expected each of its 4 options once, got [0, 1, 2, 2]"),
    (MATCH, (0, 1), "question two-cooks: 2 options matched, expected all 4"),
    (MATCH, (0, 1, 2, 4), "question two-cooks: options run 0-3, got [0, 1, 2, 4]"),
    (LINE, (0, 1), "question two-cooks: 2 options chosen, expected one"),
    (TASK, (2,), "question two-cooks: expected (1,) for done or (0,) for given up, got (2,)"),
]


@pytest.mark.parametrize(("asked", "answer", "expected"), ODD_ANSWERS)
def test_answer_that_does_not_fit_its_form_is_refused(asked, answer, expected):
    with pytest.raises(LabError, match=f"^{re.escape(expected)}$"):
        grade(asked, answer)


MISTAKEN = [
    (question("-+--", codes=True), (0,), (401, 400)),
    (question("-+--", codes=True), (1,), None),
    (question("-+--"), (0,), None),
    (question("++--", "multiple", codes=True), (2,), None),
    (TYPED, (404,), (416, 404)),
    (TYPED, (503,), (416, 503)),
    (TYPED, (7,), None),
    (TYPED, (99,), None),
    (TYPED, (100,), (416, 100)),
    (TYPED, (599,), (416, 599)),
    (TYPED, (600,), None),
    (NUMBER, (-1,), None),
    (CALL, (1,), (412, 409)),
    (ORDER, (1, 0, 2, 3), None),
    (TASK, (0,), None),
]


@together(("asked", "answer", "pair"), MISTAKEN)
def test_mistaken_code_is_named_beside_the_right_one(asked, answer, pair):
    assert mistaken(asked, answer) == pair
