"""504 Gateway Timeout (RFC 9110 section 15.6.5): the server behind the gateway did not answer in time."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Case, provoke
from statuslab.scenarios.request_texts import PAYMENT
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
        202: "202 would say that the order is accepted. The gateway cannot know that.",
        408: "408 is for a slow client. Here the kitchen is slow.",
        502: "502 is for an invalid response or a failed connection. Here there was no response yet.",
        504: "504 says that the upstream did not respond in time.",
    },
    at_work="After a 504 the upstream may still have done the work. Retry only what may safely happen twice.",
    layer=Layer.GATEWAY,
)
def the_kitchen_dawdles(run: SceneRun) -> None:
    run.provoke("You order the roast and watch the gateway give up.", "GET /delivery/roast")
    run.resolve("You ask for the menu. The kitchen sends it quickly.", "GET /delivery/menu")


@scene(
    CODE,
    name="only-what-you-have",
    title="Only from the cache",
    situation=(
        "Your feed reader sends `Cache-Control: only-if-cached`. It means: answer from the cache, and "
        "do not ask the origin. The gateway's cache has no copy of this page yet. What comes back?"
    ),
    choices={
        304: "304 says that your copy is current. You have none.",
        404: "404 is for a page that does not exist. This one exists, but the cache may not fetch it.",
        412: "412 is for a false condition. only-if-cached is not a condition, but an instruction to the cache.",
        504: "The standard has 504 for this case: the cache has no usable copy and may not ask the origin.",
    },
    at_work="Not every 504 comes from a slow upstream: only-if-cached can be the reason, too.",
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


@scene(
    CODE,
    name="prices-must-be-right",
    title="A copy that must not be used",
    situation=(
        "The price list has `max-age=10, must-revalidate`. A guest read it 15 seconds ago. Then the Teahouse loses its "
        "power, and no connection to it gets a response. You read the prices through the cache. What comes back?"
    ),
    choices={
        200: "A page with max-age alone would come, stale. must-revalidate forbids just that.",
        502: "With no copy, it would be 502. For a copy that must be revalidated the standard names 504.",
        503: "The Teahouse cannot say that it is out of service. It says nothing.",
        504: "The cache has a copy, may not use it without asking, and nobody answers.",
    },
    at_work=(
        "must-revalidate is for what is worse wrong than missing, such as prices and permissions. It changes nothing "
        "as long as the copy is fresh."
    ),
    layer=Layer.GATEWAY,
    source=("display.read_page", "display.unless_out"),
)
def prices_must_be_right(run: SceneRun) -> None:
    run.before("A guest reads the prices.", "GET /window/display/prices", "a guest")
    run.before("And the page of the day, which has only max-age.", "GET /window/display/today", "a guest")
    run.meanwhile("The admin pulls the wrong plug.", "POST /display/power-cut", "the admin")
    run.skip(15)
    run.provoke("You read the prices through the cache.", "GET /window/display/prices")
    run.resolve("The other page is as stale, and comes.", "GET /window/display/today")
    run.resolve("The plug is back in.", "DELETE /display/power-cut", "the admin")
    run.resolve("So are the prices, after a 304.", "GET /window/display/prices")


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
        "All requests for `/delivery/` go through the gateway. Give your client a timeout of more than a second.",
        "`GET /delivery/roast`.",
    ),
    needs=(
        (lambda c: c.layer is Layer.GATEWAY, "A 504, but not from the gateway."),
        (lambda c: not c.path.startswith("/pay/"), "That was the till, which is slow too. Order the roast."),
        (
            lambda c: not _is_only_if_cached(c),
            "You asked for that 504 with only-if-cached. Here the kitchen should be too slow.",
        ),
    ),
    near=(
        (499, "You left before the gateway answered. Wait longer."),
        (502, "The kitchen's response was invalid. Order the roast, which is only slow."),
        (408, "The server was waiting for the rest of your request. Send all of it."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /delivery/roast"],
]
NEAR_MISSES: NearMisses = [
    (["GET /window/teas/5\nCache-Control: only-if-cached"], "You asked for that 504"),
    ([("GET /delivery/roast", {"leave": 0.3})], "Wait longer"),
    ([PAYMENT], "That was the till"),
]
