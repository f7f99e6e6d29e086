"""308 Permanent Redirect (RFC 9110 section 15.4.9): the same request, unchanged, at another URI for good."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-bar-is-gone",
    title="The bar is gone",
    situation=(
        "The bar was taken out last winter, and its orders go to the counter, for good. An old till still posts to the "
        "bar. Its order must reach the counter as a POST with all it contains, and the till should learn the new "
        "address. What does the Teahouse answer?"
    ),
    choices={
        301: "For good, too; but clients may make a GET of it, and do. The order would be lost.",
        307: "The method is safe with it, but it says: only for now. The bar is not coming back.",
        308: "Permanent Redirect: same method, same content, and from now on at the new address.",
        410: "Gone would be true of the bar, and would keep from the till where its orders belong.",
    },
    at_work="308 is 301 for people who post. Be sure before you send it: browsers remember it for a long time.",
    source=("redirects.bar_orders",),
)
def the_bar_is_gone(run: SceneRun) -> None:
    run.provoke("The old till posts to the bar.", f"POST /bar/orders\n{ORDER}", actor="the old till")
    run.resolve(
        "It posts the same again at the new address, and notes that down.",
        f"POST /orders\n{ORDER}",
        actor="the old till",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-old-till",
    title="The old till",
    task=(
        "The bar was taken out last winter, and an old till still posts to `/bar/orders`. Send an order as the till "
        "does, and get the answer that loses nothing and changes its address book."
    ),
    hints=(
        "The till sends orders. What matters is that method and content stay what they are.",
        "`POST`, with the order as JSON. There are two codes that keep the method; one of them is for good.",
        '`POST /bar/orders` with `Content-Type: application/json` and an order such as `{"tea": 7, "cups": 1}`.',
    ),
    needs=((lambda c: c.method != "GET", "A 308 to a GET: the till sends orders, and these must not get lost."),),
    near=(
        (301, "For good, but most clients would make a GET of the order. This is another old address."),
        (307, "Nothing is lost, but the till would come back here tomorrow."),
        (lambda c: c.path == "/orders" and c.status == 201, "Straight to the counter. The till does not know it yet."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /bar/orders\n{ORDER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /bar/orders"], "must not get lost"),
]
