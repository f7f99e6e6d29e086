"""The Teahouse by itself, until somebody asks for what only the stand beside it has: that is built when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from statuslab.server.signpost import Signpost
from statuslab.server.teahouse import House, make_app


class Grounds:
    """An ASGI app with the answers of `make_app(house, beside())`, whose `beside` is called late or never."""

    def __init__(self, house: House, beside: Callable[[], Iterable[BaseRoute]]) -> None:
        self._house, self._beside = house, beside
        self._teahouse = make_app(house)

    @cached_property
    def _whole(self) -> Starlette:
        return make_app(self._house, self._beside())

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """All routes, those beside the Teahouse too."""
        return self._whole.routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ways = self._teahouse.router
        alone = isinstance(ways, Signpost) and ways.has_way(scope["path"])
        await (self._teahouse if alone else self._whole)(scope, receive, send)
