"""500 Internal Server Error (RFC 9110 section 15.6.1): something unexpected broke in the server."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="divided-by-nobody",
    title="Divided by nobody",
    situation=(
        "The page of today's special works out the price per cup. Today no cup is left, and nobody thought of that: "
        "the handler divides by zero. What do you, the guest, get to see?"
    ),
    choices={
        400: "You asked for a page in perfect form; the mistake is not yours.",
        500: "Internal Server Error: something broke inside, and more than that is not for you to know.",
        502: "Only one who asks another server on your behalf says this; the Teahouse failed by itself.",
        503: "That is a pause, with an end in sight; this bug will wait for you tomorrow.",
    },
    at_work="Repeating a 500 rarely helps, and a POST may have half happened. The cure is in the server's log.",
    source=("specials.todays_special",),
)
def divided_by_nobody(run: SceneRun) -> None:
    run.provoke("You open today's special.", "GET /specials/today")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-bug-report",
    title="The bug report",
    task=(
        "A guest writes that they cannot see what the special costs today. Reproduce it, and judge whether there is "
        "anything they could do about it."
    ),
    hints=(
        "Look for the page that a guest would open for it. There is nothing to be done wrong.",
        "Specials have pages of their own. One is a board, the other is about a day.",
        "`GET /specials/today`.",
    ),
    needs=(
        (lambda c: not c.exchange.via, "Something broke behind the gateway. Here the Teahouse itself should break."),
    ),
    near=(
        (502, "That is a messenger telling of somebody else's trouble. The Teahouse itself should break."),
        (503, "A pause, with an end. The guest's page breaks every time."),
        (404, "No such page. What would the special of the day be called?"),
        (
            lambda c: c.path == "/specials/board" and c.status == 200,
            "The board works. It is the price that nobody sees.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /specials/today"],
]
NEAR_MISSES: NearMisses = [
    (["GET /delivery/soup"], "The Teahouse itself should break"),
]
