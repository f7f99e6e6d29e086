"""Brews, the kettle and samples: what waits for the clock."""

NOON = 1_795_338_000.0
FORTY = {"tea": 7, "cups": 40}


def test_job_is_accepted_watched_and_found(send, ask, clock):
    accepted = send("POST /brews", FORTY)
    assert (accepted.status, accepted.fields["location"]) == (202, "/brews/1")
    assert accepted.content == b'{"status": "brewing", "watch": "/brews/1"}'
    brewing = ask("GET /brews/1")
    assert (brewing.status, brewing.fields["retry-after"]) == (200, "2")
    assert brewing.content == b'{"status": "brewing", "ready_in": 2}'
    assert ask("GET /pots/1").status == 404
    clock.time += 2
    ready = ask("GET /brews/1")
    assert (ready.status, ready.fields["location"]) == (303, "/pots/1")
    assert "retry-after" not in ready.fields
    assert ask("GET /pots/1").json == {"id": 1, "tea": 7, "cups": 40, "status": "ready"}


def test_retry_after_is_rounded_up(send, ask, clock):
    send("POST /brews", FORTY)
    clock.time += 1.2
    assert ask("GET /brews/1").json["ready_in"] == 1
    clock.time += 0.79
    assert ask("GET /brews/1").json["ready_in"] == 1


def test_retry_after_is_not_raised_by_rounding_errors(send, ask, clock):
    send("POST /brews", FORTY)
    for _ in range(10):
        clock.time += 0.1
    assert clock.time != NOON + 1
    assert ask("GET /brews/1").json["ready_in"] == 1


def test_kettle_is_503_after_descaling_and_comes_back(ask, clock):
    assert ask("GET /kettle").status == 200
    descaled = ask("POST /kettle/descale")
    assert (descaled.status, descaled.fields) == (204, {})
    for line in ("GET /kettle", "POST /kettle/descale"):
        resting = ask(line)
        assert (resting.status, resting.fields["retry-after"]) == (503, "2")
    clock.time += 2
    assert ask("GET /kettle").status == 200


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
