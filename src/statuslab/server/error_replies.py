"""What a client is told where a handler raises: the reply that an app has for this kind of exception.

It does in one step what Starlette does in three: one layer for exceptions, one for those that are left, and one more
around each handler.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from statuslab.server.browser_safety import STARTED

Reply = Callable[[Request, Exception], Awaitable[Response]]


class ErrorReplies:
    """An app whose exceptions become replies. `replies` has one for each class, and one for Exception.

    It stands right behind BrowserSafety, which marks in the scope that a response has begun: then it is too late.
    What that last one answers is raised again, so that the server below can note it.
    """

    def __init__(self, app: ASGIApp, replies: Mapping[Any, Reply]) -> None:
        self.app, self.replies = app, replies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            if STARTED in scope:
                raise
            expected = next(kind for kind in type(error).__mro__ if kind in self.replies)
            response = await self.replies[expected](Request(scope, receive), error)
            await response(scope, receive, send)
            if expected is Exception:
                raise
