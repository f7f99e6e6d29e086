"""502 Bad Gateway (RFC 9110 section 15.6.3): the gateway got no valid response from the server behind it."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-kitchen-mumbles",
    title="The kitchen mumbles",
    situation=(
        "Deliveries go through a gateway to the kitchen behind the house. Tonight the kitchen answers the gateway "
        "at once, with something that is not HTTP at all. What does the gateway tell you?"
    ),
    choices={
        200: "There is nothing it could hand on.",
        500: "The gateway itself is well; it is the one behind it that is not.",
        502: "Bad Gateway: I asked on your behalf, and what I got back was no proper answer.",
        504: "That is for silence. This answer came in time, only it was rubbish.",
    },
    at_work="A 502 is written by the messenger. Look at what stands behind it: refused, cut off, or not HTTP.",
    layer=Layer.GATEWAY,
)
def the_kitchen_mumbles(run: SceneRun) -> None:
    run.provoke("You ask for soup. See what the gateway heard.", "GET /delivery/soup")
    run.resolve("Another way to the same code: the kitchen hangs up in mid-sentence.", "GET /delivery/cake")
    run.resolve("And a third: nobody opens the door at all.", "GET /delivery-east/menu")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="who-mumbles",
    title="Who mumbles?",
    task=(
        "Guests get an error for the soup, and the Teahouse's own log is clean. Reproduce it, and see in the exchange "
        "what the gateway heard from behind."
    ),
    hints=(
        "Deliveries go through a gateway to a kitchen. What the kitchen says badly, the gateway tells in its own "
        "words.",
        "Everything at `/delivery/` goes that way; the kitchen's menu lists what it does not manage.",
        "`GET /delivery/soup`.",
    ),
    needs=((lambda c: c.layer is Layer.GATEWAY, "A 502, but not of the gateway to the kitchen."),),
    near=(
        (504, "The kitchen was too slow for the gateway. Soup comes at once, it is only not understood."),
        (499, "You left before the gateway could tell."),
        (
            lambda c: c.path.startswith("/delivery/") and c.status in (200, 404),
            "The kitchen answered properly. Order what it does not manage.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /delivery/soup"],
    ["GET /delivery/cake"],
    ["GET /delivery-east/menu"],
]
NEAR_MISSES: NearMisses = [
    (["GET /delivery/menu"], "Order what it does not manage"),
]
