"""The service as an ASGI application: what goes to a class, what to the service's own handlers, what to the login.

Requests with a class's own token go to the class as they are, so that a class goes on while the hub restarts. All
others need the hub's login.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from statuslab.errors import LabError
from statuslab.hub.handlers import Handlers, Service, not_logged_in, told
from statuslab.hub.people import route_path
from statuslab.live_class.server.addresses import PublicUrl, hosts
from statuslab.live_class.server.app import HUB_USER, RateLimits
from statuslab.live_class.server.middleware import SecurityMiddleware, below
from statuslab.live_class.server.problems import HttpProblem, no_route, problem_response


def hub_application(service: Service, public: PublicUrl) -> ASGIApp:
    """The whole service below the path of `public`."""
    handlers = Handlers(service)
    app = Starlette(routes=handlers.routes(), exception_handlers={HttpProblem: _problem, HTTPException: no_route})
    app.router.redirect_slashes = False
    limit = RateLimits().total
    own = SecurityMiddleware(app, hosts(public.host), [public.origin], limit, lambda _: False)
    return below(ClassDoor(service, own), public.path)


class ClassDoor:
    """Sends what is a class's to the class, with the name of the hub's user; all else to the service's own pages."""

    def __init__(self, service: Service, own: ASGIApp) -> None:
        self._service, self._own = service, own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._own(scope, receive, send)
            return
        request = Request(scope)
        kind, _, rest = route_path(request).lstrip("/").partition("/")
        if kind not in {"r", "api"} or rest.partition("/")[0] == "classes":
            await self._own(scope, receive, send)
            return
        try:
            answer: ASGIApp = await self._class(request, kind, rest.partition("/")[0])
        except HttpProblem as problem:
            answer = told(request, problem)
        except LabError as error:
            answer = problem_response("broken", 500, str(error))
        await answer(scope, receive, send)

    async def _class(self, request: Request, kind: str, room: str) -> ASGIApp:
        bearer = request.headers.get("authorization", "").lower().startswith("bearer ")
        if not bearer:
            person = await self._service.people.person(request)
            if person is None:
                if kind == "r" and request.method in {"GET", "HEAD"}:
                    return self._service.people.login(request)
                raise not_logged_in()
            request.scope[HUB_USER] = person.name
        return (await self._service.classes.opened(room)).app


async def _problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HttpProblem)
    return told(request, problem)
