"""Several things in one request: a batch of orders with a status for each (207), and a small GraphQL (200)."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.messages.problem_details import problem_details
from statuslab.server.protocol.fields import reason
from statuslab.server.teahouse.orders import store_order
from statuslab.server.teahouse.parsing import JSON, integer, json_object, read, tea_on_the_menu
from statuslab.server.teahouse.replies import Problem, json_reply, to_json
from statuslab.server.teahouse.state import AppState, Order

MOST = 20  # orders in a batch, fields in a query
GRAPHQL = "application/graphql-response+json"
_QUERY = re.compile(r"\s*\{((?:\s*(?:\w+\s*:\s*)?tea\s*\(\s*id\s*:\s*\d{1,6}\s*\)\s*\{[\s\w]*\})+)\s*\}\s*")
_FIELD = re.compile(r"(?:(\w+)\s*:\s*)?tea\s*\(\s*id\s*:\s*(\d+)\s*\)\s*\{([\s\w]*)\}")


# --- A batch ------------------------------------------------------------------------------------------------


async def place_orders(request: Request) -> Response:
    """Place each order that can be placed, and say of each what came of it.

    207 is WebDAV's, with XML; that a batch answers with it and JSON is a convention of APIs.
    """
    state: AppState = request.app.state.teahouse
    orders = json_object(await read(request, JSON)).get("orders")
    if not isinstance(orders, list) or not 1 <= len(orders) <= MOST:
        raise Problem(422, f"orders is a list of 1 to {MOST} orders.", field="orders")
    return json_reply({"responses": [outcome(state, facts) for facts in orders]}, 207)


def outcome(state: AppState, facts: Any) -> dict[str, object]:
    """Place one order of a batch: its status, and where it is or what is wrong with it."""
    try:
        order = json_object(to_json(facts))
        tea, cups = tea_on_the_menu(order, state), integer(order, "cups", 1, 12)
    except Problem as problem:
        details = problem_details(problem.status_code, reason(problem.status_code), problem.detail)
        return {"status": problem.status_code, "error": details["detail"]}
    state.require_room(state.orders)
    number = state.next_number("orders")
    store_order(state, Order(number, tea, cups, "open", state.revise(f"/orders/{number}")))
    return {"status": 201, "location": f"/orders/{number}"}


# --- GraphQL ------------------------------------------------------------------------------------------------


async def answer_query(request: Request) -> Response:
    """Answer a query for teas, with what was found in `data` and what was not in `errors`.

    The status follows the GraphQL over HTTP draft. Where some data was found, it is 200. A query that cannot be
    executed at all is 400, but 200 to clients that accept only application/json.
    """
    state: AppState = request.app.state.teahouse
    query = json_object(await read(request, JSON)).get("query")
    if not isinstance(query, str):
        raise Problem(400, "A GraphQL request has a query, which is a text.")
    modern = GRAPHQL in request.headers.get("accept", "")
    result = executed(query, state)
    status = 400 if modern and "data" not in result else 200
    return Response(to_json(result), status, media_type=GRAPHQL if modern else JSON)


def executed(query: str, state: AppState) -> dict[str, object]:
    """The GraphQL response to a query: no `data` where the query itself is wrong."""
    found = _QUERY.fullmatch(query) if len(query) < 2000 else None
    fields = _FIELD.findall(found[1]) if found else []
    if not 1 <= len(fields) <= MOST:
        return {"errors": [{"message": "Syntax Error: expected { tea(id: 7) { name } }"}]}
    data: dict[str, object] = {}
    errors: list[dict[str, object]] = []
    for alias, number, names in fields:
        tea = state.teas.get(int(number))
        key = alias or "tea"
        data[key] = selected(json_object(tea.content), names.split()) if tea else None
        if tea is None:
            errors.append({"message": f"There is no tea {number}.", "path": [key]})
    return {"data": data, "errors": errors} if errors else {"data": data}


def selected(tea: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The fields of a tea that were asked for."""
    return {name: tea.get(name) for name in names}


routes = [
    Route("/orders/batch", place_orders, methods=["POST"]),
    Route("/graphql", answer_query, methods=["POST"]),
]
