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
