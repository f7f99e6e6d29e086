from datetime import timedelta

import pytest
from learning_samples import DAY, MONDAY, Item, answered, folded, ids, wrong

from statuslab.learning.mastery import STATES, Mastery, mastery

TWO = (Item("a", (401, 403), "one"), Item("b", (401,), "two"))


def state(attempts, now=MONDAY + DAY, questions=TWO, code=401):
    return mastery(questions, folded(*attempts), now)[0][code].state


def test_code_without_an_answer_is_new():
    assert state([]) == "new"
    assert mastery(TWO, {}, MONDAY)[0][401] == Mastery("new", 0, 2, None)


def test_code_is_mastered_after_two_good_days():
    both = [answered("a"), answered("b", MONDAY + DAY)]
    assert state(both[:1]) == "learning"
    assert state(both) == "mastered"


def test_code_is_met_today_on_the_day_of_right_first_tries_only():
    assert state([answered("a")], MONDAY) == "met today"
    assert state([answered("a")], MONDAY + DAY) == "learning"
    assert state([wrong("a"), answered("a", MONDAY + timedelta(hours=1))], MONDAY) == "learning"


def test_two_good_tries_on_one_day_do_not_master_a_code():
    assert state([answered("a"), answered("a", MONDAY + timedelta(hours=9))]) == "learning"


def test_wrong_first_try_is_not_made_good_by_a_later_try_that_day():
    assert state([answered("a"), wrong("a", MONDAY + DAY), answered("a", MONDAY + DAY)]) == "slipping"


@pytest.mark.parametrize(("right", "expected"), [(4, "mastered"), (3, "slipping")])
def test_day_is_good_from_four_right_of_five(right, expected):
    five = [Item(str(each), (404,)) for each in range(5)]
    first = [answered(str(each), confidence=2) for each in range(5)]
    second = [answered(str(each), MONDAY + DAY, float(each < right)) for each in range(5)]
    assert state(first + second, MONDAY + DAY, five, 404) == expected


def test_code_without_a_good_day_is_learning_and_not_slipping():
    assert state([wrong("a"), wrong("a", MONDAY + DAY)]) == "learning"


def test_slipping_code_is_mastered_again_after_two_good_days():
    attempts = [answered("a", MONDAY + each * DAY, float(each != 2)) for each in range(5)]
    states = [state(attempts[: each + 1], MONDAY + each * DAY) for each in range(5)]
    assert states == ["met today", "mastered", "slipping", "met today", "mastered"]


def test_mastered_code_is_due_again_when_its_questions_are():
    attempts = [answered("a"), answered("b", MONDAY + DAY, confidence=0)]
    assert state(attempts, MONDAY + 40 * DAY) == "due again"


def test_one_due_question_of_two_makes_a_mastered_code_due_again():
    attempts = [answered("a", confidence=2), answered("b", MONDAY + DAY, confidence=0)]
    later, earlier = (folded(*attempts)[id].due for id in "ab")
    assert earlier < later
    assert state(attempts, earlier) == "due again"


def test_partly_right_first_try_makes_no_good_day():
    assert state([answered("a"), answered("a", MONDAY + DAY, 0.9)]) == "slipping"


def test_each_idea_and_each_code_of_a_question_has_its_own_mastery():
    codes, ideas = mastery(TWO, folded(answered("a")), MONDAY)
    assert {code: each.state for code, each in codes.items()} == {401: "met today", 403: "met today"}
    assert {idea: each.state for idea, each in ideas.items()} == {"one": "met today", "two": "new"}
    assert (codes[401].answered, codes[401].questions) == (1, 2)
    assert {each.state for each in (*codes.values(), *ideas.values())} <= set(STATES)


def test_questions_no_longer_in_the_bank_are_ignored():
    assert mastery(TWO, folded(answered("gone")), MONDAY) == mastery(TWO, {}, MONDAY)
    assert ids(TWO, [wrong("gone", confidence=2)]) == ids(TWO)


def test_days_ahead_of_the_clock_count_as_today():
    attempts = [answered("a", MONDAY + 400 * DAY), answered("b", MONDAY + 500 * DAY)]
    assert state(attempts, MONDAY) == "met today"
