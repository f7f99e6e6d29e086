from datetime import datetime, timedelta, timezone
from functools import reduce

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st
from learning_samples import DAY, MONDAY, answered, moments, wrong

from statuslab.learning.history import HitRate
from statuslab.learning.review_state import KEPT_DAYS, advance, calibration, rating


@pytest.mark.parametrize(
    ("score", "confidence", "expected"),
    [
        (1.0, 0, Rating.Hard),
        (1.0, 1, Rating.Good),
        (1.0, 2, Rating.Easy),
        (0.8, 2, Rating.Hard),
        (0.79, 2, Rating.Again),
        (0.0, 0, Rating.Again),
    ],
)
def test_rating_depends_on_score_and_confidence(score, confidence, expected):
    assert rating(answered(score=score, confidence=confidence)) == expected


attempt_lists = st.lists(
    st.builds(answered, st.just("q"), moments, st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 2)), min_size=1
)


@given(attempt_lists, st.data())
def test_state_does_not_depend_on_where_the_fold_is_split(attempts, data):
    whole = reduce(advance, attempts, None)
    cut = data.draw(st.integers(0, len(attempts)))
    assert reduce(advance, attempts[cut:], reduce(advance, attempts[:cut], None)) == whole


@given(attempt_lists)
def test_state_counts_every_attempt_and_keeps_its_size(attempts):
    state = reduce(advance, attempts, None)
    assert state.tries == len(attempts)
    assert calibration([state]) == calibration(attempts)
    days = [day for day, _ in state.days]
    assert days == sorted(set(days)) and 1 <= len(days) <= KEPT_DAYS
    assert state.due > attempts[-1].at


def test_state_keeps_its_latest_days():
    state = reduce(advance, [answered(at=MONDAY + each * DAY) for each in range(20)], None)
    assert [day for day, _ in state.days] == [(MONDAY + each * DAY).date() for each in range(20 - KEPT_DAYS, 20)]


def test_first_of_two_answers_at_the_same_moment_is_the_first_try():
    assert reduce(advance, [wrong(), answered()], None).days == ((MONDAY.date(), False),)
    assert reduce(advance, [answered(), wrong()], None).days == ((MONDAY.date(), True),)


@pytest.mark.parametrize(("hour", "days"), [(15, 1), (23, 2)])  # at UTC-8, UTC midnight is at 16 h
def test_day_is_a_calendar_day_in_the_learners_time_zone(hour, days):
    began = datetime(2026, 11, 2, hour, 30, tzinfo=timezone(timedelta(hours=-8)))
    attempts = [answered(at=began), answered(at=began + timedelta(hours=1))]
    assert len(reduce(advance, attempts, None).days) == days


def test_certain_answer_is_due_later_than_a_guess_and_a_wrong_one_the_next_day():
    spans = [advance(None, answered(confidence=confidence)).due - MONDAY for confidence in (0, 1, 2)]
    assert spans == sorted(set(spans))
    assert advance(None, wrong()).due == MONDAY + DAY


def test_wrong_answer_makes_a_known_question_due_sooner():
    known = reduce(advance, [answered(at=MONDAY + each * DAY) for each in (0, 3, 10)], None)
    at = MONDAY + 20 * DAY
    assert advance(known, wrong(at=at)).due < advance(known, answered(at=at)).due


def test_calibration_gives_the_hit_rate_by_confidence():
    found = calibration([answered(confidence=2), wrong(confidence=2), wrong(confidence=0)])
    assert found == (HitRate(1, 0), HitRate(0, 0), HitRate(2, 1))
    assert [each.share for each in found] == [0, None, 0.5]
