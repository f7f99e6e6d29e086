"""Many joins: a class behind one address gets in, bots do not keep it out, and the host sees and removes everybody."""

import secrets
from dataclasses import replace

import pytest
from class_samples import Asking

from statuslab.live_class.events import Settings
from statuslab.live_class.server import PlayerClient
from statuslab.live_class.server.app import RateLimits
from statuslab.live_class.server.rate_limits import RateLimit
from statuslab.live_class.server.terminal import answered

WIDE = RateLimits(*(RateLimit(1e6, 1e6, lambda: 0.0) for _ in range(6)))


def joined(ask, name="Bot", **fields):
    """Join once under a new nonce: status and body."""
    status, _, found = ask("POST", "/api/ROOM/players", {"name": name, "nonce": secrets.token_urlsafe(18)}, **fields)
    return status, found


@pytest.fixture
def small(new_class, monkeypatch):
    """A class of ten places."""

    def made(places=10, **options):
        monkeypatch.setattr(
            "statuslab.live_class.server.class_server.Settings",
            lambda *arguments, **more: replace(Settings(*arguments, **more), most_players=places),
        )
        return new_class(rate_limits=WIDE, **options)

    return made


def test_class_of_150_behind_one_address_joins_at_once(running):
    ask = Asking(running)
    assert {joined(ask, f"Student {number}")[0] for number in range(150)} == {201}


def test_joins_from_one_address_come_in_a_burst_and_then_slowly(new_class):
    clock = [0.0]
    server = new_class(rate_limits=replace(RateLimits(), source_joins=RateLimit(3, 0.5, lambda: clock[0])))
    ask = Asking(server)
    assert [joined(ask)[0] for _ in range(5)] == [201] * 3 + [429] * 2
    assert (
        joined(ask, X_Forwarded_For="192.0.2.7")[0] == 201
    )  # another address, as a reverse proxy on this machine says
    assert joined(ask, X_Forwarded_For="192.0.2.9, 192.0.2.7")[0] == 201
    clock[0] = 2.0
    assert [joined(ask)[0] for _ in range(2)] == [201, 429]


def test_addresses_of_one_ipv6_network_are_one_source(new_class):
    server = new_class(rate_limits=replace(RateLimits(), source_joins=RateLimit(1, 0.01, lambda: 0.0)))
    statuses = [joined(Asking(server), X_Forwarded_For=f"2001:db8::{each}")[0] for each in (1, 2)]
    assert statuses == [201, 429]
    assert joined(Asking(server), X_Forwarded_For="2001:db8:0:1::1")[0] == 201


def test_one_address_holds_at_most_half_the_places_without_an_answer(small):
    ask = Asking(small())
    statuses = [joined(ask) for _ in range(6)]
    assert [status for status, _ in statuses] == [201] * 5 + [403]
    assert statuses[-1][1]["type"] == "/problems/full" and "of your network" in statuses[-1][1]["detail"]
    assert joined(ask, X_Forwarded_For="192.0.2.7")[0] == 201


def test_answer_makes_room_for_more_people_of_the_same_address(small):
    server = small()
    ask = Asking(server)
    people = [PlayerClient(server.join_url) for _ in range(5)]
    for each in people:
        each.join("Sam")
    assert joined(ask)[0] == 403
    server.host.open()
    people[0].answer([1])
    assert joined(ask)[0] == 201


def test_full_class_gives_the_place_of_a_silent_person_who_is_away(small, monkeypatch):
    server = small(places=4)
    monkeypatch.setattr("statuslab.live_class.server.controller.POLL_COUNTS_ONLINE", 0.0)
    ask = Asking(server)
    sam = PlayerClient(server.join_url)
    sam.join("Sam")
    server.host.open()
    sam.answer([1])
    for number in range(3):
        assert joined(ask, X_Forwarded_For=f"192.0.2.{number}")[0] == 201
    assert joined(ask, "Late", X_Forwarded_For="192.0.2.99")[0] == 201
    names = [each["name"] for each in server.host.snapshot()["people"]]
    assert names == ["Sam", "Bot 2", "Bot 3", "Late"]
    assert sam.snapshot()["you"]["answer"]["choice"] == [1]


def test_full_class_of_people_who_are_there_refuses_others(small):
    ask = Asking(small(places=2))
    assert [joined(ask, X_Forwarded_For=f"192.0.2.{number}")[0] for number in range(3)] == [201, 201, 403]


def test_kicked_place_is_free_again(small):
    server = small(places=2)
    ask = Asking(server)
    numbers = [joined(ask, X_Forwarded_For=f"192.0.2.{number}")[1]["player"] for number in range(2)]
    server.host.kick(numbers[0])
    assert joined(ask, X_Forwarded_For="192.0.2.9")[0] == 201
    server.stop()


def test_places_are_counted_anew_when_a_class_is_continued(small, new_class):
    server = small(places=2)
    ask = Asking(server)
    numbers = [joined(ask, X_Forwarded_For=f"192.0.2.{number}")[1]["player"] for number in range(2)]
    server.host.kick(numbers[0])
    server.stop()
    again = new_class(room=server.room, rate_limits=WIDE)
    assert joined(Asking(again), X_Forwarded_For="192.0.2.9")[0] == 201


def test_host_sees_all_names_and_removes_a_range_at_once(new_class):
    server = new_class(rate_limits=WIDE)
    ask = Asking(server)
    for number in range(230):
        joined(ask, f"Bot number {number}")
    seen = server.host.snapshot()
    assert len(seen["people"]) == 200
    assert seen["others"] == [[number + 1, f"Bot number {number}"] for number in range(200, 230)]
    assert answered(server, ["people"], str, str).splitlines()[-1] == " 230 Bot number 229"
    left = server.host.kick(3, (10, 230))
    assert (left["players"], [each["player"] for each in left["people"]]) == (8, [1, 2, 4, 5, 6, 7, 8, 9])
    assert server.host.export()["players"]


@pytest.mark.parametrize("typed", ["kick 2 3", "kick 2-3", "kick 2-2 3"])
def test_typed_kick_takes_several_players(running, typed):
    for name in ("Ann", "Ben", "Cem"):
        PlayerClient(running.join_url).join(name)
    answered(running, typed.split(), str, str)
    assert [each["name"] for each in running.host.snapshot()["people"]] == ["Ann"]


@pytest.mark.parametrize(
    "players", [[], [[1]], [[1, 2, 3]], ["1"], [[1, None]], [True], [0] * 201, [[1, 2**60]], {"1": 2}, "1", [[9, 12]]]
)
def test_bulk_kick_with_wrong_players_is_422(running, player, ask, players):
    status, _, problem = ask("POST", "/api/ROOM/host", {"do": "kick", "players": players}, running.host_token)
    assert (status, problem["type"]) == (422, "/problems/bad-field")
    assert running.host.snapshot()["players"] == 1


def test_requests_without_a_token_from_one_address_do_not_keep_out_another(new_class):
    server = new_class(rate_limits=replace(RateLimits(), anonymous=RateLimit(2, 0.01, lambda: 0.0)))
    ask = Asking(server)

    def found(address):
        return ask("GET", "/api/ROOM/screen?once=1", X_Forwarded_For=address)[0]

    assert [found("192.0.2.1") for _ in range(3)] == [200, 200, 429]
    assert found("192.0.2.2") == 200
