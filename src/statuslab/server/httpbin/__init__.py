"""httpbin: its whole API as an ordinary Starlette app, with what its users have long asked for."""

from __future__ import annotations

from random import Random

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from statuslab.server.httpbin import (
    auth,
    caching,
    content,
    cookies,
    digest,
    echo,
    faults,
    ranges,
    realtime,
    redirects,
    statuses,
    streams,
)
from statuslab.server.httpbin import composition as composing
from statuslab.server.httpbin.endpoint import Endpoint, Entry, line
from statuslab.server.httpbin.index import Chapter, page
from statuslab.server.httpbin.parameters import here
from statuslab.server.httpbin.state import HttpbinState
from statuslab.server.protocol.clock import Clock

__all__ = ["index_page", "make_app", "make_routes"]

CHAPTERS = (
    Chapter("What you sent", echo.entries),
    Chapter("Status codes", statuses.entries, statuses.examples),
    Chapter("Endpoints compose", composing.entries, composing.examples),
    Chapter("Redirections", redirects.entries),
    Chapter("Who you are", [*auth.entries, *digest.entries]),
    Chapter("Cookies", cookies.entries),
    Chapter("Caching, conditions and ranges", [*caching.entries, *ranges.entries]),
    Chapter("Content in time", [*streams.entries, *realtime.entries]),
    Chapter("Content of many kinds", content.entries),
    Chapter("What goes wrong", faults.entries),
)


def index_page(root: str = "") -> str:
    """The page that lists every endpoint, as HTML; `root` is the path that stands before all of them."""
    return page(CHAPTERS, root)


async def index(request: Request, _: HttpbinState) -> ASGIApp:
    """The page."""
    return Response(index_page(here(request)), media_type="text/html")


def make_routes(clock: Clock, rng: Random) -> list[BaseRoute]:
    """The routes of a fresh httpbin, for any Starlette app: ids and chance by `rng`, time by `clock`."""
    bench = HttpbinState(clock, rng)
    entries = [Entry("/httpbin", index), *[entry for chapter in CHAPTERS for entry in chapter.entries]]
    by_path = {entry.path: Endpoint(entry, bench) for entry in entries}
    routes: list[BaseRoute] = [Route(path, endpoint) for path, endpoint in by_path.items()]
    return [*routes, WebSocketRoute("/ws/echo", realtime.echo)]


def make_app(clock: Clock, rng: Random) -> Starlette:
    """httpbin by itself, with its index at / too."""
    front = Route("/", Endpoint(Entry("/", index), HttpbinState(clock, rng)))
    app = Starlette(routes=[front, *make_routes(clock, rng)], exception_handlers={HTTPException: refused})
    app.router.redirect_slashes = False  # /get/ is another address, and httpbin has none there
    return app


async def refused(_: Request, error: Exception) -> Response:
    """What Starlette itself refuses, in one line."""
    assert isinstance(error, HTTPException)
    return line(error.detail, error.status_code, error.headers)
