"""409 Conflict (RFC 9110 section 15.5.10): the current state of the resource does not allow the request."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.predicates import has_condition
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="already-shipped",
    title="Already shipped",
    situation=(
        "A guest cancels order 3 in the app. You send `PATCH /orders/3` with the new status. The content is fine, no "
        "condition was sent, but the order left the house an hour ago. What comes back?"
    ),
    choices={
        400: "Nothing is wrong with the request; yesterday it would have worked.",
        409: "Conflict: fine request, wrong moment. The state of the order is in the way.",
        412: "That needs a condition in the request that turned out false; none was sent.",
        422: "The same content would be fine for another order, so the content is not the trouble.",
    },
    at_work="A good 409 says what is in the way and what you can do instead. Do that; do not retry.",
    source=("orders.change_order",),
)
def already_shipped(run: SceneRun) -> None:
    run.before("The order as it stands.", "GET /orders/3")
    run.provoke("You try to cancel it.", f'PATCH /orders/3\n{JSON}\n\n{{"status": "cancelled"}}')
    run.resolve("The answer named a way that is open: a return.", "POST /orders/3/return")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="too-late-to-cancel",
    title="Too late to cancel",
    task=(
        "A guest wants to cancel an order that has left the house already. Send what the app would send, and find in "
        "the answer what the guest can do instead."
    ),
    hints=(
        "Look through the orders for one on which nothing can be changed any more.",
        "The change is a `PATCH` with JSON: `status` becomes `cancelled`. No condition is sent along.",
        '`PATCH /orders/3` with `Content-Type: application/json` and `{"status": "cancelled"}`.',
    ),
    needs=(
        (
            lambda c: not has_condition(c),
            "A 409, and you had set a condition: leave it out, the state alone is in the way.",
        ),
        (lambda c: c.writes, "A 409 to a question?"),
        (lambda c: c.path.startswith("/orders/"), "A state is in the way, but it is not the guest's order."),
    ),
    near=(
        (412, "A condition of yours failed. The guest's app sends none."),
        (
            lambda c: c.path.startswith("/orders/") and c.method == "PATCH" and c.status == 200,
            "That one could still be cancelled. Look for an order that has left the house.",
        ),
        (422, "The only change one can ask for is to cancel; `detail` says how."),
        (415, "It wants JSON, and to be told so."),
        (400, "The content could not be read as JSON."),
        (428, "Something insists on a condition. Orders do not."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'PATCH /orders/3\n{JSON}\n\n{{"status": "cancelled"}}'],
]
NEAR_MISSES: NearMisses = [
    ([f'PATCH /orders/3\nIf-Match: "v0"\n{JSON}\n\n{{"status": "cancelled"}}'], "sends none"),
    ([f'PATCH /orders/3\nIf-Match: "v1"\n{JSON}\n\n{{"status": "cancelled"}}'], "leave it out"),
    ([f'PATCH /orders/2\n{JSON}\n\n{{"status": "cancelled"}}'], "could still be cancelled"),
]
