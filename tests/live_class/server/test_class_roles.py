"""Who hosts beside the host: a co-host and the host's phone, each behind a token of their own."""

import pytest

from statuslab.errors import LabError
from statuslab.live_class.server import Declined, HostClient, PlayerClient
from statuslab.live_class.server.roles import COMMANDS, Role, token_of
from statuslab.live_class.states import HOST_COMMANDS, PHASES


def client(server, role):
    return HostClient.over_http(server.url, server.room, token_of(role, server.host_token))


def refused(call):
    with pytest.raises(Declined) as caught:
        call()
    assert "\n" not in str(caught.value)
    return caught.value.status


def test_phone_runs_the_votes_of_a_class(running):
    phone = client(running, Role.PHONE)
    for do in (
        "open",
        "pause",
        "resume",
        "clock",
        "close",
        "back",
        "close",
        "discuss",
        "revote",
        "close",
        "reveal",
        "next",
    ):
        seconds = {"seconds": 90} if do == "clock" else {}
        phone.command(do, **seconds)
    assert running.host.snapshot()["round"] == 2


@pytest.mark.parametrize("do", ["end", "kick", "restore", "rename", "lock", "names", "note", "points", "hands"])
def test_phone_cannot_do_what_concerns_people_or_ends_the_class(running, player, do):
    assert refused(lambda: client(running, Role.PHONE).command(do, player=1, name="Ann", text="x", points=2)) == 403


def test_phone_sees_no_names(running, player):
    running.host.open()
    assert player.name in repr(running.host.snapshot())
    assert player.name not in repr(client(running, Role.PHONE).snapshot())
    running.host.kick(1)
    assert player.name not in repr(client(running, Role.PHONE).snapshot())


def test_co_host_does_everything_but_end_the_class_and_fetch_its_record(running, player):
    co_host = client(running, Role.CO_HOST)
    co_host.open()
    co_host.kick(1)
    co_host.restore(1)
    co_host.note("Ask Ann.")
    assert refused(co_host.end) == 403
    assert refused(co_host.export) == 403
    assert "end" not in co_host.snapshot()["can"]
    assert set(co_host.snapshot()["can"]) == set(running.host.snapshot()["can"]) - {"end"}


def test_roles_know_every_command():
    every = {*HOST_COMMANDS, *(move for rules in PHASES.values() for move in rules.moves)}
    assert COMMANDS[Role.HOST] == every | {"end"}
    assert all(COMMANDS[role] <= COMMANDS[Role.HOST] for role in Role)


def test_tokens_of_roles_differ_and_open_nothing_else(running, ask):
    found = {token_of(role, running.host_token) for role in Role}
    assert len(found) == len(Role)
    for token in found:
        assert ask("GET", "/api/ROOM/me", token=token)[0] == 403
    for url in (running.phone_url, running.co_host_url, running.host_url):
        assert url.partition("#")[2] in found
    status, _, page = ask("GET", "/r/ROOM/host")
    assert status == 200
    assert not [token for token in found if token in str(page)]


def test_unknown_command_of_a_phone_is_refused_as_unknown(running):
    assert refused(lambda: client(running, Role.PHONE).command("dance")) == 422


def test_two_hosts_at_once_get_one_line_and_the_class_goes_on(running):
    one, other = client(running, Role.HOST), client(running, Role.CO_HOST)
    seen = one.snapshot()["version"]
    one.command("open", seen=seen)
    with pytest.raises(LabError, match="the class has moved on to question 1 of 3, vote 1"):
        other.command("open", seen=seen)
    assert other.snapshot()["phase"] == "open"


def test_kicked_person_is_not_counted_as_here_and_comes_back_with_their_answers(running):
    player = PlayerClient(running.join_url)
    player.join("Ann")
    running.host.open()
    player.answer([1], 2)
    seen = running.host.kick(1)
    assert (seen["players"], seen["online"], seen["tally"]["answered"], seen["removed"]) == (0, 0, 0, [[1, "Ann"]])
    assert player.find()["answered"] == 0
    assert running.host.export()["answers"][0]["chose"] == "B: 404"
    seen = running.host.restore(1)
    assert (seen["tally"]["answered"], seen["tally"]["could"]) == (1, 1)
    assert player.snapshot()["you"]["answer"] == {"choice": [1], "confidence": 2}
