"""Pages for the tablets on the tables, which read them through the gateway's cache: each with its own Cache-Control.

Some are right and some have a fault that a cache makes worse. All of them can fail at once: while the server is under
maintenance they are 503, and during a power cut nothing comes back at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from statuslab.messages.cookies import read_cookies
from statuslab.server.teahouse import texts
from statuslab.server.teahouse.conditions import check_preconditions, field_value
from statuslab.server.teahouse.negotiation import Variant, best_languages
from statuslab.server.teahouse.parsing import read
from statuslab.server.teahouse.replies import Problem
from statuslab.server.teahouse.state import AppState

MAINTENANCE, POWER_CUT = "maintenance", "power-cut"
OUTAGE = 60.0  # seconds that a maintenance or a power cut lasts
LANGUAGES = (Variant("", language="en"), Variant("", language="de"))
FIELDS: Mapping[str, Mapping[str, str]] = {
    "today": {"Cache-Control": "max-age=10"},
    "hours": {},  # only Last-Modified, so that a cache has to guess
    "prices": {"Cache-Control": "max-age=10, must-revalidate"},
    "queue": {"Cache-Control": "max-age=10, stale-while-revalidate=30"},
    "news": {"Cache-Control": "max-age=10, stale-if-error=300"},
    "voucher": {"Cache-Control": "no-store"},
    "points": {"Cache-Control": "private, max-age=60"},
    "seats": {"Cache-Control": "no-cache"},
    "story": {"Cache-Control": "max-age=60"},
}


async def read_page(request: Request) -> Response:
    """A page that is the same for everybody, or 304 for a client that has the current version."""
    state: AppState = request.app.state.teahouse
    name = page_name(request)
    version = state.latest[f"/display/{name}"]
    fields = {**FIELDS[name], **version.fields}
    check_preconditions(request, version, fields)
    return PlainTextResponse(state.display[name], headers=fields)


async def put_page(request: Request) -> Response:
    """Store another text; If-Match prevents lost updates, by strong comparison."""
    state: AppState = request.app.state.teahouse
    name = page_name(request)
    content = await read(request, "text/plain", 4000)
    check_preconditions(request, state.latest[f"/display/{name}"])
    state.display[name] = content
    return Response(status_code=204, headers=state.revise(f"/display/{name}").fields)


async def greeting(request: Request) -> Response:
    """A greeting in the client's language, with the Vary that says so to caches."""
    return in_language(request, {"Cache-Control": "max-age=60", "Vary": "Accept-Language"})


async def welcome(request: Request) -> Response:
    """The same greeting. The fault: no Vary, so that a cache takes one language for all."""
    return in_language(request, {"Cache-Control": "max-age=60"})


async def bill(request: Request) -> Response:
    """What a table owes, by its cookie, else a login form. The fault: a cache may store it, and send it to anybody."""
    cookies = read_cookies("; ".join(request.headers.getlist("cookie")))
    text = texts.BILL if cookies.get("table") == "4" else texts.BILL_LOGIN
    return PlainTextResponse(text, headers={"Cache-Control": "max-age=60"})


async def begin_outage(request: Request) -> Response:
    """Let all pages fail for a minute: maintenance, or a power cut."""
    state: AppState = request.app.state.teahouse
    state.outage, state.outage_until = request.url.path.rpartition("/")[2], state.clock.now() + OUTAGE
    return Response(status_code=204)


async def end_outage(request: Request) -> Response:
    """The pages work again."""
    request.app.state.teahouse.outage_until = 0.0
    return Response(status_code=204)


async def hang_up(_: Scope, __: Receive, send: Send) -> None:
    """No response at all: the connection closes."""
    await send({"type": "statuslab.hangup"})


def unless_out(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[ASGIApp]]:
    """The handler, as long as the pages work."""

    async def checked(request: Request) -> ASGIApp:
        state: AppState = request.app.state.teahouse
        if state.clock.now() >= state.outage_until:
            return await handler(request)
        if state.outage == POWER_CUT:
            return hang_up
        raise Problem(503, "The pages are being repaired.", {"Cache-Control": "no-store"})

    return checked


def in_language(request: Request, fields: Mapping[str, str]) -> Response:
    """The greeting in the language that Accept-Language prefers, English if it names none of ours."""
    found = best_languages(LANGUAGES, field_value(request.headers, "accept-language")) or LANGUAGES
    language = found[0].language
    return PlainTextResponse(texts.GREETING[language], headers={**fields, "Content-Language": language})


def page_name(request: Request) -> str:
    """The name in the path. Raises 404 where no page has it."""
    name: str = request.path_params["page"]
    if name not in FIELDS:
        raise Problem(404, "No tablet shows a page of this name.")
    return name


routes = [
    Route("/display/greeting", unless_out(greeting)),
    Route("/display/welcome", unless_out(welcome)),
    Route("/display/bill", unless_out(bill)),
    *(Route(f"/display/{kind}", begin_outage, methods=["POST"]) for kind in (MAINTENANCE, POWER_CUT)),
    *(Route(f"/display/{kind}", end_outage, methods=["DELETE"]) for kind in (MAINTENANCE, POWER_CUT)),
    Route("/display/{page}", unless_out(read_page)),
    Route("/display/{page}", unless_out(put_page), methods=["PUT"]),
]
