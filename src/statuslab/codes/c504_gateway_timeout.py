"""504 Gateway Timeout (RFC 9110 section 15.6.5): the server behind the gateway did not answer in time."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Case, provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-kitchen-dawdles",
    title="An upstream that is too slow",
    situation=(
        "You order the roast. The gateway passes the order on and waits one second, which is its timeout. The "
        "kitchen needs three seconds. What does the gateway send you?"
    ),
    choices={
        202: "The gateway cannot promise anything for the kitchen.",
        408: "408 complains about a slow client. You were quick. The kitchen is slow.",
        502: "502 is for an invalid response or a failed connection. Here there was no response yet.",
        504: "The upstream did not respond in time.",
    },
    at_work="After a 504 the work may still have been done. Repeat only what may safely happen twice.",
    layer=Layer.GATEWAY,
)
def the_kitchen_dawdles(run: SceneRun) -> None:
    run.provoke("You order the roast and watch the gateway give up.", "GET /delivery/roast")
    run.resolve("The menu is quick: same gateway, same kitchen.", "GET /delivery/menu")


@scene(
    CODE,
    name="only-what-you-have",
    title="Only from the cache",
    situation=(
        "Your reader is offline on a train and sends `Cache-Control: only-if-cached`: answer from the cache, do not "
        "ask the origin. The gateway's cache has no copy of this page yet. What comes back?"
    ),
    choices={
        304: "304 says that your copy is current. You have none.",
        404: "The page exists. The cache was only told not to fetch it.",
        412: "only-if-cached is an instruction to a cache, not a condition on the resource.",
        504: "The status that the standard has for this case: no usable copy, and the cache may not ask.",
    },
    at_work="Not every 504 comes from a slow upstream: with only-if-cached, clients ask for it.",
    layer=Layer.GATEWAY,
)
def only_what_you_have(run: SceneRun) -> None:
    request = "GET /window/teas/7\nCache-Control: only-if-cached"
    run.provoke("The cache has no copy yet.", request)
    run.resolve(
        ("Somebody reads the page without only-if-cached, and the cache stores a copy."),
        "GET /window/teas/7",
        "a guest",
    )
    run.resolve("Now the same request gets the copy. See Age.", request)


# --- Challenge ----------------------------------------------------------------------------------------------


def _is_only_if_cached(case: Case) -> bool:
    return "only-if-cached" in case.request_header("Cache-Control")


CHALLENGE = provoke(
    CODE,
    name="the-roast-takes-three",
    title="A roast that takes three seconds",
    task=("The roast takes three seconds, and the gateway waits one. Order it and wait until the gateway answers."),
    hints=(
        "Your client's timeout must not end first.",
        "Everything at `/delivery/` goes through the gateway. Give your client a timeout of more than a second.",
        "`GET /delivery/roast`.",
    ),
    needs=(
        (lambda c: c.layer is Layer.GATEWAY, "A 504, but not from the gateway."),
        (
            lambda c: not _is_only_if_cached(c),
            "You asked for that 504 with only-if-cached. Here the kitchen should be too slow.",
        ),
    ),
    near=(
        (499, "You left before the gateway answered. Wait longer."),
        (502, "The kitchen's response was invalid. The roast is slow instead."),
        (408, "The server was waiting for you. It should wait for the kitchen."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /delivery/roast"],
]
NEAR_MISSES: NearMisses = [
    (["GET /window/teas/5\nCache-Control: only-if-cached"], "You asked for that 504"),
    ([("GET /delivery/roast", {"leave": 0.3})], "Wait longer"),
]
