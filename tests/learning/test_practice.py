from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import reduce
from itertools import permutations
from random import Random

import pytest
from fsrs import Rating
from hypothesis import given, settings
from hypothesis import strategies as st

from statuslab.learning.history import Attempt, Confusion, HitRate, confuse, gain
from statuslab.learning.interleaving import _fits, arranged
from statuslab.learning.mastery import STATES, Mastery, mastery
from statuslab.learning.review_state import KEPT_DAYS, advance, calibration, rating
from statuslab.learning.scheduling import due, forecast

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """A question as practice sees it."""

    id: str
    codes: tuple[int, ...] = (404,)
    idea: str = "an-idea"
    level: int = 1


def answered(id="q", at=MONDAY, score=1.0, confidence=1, mistaken=None):
    return Attempt(id, at, score, confidence, (0,), mistaken=mistaken)


def wrong(id="q", at=MONDAY, confidence=1, mistaken=None):
    return answered(id, at, 0.0, confidence, mistaken)


def folded(*attempts):
    found = {}
    for attempt in attempts:
        found[attempt.question] = advance(found.get(attempt.question), attempt)
    return found


def asked(questions, attempts=(), now=MONDAY, n=8, confusions=(), seed=0):
    return due(questions, folded(*attempts), confusions, now, Random(seed), n)


def ids(*arguments, **how):
    return [each.question for each in asked(*arguments, **how)]


# --- An attempt


@pytest.mark.parametrize(
    "flaw", [{"score": 1.5}, {"score": float("nan")}, {"confidence": 3}, {"at": datetime(2026, 11, 2)}]
)
def test_an_attempt_that_cannot_be_is_refused(flaw):
    with pytest.raises(ValueError, match="expected"):
        replace(answered(), **flaw)


@pytest.mark.parametrize(
    ("score", "confidence", "told"),
    [
        (1.0, 0, Rating.Hard),
        (1.0, 1, Rating.Good),
        (1.0, 2, Rating.Easy),
        (0.8, 2, Rating.Hard),
        (0.79, 2, Rating.Again),
        (0.0, 0, Rating.Again),
    ],
)
def test_fsrs_is_told_how_right_and_how_sure_an_answer_was(score, confidence, told):
    assert rating(answered(score=score, confidence=confidence)) == told


# --- The fold

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
attempt_lists = st.lists(
    st.builds(answered, st.just("q"), moments, st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 2)), min_size=1
)


@given(attempt_lists, st.data())
def test_a_standing_does_not_depend_on_where_the_fold_was_interrupted(attempts, data):
    whole = reduce(advance, attempts, None)
    cut = data.draw(st.integers(0, len(attempts)))
    assert reduce(advance, attempts[cut:], reduce(advance, attempts[:cut], None)) == whole


@given(attempt_lists)
def test_a_standing_counts_every_attempt_and_keeps_its_size_whatever_the_clock_does(attempts):
    state = reduce(advance, attempts, None)
    assert state.tries == len(attempts)
    assert calibration([state]) == calibration(attempts)
    days = [day for day, _ in state.days]
    assert days == sorted(set(days)) and 1 <= len(days) <= KEPT_DAYS
    assert state.due > attempts[-1].at


def test_a_standing_keeps_its_latest_days():
    state = reduce(advance, [answered(at=MONDAY + each * DAY) for each in range(20)], None)
    assert [day for day, _ in state.days] == [(MONDAY + each * DAY).date() for each in range(20 - KEPT_DAYS, 20)]


def test_of_two_answers_at_the_same_moment_the_one_that_came_first_is_the_first_try():
    assert reduce(advance, [wrong(), answered()], None).days == ((MONDAY.date(), False),)
    assert reduce(advance, [answered(), wrong()], None).days == ((MONDAY.date(), True),)


@pytest.mark.parametrize(("hour", "days"), [(15, 1), (23, 2)])  # at UTC-8, UTC midnight is at 16 h
def test_a_day_is_the_calendar_day_where_the_learner_sits(hour, days):
    began = datetime(2026, 11, 2, hour, 30, tzinfo=timezone(timedelta(hours=-8)))
    attempts = [answered(at=began), answered(at=began + timedelta(hours=1))]
    assert len(reduce(advance, attempts, None).days) == days


def test_a_sure_answer_comes_back_later_than_a_guess_and_a_wrong_one_the_next_day():
    spans = [advance(None, answered(confidence=confidence)).due - MONDAY for confidence in (0, 1, 2)]
    assert spans == sorted(set(spans))
    assert advance(None, wrong()).due == MONDAY + DAY


def test_a_wrong_answer_brings_a_known_question_back_sooner():
    known = reduce(advance, [answered(at=MONDAY + each * DAY) for each in (0, 3, 10)], None)
    at = MONDAY + 20 * DAY
    assert advance(known, wrong(at=at)).due < advance(known, answered(at=at)).due


def test_confusions_count_each_mistaken_pair():
    mixed = [wrong(mistaken=(403, 401)), answered(), wrong(at=MONDAY + DAY, mistaken=(403, 401))]
    assert reduce(confuse, mixed, None) == Confusion(403, 401, 2, MONDAY + DAY)


# --- Mastery

TWO = (Item("a", (401, 403), "one"), Item("b", (401,), "two"))


def state(attempts, now=MONDAY + DAY, questions=TWO, code=401):
    return mastery(questions, folded(*attempts), now)[0][code].state


def test_a_code_nobody_asked_is_new():
    assert state([]) == "new"
    assert mastery(TWO, {}, MONDAY)[0][401] == Mastery("new", 0, 2, None)


def test_a_code_is_held_after_good_first_tries_on_two_days():
    both = [answered("a"), answered("b", MONDAY + DAY)]
    assert state(both[:1]) == "learning"
    assert state(both) == "mastered"


def test_a_second_good_try_on_the_same_day_holds_nothing():
    assert state([answered("a"), answered("a", MONDAY + timedelta(hours=9))]) == "learning"


def test_a_first_try_that_was_wrong_is_not_made_good_by_another_try_that_day():
    assert state([answered("a"), wrong("a", MONDAY + DAY), answered("a", MONDAY + DAY)]) == "slipping"


@pytest.mark.parametrize(("right", "expected"), [(4, "mastered"), (3, "slipping")])
def test_a_day_is_good_from_four_of_five(right, expected):
    five = [Item(str(each), (404,)) for each in range(5)]
    first = [answered(str(each), confidence=2) for each in range(5)]
    second = [answered(str(each), MONDAY + DAY, float(each < right)) for each in range(5)]
    assert state(first + second, MONDAY + DAY, five, 404) == expected


def test_a_code_never_well_answered_is_being_learned_and_not_shaky():
    assert state([wrong("a"), wrong("a", MONDAY + DAY)]) == "learning"


def test_a_code_is_held_again_after_two_good_days():
    attempts = [answered("a", MONDAY + each * DAY, float(each != 2)) for each in range(5)]
    states = [state(attempts[: each + 1], MONDAY + each * DAY) for each in range(5)]
    assert states == ["learning", "mastered", "slipping", "learning", "mastered"]


def test_a_code_that_was_held_is_due_again_when_a_question_of_it_is():
    attempts = [answered("a"), answered("b", MONDAY + DAY, confidence=0)]
    assert state(attempts, MONDAY + 40 * DAY) == "due again"


def test_one_due_question_of_two_makes_a_mastered_code_due_again():
    attempts = [answered("a", confidence=2), answered("b", MONDAY + DAY, confidence=0)]
    later, earlier = (folded(*attempts)[id].due for id in "ab")
    assert earlier < later
    assert state(attempts, earlier) == "due again"


def test_an_answer_that_was_nearly_right_is_no_good_first_try():
    assert state([answered("a"), answered("a", MONDAY + DAY, 0.9)]) == "slipping"


def test_ideas_and_every_code_of_a_question_have_their_own_mastery():
    codes, ideas = mastery(TWO, folded(answered("a")), MONDAY)
    assert {code: each.state for code, each in codes.items()} == {401: "learning", 403: "learning"}
    assert {idea: each.state for idea, each in ideas.items()} == {"one": "learning", "two": "new"}
    assert (codes[401].answered, codes[401].questions) == (1, 2)
    assert {each.state for each in (*codes.values(), *ideas.values())} <= set(STATES)


def test_questions_that_left_the_bank_count_for_nothing():
    assert mastery(TWO, folded(answered("gone")), MONDAY) == mastery(TWO, {}, MONDAY)
    assert ids(TWO, [wrong("gone", confidence=2)]) == ids(TWO)


# --- What to ask next


def test_what_was_certain_and_wrong_comes_first():
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


def test_what_was_missed_comes_back_as_another_question_of_its_idea_and_then_as_itself():
    questions = [Item("missed"), Item("other"), Item("third")]
    attempts = [answered("other", MONDAY - 5 * DAY), wrong("missed", confidence=2)]
    first = asked(questions, attempts, n=1)[0]
    assert first.question == "third"
    assert first.reason == "You were certain and it was another answer, today: the same idea from another side"
    attempts.append(answered("third", MONDAY + timedelta(hours=1)))
    assert ids(questions, attempts, MONDAY + timedelta(hours=2), n=1) != ["missed"]
    assert ids(questions, attempts, MONDAY + DAY, n=1) == ["missed"]


def test_a_missed_question_that_is_alone_with_its_idea_comes_back_itself():
    assert ids([Item("alone")], [wrong("alone", confidence=2)]) == ["alone"]


LOOK_ALIKES = [
    Item("on-both", (401, 403), "pair"),
    Item("on-401", (401,), "x"),
    Item("on-403", (403,), "y"),
    Item("on-404", (404,), "z"),
]
MIXED_UP = Confusion(403, 401, 1, MONDAY)


def test_codes_that_this_learner_mixed_up_come_next_on_a_question_about_both():
    for seed in range(8):
        line = asked(LOOK_ALIKES, [wrong("on-403", mistaken=(403, 401))], confusions=[MIXED_UP], seed=seed)
        assert (line[0].question, line[0].reason) == ("on-both", "You answered 401 where it was 403, today")


def test_codes_mixed_up_without_a_question_about_both_come_on_one_about_either():
    attempts = [wrong("on-403", mistaken=(403, 401))]
    assert {ids(LOOK_ALIKES[1:], attempts, confusions=[MIXED_UP], seed=seed)[0] for seed in range(8)} == {"on-401"}


def test_codes_told_apart_since_are_not_asked_for_being_mixed_up():
    attempts = [answered("on-both", MONDAY + DAY)]
    line = asked(LOOK_ALIKES, attempts, MONDAY + DAY, confusions=[MIXED_UP])
    assert not any("where it was" in each.reason for each in line)


def test_the_pair_mixed_up_most_often_comes_first_whichever_way_round():
    often = Confusion(404, 403, 3, MONDAY - DAY)
    other_way = Confusion(403, 404, 2, MONDAY)
    line = asked(LOOK_ALIKES, confusions=[MIXED_UP, other_way, often])
    assert [each.reason for each in line if "where" in each.reason] == [
        "You answered 403 where it was 404, yesterday",
        "You answered 401 where it was 403, today",
    ]


def test_what_has_waited_longest_comes_before_what_fell_due_later_and_both_before_the_new():
    questions = [Item(id, idea=id) for id in ("late", "later", "new", "not-yet")]
    attempts = [answered("later", MONDAY + DAY), answered("late"), answered("not-yet", MONDAY + 29 * DAY)]
    assert ids(questions, attempts, MONDAY + 30 * DAY) == ["late", "later", "new"]


def test_new_questions_come_easiest_first_and_in_an_order_of_the_seed():
    questions = [Item(f"{level}{each}", level=level) for level in (3, 1, 2) for each in range(6)]
    assert [id[0] for id in ids(questions, n=18)] == ["1"] * 6 + ["2"] * 6 + ["3"] * 6
    assert ids(questions, n=6, seed=1) == ids(questions, n=6, seed=1) != ids(questions, n=6, seed=2)


MANY = [Item(f"q{n}", idea=f"idea-{n}") for n in range(20)]


def test_due_questions_do_not_depend_on_the_order_of_the_bank():
    assert ids(MANY, seed=3) == ids(MANY[::-1], seed=3)


def test_new_question_in_the_bank_moves_no_other():
    drawn = ids([*MANY, Item("new")], n=21, seed=3)
    assert [id for id in drawn if id != "new"] == ids(MANY, n=20, seed=3)


def test_nothing_is_asked_where_all_is_answered_and_nothing_is_due():
    assert asked([Item("a")], [answered("a")]) == []
    assert asked([], []) == asked([Item("a")], n=0) == []


# --- Interleaving and no repeats

CODES = (100, 200, 301, 404, 401, 502)
banks = st.lists(st.builds(lambda code, idea, level: ((code,), idea, level),
                           st.sampled_from(CODES), st.sampled_from("abc"), st.integers(1, 3)), max_size=14)  # fmt: skip
histories = st.lists(
    st.tuples(st.integers(0, 16), moments, st.sampled_from([0.0, 1.0]), st.integers(0, 2)), max_size=20
)


def kinds(line, questions):
    by_id = {question.id: question.codes[0] // 100 for question in questions}
    return [by_id[each.question] for each in line]


def longest_run(kinds):
    longest = run = 0
    for place, kind in enumerate(kinds):
        run = run + 1 if place and kinds[place - 1] == kind else 1
        longest = max(longest, run)
    return longest


@settings(max_examples=200)
@given(banks, histories, st.integers(0, 10), moments, st.integers(0, 9))
def test_no_question_is_due_twice_and_no_class_comes_three_times_where_that_can_be_helped(bank, history, n, now, seed):
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


@given(st.lists(st.sampled_from(CODES), max_size=7))
def test_an_order_without_three_of_a_class_in_a_row_is_found_whenever_there_is_one(codes):
    items = [Item(str(place), (code,)) for place, code in enumerate(codes)]
    possible = any(longest_run([code // 100 for code in each]) <= 2 for each in set(permutations(codes)))
    found = list(arranged(list(items)))
    assert sorted(found, key=lambda item: item.id) == items
    assert (longest_run([item.codes[0] // 100 for item in found]) <= 2) == possible
    assert _fits(Counter(code // 100 for code in codes)) == possible


def test_the_order_of_urgency_is_kept_as_far_as_mixing_allows():
    questions = [Item(id, (code,), id, level) for level, (id, code) in enumerate(
        [("a", 404), ("b", 404), ("c", 404), ("d", 404), ("e", 200), ("f", 500)], 1)]  # fmt: skip
    assert ids(questions, n=6) == ["a", "b", "e", "c", "d", "f"]


def test_a_new_question_of_another_class_is_drawn_in_where_all_that_is_urgent_is_of_one():
    questions = [Item(str(each), (404,), str(each)) for each in range(8)] + [Item("x", (200,)), Item("y", (301,), "y")]
    attempts = [wrong(str(each), confidence=2) for each in range(8)]
    line = asked(questions, attempts, n=8)
    assert longest_run(kinds(line, questions)) == 2
    assert {"x", "y"} < {each.question for each in line}


# --- A clock set back


def test_what_was_answered_in_a_future_that_has_not_come_is_due_at_once_and_then_set_right():
    ahead = MONDAY + 400 * DAY
    attempts = [answered("a", ahead, confidence=2)]
    assert ids([Item("a")], attempts) == ["a"]
    attempts.append(answered("a", MONDAY))
    assert ids([Item("a")], attempts) == []
    assert folded(*attempts)["a"].days == ((MONDAY.date(), True),)
    assert MONDAY < folded(*attempts)["a"].due < MONDAY + 40 * DAY


def test_what_was_missed_in_a_future_that_has_not_come_is_asked_itself_so_that_it_is_set_right():
    attempts = [wrong("a", MONDAY + 400 * DAY), answered("b")]
    assert asked([Item("a"), Item("b")], attempts)[0].question == "a"


def test_codes_mixed_up_in_a_future_that_has_not_come_draw_no_question():
    line = asked(LOOK_ALIKES, confusions=[replace(MIXED_UP, last=MONDAY + 400 * DAY)])
    assert {each.reason for each in line} == {"New to you"}


def test_a_clock_that_went_back_an_hour_changes_nothing():
    assert ids([Item("a")], [answered("a", MONDAY + timedelta(hours=1))]) == []


@pytest.mark.parametrize(("ahead", "expected"), [(DAY, []), (DAY + timedelta(seconds=1), ["a"])])
def test_answer_more_than_a_day_ahead_of_the_clock_is_due_at_once(ahead, expected):
    assert ids([Item("a")], [answered("a", MONDAY + ahead)]) == expected


def test_days_ahead_of_the_clock_count_as_today():
    attempts = [answered("a", MONDAY + 400 * DAY), answered("b", MONDAY + 500 * DAY)]
    assert state(attempts, MONDAY) == "learning"


# --- Looking ahead and back


def test_the_forecast_counts_today_with_all_that_is_overdue_and_each_day_after():
    states = folded(wrong("a", MONDAY - 9 * DAY), wrong("b"), wrong("c"), answered("d", confidence=2))
    assert forecast(states.values(), MONDAY, 3) == (1, 2, 0)
    assert sum(forecast(states.values(), MONDAY, 30)) == 4
    assert forecast(states.values(), MONDAY, 0) == ()


def test_calibration_tells_the_share_right_by_confidence():
    found = calibration([answered(confidence=2), wrong(confidence=2), wrong(confidence=0)])
    assert found == (HitRate(1, 0), HitRate(0, 0), HitRate(2, 1))
    assert [each.share for each in found] == [0, None, 0.5]


@pytest.mark.parametrize(
    ("pre", "post", "expected"),
    [
        (0.5, 0.75, 0.5),
        (0.0, 1.0, 1.0),
        (0.5, 0.5, 0.0),
        (0.0, 0.0, 0.0),
        (0.5, 0.25, -0.5),
        (1.0, 0.5, -0.5),
        (1.0, 1.0, None),
    ],
)
def test_the_gain_is_the_share_of_what_could_be_gained_or_was_lost(pre, post, expected):
    assert gain(pre, post) == expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_gain_runs_from_minus_one_to_one(pre, post):
    assert -1 <= (gain(pre, post) or 0) <= 1


@pytest.mark.parametrize("shares", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_a_gain_between_what_are_no_shares_is_refused(shares):
    with pytest.raises(ValueError, match="expected"):
        gain(*shares)
