import asyncio
from random import Random

import pytest

from statuslab.server.clock import FixedClock
from statuslab.server.httpbin import make_routes
from statuslab.server.signpost import _way
from statuslab.server.teahouse import House, make_app
from statuslab.server.teahouse.grounds import Grounds


async def answered(app, method, path):
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": "", "headers": [],
             "query_string": b"", "scheme": "http", "server": ("teahouse", 80)}  # fmt: skip
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    return sent


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/", "*", "/teas/7", "/teas/", "/get", "/status/404", "/httpbin", "/nowhere", "/cellar/"]
)
def test_grounds_answer_as_the_whole_app_does(method, path):
    clock = FixedClock()
    whole = make_app(House(clock), make_routes(clock, Random(1)))
    grounds = Grounds(House(clock), lambda: make_routes(clock, Random(1)))
    assert asyncio.run(answered(grounds, method, path)) == asyncio.run(answered(whole, method, path))


def test_what_is_beside_is_not_built_for_a_cup_of_tea():
    def beside():
        raise AssertionError("built too soon")

    grounds = Grounds(House(FixedClock()), beside)
    assert asyncio.run(answered(grounds, "GET", "/teas/7"))[0]["status"] == 200
    with pytest.raises(AssertionError, match="built too soon"):
        asyncio.run(answered(grounds, "GET", "/get"))


def test_no_path_begins_in_the_teahouse_and_beside_it():
    teahouse = {_way(route) for route in make_app(House(FixedClock())).routes}
    assert None not in teahouse
    assert not teahouse & {_way(route) for route in make_routes(FixedClock(), Random(1))}
