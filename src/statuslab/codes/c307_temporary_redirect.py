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
    title="The freshly painted hatch",
    situation=(
        "Takeaway orders are posted to the hatch. It is being painted today, so for a few hours the main counter takes "
        "them. Your app posts an order to the hatch as always, and the order must arrive as it is, not as an empty "
        "question. What should the hatch answer?"
    ),
    choices={
        302: "Most clients would turn the POST into a GET, and the order would be lost without a sound.",
        303: "That even demands a GET. It is for 'done, see the result', and nothing has been done.",
        307: "Temporary Redirect: the same method and the same content, over there, this once.",
        308: "The same promise about the method, but for good; the paint will be dry by tonight.",
    },
    at_work="Redirecting a POST? 307 or 308. With 301 and 302 the content is gone in nearly every client.",
    source=("redirects.takeaway_orders",),
)
def the_painted_hatch(run: SceneRun) -> None:
    run.provoke("You post to the hatch.", f"POST /takeaway/orders\n{ORDER}")
    run.resolve("The same POST with the same content at the counter: two cups arrived.", f"POST /orders\n{ORDER}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="wet-paint",
    title="Wet paint",
    task=(
        "The takeaway app posts its orders to `/takeaway/orders`, and the hatch there is being painted. Send an order "
        "as the app does, and see whether it would arrive unharmed where it is sent today."
    ),
    hints=(
        "An app that sends orders does not merely look.",
        "`POST`, with the order as JSON. What you want to see is that nothing of it has to change on the way.",
        '`POST /takeaway/orders` with `Content-Type: application/json` and an order such as `{"tea": 7, "cups": 1}`.',
    ),
    needs=((lambda c: c.method != "GET", "A 307 to a GET: nothing could have been lost. Send an order."),),
    near=(
        (308, "For good, that says. The paint will be dry by tonight."),
        (301, "That one loses orders: most clients make a GET of it. And it says that it is for good."),
        (
            lambda c: c.path == "/orders" and c.status == 201,
            "Straight to the counter. The app still goes to the hatch.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /takeaway/orders\n{ORDER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /takeaway/orders"], "nothing could have been lost"),
]
