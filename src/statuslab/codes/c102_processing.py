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
    title="Carrying the harvest",
    situation=(
        "You ask the cellar for a copy of the whole harvest: three piles, twelve crates. Carrying them takes a while, "
        "and the cellar knows it. Your connection stays open; what is the first status line on it?"
    ),
    choices={
        100: "It would ask for more of the request, and all of it is there.",
        102: "Processing: no answer yet, only a sign of life, and more of them while the crates are carried.",
        201: "That is how it ends, when the last crate is down. Something comes before it.",
        202: "A final answer that lets you go; here the cellar keeps you on the line until it is done.",
    },
    at_work="You may never meet a 102: RFC 4918 dropped it. But a client must survive any 1xx, and some still do not.",
    source=("webdav.copy_move.copy", "webdav.replies.Processing"),
)
def carrying_the_harvest(run: SceneRun) -> None:
    run.provoke(
        "You ask for the copy. Watch what comes before the answer, and when.",
        "COPY /cellar/harvest/\nDestination: /cellar/harvest-copy/\nDepth: infinity",
    )
    run.resolve("Nothing had to be repeated: the copy is there.", "GET /cellar/harvest-copy/autumn/crate-4.txt")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-second-cellar",
    title="A second cellar",
    task=(
        "The insurance wants the whole harvest stored twice. Ask the cellar for that in one request which takes so "
        "long that the cellar gives a sign of life before it is done."
    ),
    hints=(
        "Only the cellar does this, and only for work that takes a while. One crate is not enough.",
        "WebDAV has a method that copies a folder with all that is in it; where to, a field of the request says.",
        "`COPY /cellar/harvest/` with `Destination: /cellar/harvest-twice/` and `Depth: infinity`.",
    ),
    needs=((lambda c: c.method in ("COPY", "MOVE"), "A 102, but not for a copy. The harvest still exists only once."),),
    near=(
        (
            lambda c: c.method == "COPY" and c.status in (201, 204),
            "Copied, and too quickly for a sign of life. Take something that has more in it.",
        ),
        (412, "Something stands at the destination already. Choose another name."),
        (409, "The folder that the destination would stand in does not exist."),
        (507, "There is no room for that one. The harvest is elsewhere."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["COPY /cellar/harvest/\nDestination: /cellar/harvest-twice/\nDepth: infinity"],
]
NEAR_MISSES: NearMisses = [
    ([f"COPY {LABEL}\nDestination: /cellar/racks/west/twin.txt"], "too quickly for a sign of life"),
]
