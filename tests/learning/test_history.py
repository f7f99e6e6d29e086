from dataclasses import replace
from datetime import datetime
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from learning_samples import DAY, MONDAY, answered, wrong

from statuslab.learning.history import Confusion, confuse, gain


@pytest.mark.parametrize(
    "flaw", [{"score": 1.5}, {"score": float("nan")}, {"confidence": 3}, {"at": datetime(2026, 11, 2)}]
)
def test_attempt_with_impossible_values_is_refused(flaw):
    with pytest.raises(ValueError, match="expected"):
        replace(answered(), **flaw)


def test_confusion_counts_each_attempt_with_the_same_mistake():
    mixed = [wrong(mistaken=(403, 401)), answered(), wrong(at=MONDAY + DAY, mistaken=(403, 401))]
    assert reduce(confuse, mixed, None) == Confusion(403, 401, 2, MONDAY + DAY)


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
def test_gain_is_the_part_of_the_possible_gain_or_loss(pre, post, expected):
    assert gain(pre, post) == expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_gain_is_between_minus_one_and_one(pre, post):
    assert -1 <= (gain(pre, post) or 0) <= 1


@pytest.mark.parametrize("shares", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_gain_of_numbers_outside_0_to_1_is_refused(shares):
    with pytest.raises(ValueError, match="expected"):
        gain(*shares)
