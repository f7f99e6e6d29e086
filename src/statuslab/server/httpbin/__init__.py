"""httpbin's whole API as an ordinary Starlette app, with features that its users have long asked for.

To add an endpoint, write a handler and its Entry (path, handler, one-line summary, example) in the file it fits best,
such as echo.py or faults.py. The routes, OPTIONS, CORS, refusals and the index page all come from that Entry.
A new file of endpoints needs a line in CHAPTERS below.
"""

from __future__ import annotations

from random import Random

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from statuslab.server.browser_safety import BrowserSafety, OwnPage
from statuslab.server.httpbin import (
    auth,
    caching,
    composition,
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
from statuslab.server.httpbin.endpoint import Endpoint, Entry, text_reply
from statuslab.server.httpbin.index import Chapter, page
from statuslab.server.httpbin.parameters import base_path
from statuslab.server.httpbin.state import HttpbinState
from statuslab.server.protocol.clock import Clock

__all__ = ["index_page", "make_app", "make_routes"]

CHAPTERS = (
    Chapter("What you sent", echo.entries),
    Chapter("Status codes", statuses.entries, statuses.examples),
    Chapter("Endpoints compose", composition.entries, composition.examples),
    Chapter("Redirections", redirects.entries),
    Chapter("Who you are", [*auth.entries, *digest.entries]),
    Chapter("Cookies", cookies.entries),
    Chapter("Caching, conditions and ranges", [*caching.entries, *ranges.entries]),
    Chapter("Content in time", [*streams.entries, *realtime.entries]),
    Chapter("Content of many kinds", content.entries),
    Chapter("What goes wrong", faults.entries),
)


def index_page(root: str = "") -> str:
    """The page that lists every endpoint, as HTML; `root` is the path under which httpbin is mounted."""
    return page(CHAPTERS, root)


async def index(request: Request, _: HttpbinState) -> ASGIApp:
    """The index page."""
    return OwnPage(index_page(base_path(request)))


def make_routes(clock: Clock, rng: Random) -> list[BaseRoute]:
    """The routes of a fresh httpbin, for any Starlette app; `rng` gives ids and random choices."""
    state = HttpbinState(clock, rng)
    entries = [Entry("/httpbin", index), *[entry for chapter in CHAPTERS for entry in chapter.entries]]
    by_path = {entry.path: Endpoint(entry, state) for entry in entries}
    routes: list[BaseRoute] = [Route(path, endpoint) for path, endpoint in by_path.items()]
    return [*routes, WebSocketRoute("/ws/echo", realtime.echo)]


def make_app(clock: Clock, rng: Random) -> Starlette:
    """httpbin as an app of its own, with the index at / too."""
    front = Route("/", Endpoint(Entry("/", index), HttpbinState(clock, rng)))
    app = Starlette(
        routes=[front, *make_routes(clock, rng)],
        middleware=[Middleware(BrowserSafety)],
        exception_handlers={HTTPException: http_error},
    )
    app.router.redirect_slashes = False  # /get/ is another path than /get, and httpbin does not have it
    return app


async def http_error(_: Request, error: Exception) -> Response:
    """What Starlette itself refuses, such as an unknown path, in one line of text."""
    assert isinstance(error, HTTPException)
    return text_reply(error.detail, error.status_code, error.headers)
