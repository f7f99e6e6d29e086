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
        302: "Most clients would turn the POST into a GET, and the order would be lost silently.",
        303: '303 demands a GET. It means "done, see the result", and nothing has been done.',
        307: "The same method and the same body at the other URL, this once.",
        308: "The same promise about method and body, but for good. Tomorrow the first URL works again.",
    },
    at_work="To redirect a POST, use 307 or 308. With 301 and 302 nearly every client drops the body.",
    source=("redirects.takeaway_orders",),
)
def the_painted_hatch(run: SceneRun) -> None:
    run.provoke("You post to the first URL.", f"POST /takeaway/orders\n{ORDER}")
    run.resolve("The same POST with the same body at the other URL: two cups arrived.", f"POST /orders\n{ORDER}")


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
    needs=((lambda c: c.method != "GET", "A 307 to a GET: there was no body to lose. Send an order."),),
    near=(
        (308, "This is a permanent move. The takeaway URL works again tomorrow."),
        (301, "This one loses orders: most clients turn it into a GET. It is also permanent."),
        (
            lambda c: c.path == "/orders" and c.status == 201,
            "This posts straight to the new place. The app still uses `/takeaway/orders`.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /takeaway/orders\n{ORDER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /takeaway/orders"], "there was no body to lose"),
]
