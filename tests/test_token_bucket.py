import pytest

from statuslab.token_bucket import TokenBucket


def test_full_bucket_allows_its_capacity_at_once_then_tells_the_wait():
    bucket = TokenBucket(capacity=3, every=2.0, updated=100.0)
    assert [bucket.take(100.0) for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]


@pytest.mark.parametrize(
    ("now", "wait"),
    [(100.0, 2.0), (101.5, 0.5), (102.0, 0.0), (101.9999, 0.0)],
    ids=["now", "early", "due", "rounding"],
)
def test_empty_bucket_gains_one_token_every_few_seconds(now, wait):
    bucket = TokenBucket(capacity=1, every=2.0, updated=100.0)
    bucket.take(100.0)
    assert bucket.take(now) == wait


def test_idle_bucket_never_holds_more_than_its_capacity():
    bucket = TokenBucket(capacity=2, every=1.0, updated=0.0)
    assert [bucket.take(1000.0) for _ in range(3)] == [0.0, 0.0, 1.0]


def test_clock_set_back_takes_no_token_away():
    bucket = TokenBucket(capacity=2, every=1.0, updated=100.0)
    assert (bucket.take(100.0), bucket.take(50.0), bucket.take(50.0)) == (0.0, 0.0, 1.0)
