import pytest

from statuslab.learning.measurement import paired_gain, share_interval


def test_gain_is_the_mean_difference_with_students_interval():
    found = paired_gain([(0.25, 0.5), (0.5, 0.5), (0.5, 0.875), (0.25, 0.75), (0.5, 0.5)])
    assert (found.n, found.before, found.after) == (5, 0.4, 0.625)
    assert found.gain == pytest.approx(0.225)
    reach = 2.7764 * 0.22361 / 5**0.5  # t(4) and the standard deviation of the gains
    assert (found.low, found.high) == pytest.approx((0.225 - reach, 0.225 + reach), abs=2e-3)


def test_interval_narrows_with_people():
    few, many = (paired_gain([(0.25, 0.5), (0.5, 0.5), (0.5, 0.875)] * times) for times in (2, 20))
    assert many.high - many.low < (few.high - few.low) / 3


@pytest.mark.parametrize("n", [1, 4])
def test_few_people_give_no_interval(n):
    found = paired_gain([(0.25, 0.5)] * n)
    assert (found.low, found.high) == (None, None)
    assert str(found) == f"+25 points, n = {n}, too few for an interval"


def test_nobody_gives_no_gain():
    assert paired_gain([]) is None


def test_gain_is_told_with_interval_and_n():
    assert str(paired_gain([(0.5, 0.5)] * 10)) == "+0 points, 95% from +0 to +0, n = 10"


def test_interval_of_a_share_is_that_of_wilson():
    assert share_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert share_interval(0, 5)[0] == pytest.approx(0)
