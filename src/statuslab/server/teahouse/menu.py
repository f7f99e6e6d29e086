"""The menu: teas to read, add, change and delete, pages with early hints, and a leaflet that serves ranges."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from statuslab.server.browser_safety import OwnPage
from statuslab.server.json_content import JsonContent
from statuslab.server.teahouse import texts
from statuslab.server.teahouse.conditions import check_preconditions
from statuslab.server.teahouse.parsing import JSON, integer, json_object, path_number, read, text_line
from statuslab.server.teahouse.ranges import partial_response, requested_parts
from statuslab.server.teahouse.replies import EarlyHints, Problem, json_reply, to_json
from statuslab.server.teahouse.state import HIGHEST, AppState, Tea

FRESH = {"Cache-Control": "max-age=60"}
SLOW = 0.2  # seconds to make a menu page, so that an early hint gains time


async def front_page(_: Request) -> Response:
    """The front page, with links to everything else."""
    return OwnPage(texts.FRONT)


async def list_teas(request: Request) -> Response:
    """All teas by number and name."""
    state: AppState = request.app.state.teahouse
    version = state.latest["/teas"]
    check_preconditions(request, version, version.fields)
    teas = [{"id": number, "name": tea.name} for number, tea in sorted(state.teas.items())]
    return json_reply(teas, headers=version.fields)


async def read_tea(request: Request) -> Response:
    """One tea, or 304 for a client that has the current version."""
    tea = find_tea(request)
    fields = FRESH | tea.version.fields
    check_preconditions(request, tea.version, fields)  # If-None-Match, If-Modified-Since: RFC 9110 section 13
    return JsonContent(tea.content, headers=fields)


async def add_tea(request: Request) -> Response:
    """A new tea: the server picks the number, and Location says where the tea is."""
    state: AppState = request.app.state.teahouse
    content = await read(request, JSON)
    check_preconditions(request, state.latest["/teas"])
    facts = tea_facts(json_object(content))
    state.require_room(state.teas)
    number = state.next_number("teas")
    tea = store_tea(state, number, to_json({"id": number} | facts), facts["name"])
    location = {"Location": f"/teas/{number}"}  # RFC 9110 section 15.3.2
    return JsonContent(tea.content, 201, location | tea.version.fields)


async def put_tea(request: Request) -> Response:
    """Store a tea at the number the client picked, new or not; If-Match prevents lost updates."""
    state: AppState = request.app.state.teahouse
    number = tea_number(request)
    content = await read(request, JSON)
    before = state.teas.get(number)
    check_preconditions(request, before.version if before else None)  # just before acting: section 13.2.1
    facts = tea_facts(json_object(content), number)
    if before is None:
        state.require_room(state.teas)
    tea = store_tea(state, number, content, facts["name"])  # stored unchanged, so ETag may be sent: section 9.3.4
    return Response(status_code=204 if before else 201, headers=tea.version.fields)


async def delete_tea(request: Request) -> Response:
    """Delete a tea. The reply needs no content."""
    state: AppState = request.app.state.teahouse
    check_preconditions(request, find_tea(request).version)
    del state.teas[tea_number(request)]
    state.revise("/teas")
    return Response(status_code=204)  # no content, no Content-Length: RFC 9110 sections 8.6 and 15.3.5


async def menu_page(request: Request) -> EarlyHints:
    """A page that is slow to make, though its style sheet is known: a 103 names it first."""
    state: AppState = request.app.state.teahouse
    style = "</style.css>; rel=preload; as=style"

    async def page() -> Response:
        await state.clock.sleep(SLOW)
        return OwnPage(texts.MENU, headers={"Link": style})

    return EarlyHints(style, then=page)


async def seasonal_page(request: Request) -> EarlyHints:
    """A page whose early hint is wrong: only the fields of the final response count (RFC 8297 section 2)."""
    state: AppState = request.app.state.teahouse

    async def page() -> Response:
        await state.clock.sleep(SLOW)  # meanwhile the season changes
        return OwnPage(texts.SEASONAL, headers={"Link": "</winter.css>; rel=preload; as=style"})

    return EarlyHints("</autumn.css>; rel=preload; as=style", then=page)


async def style_sheet(request: Request) -> Response:
    """A style sheet by its name."""
    return Response(texts.STYLES[request.url.path[1:-4]], headers=FRESH, media_type="text/css")


async def leaflet(request: Request) -> Response:
    """The leaflet, whole or in part, so that a client can resume a download."""
    state: AppState = request.app.state.teahouse
    version = state.latest["/leaflets/assam.txt"]
    content = texts.leaflet(version.revision)
    fields = {"Accept-Ranges": "bytes"} | FRESH | version.fields
    check_preconditions(request, version, fields)  # before If-Range and Range: RFC 9110 section 13.2.2
    parts = requested_parts(request, version, len(content))
    if parts is None:
        return PlainTextResponse(content, headers=fields)
    boundary = "slice-of-" + version.etag.strip('"')  # must not occur in the text itself
    return partial_response(request, content, parts, "text/plain; charset=utf-8", boundary, fields)


async def reprint_leaflet(request: Request) -> Response:
    """Make a new version with another ETag, so that parts of the old one no longer fit."""
    state: AppState = request.app.state.teahouse
    state.revise("/leaflets/assam.txt")
    return Response(status_code=204)


def tea_number(request: Request) -> int:
    """The number in the path. Raises 451 for a tea banned by law, 410 for a retired one, 404 for an invalid number."""
    tea, state = request.path_params["tea"], request.app.state.teahouse
    if tea == "banned-blend":  # the link names who blocks it: RFC 7725 section 4
        raise Problem(451, texts.BAN, {"Link": '</>; rel="blocked-by"'})
    if tea in state.retired:  # RFC 9110 section 15.5.11
        raise Problem(410, "This tea was retired for good. Please remove your links to it.")
    number = path_number(request, "tea")
    if not number:
        raise Problem(404, f"Teas are numbered from 1 to {HIGHEST}; this is no such number.")
    return number


def find_tea(request: Request) -> Tea:
    """The tea that the path names. Raises 404 where there is none."""
    state: AppState = request.app.state.teahouse
    number = tea_number(request)
    if number not in state.teas:
        raise Problem(404, f"No tea {number} on our menu. GET /teas lists them all.")
    return state.teas[number]


def tea_facts(facts: dict[str, Any], number: int | None = None) -> dict[str, Any]:
    """Name, minutes and, if any, the note, validated. An id is allowed only if it is the one in the path."""
    if facts.get("id", number) != number or isinstance(facts.get("id"), bool | float):
        raise Problem(422, "id is in the path, or for the house to choose: leave it out.", field="id")
    known: dict[str, Any] = {"name": text_line(facts, "name", 60), "minutes": integer(facts, "minutes", 1, 15)}
    return known | ({"note": text_line(facts, "note", 200)} if "note" in facts else {})


def store_tea(state: AppState, number: int, content: bytes, name: str) -> Tea:
    """Store a tea; the list of teas gets a new version too."""
    state.teas[number] = Tea(name, content, state.revise(f"/teas/{number}"))
    state.revise("/teas")
    return state.teas[number]


routes = [
    Route("/", front_page),
    Route("/teas", list_teas),
    Route("/teas", add_tea, methods=["POST"]),
    Route("/teas/{tea}", read_tea),
    Route("/teas/{tea}", put_tea, methods=["PUT"]),
    Route("/teas/{tea}", delete_tea, methods=["DELETE"]),
    Route("/menu", menu_page),
    Route("/menu/seasonal", seasonal_page),
    *(Route(f"/{name}.css", style_sheet) for name in texts.STYLES),
    Route("/leaflets/assam.txt", leaflet),
    Route("/leaflets/assam.txt/reprint", reprint_leaflet, methods=["POST"]),
]
