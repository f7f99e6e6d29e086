def samples(ask, count):
    return [ask("GET /till/sample").status for _ in range(count)]


def test_three_samples_then_429(ask):
    assert samples(ask, 3) == [200, 200, 200]
    reply = ask("GET /till/sample")
    assert (reply.status, reply.fields["retry-after"], reply.fields["cache-control"]) == (429, "2", "no-store")


def test_samples_refill_one_by_one_up_to_three(ask, clock):
    samples(ask, 3)
    clock.time += 2
    assert samples(ask, 2) == [200, 429]
    clock.time += 3600
    assert samples(ask, 4) == [200, 200, 200, 429]


def test_sample_after_retry_after_is_served(ask, clock):
    clock.time += 0.1
    samples(ask, 3)
    for wait in (0.7, 1.3, 0.1):
        clock.time += wait
        reply = ask("GET /till/sample")
        if reply.status == 429:
            clock.time += int(reply.fields["retry-after"])
            assert ask("GET /till/sample").status == 200


def test_refused_samples_take_no_token(ask, clock):
    assert samples(ask, 10) == [200] * 3 + [429] * 7
    clock.time += 2
    assert samples(ask, 1) == [200]


def test_clock_set_back_gives_no_samples(ask, clock):
    samples(ask, 3)
    clock.time -= 3600
    assert samples(ask, 1) == [429]
    clock.time += 2
    assert samples(ask, 2) == [200, 429]
