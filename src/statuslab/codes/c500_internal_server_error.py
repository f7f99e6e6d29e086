"""500 Internal Server Error (RFC 9110 section 15.6.1): something unexpected broke in the server."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="divided-by-nobody",
    title="A division by zero",
    situation=(
        "The page of today's special computes the price per cup. Today there are no cups left, and the code divides "
        "by zero. What does the guest see?"
    ),
    choices={
        400: "400 is for a bad request. This request is fine.",
        500: "500 says that something broke in the application, and not more.",
        502: "502 is for a gateway whose upstream failed. Here the Teahouse's own code failed.",
        503: "503 is temporary. This bug will still be there tomorrow.",
    },
    at_work=("A retry after a 500 rarely helps. Look for the cause in the server's log."),
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
        "A guest reports that they cannot see the price of today's special. Reproduce it, and find out whether the "
        "guest could do anything about it."
    ),
    hints=(
        "Look for the page that a guest would open to see it. Your request can be perfectly correct.",
        "There are two pages below `/specials/`. One is a board, the other is about today.",
        "`GET /specials/today`.",
    ),
    needs=(
        (lambda c: not c.exchange.via, "Something broke behind the gateway. Here the Teahouse itself should break."),
    ),
    near=(
        (502, "A gateway sends this when its upstream fails. The Teahouse itself should break."),
        (503, "503 is temporary. The guest's page breaks every time."),
        (404, "There is no such page. What would the special of the day be called?"),
        (
            lambda c: c.path == "/specials/board" and c.status == 200,
            "This page works. Find the page that should show today's price.",
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
