"""102 Processing (RFC 2518 section 10.1): an interim response that shows a long request is still being worked on."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import LABEL

CODE = code_of(__name__)


@scene(
    CODE,
    name="carrying-the-harvest",
    title="A copy that takes a while",
    situation=(
        "You ask the cellar's WebDAV server to copy a folder with twelve files. It knows that this will take a "
        "while. Your connection stays open. What is the first status line you get?"
    ),
    choices={
        100: "A 100 asks for the request's body. The server already has the whole request.",
        102: "No result yet, but the server is alive and working. It repeats this while it copies.",
        201: "201 is the final status, after the last file is copied. Another status line comes before it.",
        202: (
            "202 is a final response, and then the client is free to go. Here the server keeps the connection open "
            "until the copy is done."
        ),
    },
    at_work=(
        "You may never meet a 102: RFC 4918 removed it. But a client must be able to read any 1xx, and some clients "
        "still fail."
    ),
    source=("webdav.copy_move.copy", "webdav.replies.Processing"),
)
def carrying_the_harvest(run: SceneRun) -> None:
    run.provoke(
        "You ask for the copy. Watch what comes before the final response, and when.",
        "COPY /cellar/harvest/\nDestination: /cellar/harvest-copy/\nDepth: infinity",
    )
    run.resolve("The copy is there. Nothing had to be sent again.", "GET /cellar/harvest-copy/autumn/crate-4.txt")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-second-cellar",
    title="A second copy of the harvest",
    task=(
        "The insurance wants the folder `/cellar/harvest/` stored twice. Ask for the copy in one request that takes "
        "so long that the server reports progress before it is done."
    ),
    hints=(
        (
            "Only URLs under `/cellar/` report progress, and only for work that takes a while. One small file is "
            "not enough."
        ),
        "WebDAV has a method that copies a folder with everything in it. A request header names the destination.",
        "`COPY /cellar/harvest/` with `Destination: /cellar/harvest-twice/` and `Depth: infinity`.",
    ),
    needs=(
        (
            lambda c: c.method in ("COPY", "MOVE"),
            ("You got a 102, but not for a copy. The harvest still exists only once."),
        ),
    ),
    near=(
        (
            lambda c: c.method == "COPY" and c.status in (201, 204),
            "Copied, but too fast for a 102. Copy a folder with more in it.",
        ),
        (412, "The destination exists already. Choose another name."),
        (409, "The destination's parent folder does not exist."),
        (507, "There is not enough room for that copy. Copy the harvest folder."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["COPY /cellar/harvest/\nDestination: /cellar/harvest-twice/\nDepth: infinity"],
]
NEAR_MISSES: NearMisses = [
    ([f"COPY {LABEL}\nDestination: /cellar/racks/west/twin.txt"], "too fast for a 102"),
]
