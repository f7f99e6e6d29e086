"""A router that looks where a path begins, and opens what lies there when somebody first comes by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, Router, WebSocketRoute
from starlette.types import Receive, Scope, Send

Opening: TypeAlias = Callable[[], Iterable[BaseRoute]]
"""Gives the routes of a place that may not have been built before."""


class PrefixRouter(Router):
    """Starlette's router with the same answers, found sooner; a slash too many or too few is another address.

    `ways` open the routes for what a path may begin with, `beyond` those for all other beginnings; each is called when
    the first request goes that way. No route may begin with a parameter.
    """

    def __init__(self, ways: Mapping[str, Opening], beyond: Opening = tuple) -> None:
        super().__init__(redirect_slashes=False)
        self._ways, self._beyond = ways, beyond
        self._open: dict[str, Router] = {}

    def way(self, scope: Scope) -> Router:
        """The router for what begins as this request's path does; this one, which has no routes, where nothing does."""
        first = _first(_path(scope))
        if first not in self._open:
            self._open |= self._opened(first)
        return self._open.get(first, self)

    def _opened(self, first: str) -> dict[str, Router]:
        if first in self._ways:
            return _sorted_out(route for route in self._ways[first]() if way_of(route) == first)
        beyond, self._beyond = self._beyond(), tuple
        return _sorted_out(beyond)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = self if scope["type"] == "lifespan" else self.way(scope)
        if way is self:
            return await super().app(scope, receive, send)
        scope.setdefault("router", self)
        await way.app(scope, receive, send)
        return None


def routes_here(app: Starlette, scope: Scope) -> list[BaseRoute]:
    """The routes of an app behind a signpost that begin as this request's path does."""
    assert isinstance(app.router, PrefixRouter)
    return app.router.way(scope).routes


def way_of(route: BaseRoute) -> str:
    """The first segment of what a route serves."""
    assert isinstance(route, Route | WebSocketRoute)
    assert not route.path.startswith("/{")
    return _first(route.path)


def _sorted_out(routes: Iterable[BaseRoute]) -> dict[str, Router]:
    ways: dict[str, list[BaseRoute]] = {}
    for route in routes:
        ways.setdefault(way_of(route), []).append(route)
    return {way: Router(found, redirect_slashes=False) for way, found in ways.items()}


def _path(scope: Scope) -> str:
    """The path below the root path, as Starlette's own routes see it."""
    path, root = scope["path"], scope.get("root_path")
    below = path.removeprefix(root) if root else path
    return str(below if below[:1] in ("", "/") else path)


def _first(path: str) -> str:
    return path.partition("/")[2].partition("/")[0]
