import asyncio
from functools import partial

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router

from sampling import together
from statuslab.server.prefix_router import REMEMBERED, PrefixRouter, routes_for_path


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
MORE = [at("/get", "what you sent"), at("/menu/{page}", "a page"), at("/get/{path:path}", "any", methods=["PATCH"])]
ROUTES = [*FRONT, *TEAS, *MORE]


def prefix_router(opened=None):
    """The routes above in two sources; `opened` collects the names of those that were asked."""

    def source(name, routes):
        if opened is not None:
            opened.append(name)
        return routes

    return PrefixRouter(partial(source, "teas", [*FRONT, *TEAS]), partial(source, "more", MORE))


async def answer_of(router, method, path, root_path=""):
    scope = {"type": "http", "method": method, "path": path, "root_path": root_path, "headers": [], "query_string": b""}
    sent = []

    async def send(message):
        sent.append(message)

    await router(scope, None, send)
    return [(message.get("status"), message.get("body")) for message in sent]


@together("method", ["GET", "POST", "PATCH"])
@together("root_path", ["", "/teas", "/tea", "/with/get"])
@together(
    "path",
    ["/", "/teas", "/teas/", "/teas/7", "/teas/first", "/menu/first", "/menu", "//", "/tea", "*", "", "/%7Bx", "/get/x",
     "/teas/get", "/teas/teas/7", "/with/get/get", "/with/gets"],
)  # fmt: skip
def test_prefix_router_answers_as_starlettes_own_router_does(method, path, root_path):
    plain = Router(ROUTES, redirect_slashes=False)
    theirs = asyncio.run(answer_of(plain, method, path, root_path))
    assert asyncio.run(answer_of(prefix_router(), method, path, root_path)) == theirs


def test_sources_are_asked_in_turn_and_once_when_a_prefix_is_unknown():
    opened = []
    router = prefix_router(opened)
    opened_after = []
    for path, status in (("/teas/7", 200), ("/", 200), ("/menu/1", 200), ("/nowhere", 404), ("/get", 200)):
        assert asyncio.run(answer_of(router, "GET", path))[0][0] == status
        opened_after.append(list(opened))
    assert opened_after == [["teas"], ["teas"], ["teas", "more"], ["teas", "more"], ["teas", "more"]]


def test_routes_for_path_are_those_with_its_prefix():
    app = Starlette()
    app.router = prefix_router()
    assert routes_for_path(app, {"path": "/teas/7"}) == TEAS
    assert routes_for_path(app, {"path": "/menu/1"}) == MORE[1:2]
    assert routes_for_path(app, {"path": "/nowhere"}) == []


def test_path_that_begins_with_a_parameter_is_rejected():
    router = PrefixRouter(lambda: [at("/{room}/first", "any room")])
    with pytest.raises(AssertionError):
        asyncio.run(answer_of(router, "GET", "/menu/first"))


def test_prefix_in_two_sources_is_rejected():
    router = PrefixRouter(lambda: TEAS, lambda: [at("/teas/other", "never reached")])
    with pytest.raises(AssertionError, match="two sources have routes for /teas"):
        asyncio.run(answer_of(router, "GET", "/nowhere"))


def test_path_asked_for_again_gets_parameters_of_its_own():
    seen = []

    async def endpoint(request):
        seen.append(dict(request.path_params))
        request.path_params["tea"] = "changed"
        return PlainTextResponse("")

    router = PrefixRouter(lambda: [Route("/teas/{tea}", endpoint)])
    for _ in range(2):
        asyncio.run(answer_of(router, "GET", "/teas/7"))
    assert seen == [{"tea": "7"}] * 2


def test_memory_of_paths_is_bounded():
    router = prefix_router()
    for number in range(REMEMBERED + 50):
        asyncio.run(answer_of(router, "GET", f"/teas/{number}"))
    assert router._found.cache_info().currsize == REMEMBERED


def test_plain_function_is_called_as_starlette_does():
    router = PrefixRouter(lambda: [Route("/teas", lambda request: PlainTextResponse("in a thread"))])
    assert asyncio.run(answer_of(router, "GET", "/teas"))[1][1] == b"in a thread"
