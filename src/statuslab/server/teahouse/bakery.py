"""The bakery: a service that runs on two servers behind a load balancer, with health checks that ask two questions.

A server may have lost its database while its process still runs. Liveness (/livez) asks for the process, readiness
(/readyz) for everything that an order needs.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.replies import Problem, json_reply
from statuslab.server.teahouse.state import AppState

NO_STORE = {"Cache-Control": "no-store"}  # a cached health check says nothing


async def order_bread(request: Request) -> Response:
    """A loaf, and which server sold it. Raises 503 on a server without its database."""
    state: AppState = request.app.state.teahouse
    require_database(state)
    return json_reply({"bread": "rye", "sold_by": state.server}, headers=NO_STORE)


async def livez(request: Request) -> Response:
    """Liveness: the process runs. It does not ask the database, for a restart would not bring that back."""
    state: AppState = request.app.state.teahouse
    return json_reply({"server": state.server, "alive": True}, headers=NO_STORE)


async def readyz(request: Request) -> Response:
    """Readiness: can this server do its work now? Raises 503 where it cannot."""
    state: AppState = request.app.state.teahouse
    require_database(state)
    return json_reply({"server": state.server, "ready": True}, headers=NO_STORE)


async def lose_database(request: Request) -> Response:
    """From now on this server does not reach its database."""
    state: AppState = request.app.state.teahouse
    state.database_lost = True
    return Response(status_code=204)


async def find_database(request: Request) -> Response:
    """The server reaches its database again."""
    state: AppState = request.app.state.teahouse
    state.database_lost = False
    return Response(status_code=204)


def require_database(state: AppState) -> None:
    """Raise 503 on a server that does not reach its database."""
    if state.database_lost:
        raise Problem(503, f"{state.server} cannot reach its database.", NO_STORE)


routes = [
    Route("/bakery/bread", order_bread),
    Route("/bakery/livez", livez),
    Route("/bakery/readyz", readyz),
    Route("/bakery/{server}/bread", order_bread),  # the same, past the load balancer: the gateway picks the server
    Route("/bakery/{server}/livez", livez),
    Route("/bakery/{server}/readyz", readyz),
    Route("/bakery/{server}/outage", lose_database, methods=["POST"]),
    Route("/bakery/{server}/outage", find_database, methods=["DELETE"]),
]
