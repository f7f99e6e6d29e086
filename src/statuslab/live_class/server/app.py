"""Routes and authorization of a class. Each handler reads a request, calls the controller and responds."""

from __future__ import annotations

import time
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import ip_address, ip_network
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from statuslab.live_class.events import EventRefused, Player
from statuslab.live_class.server import tokens
from statuslab.live_class.server.addresses import PublicUrl
from statuslab.live_class.server.controller import Controller
from statuslab.live_class.server.event_streams import EventStreamResponse
from statuslab.live_class.server.middleware import LARGEST_HOST_BODY, SecurityMiddleware, below, body, too_fast
from statuslab.live_class.server.problems import HttpProblem, no_route, problem_response
from statuslab.live_class.server.rate_limits import RateLimit
from statuslab.live_class.server.request_bodies import read_answer, read_command, read_join
from statuslab.live_class.server.roles import Role, limited, may, token_of
from statuslab.live_class.server.static import Pages
from statuslab.live_class.server.writer import NotSaved
from statuslab.questions.images import content

LARGEST_RUN = 128 * 1024  # bytes of what a scene has sent and received, for the wall
PUBLIC_SCREENS = 16  # streams without a token, for screens that were opened by the plain address
HUB_USER = "statuslab.hub_user"  # the key of an ASGI scope
Handler = Callable[[Request], Awaitable[Any]]


def _limit(burst: float, rate: float) -> RateLimit:
    return RateLimit(burst, rate, time.monotonic)


@dataclass
class RateLimits:
    """Limits for each student, the host, requests without a token by address, joins, and everything together.

    The last one is for everybody but the host, whose requests nobody is to crowd out.

    A class shares one Wi-Fi address, so joins from one address come in a burst as large as a lecture hall, and then at
    a rate at which a host can still lock the class; that many addresses together are limited by `joins`.
    """

    player: RateLimit = field(default_factory=lambda: _limit(20, 5))
    host: RateLimit = field(default_factory=lambda: _limit(60, 20))
    anonymous: RateLimit = field(default_factory=lambda: _limit(2000, 200))
    joins: RateLimit = field(default_factory=lambda: _limit(1500, 250))
    source_joins: RateLimit = field(default_factory=lambda: _limit(400, 4))
    total: RateLimit = field(default_factory=lambda: _limit(20_000, 4000))


class Handlers:
    """The handlers of one class."""

    def __init__(self, controller: Controller, host_token: str, pages: Pages, rate_limits: RateLimits) -> None:
        self._controller, self._pages, self._rate_limits = controller, pages, rate_limits
        self._role_hashes = {role: tokens.hashed(token_of(role, host_token)) for role in Role}
        self._wall_hash = tokens.hashed(tokens.wall_token(host_token))

    def routes(self) -> Iterable[Route]:
        """Every path of the class and its methods, tried in this order: first what a whole class does at once."""
        yield Route("/api/{room}/answers", self.answer, methods=["POST"])
        yield Route("/api/{room}/stream", self.stream)
        yield Route("/api/{room}/players", self.join, methods=["POST"])
        yield Route("/", self._page("join.html"))
        yield Route("/r/{room}", self._page("join.html", "../"))
        yield Route("/r/{room}/", self.without_slash)
        yield Route("/r/{room}/screen", self._page("projector.html", "../../"))
        yield Route("/r/{room}/host", self._page("host.html", "../../"))
        yield Route("/r/{room}/qr.svg", self.qr)
        yield Route("/r/{room}/images/{name}", self.image)
        yield Route("/pages/{name}", self.static)
        yield Route("/api/{room}/leave", self.leave, methods=["POST"])
        yield Route("/api/{room}/me", self.me)
        yield Route("/api/{room}/paper", self.paper)
        yield Route("/api/{room}/results", self.results)
        yield Route("/api/{room}/screen", self.screen)
        yield Route("/api/{room}/host", self.host, methods=["GET", "POST"])
        yield Route("/api/{room}/export", self.export)
        yield Route("/api/{room}/live", self.show_live, methods=["POST"])

    # --- authorization

    def _check_room(self, request: Request) -> None:
        if request.path_params["room"].upper() != self._controller.code:
            self._limit_anonymous(request)
            raise HttpProblem("unknown-room", "no class has this code; look at the screen again")

    def _limit_anonymous(self, request: Request) -> None:
        if wait := self._rate_limits.anonymous.wait(self._source(request)):
            raise too_fast(wait, "too many requests without a token")

    def _token(self, request: Request) -> str:
        self._check_room(request)
        token = _bearer_token(request)
        if not token and (user := _hub_user(request)):
            return self._controller.token_of(_nonce_of(user))
        if not token:
            self._limit_anonymous(request)
            fields = {"WWW-Authenticate": 'Bearer realm="class"'}
            raise HttpProblem("no-token", "join the class first; this needs the token you got there", fields)
        return token

    def _role(self, token: str) -> Role | None:
        """Whose of those who host a token is, or None."""
        found = tokens.hashed(token)
        return next((role for role, known in self._role_hashes.items() if tokens.same(found, known)), None)

    def is_hosts(self, token: str) -> bool:
        """Whether a token is that of somebody who hosts, or of the host's link to the wall."""
        return self._role(token) is not None or tokens.same(tokens.hashed(token), self._wall_hash)

    def _require_student(self, request: Request) -> Player:
        token = self._token(request)
        player = self._controller.player_of(token)
        if player is None:
            if self._role(token):
                raise HttpProblem("not-yours", "this is a student's; the host has commands instead")
            raise self._unknown_token(request)
        if wait := self._rate_limits.player.wait(player.number):
            raise too_fast(wait, "you are faster than a person")
        return self._controller.session.member(player.number)

    def _require_host(self, request: Request) -> Role:
        token = self._token(request)
        role = self._role(token)
        if role is None:
            if self._controller.player_of(token) is None:
                raise self._unknown_token(request)
            raise HttpProblem("not-yours", "only the host of the class may do this")
        if wait := self._rate_limits.host.wait():
            raise too_fast(wait, "too many commands at once")
        return role

    def _unknown_token(self, request: Request) -> HttpProblem:
        self._limit_anonymous(request)
        fields = {"WWW-Authenticate": 'Bearer realm="class", error="invalid_token"'}
        return HttpProblem("unknown-token", "this class does not know your token; join again", fields)

    # --- students

    def _source(self, request: Request) -> str:
        """The network address a request comes from, of IPv6 the part that one network has.

        A reverse proxy on this machine names its client in the last address of X-Forwarded-For. On a hub all requests
        come from the hub's proxy, so each user counts as a source.
        """
        if user := _hub_user(request):
            return f"user {user}"
        host = request.client.host if request.client else ""
        try:
            address = ip_address(host)
            if address.is_loopback and (forwarded := request.headers.get("x-forwarded-for")):
                address = ip_address(forwarded.rpartition(",")[2].strip())
            return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)
        except ValueError:
            return host

    async def join(self, request: Request) -> Response:
        self._check_room(request)
        source = self._source(request)
        if wait := self._rate_limits.source_joins.wait(source) or self._rate_limits.joins.wait():
            raise too_fast(wait, "many people join at this moment")
        name, nonce = read_join(await body(request))
        if user := _hub_user(request):
            name, nonce = user, _nonce_of(user)
        player, token, new = await self._controller.join(name, nonce, source, given=bool(user))
        found = {"player": player.number, "name": player.name, "token": token, "room": self._controller.code}
        return _json(found, 201 if new else 200)

    async def answer(self, request: Request) -> Response:
        player = self._require_student(request)
        attempt = await self._controller.answer(event := read_answer(player.number, await body(request)))
        stored = {"choice": list(attempt.choice), "confidence": attempt.confidence, "page": attempt.page}
        asked = {"saved": True, "round": event.round, "vote": attempt.vote}
        return _json(asked | stored | {"click": attempt.click})

    async def leave(self, request: Request) -> Response:
        self._controller.disconnect(self._require_student(request).number)
        await body(request)
        return Response(status_code=204)

    async def me(self, request: Request) -> Response:
        player = self._require_student(request)
        await self._controller.flush()
        return _json(self._controller.student(player))

    async def paper(self, request: Request) -> Response:
        player = self._require_student(request)
        await self._controller.flush()
        return _json(self._controller.paper(player))

    async def results(self, request: Request) -> Response:
        player = self._require_student(request)
        await self._controller.flush()
        name = f"statuslab-results-{self._controller.code}.json"
        return _json(self._controller.results(player), fields={"Content-Disposition": f'attachment; filename="{name}"'})

    async def stream(self, request: Request) -> EventStreamResponse:
        token, controller = self._token(request), self._controller
        if role := self._role(token):
            subscriber = controller.subscribe("host")
            return EventStreamResponse(
                controller.hub,
                subscriber,
                lambda kinds: controller.host_frames(kinds, lambda snap: limited(snap, role)),
            )
        player = self._require_student(request)
        subscriber = controller.subscribe(player.number)

        async def frames(kinds: set[str]) -> bytes:
            return await controller.student_frames(player, kinds)

        return EventStreamResponse(controller.hub, subscriber, frames)

    # --- the projector

    async def screen(self, request: Request) -> Response | EventStreamResponse:
        """The projector's snapshot or stream. Screens with the host's link have places that nobody else can take."""
        self._check_room(request)
        place = "wall" if self._is_wall(request) else "screen"
        if place == "screen":
            self._limit_anonymous(request)
        if "once" in request.query_params:
            await self._controller.flush()
            user = _hub_user(request)
            return _json(self._controller.screen() | ({"hub_user": user} if user else {}))
        if place == "screen" and len(self._controller.hub.subscribers("screen")) >= PUBLIC_SCREENS:
            detail = f"{PUBLIC_SCREENS} screens show this class already; open the wall with the host's link"
            raise HttpProblem("too-fast", detail, {"Retry-After": "10"})
        controller = self._controller
        return EventStreamResponse(controller.hub, controller.subscribe(place), controller.screen_frames)

    def _is_wall(self, request: Request) -> bool:
        """Whether a screen has the token of the host's link. Raises HttpProblem for a token that is not."""
        if not _bearer_token(request):
            return False
        token = self._token(request)
        if self.is_hosts(token):
            return True
        if self._controller.player_of(token) is None:
            raise self._unknown_token(request)
        return False  # a student who looks at the wall

    # --- the host

    async def host(self, request: Request) -> Response:
        role = self._require_host(request)
        if request.method == "POST":
            event, key = read_command(await body(request, LARGEST_HOST_BODY))
            if not may(role, event.do):
                raise HttpProblem("not-yours", f"the link of the {role} cannot do this ({event.do}); ask the host")
            return _json(limited(await self._controller.command(event, key), role))
        await self._controller.flush()
        return _json(limited(self._controller.host(), role))

    async def export(self, request: Request) -> Response:
        if self._require_host(request) is not Role.HOST:
            raise HttpProblem("not-yours", "only the host of the class may fetch its record")
        await self._controller.flush()
        return _json(self._controller.export())

    async def show_live(self, request: Request) -> Response:
        """What the wall shows of a scene that the host runs in a notebook; null to end it."""
        if self._require_host(request) is not Role.HOST:
            raise HttpProblem("not-yours", "only the host of the class may show a run")
        run = (await body(request, LARGEST_RUN)).get("run")
        if not (run is None or isinstance(run, dict)):
            raise HttpProblem("bad-field", "field run: expected an object, or null for none")
        self._controller.show_live(run)
        return _json({})

    # --- pages

    def _page(self, name: str, up: str = "") -> Handler:
        async def shown(request: Request) -> Response:
            known = request.path_params.get("room", self._controller.code).upper() == self._controller.code
            return self._pages.page(name, up, request.headers, 200 if known else 404)

        return shown

    async def without_slash(self, request: Request) -> Response:
        """To the join page. The redirect is relative: only the browser knows what a proxy has put in front."""
        self._check_room(request)
        return Response(status_code=307, headers={"Location": f"../{self._controller.code}"})

    async def static(self, request: Request) -> Response:
        return self._pages.response(request.path_params["name"], request.headers)

    async def image(self, request: Request) -> Response:
        """An image of a question. Its name changes with its content, so that a browser keeps it."""
        self._check_room(request)
        found = self._images.get(request.path_params["name"])
        if found is None:
            raise HttpProblem("nothing-here", "nothing is here; open the address the host shows")
        kind, data = found
        return Response(data, media_type=kind, headers={"Cache-Control": "private, max-age=604800, immutable"})

    @cached_property
    def _images(self) -> Mapping[str, tuple[str, bytes]]:
        """Type and bytes of the images of all questions, by name: a whole class asks for one at the same moment."""
        pairs = (pair for question in self._controller.session.questions for pair in question.images)
        return {name: (data.partition(";")[0].removeprefix("data:"), content(data)) for name, data in pairs}

    async def qr(self, request: Request) -> Response:
        self._check_room(request)
        return self._pages.qr(self._controller.join_url, request.headers)

    # --- errors

    def exception_handlers(self) -> Mapping[Any, Any]:
        """The response to each exception of a handler."""
        return {HttpProblem: _problem, EventRefused: self._refused, NotSaved: _not_saved, HTTPException: no_route}

    async def _refused(self, _: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, EventRefused)
        state = self._controller.session.state
        where: dict[str, Any] = {
            "phase": str(state.phase),
            "round": state.index + 1,
            "vote": state.vote,
            "version": state.version,
        }
        return problem_response(refusal.code, refusal.status, str(refusal), **where)

    async def guarded(self, request: Request, handler: Handler) -> Any:
        """Run a handler. An unexpected exception becomes a 500 and is recorded for the host; nothing is printed."""
        try:
            return await handler(request)
        except (HttpProblem, EventRefused, NotSaved, HTTPException):
            raise
        except Exception:
            self._controller.hub.faults.append(traceback.format_exc())
            return problem_response("broken", 500, "the class server met a fault of its own; send it again")


def application(
    handlers: Handlers, hosts: Iterable[str], public: PublicUrl | None, rate_limits: RateLimits
) -> SecurityMiddleware:
    """The class as an ASGI application. A proxy may pass the path of the public URL on, or take it off."""
    routes = [_route(handlers, route) for route in handlers.routes()]
    app = Starlette(routes=routes, exception_handlers=handlers.exception_handlers())
    app.router.redirect_slashes = False
    return SecurityMiddleware(
        below(app, public.path) if public else app,
        hosts,
        [public.origin] if public else [],
        rate_limits.total,
        handlers.is_hosts,
    )


def _route(handlers: Handlers, route: Route) -> Route:
    async def endpoint(request: Request) -> Any:
        return await handlers.guarded(request, route.endpoint)

    return Route(route.path, endpoint, methods=sorted(route.methods or ()))


def _bearer_token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _hub_user(request: Request) -> str:
    """The name of the hub's user whose request this is, or ""; only a hub service says so."""
    user: str = request.scope.get(HUB_USER, "")
    return user


def _nonce_of(user: str) -> str:
    """What stands for the nonce that a browser makes up: on a hub the same user is the same student on all devices."""
    return f"hub user {user}"


def _json(value: object, status: int = 200, fields: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(value, status, {"Cache-Control": "no-store", **(fields or {})})


async def _problem(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, HttpProblem)
    return problem.response()


async def _not_saved(_: Request, __: Exception) -> Response:
    detail = "the class file could not be written, so nothing was counted; it is tried again when you send it again"
    return problem_response("not-saved", 503, detail, {"Retry-After": "1"})
