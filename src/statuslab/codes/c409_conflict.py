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
    title="The order has been shipped",
    situation=(
        "A guest cancels order 3 in the app, which sends `PATCH /orders/3` with the new status. The body is fine, "
        "and there is no condition in the request. But the order was shipped an hour ago. What comes back?"
    ),
    choices={
        400: "400 is for a bad request. This one is fine: yesterday it would have worked.",
        409: "409 says that the request is fine, but the order's current state does not allow it.",
        412: "412 needs a condition in the request that turned out false. There was none.",
        422: "422 is for a body that makes no sense. The same body would be fine for another order.",
    },
    at_work="A good 409 says what the conflict is and what you can do instead. Do that, and do not just retry.",
    source=("orders.change_order",),
)
def already_shipped(run: SceneRun) -> None:
    run.before("You read the order as it is now.", "GET /orders/3")
    run.provoke("You try to cancel it.", f'PATCH /orders/3\n{JSON}\n\n{{"status": "cancelled"}}')
    run.resolve("The response said that you can still return the tea, so you do that.", "POST /orders/3/return")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="too-late-to-cancel",
    title="Too late to cancel",
    task=(
        "A guest wants to cancel an order that has been shipped. Send what the app would send, and find out from the "
        "response what the guest can do instead."
    ),
    hints=(
        "Look for an order that can no longer be changed.",
        "The change is a `PATCH` with JSON: `status` becomes `cancelled`. Send no condition with it.",
        '`PATCH /orders/3` with `Content-Type: application/json` and `{"status": "cancelled"}`.',
    ),
    needs=(
        (
            lambda c: not has_condition(c),
            "A 409, but your request had a condition. Send none, so that the order's state is the only reason.",
        ),
        (lambda c: c.writes, "A 409, but you changed nothing."),
        (lambda c: c.path.startswith("/orders/"), "This 409 is about another resource. Change a guest's order."),
    ),
    near=(
        (412, "Your condition failed. The guest's app sends none."),
        (
            lambda c: c.path.startswith("/orders/") and c.method == "PATCH" and c.status == 200,
            "This order could still be cancelled. Look for one that has been shipped.",
        ),
        (422, "You can only cancel an order, and nothing else. `detail` says how."),
        (415, "The server takes JSON, and Content-Type must say so."),
        (400, "The body is not valid JSON."),
        (428, "This page insists on a condition. Orders do not."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'PATCH /orders/3\n{JSON}\n\n{{"status": "cancelled"}}'],
]
NEAR_MISSES: NearMisses = [
    ([f'PATCH /orders/3\nIf-Match: "v0"\n{JSON}\n\n{{"status": "cancelled"}}'], "sends none"),
    ([f'PATCH /orders/3\nIf-Match: "v1"\n{JSON}\n\n{{"status": "cancelled"}}'], "Send none"),
    ([f'PATCH /orders/2\n{JSON}\n\n{{"status": "cancelled"}}'], "could still be cancelled"),
]
