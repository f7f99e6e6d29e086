"""428 Precondition Required (RFC 6585 section 3): a change has to say which version it is a change of."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-specials-board",
    title="Three tablets, one page",
    situation=(
        "The specials page is edited from three tablets. Last week two people overwrote each other's changes, so now "
        "every save must say which version it changes. Your tablet sends a plain PUT. What comes back?"
    ),
    choices={
        204: "As it was before, with the risk that somebody's change is lost and nobody notices.",
        409: "There is no conflict yet. The server does not even know which version you have seen.",
        412: "412 is for a condition that turned out false. You sent none.",
        428: "Send If-Match with the version that you have read.",
    },
    at_work=(
        "428: the condition is missing. 412: the condition is false. What to do is the same: read, merge, send with "
        "If-Match."
    ),
    source=("required_preconditions.write_board",),
)
def the_specials_board(run: SceneRun) -> None:
    mine = "PUT /specials/board\nContent-Type: text/plain"
    run.provoke("You write without a condition.", f"{mine}\n\nScones: eleven")
    board = run.resolve("You read the page, and its version.", "GET /specials/board")
    etag = board.response["ETag"] if board.response else ""
    run.resolve("You write with the version.", f"{mine}\nIf-Match: {etag}\n\nScones: eleven")
    run.resolve(
        "A tablet with the old version is refused, and overwrites nothing.",
        f"{mine}\nIf-Match: {etag}\n\nSold out",
        "the chef",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-old-tablet",
    title="The old tablet",
    task=(
        "One of three tablets still runs an old app that saves the specials without saying which version it has "
        "read. Send what it sends, and show that the server refuses it."
    ),
    hints=(
        "The old app sends plain text, and names no version.",
        "`PUT` with `text/plain` and without any condition. The page is among the specials.",
        "`PUT /specials/board` with `Content-Type: text/plain`, an empty line and a line of text.",
    ),
    needs=((lambda c: not c.request_header("If-Match"), "A 428, although you sent a condition."),),
    near=(
        (412, "You named a version, and it is not the current one. The old app names none."),
        (
            lambda c: c.path == "/specials/board" and c.status == 204,
            "Saved: you named the version. The old app does not.",
        ),
        (415, "This page takes plain text, and Content-Type must say so."),
        (lambda c: c.path == "/specials/board" and c.status == 200, "This reads the page. The old app writes."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PUT /specials/board\nContent-Type: text/plain\n\nScones: ten"],
]
NEAR_MISSES: NearMisses = [
    (['PUT /specials/board\nIf-Match: "v0"\nContent-Type: text/plain\n\nx'], "names none"),
]
