"""A router that first looks where a path begins: it then tries the few routes that begin so, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.routing import BaseRoute, Route, Router, WebSocketRoute
from starlette.types import Receive, Scope, Send


class Signpost(Router):
    """Starlette's router with the same answers, found sooner; a slash too many or too few is another address."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        super().__init__(routes, redirect_slashes=False)
        begins = [(route, _way(route)) for route in routes]
        self._anywhere = _router(route for route, first in begins if first is None)
        self._ways = {
            way: _router(route for route, first in begins if first in (None, way))
            for way in {first for _, first in begins if first is not None}
        }

    def has_way(self, path: str) -> bool:
        """Whether some route begins as this path does."""
        return _first(path) in self._ways

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope.get("root_path"):  # nothing to find, or a path that begins elsewhere
            return await super().app(scope, receive, send)
        scope.setdefault("router", self)
        await self._ways.get(_first(scope["path"]), self._anywhere).app(scope, receive, send)
        return None


def _way(route: BaseRoute) -> str | None:
    """The first segment of what a route serves; None where it is a parameter, or not known."""
    first = _first(route.path) if isinstance(route, Route | WebSocketRoute) else "{}"
    return None if "{" in first else first


def _first(path: str) -> str:
    return path.partition("/")[2].partition("/")[0]


def _router(routes: Iterable[BaseRoute]) -> Router:
    return Router(list(routes), redirect_slashes=False)
