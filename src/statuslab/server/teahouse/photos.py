"""Photos: uploads that are accepted or refused by their header, before the client sends the body (100 Continue)."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.conditions import check_preconditions
from statuslab.server.teahouse.parsing import check_header, read
from statuslab.server.teahouse.replies import UNTRUSTED, Problem
from statuslab.server.teahouse.state import AppState, Photo

LARGEST = 100_000  # bytes of a photo


async def read_photo(request: Request) -> Response:
    """A photo, as it was uploaded."""
    state: AppState = request.app.state.teahouse
    photo = state.photos.get(photo_name(request))
    if photo is None:
        raise Problem(404, "No photo of this name hangs here. PUT hangs one up.")
    fields = UNTRUSTED | photo.version.fields
    check_preconditions(request, photo.version, fields)
    return Response(photo.content, headers=fields, media_type=photo.media_type)


async def put_photo(request: Request) -> Response:
    """Refuse by the header where possible; only reading the body makes the server send 100 Continue."""
    state: AppState = request.app.state.teahouse
    name = photo_name(request)
    check_header(request, "image/*", LARGEST)
    before = state.photos.get(name)
    check_preconditions(request, before.version if before else None)
    content = await read(request, "image/*", LARGEST)
    before = state.photos.get(name)
    check_preconditions(request, before.version if before else None)  # again: it may have changed meanwhile
    if before is None:
        state.require_room(state.photos)
    media_type = request.headers["content-type"].partition(";")[0].strip()
    photo = state.photos[name] = Photo(content, media_type, state.revise(f"/photos/{name}"))
    return Response(status_code=204 if before else 201, headers=photo.version.fields)


def photo_name(request: Request) -> str:
    """The name in the path. Raises 404 unless it is short and plain."""
    name: str = request.path_params["name"]
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", name, re.IGNORECASE | re.ASCII):
        raise Problem(404, "Photos have short, plain names, such as teapot.jpg.")
    return name


routes = [
    Route("/photos/{name}", read_photo),
    Route("/photos/{name}", put_photo, methods=["PUT"]),
]
