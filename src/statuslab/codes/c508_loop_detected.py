"""508 Loop Detected (RFC 5842 section 7.2): a request of infinite depth would run in a circle."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import DISPLAY_NAMES, XML

CODE = code_of(__name__)


@scene(
    CODE,
    name="round-and-round",
    title="Round and round",
    situation=(
        "On the racks there is a place called `all`, and it is bound to the racks themselves. Your client is an old "
        "one and knows nothing of bindings. It asks for everything below the racks, with `Depth: infinity`. What comes "
        "back?"
    ),
    choices={
        207: "There is no list to send: racks, all, all of all ... it would have no end.",
        400: "The request is well formed, and for any other rack it would do.",
        403: "A server may refuse every endless depth this way; this one refuses only what has no end.",
        508: "Loop Detected: the way down leads back to itself, so the whole request is given up.",
    },
    at_work="Made for WebDAV and Depth: infinity. Ask level by level, or say DAV: bind if you can read a 208.",
    source=("webdav.read.descend",),
)
def round_and_round(run: SceneRun) -> None:
    request = f"PROPFIND /cellar/racks/\nDepth: {{}}\n{XML}\n\n{DISPLAY_NAMES}"
    run.provoke("You ask for all there is, however deep.", request.format("infinity"))
    run.resolve("One level has an end.", request.format("1"))
    run.resolve(
        "A client that knows of bindings gets it all, and a 208 where the circle closes.",
        request.format("infinity\nDAV: bind"),
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-old-inventory-tool",
    title="The old inventory tool",
    task=(
        "An old tool takes the inventory of the racks: everything, however deep, in one request. Since somebody hung "
        "the racks into themselves it fails; send what it sends."
    ),
    hints=(
        "The racks hold a place that is the racks themselves. An old tool does not know that such things exist.",
        "`PROPFIND` without a limit to its depth, and not a word about bindings.",
        "`PROPFIND /cellar/racks/` with `Depth: infinity`.",
    ),
    needs=((lambda c: "bind" not in c.request_header("DAV"), "A 508 although your client knows of bindings?"),),
    near=(
        (
            lambda c: c.status == 207 and "bind" in c.request_header("DAV"),
            "Your client said that it knows of bindings, so it got a list. The old tool knows nothing of them.",
        ),
        (
            lambda c: c.status == 207 and c.path.startswith("/cellar"),
            "That list has an end: not deep enough, or a rack without a circle.",
        ),
        (400, "`Depth` is 0, 1 or infinity."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PROPFIND /cellar/racks/\nDepth: infinity"],
]
NEAR_MISSES: NearMisses = [
    (["PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind"], "The old tool knows nothing"),
]
