"""The Teahouse: an ordinary Starlette app, in which every status code has its genuine cause. It knows no socket.

To add a handler, put it into the file of this folder that it fits, or into a new one, and add its Route to the list
`routes` at the end of that file. That is all: the routes of every file here are found. Handlers refuse by raising
Problem (replies.py), read content by `read` (parsing.py), and keep what they store in AppState (state.py).
"""

from __future__ import annotations

from collections.abc import Awaitable
from importlib import import_module
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from statuslab.server.browser_safety import BrowserSafety
from statuslab.server.error_replies import ErrorReplies
from statuslab.server.prefix_router import PrefixRouter, RouteSource
from statuslab.server.teahouse.replies import http_error, insufficient_storage, server_error
from statuslab.server.teahouse.state import AppState, InsufficientStorage

__all__ = ["AppState", "make_app", "teahouse_routes", "webdav_routes"]


def make_app(state: AppState, more_routes: RouteSource = tuple) -> Starlette:
    """The app that serves this state, reached as `request.app.state.teahouse`, with further routes beside its own.

    The app's modules are imported by its first request, and WebDAV by the first for a path that they do not serve: the
    lab starts without them.
    """
    app = DirectApp(
        exception_handlers={
            HTTPException: http_error,
            InsufficientStorage: insufficient_storage,
            Exception: server_error,
        },
    )
    app.router = PrefixRouter(teahouse_routes, webdav_routes, more_routes)
    vars(app.state)["teahouse"] = state  # as a plain attribute, because Starlette's State looks its own up slowly
    return app


class DirectApp(Starlette):
    """Starlette with two layers between a request and its handler, where it puts four of its own in between."""

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:  # type: ignore[override]
        scope["app"] = self
        self.middleware_stack = self.middleware_stack or self.build_middleware_stack()
        return self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        return BrowserSafety(ErrorReplies(self.router.app, self.exception_handlers))


def teahouse_routes() -> list[BaseRoute]:
    """What the modules of this folder serve: the `routes` of each that has some."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return [route for module in modules for route in getattr(module, "routes", ())]


def webdav_routes() -> list[BaseRoute]:
    """What the WebDAV package serves."""
    from statuslab.server.teahouse.webdav.routing import routes  # takes as long as all the rest of the Teahouse

    return list(routes)
