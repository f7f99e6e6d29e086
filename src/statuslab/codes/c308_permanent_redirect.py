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
        "The bar was removed last winter, and the counter takes its orders permanently. An old till still posts "
        "to the bar's URL. The order must arrive with method and body unchanged, and the till should remember "
        "the new URL. What should the server return?"
    ),
    choices={
        301: "301 is permanent too, but clients may turn the POST into a GET, and most do. The order would be lost.",
        307: "307 keeps the method, but it is temporary. The bar is not coming back.",
        308: "308 tells the client to send the same method and body to the new URL, from now on.",
        410: "The bar is gone, but a 410 would not tell the till where to send its orders.",
    },
    at_work=(
        "308 is the permanent redirect that keeps a POST. Be sure before you send it: browsers remember it for long."
    ),
    source=("redirects.bar_orders",),
)
def the_bar_is_gone(run: SceneRun) -> None:
    run.provoke("The old till posts to the bar.", f"POST /bar/orders\n{ORDER}", actor="the old till")
    run.resolve(
        "It posts the same order to the new URL and remembers that URL.",
        f"POST /orders\n{ORDER}",
        actor="the old till",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-old-till",
    title="The old till",
    task=(
        "The bar was removed last winter, and an old till still posts to `/bar/orders`. Send an order as the till "
        "does, and get the response that loses nothing and makes the till remember the new URL."
    ),
    hints=(
        "The till sends orders. Method and body must stay what they are.",
        "`POST`, with the order as JSON. Two codes keep the method, and one of them is permanent.",
        '`POST /bar/orders` with `Content-Type: application/json` and an order such as `{"tea": 7, "cups": 1}`.',
    ),
    needs=(
        (
            lambda c: c.method != "GET",
            ("You got a 308, but for a GET. The till sends orders, and no order may get lost."),
        ),
    ),
    near=(
        (301, "Permanent, but most clients would turn the order into a GET. This is another old URL."),
        (307, "No order is lost, but the till would ask the old URL again tomorrow."),
        (
            lambda c: c.path == "/orders" and c.status == 201,
            ("You posted to the counter's URL. The till does not know that URL yet."),
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /bar/orders\n{ORDER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /bar/orders"], "no order may get lost"),
]
