"""Orders: placed with an Idempotency-Key, cancelled until they are shipped (409), then returned."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.conditions import check_preconditions
from statuslab.server.teahouse.idempotency_keys import require_room_for_key, store_reply, stored_reply
from statuslab.server.teahouse.parsing import JSON, integer, json_object, path_number, read, tea_on_the_menu
from statuslab.server.teahouse.replies import Problem, json_reply, redirect
from statuslab.server.teahouse.state import AppState, Order


async def list_orders(request: Request) -> Response:
    """All orders, by number."""
    state: AppState = request.app.state.teahouse
    version = state.latest["/orders"]
    check_preconditions(request, version, version.fields)
    return json_reply([order.as_json() for order in state.orders.values()], headers=version.fields)


async def read_order(request: Request) -> Response:
    """One order."""
    order = find_order(request)
    check_preconditions(request, order.version, order.version.fields)
    return json_reply(order.as_json(), headers=order.version.fields)


async def place_order(request: Request) -> Response:
    """A new order of a tea on the menu. A repeat with the same Idempotency-Key gets the first reply again."""
    state: AppState = request.app.state.teahouse
    content = await read(request, JSON)
    before = stored_reply(request, content)
    if before:
        return before
    check_preconditions(request, state.latest["/orders"])
    facts = json_object(content)
    tea, cups = tea_on_the_menu(facts, state), integer(facts, "cups", 1, 12)
    state.require_room(state.orders)
    require_room_for_key(request)
    number = state.next_number("orders")
    order = store_order(state, Order(number, tea, cups, "open", state.revise(f"/orders/{number}")))
    fields = {"Location": f"/orders/{number}"} | order.version.fields
    return store_reply(request, content, json_reply(order.as_json(), 201, fields))


async def change_order(request: Request) -> Response:
    """Cancel an order. A shipped one is 409: the request is valid, but conflicts with the order's state."""
    state: AppState = request.app.state.teahouse
    find_order(request)
    content = await read(request, JSON)
    order = find_order(request)  # again: it may have changed while the content arrived
    check_preconditions(request, order.version)
    if json_object(content).get("status") != "cancelled":
        raise Problem(422, "The one change you can ask for is status: cancelled.", field="status")
    if order.status in ("shipped", "returned"):  # say how to resolve the conflict: RFC 9110 section 15.5.10
        raise Problem(409, f"Too late, it is {order.status}. To send it back: POST /orders/{order.id}/return.")
    order = store_order(state, replace(order, status="cancelled", version=state.revise(f"/orders/{order.id}")))
    return json_reply(order.as_json(), headers=order.version.fields)


async def return_order(request: Request) -> Response:
    """Return a shipped order, once."""
    state: AppState = request.app.state.teahouse
    order = find_order(request)
    if order.status != "shipped":
        raise Problem(409, f"Only what was shipped can come back; this order is {order.status}.")
    store_order(state, replace(order, status="returned", version=state.revise(f"/orders/{order.id}")))
    number = state.next_number("returns")
    state.returns[number] = order.id
    return json_reply({"id": number, "order": order.id}, 201, {"Location": f"/returns/{number}"})


async def read_return(request: Request) -> Response:
    """One return."""
    state: AppState = request.app.state.teahouse
    number = path_number(request, "number")
    if number not in state.returns:
        raise Problem(404, "Nothing has come back under this number.")
    return json_reply({"id": number, "order": state.returns[number]})


async def old_orders_path(_: Request) -> Response:
    """The path that orders once had; links to it still work, by GET or POST (RFC 9110 section 15.4.2)."""
    return redirect(301, "/orders")


def find_order(request: Request) -> Order:
    """The order that the path names. Raises 404 where there is none."""
    state: AppState = request.app.state.teahouse
    number = path_number(request, "number")
    if number not in state.orders:
        raise Problem(404, "No such order. GET /orders lists them all.")
    return state.orders[number]


def store_order(state: AppState, order: Order) -> Order:
    """Store an order; the list of orders gets a new version too."""
    state.orders[order.id] = order
    state.revise("/orders")
    return order


routes = [
    Route("/orders", list_orders),
    Route("/orders", place_order, methods=["POST"]),
    Route("/orders/{number}", read_order),
    Route("/orders/{number}", change_order, methods=["PATCH"]),
    Route("/orders/{number}/return", return_order, methods=["POST"]),
    Route("/returns/{number}", read_return),
    Route("/shop/orders", old_orders_path, methods=["GET", "POST"]),
]
