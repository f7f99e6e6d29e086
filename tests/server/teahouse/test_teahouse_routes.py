import asyncio
import pkgutil
import subprocess
import sys
from importlib import import_module
from random import Random

import pytest

from sampling import together
from statuslab.server import teahouse
from statuslab.server.httpbin import make_routes
from statuslab.server.prefix_router import PrefixRouter, prefix_of
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.teahouse import AppState, make_app, teahouse_routes, webdav_routes
from statuslab.server.teahouse.replies import METHODS

OWN_ROUTES = [*teahouse_routes(), *webdav_routes()]
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


def test_every_module_with_routes_is_served():
    modules = [module for module in map(import_module, MODULES) if hasattr(module, "routes")]
    assert {id(route) for module in modules for route in module.routes} == set(map(id, OWN_ROUTES))


def test_every_method_of_a_route_has_a_place_in_allow():
    methods = set().union(*(getattr(route, "methods", ()) for route in OWN_ROUTES))
    assert {"GET", "PUT", "UNLOCK"} < methods <= set(METHODS)


@together("method", ["GET", "OPTIONS", "PATCH"])
@together(
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
def test_app_answers_as_one_with_all_its_routes_in_a_row(method, path):
    clock = FixedClock()
    in_rooms, in_a_row = (make_app(AppState(clock), lambda: make_routes(clock, Random(1))) for _ in range(2))
    in_a_row.router = PrefixRouter(lambda: [*OWN_ROUTES, *make_routes(clock, Random(1))])
    assert asyncio.run(answered(in_rooms, method, path)) == asyncio.run(answered(in_a_row, method, path))


def test_further_routes_are_not_built_for_a_path_of_the_teahouse():
    def more_routes():
        raise AssertionError("built too soon")

    app = make_app(AppState(FixedClock()), more_routes)
    assert asyncio.run(answered(app, "GET", "/teas/7"))[0]["status"] == 200
    with pytest.raises(AssertionError, match="built too soon"):
        asyncio.run(answered(app, "GET", "/get"))


def test_teahouse_and_httpbin_share_no_prefix():
    prefixes = {prefix_of(route) for route in OWN_ROUTES}
    assert not prefixes & {prefix_of(route) for route in make_routes(FixedClock(), Random(1))}


def test_start_imports_no_module_with_routes_and_a_tea_no_gateway_cache_proxy_or_webdav():
    program = (
        "import sys; from statuslab.server.lab import Lab; import urllib.request as client\n"
        "def loaded(): print(*(name for name in sys.modules if name.startswith('statuslab.')))\n"
        "with Lab() as lab:\n"
        "    loaded()\n"
        "    opener = client.build_opener(client.ProxyHandler({}))\n"
        "    assert opener.open(lab.url + '/teas/7').status == 200\n"
        "    loaded()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    at_start, for_tea = (set(line.split()) for line in done.stdout.splitlines())
    assert "statuslab.server.teahouse" in at_start
    assert "statuslab.server.teahouse.menu" not in at_start
    assert "statuslab.server.teahouse.menu" in for_tea
    assert not for_tea & {
        "statuslab.catalog",
        "statuslab.messages.http2",
        "statuslab.messages.transcript",
        "statuslab.server.gateway_routes",
        "statuslab.server.httpbin",
        "statuslab.server.intermediaries.cache",
        "statuslab.server.intermediaries.forward_proxy",
        "statuslab.server.intermediaries.gateway",
        "statuslab.server.protocol.tls",
        "statuslab.server.teahouse.webdav.routing",
    }


def test_cellar_made_late_is_dated_as_of_the_reset():
    clock = FixedClock()
    state = AppState(clock)
    clock.wait(100)
    late = state.cellar.tree
    late.bind(late.root, "new", late.new())
    assert [late.at(names).created for names in ((), ("racks", "west"), ("new",))] == [clock.start] * 2 + [clock.now()]
    state.reset()
    assert state.cellar.tree.root.created == clock.now()
