"""The Teahouse: an ordinary Starlette app, in which every answer has its natural cause. No socket is known here."""

from __future__ import annotations

from functools import partial
from importlib import import_module

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from statuslab.server.prefix_router import Opening, PrefixRouter
from statuslab.server.teahouse.replies import http_error, insufficient_storage, server_error
from statuslab.server.teahouse.state import AppState, InsufficientStorage

__all__ = ["ROOMS", "AppState", "make_app", "routes_of"]

# Each room, and what the paths it serves begin with. A room is brought in when somebody first comes by.
ROOMS = {
    "menu": ("", "teas", "menu", "style.css", "autumn.css", "winter.css", "leaflets"),
    "orders": ("orders", "returns", "shop"),
    "brewing": ("brews", "pots", "kettle"),
    "till": ("till",),
    "staff": ("staff",),
    "guestbook": ("guestbook",),
    "notices": ("notices",),
    "photos": ("photos",),
    "specials": ("specials",),
    "recipes": ("recipes",),
    "uploads": ("uploads", "recordings"),
    "leaflets": ("leaflets",),
    "redirects": ("window-seat", "tables", "takeaway", "bar", "regulars", "login", "tea-list"),
    "payments": ("till",),
    "required_preconditions": ("specials",),
    "tasting": ("tasting",),
    "teapots": ("pot-1",),
    "museum": ("museum",),
    "webdav.routing": ("cellar",),
}


def make_app(state: AppState, beside: Opening = tuple) -> Starlette:
    """The app that serves this house, reached as `request.app.state.teahouse`; `beside` opens further routes."""
    app = Starlette(
        exception_handlers={
            HTTPException: http_error,
            InsufficientStorage: insufficient_storage,
            Exception: server_error,
        }
    )
    ways = {way for ways in ROOMS.values() for way in ways}
    app.router = PrefixRouter({way: partial(_rooms, way) for way in ways}, beside)
    app.state.teahouse = state
    return app


def _rooms(way: str) -> list[BaseRoute]:
    """The routes of the rooms that a way leads to."""
    return [route for room, ways in ROOMS.items() if way in ways for route in routes_of(room)]


def routes_of(room: str) -> list[BaseRoute]:
    """What a room serves; it is brought in if it was not yet."""
    routes: list[BaseRoute] = import_module(f"{__name__}.{room}").routes
    return routes
