import asyncio
import pkgutil
import subprocess
import sys
from importlib import import_module
from random import Random

import pytest

from statuslab.server import teahouse
from statuslab.server.httpbin import make_routes
from statuslab.server.prefix_router import PrefixRouter, way_of
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.teahouse import ROOMS, AppState, make_app, routes_of
from statuslab.server.teahouse.replies import METHODS

MODULES = [found.name for found in pkgutil.walk_packages(teahouse.__path__, f"{teahouse.__name__}.")]


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


def test_every_room_is_on_the_plan_with_what_its_paths_begin_with():
    rooms = [name.removeprefix(f"{teahouse.__name__}.") for name in MODULES if hasattr(import_module(name), "routes")]
    assert {room: {way_of(route) for route in routes_of(room)} for room in rooms} == {
        room: set(ways) for room, ways in ROOMS.items()
    }


def test_every_method_of_a_route_has_a_place_in_allow():
    methods = set().union(*(getattr(route, "methods", ()) for room in ROOMS for route in routes_of(room)))
    assert {"GET", "PUT", "UNLOCK"} < methods <= set(METHODS)


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PATCH"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "*",
        "/teas/7",
        "/teas/",
        "/get",
        "/status/404",
        "/httpbin",
        "/nowhere",
        "/cellar/",
        "/till",
        "/specials/board",
    ],
)
def test_a_house_of_many_rooms_answers_as_one_with_all_its_routes_in_a_row(method, path):
    clock = FixedClock()
    in_rooms, in_a_row = (make_app(AppState(clock), lambda: make_routes(clock, Random(1))) for _ in range(2))
    everything = [route for room in ROOMS for route in routes_of(room)] + make_routes(clock, Random(1))
    in_a_row.router = PrefixRouter({}, lambda: everything)
    assert asyncio.run(answered(in_rooms, method, path)) == asyncio.run(answered(in_a_row, method, path))


def test_what_is_beside_is_not_built_for_a_cup_of_tea():
    def beside():
        raise AssertionError("built too soon")

    app = make_app(AppState(FixedClock()), beside)
    assert asyncio.run(answered(app, "GET", "/teas/7"))[0]["status"] == 200
    with pytest.raises(AssertionError, match="built too soon"):
        asyncio.run(answered(app, "GET", "/get"))


def test_no_path_begins_in_the_teahouse_and_beside_it():
    ways = {way for ways in ROOMS.values() for way in ways}
    assert not ways & {way_of(route) for route in make_routes(FixedClock(), Random(1))}


def test_a_cup_of_tea_needs_no_other_room():
    program = (
        "import sys; from statuslab.server.lab import Lab; import urllib.request as client\n"
        "with Lab() as lab:\n"
        "    opener = client.build_opener(client.ProxyHandler({}))\n"
        "    assert opener.open(lab.url + '/teas/7').status == 200\n"
        "    print(*(name for name in sys.modules if name.startswith(('statuslab.server', 'statuslab.catalog'))))\n"
    )
    loaded = set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )
    assert "statuslab.server.teahouse.menu" in loaded
    assert not loaded & {f"{teahouse.__name__}.{room}" for room in ROOMS if room != "menu"}
    assert not loaded & {"statuslab.catalog", "statuslab.server.httpbin", "statuslab.server.protocol.tls"}


def test_a_cellar_that_is_visited_late_is_as_it_was_on_the_first_morning():
    clock = FixedClock()
    state = AppState(clock)
    clock.wait(100)
    late = state.cellar.tree
    late.bind(late.root, "new", late.new())
    assert [late.at(names).created for names in ((), ("racks", "west"), ("new",))] == [clock.start] * 2 + [clock.now()]
    state.reset()
    assert state.cellar.tree.root.created == clock.now()
