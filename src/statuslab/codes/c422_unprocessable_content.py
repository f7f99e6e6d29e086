"""422 Unprocessable Content (RFC 9110 section 15.5.21): the content can be read, and what it says cannot be done."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.predicates import order_was_placed
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="minus-three-cups",
    title="Minus three cups",
    situation=(
        "An app lets somebody order -3 cups of Assam. The body is valid JSON with the right "
        "Content-Type, and the tea is on the menu. But nobody can ever serve minus three cups. Which "
        "status says so most precisely?"
    ),
    choices={
        400: "400 is never quite wrong. But the server could read the body, and there is a more precise code.",
        409: "409 is for a request that would work in another state. Minus three cups never work.",
        415: "415 is for a wrong format. The server wants JSON, and it got JSON.",
        422: "422 says that the server could read the order, and that it makes no sense.",
    },
    at_work=(
        "400 means that the server could not read the body, 422 that the body makes no sense. A good 422 "
        "names the wrong field."
    ),
    source=("orders.place_order", "parsing.integer"),
)
def minus_three_cups(run: SceneRun) -> None:
    run.provoke("An order for minus three cups.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}')
    run.resolve("For three.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 3}}')


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-typing-mistake",
    title="An order that can never work",
    task=(
        "The app lets people type any number of cups, and support gets complaints. Send an order that "
        "the server can read but can never accept."
    ),
    hints=(
        "Send valid JSON to the right URL, with an impossible value in it.",
        "Look at `cups` and `tea`: which numbers can nobody order?",
        '`POST /orders` with `Content-Type: application/json` and `{"tea": 7, "cups": -3}`.',
    ),
    needs=((lambda c: c.writes, "A 422, but you sent no order."),),
    near=(
        (400, "The server could not read it. Send valid JSON with an impossible number in it."),
        (409, "A 409 means that the same request would work in another state. Send an order that never works."),
        (415, "The format was refused. Say that it is JSON."),
        (order_was_placed, "The order was accepted. Ask for something impossible."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}'],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /orders\n{JSON}\n\n{{"tea": 7,'], "could not read it"),
]
