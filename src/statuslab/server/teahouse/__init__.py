"""The Teahouse: an ordinary Starlette app, in which every answer has its natural cause. No socket is known here."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from statuslab.server.signpost import Signpost
from statuslab.server.teahouse import (
    board,
    brewing,
    counter,
    leaflets,
    menu,
    museum,
    orders,
    recipes,
    signs,
    staff,
    takings,
    tasting,
    teapots,
    till,
    uploads,
)
from statuslab.server.teahouse.cellar import door as cellar_door
from statuslab.server.teahouse.house import Full, House
from statuslab.server.teahouse.replies import crashed, full, refused

__all__ = ["House", "make_app"]


def make_app(house: House, beside: Iterable[BaseRoute] = ()) -> Starlette:
    """The app that serves this house, reached as `request.app.state.house`; `beside` are further routes."""
    rooms = [menu, orders, brewing, till, staff, counter]
    rooms += [recipes, uploads, leaflets, signs, takings, board, tasting, teapots, museum]
    rooms.append(cellar_door)
    routes = [route for room in rooms for route in room.routes]
    app = Starlette(exception_handlers={HTTPException: refused, Full: full, Exception: crashed})
    app.router = Signpost([*routes, *beside])  # /teas/ is another address, not a misspelled one
    app.state.house = house
    return app
