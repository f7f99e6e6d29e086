from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise, product

import pytest

from published import published_questions
from sampling import RUNS_SLOW_TESTS, sampled, together
from statuslab.errors import LabError
from statuslab.learning.exam_attempt import GRACE, ExamAttempt, draw

BANK = [each for each in published_questions() if not each.id.startswith("pretest")]
IDEAS = {each.idea for each in BANK}
SEEDS = range(40 if RUNS_SLOW_TESTS else 16)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@cache
def drawn_from_bank(n, seed):
    return draw(BANK, n, seed)


def family(question):
    return question.codes[0] // 100


@together("seed", SEEDS)
def test_exam_has_every_class_and_form_and_no_idea_twice(seed):
    drawn = drawn_from_bank(20, seed)
    assert len({each.idea for each in drawn}) == 20
    assert {family(each) for each in drawn} == {1, 2, 3, 4, 5}
    assert {each.form for each in drawn} == {each.form for each in BANK}


@pytest.mark.parametrize(("n", "seed"), sampled(product([5, 20, 40], SEEDS), every=4))
def test_no_class_comes_three_times_in_a_row(n, seed):
    classes = [family(each) for each in drawn_from_bank(n, seed)]
    assert not any(one == two == three for one, two, three in zip(classes, classes[1:], classes[2:], strict=False))


def test_large_classes_and_common_forms_are_drawn_more_often():
    classes, forms = Counter(), Counter()
    for seed in SEEDS:
        drawn = drawn_from_bank(20, seed)
        classes.update(family(each) for each in drawn)
        forms.update(each.form for each in drawn)
    assert classes.most_common(1)[0][0] == 4 and classes[4] < 20 * len(SEEDS) / 2
    assert forms.most_common(1)[0][0] == "single"


def test_draw_depends_on_the_seed_and_not_on_the_order_of_the_bank():
    assert draw(BANK, 20, 3) == draw(BANK[::-1], 20, 3)
    exams = [{each.id for each in drawn_from_bank(20, seed)} for seed in SEEDS]
    assert all(one != other for one, other in pairwise(exams))


def test_a_paper_may_have_every_idea_and_no_question_more():
    assert {each.idea for each in draw(BANK, len(IDEAS), 0)} == IDEAS
    with pytest.raises(LabError, match=rf"^exam\(n={len(IDEAS) + 1}\): .* expected at most {len(IDEAS)}$"):
        draw(BANK, len(IDEAS) + 1, 0)


def test_exam_can_be_drawn_from_one_class_alone():
    only = [each for each in BANK if family(each) == 1]
    assert {family(each) for each in draw(only, 3, 0)} == {1}


def test_time_is_over_once_the_grace_has_passed():
    attempt = ExamAttempt(("a",), 0, minutes=30, began=NOON)
    assert attempt.ends == NOON + timedelta(minutes=30)
    assert not attempt.is_over(attempt.ends + GRACE)
    assert attempt.is_over(attempt.ends + GRACE + timedelta(seconds=1))


@pytest.mark.parametrize("attempt", [ExamAttempt(("a",), 0, began=NOON), ExamAttempt(("a",), 0, minutes=1)])
def test_attempt_without_minutes_or_not_begun_never_ends(attempt):
    assert attempt.ends is None and not attempt.is_over(NOON + timedelta(days=365))
