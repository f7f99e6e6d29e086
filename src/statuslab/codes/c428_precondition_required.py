"""428 Precondition Required (RFC 6585 section 3): a change has to say which version it is a change of."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-specials-board",
    title="The specials board",
    situation=(
        "On the board by the door everyone writes the specials, from three tablets. Last week two people wiped out "
        "each other's lines, so the house made a rule: no change without saying what it is a change of. Your tablet "
        "sends a plain PUT. What comes back?"
    ),
    choices={
        204: "As before, with the risk that somebody's scones are gone and nobody notices.",
        409: "There is no clash yet. The server does not even know which version you have seen.",
        412: "For a condition that turned out false. You have sent none.",
        428: "Precondition Required: send If-Match with the version you have read.",
    },
    at_work="428: condition missing. 412: condition false. Both end the same way: read, merge, send with If-Match.",
    source=("required_preconditions.write_board",),
)
def the_specials_board(run: SceneRun) -> None:
    mine = "PUT /specials/board\nContent-Type: text/plain"
    run.provoke("You write without a condition.", f"{mine}\n\nScones: eleven")
    board = run.resolve("You read the board, and its version.", "GET /specials/board")
    etag = board.response["ETag"] if board.response else ""
    run.resolve("You write with the version.", f"{mine}\nIf-Match: {etag}\n\nScones: eleven")
    run.resolve(
        "Who still has the old version is told, and wipes out nothing.",
        f"{mine}\nIf-Match: {etag}\n\nSold out",
        "the chef",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-old-tablet",
    title="The old tablet",
    task=(
        "One of three tablets still runs an old app that writes on the specials board without saying what it has read. "
        "Send what it sends, and show that the board does not let it."
    ),
    hints=(
        "The old app writes plain text, at once, and names no version.",
        "`PUT` with `text/plain` and without any condition; the board is among the specials.",
        "`PUT /specials/board` with `Content-Type: text/plain`, a blank line and a line of text.",
    ),
    needs=((lambda c: not c.request_header("If-Match"), "A 428 although you sent the condition?"),),
    near=(
        (412, "You named a version, and it is not the current one. The old app names none."),
        (
            lambda c: c.path == "/specials/board" and c.status == 204,
            "Written: you named the version. The old app does not.",
        ),
        (415, "The board takes plain text, and wants to be told so."),
        (lambda c: c.path == "/specials/board" and c.status == 200, "That is reading the board. The old app writes."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PUT /specials/board\nContent-Type: text/plain\n\nScones: ten"],
]
NEAR_MISSES: NearMisses = [
    (['PUT /specials/board\nIf-Match: "v0"\nContent-Type: text/plain\n\nx'], "names none"),
]
