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
    title="The kitchen dawdles",
    situation=(
        "You order the roast. The gateway passes it on and waits one second, which is all the patience it has. "
        "The kitchen needs three. What does the gateway tell you?"
    ),
    choices={
        202: "The gateway promises nothing on the kitchen's behalf.",
        408: "That complains of a slow client. You were quick; it is the kitchen that is slow.",
        502: "For a bad answer or a failed connection. Here there was simply no answer yet.",
        504: "Gateway Timeout: I asked, I waited, nothing came in time.",
    },
    at_work="After a 504 the work may still have been done. Repeat only what may happen twice.",
    layer=Layer.GATEWAY,
)
def the_kitchen_dawdles(run: SceneRun) -> None:
    run.provoke("You order the roast and watch the gateway lose its patience.", "GET /delivery/roast")
    run.resolve("The menu is quick: same gateway, same kitchen.", "GET /delivery/menu")


@scene(
    CODE,
    name="only-what-you-have",
    title="Only what you have",
    situation=(
        "The shop window shows copies that the gateway's cache keeps. Your reader, on a train, says "
        "`Cache-Control: only-if-cached`: give me what you hold, do not ask. It holds nothing yet. What comes back?"
    ),
    choices={
        304: "That says that you hold the current copy; you hold none.",
        404: "The page exists; the cache was only not allowed to fetch it.",
        412: "only-if-cached is a wish to a cache, not a condition on the resource.",
        504: "The one answer a cache has for it: nothing usable here, and I was told not to ask.",
    },
    at_work="Not every 504 is a slow upstream: some clients ask for it, with only-if-cached.",
    layer=Layer.GATEWAY,
)
def only_what_you_have(run: SceneRun) -> None:
    request = "GET /window/teas/7\nCache-Control: only-if-cached"
    run.provoke("A cold cache.", request)
    run.resolve("Somebody looks at it without the wish, and the copy is kept.", "GET /window/teas/7", "a guest")
    run.resolve("Now the same wish is met. See Age.", request)


# --- Challenge ----------------------------------------------------------------------------------------------


def _is_only_if_cached(case: Case) -> bool:
    return "only-if-cached" in case.request_header("Cache-Control")


CHALLENGE = provoke(
    CODE,
    name="the-roast-takes-three",
    title="The roast takes three",
    task=(
        "The roast needs three seconds, and the gateway has patience for one. Order it, stay on the line, and have the "
        "gateway tell you."
    ),
    hints=(
        "It is not your patience that must end first.",
        "Everything at `/delivery/` goes through the gateway. Give your client a time-out of more than a second.",
        "`GET /delivery/roast`.",
    ),
    needs=(
        (lambda c: c.layer is Layer.GATEWAY, "A 504, but not of the gateway."),
        (
            lambda c: not _is_only_if_cached(c),
            "That 504 you asked for: a cache may not ask on, and holds nothing. Here the kitchen should be too slow.",
        ),
    ),
    near=(
        (499, "You left before the gateway did. Stay on the line."),
        (502, "The kitchen answered, and nobody could understand it. The roast is slow, not garbled."),
        (408, "The server waited for you. It should wait for the kitchen."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /delivery/roast"],
]
NEAR_MISSES: NearMisses = [
    (["GET /window/teas/5\nCache-Control: only-if-cached"], "That 504 you asked for"),
    ([("GET /delivery/roast", {"leave": 0.3})], "Stay on the line"),
]
