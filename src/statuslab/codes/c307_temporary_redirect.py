"""307 Temporary Redirect (RFC 9110 section 15.4.8): the same request, unchanged, at another URI for now."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-painted-hatch",
    title="Takeaway orders for one day",
    situation=(
        "Your app posts takeaway orders to one URL. For today, another URL takes them. The order must arrive there "
        "with its method and body unchanged. What should the first URL return?"
    ),
    choices={
        302: "After a 302 most clients would turn the POST into a GET, and the order would be lost.",
        303: '303 means "done, now GET the result". Nothing has been done yet.',
        307: "307 tells the client to send the same method and body to the other URL, only this time.",
        308: "308 also keeps the method and body, but it is permanent. Tomorrow the first URL works again.",
    },
    at_work="To redirect a POST, use 307 or 308. With 301 and 302 nearly every client drops the body.",
    source=("redirects.takeaway_orders",),
)
def the_painted_hatch(run: SceneRun) -> None:
    run.provoke("You post to the first URL.", f"POST /takeaway/orders\n{ORDER}")
    run.resolve(
        "You send the same POST with the same body to the other URL: two cups arrived.", f"POST /orders\n{ORDER}"
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="wet-paint",
    title="Wet paint",
    task=(
        "The takeaway app posts its orders to `/takeaway/orders`, which redirects today. Send an order as the app "
        "does, and see whether it would arrive unchanged."
    ),
    hints=(
        "The app sends orders. It does not only read.",
        "`POST`, with the order as JSON. The redirect must keep both method and body.",
        '`POST /takeaway/orders` with `Content-Type: application/json` and an order such as `{"tea": 7, "cups": 1}`.',
    ),
    needs=((lambda c: c.method != "GET", "You got a 307, but for a GET, which has no body. Send an order."),),
    near=(
        (308, "This is a permanent move. The takeaway URL works again tomorrow."),
        (301, "A 301 loses orders: most clients turn the POST into a GET. It is also permanent."),
        (
            lambda c: c.path == "/orders" and c.status == 201,
            "You posted to the new URL. The app still uses `/takeaway/orders`.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /takeaway/orders\n{ORDER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /takeaway/orders"], "You got a 307, but"),
]
