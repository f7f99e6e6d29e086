import asyncio

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router

from statuslab.server.clock import FixedClock
from statuslab.server.signpost import Signpost
from statuslab.server.teahouse import House, make_app


def says(word):
    async def endpoint(request):
        return PlainTextResponse(f"{word} {request.path_params}")

    return endpoint


ROUTES = [
    Route("/", says("front")),
    Route("/teas", says("list")),
    Route("/teas", says("add"), methods=["POST"]),
    Route("/teas/{tea}", says("one")),
    Route("/{room}/first", says("any room")),
    Route("/teas/first", says("hidden by the two before")),
    Route("/menu/first", says("hidden by any room")),
    Route("/{path:path}", says("anything"), methods=["PATCH"]),
]


async def answer_of(router, method, path, root_path=""):
    scope = {"type": "http", "method": method, "path": path, "root_path": root_path, "headers": [], "query_string": b""}
    sent = []

    async def send(message):
        sent.append(message)

    await router(scope, None, send)
    return [(message.get("status"), message.get("body")) for message in sent]


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/", "/teas", "/teas/", "/teas/7", "/teas/first", "/menu/first", "/menu", "//", "/tea", "*", "", "/%7Bx"]
)
def test_signpost_answers_as_starlettes_own_router_does(method, path):
    plain = Router(ROUTES, redirect_slashes=False)
    for root_path in ("", "/teas"):
        theirs = asyncio.run(answer_of(plain, method, path, root_path))
        assert asyncio.run(answer_of(Signpost(ROUTES), method, path, root_path)) == theirs


def test_signpost_of_the_teahouse_tries_few_routes_for_a_path():
    ways = make_app(House(FixedClock())).router._ways
    assert len(ways) > 20
    assert max(len(way.routes) for way in ways.values()) < 20
