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
        "Your script still posts orders to `/shop/orders`. The Teahouse moved that page for good, to `/orders`. "
        "What does it answer to your POST?"
    ),
    choices={
        301: "Moved for good, with the new Location; and what your client now does with the POST is up to the client.",
        303: "That says: the answer to your POST is over there, fetch it. Here the order was not taken at all.",
        404: "It would hide what the server knows well: where the page went.",
        410: "Gone says there is no new address; there is one.",
    },
    at_work="Most clients turn a POST into a GET on 301, and the order is lost. Where people post, move with 308.",
    source=("orders.old_orders_path",),
)
def the_old_address(run: SceneRun) -> None:
    run.provoke("You post an order to the old address.", f"POST /shop/orders\n{ORDER}")
    run.resolve("What most clients do next: a GET. It succeeds, and your order is nowhere in it.", "GET /orders")
    run.resolve("What you meant: the same POST at the new address, for good.", f"POST /orders\n{ORDER}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="last-years-poster",
    title="Last year's poster",
    task=(
        "Last year's posters bear the address `/tea-list`, and guests type it in all the time. Find out what the "
        "Teahouse does with it, and whether bookmarks should be changed."
    ),
    hints=(
        "Ask as a guest does, with a client that shows you the first answer and does not run after it.",
        "Many clients follow by themselves; the lab sees the first answer all the same.",
        "`GET /tea-list`.",
    ),
    needs=(
        (lambda c: bool(c.response_header("Location")), "A 301 that does not say where to. A client is lost with it."),
    ),
    near=(
        (302, "That is a move for now. The poster's address moved for good."),
        (308, "For good, and made for those who post. The poster's address is simply read."),
        (307, "That is a move for now, made for those who post."),
        (lambda c: c.path == "/teas" and c.status == 200, "That is where it moved to. What does the old address say?"),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /tea-list"],
    [f"POST /shop/orders\n{ORDER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /window-seat"], "move for now"),
]
