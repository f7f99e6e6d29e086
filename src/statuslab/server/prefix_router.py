"""A router that finds a route by the first segment of its path, and builds routes when they are first needed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import BaseRoute, Match, Route, Router, WebSocketRoute
from starlette.types import Receive, Scope, Send

RouteSource: TypeAlias = Callable[[], Iterable[BaseRoute]]
"""Builds some routes; called at most once."""


REMEMBERED = 256  # methods and paths whose route is known


class Found(NamedTuple):
    """The route for a method and a path. `handler` is its coroutine function, None where it is an app."""

    route: Route
    parameters: dict[str, Any]
    handler: Callable[..., Any] | None


class PrefixRouter(Router):
    """Starlette's router with the same answers, found sooner. `/teas` and `/teas/` are different paths.

    A prefix is the first segment of a path. `sources` are asked in turn, when the first request comes whose prefix is
    not known yet, until one has it. So all routes of one prefix must come from one source. No path may begin with a
    parameter.
    """

    def __init__(self, *sources: RouteSource) -> None:
        super().__init__(redirect_slashes=False)
        self._sources = list(sources)
        self._routers: dict[str, Router] = {}
        self._found = lru_cache(REMEMBERED)(self._find)

    def for_path(self, scope: Scope) -> Router:
        """The router for the prefix of this request's path; this one, which has no routes, for an unknown prefix."""
        prefix = _first_segment(_path(scope))
        while prefix not in self._routers and self._sources:
            self._add(self._sources[0]())
            del self._sources[0]
        return self._routers.get(prefix, self)

    def _add(self, routes: Iterable[BaseRoute]) -> None:
        by_prefix: dict[str, list[BaseRoute]] = {}
        for route in routes:
            by_prefix.setdefault(prefix_of(route), []).append(route)
        for prefix, found in by_prefix.items():
            assert prefix not in self._routers, f"two sources have routes for /{prefix}"
            self._routers[prefix] = Router(found, redirect_slashes=False)

    def _find(self, method: str, path: str) -> Found | None:
        """The route that serves a request; None where that takes Starlette's own way, as for 404 and 405."""
        scope = {"type": "http", "method": method, "path": path}
        for route in self.for_path(scope).routes:
            match, found = route.matches(scope)
            if match is Match.FULL and isinstance(route, Route):
                direct = inspect.iscoroutinefunction(route.endpoint)
                return Found(route, found["path_params"], route.endpoint if direct else None)
        return None

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the handler of the route, or find out in Starlette's way what is to be done without one."""
        found = self._found(scope["method"], _path(scope)) if scope["type"] == "http" else None
        if found is None:
            return await self._starlettes_way(scope, receive, send)
        scope["route"], parameters, handler = found
        scope["path_params"] = parameters.copy()
        if handler is None:
            return await found.route.app(scope, receive, send)
        response = await handler(Request(scope, receive, send))
        await response(scope, receive, send)
        return None

    async def _starlettes_way(self, scope: Scope, receive: Receive, send: Send) -> None:
        router = self if scope["type"] == "lifespan" else self.for_path(scope)
        if router is self:
            return await super().app(scope, receive, send)
        scope.setdefault("router", self)
        await router.app(scope, receive, send)
        return None


def routes_for_path(app: Starlette, scope: Scope) -> list[BaseRoute]:
    """The routes of an app with a PrefixRouter that share the prefix of this request's path."""
    assert isinstance(app.router, PrefixRouter)
    return app.router.for_path(scope).routes


def prefix_of(route: BaseRoute) -> str:
    """The first segment of a route's path."""
    assert isinstance(route, Route | WebSocketRoute)
    assert not route.path.startswith("/{")
    return _first_segment(route.path)


def _path(scope: Scope) -> str:
    """The path below the root path, as Starlette's own routes see it."""
    path, root = scope["path"], scope.get("root_path")
    below = path.removeprefix(root) if root else path
    return str(below if below[:1] in ("", "/") else path)


def _first_segment(path: str) -> str:
    return path.partition("/")[2].partition("/")[0]
