"""The counter: a guestbook, photos on the wall, notices, today's special, and a sign to where things moved."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from statuslab.server.teahouse import texts
from statuslab.server.teahouse.conditions import check
from statuslab.server.teahouse.reading import FORM, admit, form, read, words
from statuslab.server.teahouse.replies import Problem, json_reply, redirect
from statuslab.server.teahouse.state import AppState, Photo

LARGEST = 100_000  # bytes of a photo
AS_SENT = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}  # a guest's file is not a page


async def read_guestbook(request: Request) -> Response:
    """What guests wrote, oldest first."""
    state: AppState = request.app.state.teahouse
    return json_reply(state.guestbook)


async def sign_guestbook(request: Request) -> Response:
    """Keep the entry, and ask the client to clear its form for the next guest (RFC 9110 section 15.3.6)."""
    state: AppState = request.app.state.teahouse
    fields = form(await read(request, FORM))
    entry = {"name": words(fields, "name", 60), "text": words(fields, "text", 500)}
    state.need_room(state.guestbook)
    state.guestbook.append(entry)
    return Response(status_code=205)  # no content, and here Content-Length: 0 says so


async def read_photo(request: Request) -> Response:
    """A photo on the wall, as it was brought."""
    state: AppState = request.app.state.teahouse
    photo = state.photos.get(photo_name(request))
    if photo is None:
        raise Problem(404, "No photo of this name hangs here. PUT hangs one up.")
    fields = AS_SENT | photo.version.fields
    check(request, photo.version, fields)
    return Response(photo.content, headers=fields, media_type=photo.media_type)


async def hang_photo(request: Request) -> Response:
    """Look at the head first, and say no before the heavy lift; only reading makes the server say 100 Continue."""
    state: AppState = request.app.state.teahouse
    name = photo_name(request)
    admit(request, "image/*", LARGEST)
    before = state.photos.get(name)
    check(request, before.version if before else None)
    content = await read(request, "image/*", LARGEST)
    before = state.photos.get(name)
    check(request, before.version if before else None)  # again: another may have come first while we read
    if before is None:
        state.need_room(state.photos)
    media_type = request.headers["content-type"].partition(";")[0].strip()
    photo = state.photos[name] = Photo(content, media_type, state.revise(f"/photos/{name}"))
    return Response(status_code=204 if before else 201, headers=photo.version.fields)


async def read_notice(request: Request) -> Response:
    """A notice on the board; Cache-Control tells whether a proxy may rewrite it (RFC 9110 section 7.7)."""
    text, cache_control = texts.NOTICES[request.url.path.rpartition("/")[2]]
    return PlainTextResponse(text, headers={"Cache-Control": cache_control})


async def todays_special(_: Request) -> Response:
    """What a cup of today's special costs. Nobody thought of the hour when the pot is empty."""
    price_of_the_pot, cups_left = 12.0, 0
    return json_reply({"special": "Mulled Rooibos", "price_per_cup": price_of_the_pot / cups_left})


async def tea_list(_: Request) -> Response:
    """The list moved, for good: links should be changed (RFC 9110 section 15.4.2)."""
    return redirect(301, "/teas")


def photo_name(request: Request) -> str:
    """The name in the path, plain and short, or 404."""
    name: str = request.path_params["name"]
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", name, re.IGNORECASE | re.ASCII):
        raise Problem(404, "Photos have short, plain names, such as teapot.jpg.")
    return name


routes = [
    Route("/guestbook", read_guestbook),
    Route("/guestbook", sign_guestbook, methods=["POST"]),
    Route("/photos/{name}", read_photo),
    Route("/photos/{name}", hang_photo, methods=["PUT"]),
    *(Route(f"/notices/{name}", read_notice) for name in texts.NOTICES),
    Route("/specials/today", todays_special),
    Route("/tea-list", tea_list),
]
