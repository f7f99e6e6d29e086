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
        "Somebody types a minus by mistake, and the app orders -3 cups of Assam. The content is JSON as promised, and "
        "every brace is in place. The tea is on the menu. Only: there is no such thing as minus three cups, today or "
        "ever. What comes back?"
    ),
    choices={
        400: "Never quite wrong; but the content could be read without trouble, and there is a finer word.",
        409: "No state is in the way. Minus three cups will be no better tomorrow.",
        415: "JSON is what it should be, and JSON is what it is.",
        422: "Unprocessable Content: understood, well formed, and impossible.",
    },
    at_work="400: could not read it. 422: read it, makes no sense. A good one names the field.",
    source=("orders.place_order", "parsing.integer"),
)
def minus_three_cups(run: SceneRun) -> None:
    run.provoke("An order for minus three.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}')
    run.resolve("For three.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 3}}')


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-typing-mistake",
    title="A typing mistake",
    task=(
        "The app lets people type any number of cups, and support gets complaints. Send an order that is read without "
        "trouble and still cannot be taken, today or ever."
    ),
    hints=(
        "Good JSON, good address: it is a value that must be impossible.",
        "Look at `cups` and `tea`: which numbers can no table order?",
        '`POST /orders` with `Content-Type: application/json` and `{"tea": 7, "cups": -3}`.',
    ),
    needs=((lambda c: c.writes, "A 422 to a question?"),),
    near=(
        (400, "It could not even be read. Send good JSON with a bad number in it."),
        (409, "A state is in the way: at another moment the same request would do. Send what never will."),
        (415, "The format was refused. Say that it is JSON."),
        (order_was_placed, "Taken, and being served. Ask for something impossible."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}'],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /orders\n{JSON}\n\n{{"tea": 7,'], "could not even be read"),
]
