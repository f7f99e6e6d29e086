import asyncio
from functools import partial

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router

from statuslab.server.prefix_router import PrefixRouter, routes_here


def says(word):
    async def endpoint(request):
        return PlainTextResponse(f"{word} {request.path_params}")

    return endpoint


def at(path, word, **more):
    return Route(path, says(word), **more)


TEAS = [
    at("/teas", "list"),
    at("/teas", "add", methods=["POST"]),
    at("/teas/{tea}", "one"),
    at("/teas/first", "hidden by the one before"),
]
FRONT = [at("/", "front")]
BEYOND = [at("/get", "what you sent"), at("/menu/{page}", "a page"), at("/get/{path:path}", "any", methods=["PATCH"])]
ROUTES = [*FRONT, *TEAS, *BEYOND]


def signpost(opened=None):
    """The routes above behind a signpost; `opened` hears which are asked for."""

    def opening(name, routes):
        if opened is not None:
            opened.append(name)
        return routes

    ways = {"": partial(opening, "front", FRONT), "teas": partial(opening, "teas", [*FRONT, *TEAS])}
    return PrefixRouter(ways, partial(opening, "beyond", BEYOND))


async def answer_of(router, method, path, root_path=""):
    scope = {"type": "http", "method": method, "path": path, "root_path": root_path, "headers": [], "query_string": b""}
    sent = []

    async def send(message):
        sent.append(message)

    await router(scope, None, send)
    return [(message.get("status"), message.get("body")) for message in sent]


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize("root_path", ["", "/teas", "/tea", "/with/get"])
@pytest.mark.parametrize(
    "path",
    ["/", "/teas", "/teas/", "/teas/7", "/teas/first", "/menu/first", "/menu", "//", "/tea", "*", "", "/%7Bx", "/get/x",
     "/teas/get", "/teas/teas/7", "/with/get/get", "/with/gets"],
)  # fmt: skip
def test_signpost_answers_as_starlettes_own_router_does(method, path, root_path):
    plain = Router(ROUTES, redirect_slashes=False)
    theirs = asyncio.run(answer_of(plain, method, path, root_path))
    assert asyncio.run(answer_of(signpost(), method, path, root_path)) == theirs


def test_each_way_is_opened_once_when_somebody_comes_by():
    opened = []
    router = signpost(opened)
    paths = ("/teas/7", "/teas", "/menu/1", "/nowhere", "/get", "/elsewhere", "/", "/teas/7", "/menu/1")
    answers = [asyncio.run(answer_of(router, "GET", path)) for path in paths]
    assert [answer[0][0] for answer in answers] == [200, 200, 200, 404, 200, 404, 200, 200, 200]
    assert opened == ["teas", "beyond", "front"]


def test_a_way_has_the_routes_that_begin_so_and_no_others():
    app = Starlette()
    app.router = signpost()
    assert routes_here(app, {"path": "/teas/7"}) == TEAS
    assert routes_here(app, {"path": "/menu/1"}) == BEYOND[1:2]
    assert routes_here(app, {"path": "/nowhere"}) == []


def test_a_route_that_begins_with_a_parameter_has_no_place_at_a_signpost():
    router = PrefixRouter({}, lambda: [at("/{room}/first", "any room")])
    with pytest.raises(AssertionError):
        asyncio.run(answer_of(router, "GET", "/menu/first"))
