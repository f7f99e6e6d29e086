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
    title="An upstream that does not speak HTTP",
    situation=(
        "Deliveries go through a gateway to the kitchen, its upstream server. The kitchen responds at once, but with "
        "bytes that are not HTTP. What does the gateway send you?"
    ),
    choices={
        200: "A 200 would need a valid response from the kitchen. The gateway has none.",
        500: "500 is for a failure of the server itself. The gateway works.",
        502: "502 says that the gateway asked the upstream and got no valid response.",
        504: "504 is for an upstream that is too slow. This one responded in time, with garbage.",
    },
    at_work=("The gateway sends the 502, but the problem is upstream: no connection, a broken one, or no HTTP."),
    layer=Layer.GATEWAY,
)
def the_kitchen_mumbles(run: SceneRun) -> None:
    run.provoke("You order soup. See what the gateway got.", "GET /delivery/soup")
    run.resolve(
        ("You order something else. The upstream closes the connection in the middle of its response."),
        "GET /delivery/cake",
    )
    run.resolve("You order from the other kitchen. It refuses the connection.", "GET /delivery-east/menu")


@scene(
    CODE,
    name="the-kitchen-has-a-supplier",
    title="A gateway behind the gateway",
    situation=(
        "The kitchen gets its cakes from a supplier, so it is a gateway, too. The supplier is down. The kitchen says "
        "so in a valid response, which your gateway receives in time. What does your gateway send you?"
    ),
    choices={
        200: "Your gateway has got a valid response. But it is an error, and a gateway passes that on as it is.",
        500: "500 would be a failure of the gateway itself. Both gateways work.",
        502: "The kitchen made this 502 for its supplier. Your gateway passes it on, and adds that it received it.",
        504: "504 is for a server that does not respond in time. The kitchen did.",
    },
    at_work=(
        "Read Proxy-Status first. With `error`, the gateway that is named there failed to get a response. With "
        "`received-status`, it only passed the status on, so look one server further."
    ),
)
def the_kitchen_has_a_supplier(run: SceneRun) -> None:
    run.provoke("You order from the supplier. See who made the 502.", "GET /courier/catering")
    run.resolve("The kitchen sends bytes that are not HTTP. This 502 is the gateway's.", "GET /courier/soup")
    run.resolve("The other kitchen refuses the connection.", "GET /courier-east/menu")
    run.resolve("The kitchen's menu arrives.", "GET /courier/menu")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="who-mumbles",
    title="What does the kitchen send?",
    task=(
        "Guests get an error when they order soup, and the Teahouse's own log shows nothing. Reproduce it, and see "
        "in the exchange what the gateway got from its upstream."
    ),
    hints=(
        "Deliveries go through a gateway to a kitchen. If the kitchen's response is invalid, the gateway sends one "
        "of its own.",
        "All requests for `/delivery/` go through it. The kitchen's menu lists what it cannot make.",
        "`GET /delivery/soup`.",
    ),
    needs=((lambda c: c.layer is Layer.GATEWAY, "A 502, but not from the gateway to the kitchen."),),
    near=(
        (504, "The kitchen was too slow. Order the soup: its response comes at once, but is not HTTP."),
        (499, "You left before the gateway could answer."),
        (
            lambda c: c.path.startswith("/delivery/") and c.status in (200, 404),
            "The kitchen's response was fine. Order what it cannot make.",
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
    (["GET /delivery/menu"], "Order what it cannot make"),
]
