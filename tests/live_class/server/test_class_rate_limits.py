"""Rate limits of the class server: a token bucket for each key, with the time as an argument."""

from statuslab.live_class.server.rate_limits import RateLimit


def test_rate_limit_refills_with_time_up_to_its_burst():
    now = [0.0]
    limit = RateLimit(burst=2, rate=0.5, clock=lambda: now[0])
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 2]
    now[0] = 2.0
    assert [limit.wait("a") for _ in range(2)] == [0, 2]
    now[0] = 1000.0
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 2]


def test_rate_limit_counts_each_key_separately():
    limit = RateLimit(burst=1, rate=1, clock=lambda: 0.0)
    assert [limit.wait(key) for key in "aab"] == [0, 1, 0]
