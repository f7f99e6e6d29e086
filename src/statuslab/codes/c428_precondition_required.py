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
        "People edit the specials page on three tablets. Last week two of them overwrote each other's "
        "changes, so now every save must say which version it changes. Your tablet sends a plain PUT. "
        "What comes back?"
    ),
    choices={
        204: "That was the response before. Then somebody's change can get lost, and nobody notices.",
        409: (
            "409 is for a conflict. The server cannot know of one, because you did not say which version you have seen."
        ),
        412: "412 is for a condition that turned out false. You sent none.",
        428: "428 asks for a condition: send If-Match with the version that you have read.",
    },
    at_work=(
        "A 428 says that the condition is missing, a 412 that it is false. After both: read, merge, "
        "and send with If-Match."
    ),
    source=("required_preconditions.write_board",),
)
def the_specials_board(run: SceneRun) -> None:
    mine = "PUT /specials/board\nContent-Type: text/plain"
    run.provoke("You write without a condition.", f"{mine}\n\nScones: eleven")
    board = run.resolve("You read the page and its version.", "GET /specials/board")
    etag = board.response["ETag"] if board.response else ""
    run.resolve("You write, and send the version in If-Match.", f"{mine}\nIf-Match: {etag}\n\nScones: eleven")
    run.resolve(
        "A tablet sends the old version. It gets a 412 and overwrites nothing.",
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
        "`PUT` with `text/plain` and without any condition. The URL begins with `/specials/`.",
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
        (lambda c: c.path == "/specials/board" and c.status == 200, "You read the page. The old app writes it."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PUT /specials/board\nContent-Type: text/plain\n\nScones: ten"],
]
NEAR_MISSES: NearMisses = [
    (['PUT /specials/board\nIf-Match: "v0"\nContent-Type: text/plain\n\nx'], "names none"),
]
