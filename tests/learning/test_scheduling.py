from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from learning_samples import CODES, DAY, MONDAY, Item, answered, asked, folded, ids, longest_run, moments, wrong

from statuslab.learning.history import Confusion
from statuslab.learning.scheduling import forecast


def test_certain_and_wrong_answer_comes_first():
    questions = [Item(id, idea=id) for id in ("sure", "unsure", "known", "new")]
    attempts = [wrong("unsure"), answered("known"), wrong("sure", confidence=2)]
    line = asked(questions, attempts, MONDAY + 30 * DAY)
    assert line[0].question == "sure"
    assert line[0].reason == "You were certain and it was another answer, 30 days ago"
    assert {each.question: each.reason for each in line[1:]} == {
        "unsure": "Missed 30 days ago",
        "known": "You knew this 30 days ago; it is time to recall it",
        "new": "New to you",
    }
    assert [each.question for each in line[1:]][-1] == "new"


def test_missed_question_comes_back_after_another_on_its_idea():
    questions = [Item("missed"), Item("other"), Item("third")]
    attempts = [answered("other", MONDAY - 5 * DAY), wrong("missed", confidence=2)]
    first = asked(questions, attempts, n=1)[0]
    assert first.question == "third"
    assert first.reason == "You were certain and it was another answer, today: the same idea from another side"
    attempts.append(answered("third", MONDAY + timedelta(hours=1)))
    assert ids(questions, attempts, MONDAY + timedelta(hours=2), n=1) != ["missed"]
    assert ids(questions, attempts, MONDAY + DAY, n=1) == ["missed"]


def test_missed_question_alone_with_its_idea_comes_back_itself():
    assert ids([Item("alone")], [wrong("alone", confidence=2)]) == ["alone"]


LOOK_ALIKES = [
    Item("on-both", (401, 403), "pair"),
    Item("on-401", (401,), "x"),
    Item("on-403", (403,), "y"),
    Item("on-404", (404,), "z"),
]


MIXED_UP = Confusion(403, 401, 1, MONDAY)


def test_confused_codes_come_next_in_a_question_about_both():
    for seed in range(8):
        line = asked(LOOK_ALIKES, [wrong("on-403", mistaken=(403, 401))], confusions=[MIXED_UP], seed=seed)
        assert (line[0].question, line[0].reason) == ("on-both", "You answered 401 where it was 403, today")


def test_confused_codes_without_a_question_about_both_come_in_one_about_either():
    attempts = [wrong("on-403", mistaken=(403, 401))]
    assert {ids(LOOK_ALIKES[1:], attempts, confusions=[MIXED_UP], seed=seed)[0] for seed in range(8)} == {"on-401"}


def test_codes_told_apart_since_are_no_longer_asked_as_confused():
    attempts = [answered("on-both", MONDAY + DAY)]
    line = asked(LOOK_ALIKES, attempts, MONDAY + DAY, confusions=[MIXED_UP])
    assert not any("where it was" in each.reason for each in line)


def test_most_frequent_confusion_comes_first_in_either_direction():
    often = Confusion(404, 403, 3, MONDAY - DAY)
    other_way = Confusion(403, 404, 2, MONDAY)
    line = asked(LOOK_ALIKES, confusions=[MIXED_UP, other_way, often])
    assert [each.reason for each in line if "where" in each.reason] == [
        "You answered 403 where it was 404, yesterday",
        "You answered 401 where it was 403, today",
    ]


def test_due_questions_come_by_due_time_and_before_new_ones():
    questions = [Item(id, idea=id) for id in ("late", "later", "new", "not-yet")]
    attempts = [answered("later", MONDAY + DAY), answered("late"), answered("not-yet", MONDAY + 29 * DAY)]
    assert ids(questions, attempts, MONDAY + 30 * DAY) == ["late", "later", "new"]


def test_new_questions_come_by_level_in_an_order_of_the_seed():
    questions = [Item(f"{level}{each}", level=level) for level in (3, 1, 2) for each in range(6)]
    assert [id[0] for id in ids(questions, n=18)] == ["1"] * 6 + ["2"] * 6 + ["3"] * 6
    assert ids(questions, n=6, seed=1) == ids(questions, n=6, seed=1) != ids(questions, n=6, seed=2)


MANY = [Item(f"q{n}", idea=f"idea-{n}") for n in range(20)]


def test_due_questions_do_not_depend_on_the_order_of_the_bank():
    assert ids(MANY, seed=3) == ids(MANY[::-1], seed=3)


def test_new_question_in_the_bank_moves_no_other():
    drawn = ids([*MANY, Item("new")], n=21, seed=3)
    assert [id for id in drawn if id != "new"] == ids(MANY, n=20, seed=3)


def test_nothing_is_asked_when_all_is_answered_and_nothing_is_due():
    assert asked([Item("a")], [answered("a")]) == []
    assert asked([], []) == asked([Item("a")], n=0) == []


banks = st.lists(st.builds(lambda code, idea, level: ((code,), idea, level),
                           st.sampled_from(CODES), st.sampled_from("abc"), st.integers(1, 3)), max_size=14)  # fmt: skip


histories = st.lists(
    st.tuples(st.integers(0, 16), moments, st.sampled_from([0.0, 1.0]), st.integers(0, 2)), max_size=20
)


def kinds(line, questions):
    by_id = {question.id: question.codes[0] // 100 for question in questions}
    return [by_id[each.question] for each in line]


@settings(max_examples=200)
@given(banks, histories, st.integers(0, 10), moments, st.integers(0, 9))
def test_no_question_comes_twice_and_no_class_three_times_if_avoidable(bank, history, n, now, seed):
    questions = [Item(str(place), *each) for place, each in enumerate(bank)]
    attempts = [answered(str(place), at, score, confidence) for place, at, score, confidence in history]
    confusions = [Confusion(404, 401, 1, at) for _, at, _, _ in history[:1]]
    whole = asked(questions, attempts, now, len(questions), confusions, seed)
    line = asked(questions, attempts, now, n, confusions, seed)
    assert len({each.question for each in line}) == len(line) == min(n, len(whole))
    assert all(each.reason for each in line)
    found, possible = kinds(line, questions), Counter(kinds(whole, questions))
    others = {kind: possible.total() - count for kind, count in possible.items()}
    if all(len(line) - 2 * (others[kind] + 1) <= others[kind] for kind in possible):
        assert longest_run(found) <= 2


def test_urgency_order_is_kept_as_far_as_interleaving_allows():
    questions = [Item(id, (code,), id, level) for level, (id, code) in enumerate(
        [("a", 404), ("b", 404), ("c", 404), ("d", 404), ("e", 200), ("f", 500)], 1)]  # fmt: skip
    assert ids(questions, n=6) == ["a", "b", "e", "c", "d", "f"]


def test_new_questions_of_other_classes_are_drawn_if_all_urgent_ones_are_of_one():
    questions = [Item(str(each), (404,), str(each)) for each in range(8)] + [Item("x", (200,)), Item("y", (301,), "y")]
    attempts = [wrong(str(each), confidence=2) for each in range(8)]
    line = asked(questions, attempts, n=8)
    assert longest_run(kinds(line, questions)) == 2
    assert {"x", "y"} < {each.question for each in line}


def test_answer_far_ahead_of_the_clock_is_due_at_once_and_then_corrected():
    ahead = MONDAY + 400 * DAY
    attempts = [answered("a", ahead, confidence=2)]
    assert ids([Item("a")], attempts) == ["a"]
    attempts.append(answered("a", MONDAY))
    assert ids([Item("a")], attempts) == []
    assert folded(*attempts)["a"].days == ((MONDAY.date(), True),)
    assert MONDAY < folded(*attempts)["a"].due < MONDAY + 40 * DAY


def test_miss_far_ahead_of_the_clock_is_asked_itself():
    attempts = [wrong("a", MONDAY + 400 * DAY), answered("b")]
    assert asked([Item("a"), Item("b")], attempts)[0].question == "a"


def test_confusion_far_ahead_of_the_clock_draws_no_question():
    line = asked(LOOK_ALIKES, confusions=[replace(MIXED_UP, last=MONDAY + 400 * DAY)])
    assert {each.reason for each in line} == {"New to you"}


def test_clock_set_back_an_hour_changes_nothing():
    assert ids([Item("a")], [answered("a", MONDAY + timedelta(hours=1))]) == []


@pytest.mark.parametrize(("ahead", "expected"), [(DAY, []), (DAY + timedelta(seconds=1), ["a"])])
def test_answer_more_than_a_day_ahead_of_the_clock_is_due_at_once(ahead, expected):
    assert ids([Item("a")], [answered("a", MONDAY + ahead)]) == expected


def test_forecast_counts_overdue_questions_as_today():
    states = folded(wrong("a", MONDAY - 9 * DAY), wrong("b"), wrong("c"), answered("d", confidence=2))
    assert forecast(states.values(), MONDAY, 3) == (1, 2, 0)
    assert sum(forecast(states.values(), MONDAY, 30)) == 4
    assert forecast(states.values(), MONDAY, 0) == ()
