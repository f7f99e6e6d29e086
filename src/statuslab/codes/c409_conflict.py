"""409 Conflict (RFC 9110 section 15.5.10): the current state of the resource does not allow the request."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.predicates import has_condition
from statuslab.scenarios.request_texts import JSON, PAYMENT
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


@scene(
    CODE,
    name="the-payment-is-still-running",
    title="A retry that comes too early",
    situation=(
        "Your app pays through a gateway, with an `Idempotency-Key`. The gateway gives up after a second and sends an "
        "error, but the payment goes on behind it. The app retries at once, with the same key. What comes back?"
    ),
    choices={
        201: "That is the answer once the payment is done. It is not done yet.",
        409: "The server knows the key, and the first request with it is still running.",
        422: "That is for the same key with another body. Here the body is the same.",
        504: "The app answers at once this time, so the gateway does not have to wait.",
    },
    at_work=(
        "After this 409, wait and retry with the same key. Then you get the stored answer to the first request, and "
        "nothing is paid twice. A new key would be a second payment."
    ),
    source=("card_payments.pay_by_card", "card_payments.repeated", "idempotency_keys.key_of"),
)
def the_payment_is_still_running(run: SceneRun) -> None:
    run.before("The app pays. After a second, the gateway gives up.", PAYMENT, actor="the app")
    refused = run.provoke("It retries at once, with the same key.", PAYMENT, actor="the app")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("It waits and retries: this is the answer that the first request missed.", PAYMENT, actor="the app")
    run.resolve("The same key with another sum is refused.", PAYMENT.replace("4}", "5}"), actor="the app")
    run.resolve("You look: it was paid once.", "GET /till/card")


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
