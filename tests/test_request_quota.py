from statuslab.request_quota import RequestQuota


def test_quota_allows_its_number_in_a_window_and_again_in_the_next():
    quota = RequestQuota("prices", requests=2, seconds=10)
    assert [quota.take(now) for now in (0.0, 9.0, 9.9, 10.0, 10.0, 10.0)] == [True, True, False, True, True, False]


def test_quota_announces_what_remains_and_for_how_long():
    quota = RequestQuota("prices", requests=2, seconds=10)
    quota.take(100.0)
    assert quota.fields(103.5) == {"RateLimit-Policy": '"prices";q=2;w=10', "RateLimit": '"prices";r=1;t=7'}


def test_quota_never_says_zero_seconds():
    quota = RequestQuota("prices", requests=1, seconds=10)
    quota.take(0.0)
    assert quota.seconds_left(9.9999) == 1
