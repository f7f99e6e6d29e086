"""301 Moved Permanently (RFC 9110 section 15.4.2): the resource has a new URI for good."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-old-address",
    title="The old address",
    situation=(
        "Your script still posts orders to `/shop/orders`. That page has moved to `/orders` permanently. Which "
        "status does the old URL return for your POST?"
    ),
    choices={
        301: (
            "301 means moved permanently, and Location has the new URL. Your client decides what it does with the POST."
        ),
        303: "303 says that the result of your POST is elsewhere. Here the order was not accepted at all.",
        404: "404 would hide what the server knows: where the page is now.",
        410: "410 says that there is no new URL. There is one.",
    },
    at_work=(
        "On a 301 most clients turn a POST into a GET, and the order is lost. For URLs that people post to, use 308."
    ),
    source=("orders.old_orders_path",),
)
def the_old_address(run: SceneRun) -> None:
    run.provoke("You post an order to the old URL.", f"POST /shop/orders\n{ORDER}")
    run.resolve("Most clients now send a GET. It succeeds, but it has no order in it.", "GET /orders")
    run.resolve("You wanted this: the same POST at the new URL.", f"POST /orders\n{ORDER}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="last-years-poster",
    title="Last year's poster",
    task=(
        "Last year's posters show the URL `/tea-list`, and guests still type it. Find out what the Teahouse returns "
        "for it, and whether bookmarks should be changed."
    ),
    hints=(
        "Ask as a guest does, with a client that shows you the first response and does not follow it.",
        "Many clients follow redirects by themselves. The lab sees the first response all the same.",
        "`GET /tea-list`.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "This 301 does not say where to go."),),
    near=(
        (302, "This is a temporary move. The poster's URL moved permanently."),
        (308, "This move is permanent too, but it keeps the method. The poster's URL returns the older code."),
        (307, "This is a temporary move that keeps the method."),
        (lambda c: c.path == "/teas" and c.status == 200, "This is the new URL. What does the old one return?"),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /tea-list"],
    [f"POST /shop/orders\n{ORDER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /window-seat"], "This is a temporary move"),
]
