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
    title="A folder that contains itself",
    situation=(
        "One folder of the racks, `all`, is a binding (a hard link) to the racks themselves. Your old client does "
        "not know bindings. It asks for everything below the racks with `Depth: infinity`. What comes back?"
    ),
    choices={
        207: (
            "207 would need a complete list. This one would have no end: the racks contain `all`, which "
            "contains the racks, and so on."
        ),
        400: "The request is well formed, and it would work for any other folder.",
        403: "Some servers refuse every `Depth: infinity` with 403. This one refuses only a list without an end.",
        508: "508 says that a folder contains itself, so the whole request fails.",
    },
    at_work="After a 508, ask level by level, or send DAV: bind if your client understands a 208.",
    source=("webdav.read.descend",),
)
def round_and_round(run: SceneRun) -> None:
    request = f"PROPFIND /cellar/racks/\nDepth: {{}}\n{XML}\n\n{DISPLAY_NAMES}"
    run.provoke("You ask for all levels.", request.format("infinity"))
    run.resolve("You ask for one level. That list has an end.", request.format("1"))
    run.resolve(
        "A client that knows bindings gets all levels, with a 208 where a folder repeats.",
        request.format("infinity\nDAV: bind"),
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-old-inventory-tool",
    title="The old inventory tool",
    task=(
        "An old tool lists the racks and everything in them, in one request. Since somebody put a link "
        "to the racks into the racks, it fails. Send what it sends."
    ),
    hints=(
        "One folder in the racks is a link back to the racks. An old tool does not know that this is possible.",
        "`PROPFIND` with unlimited depth, and no header about bindings.",
        "`PROPFIND /cellar/racks/` with `Depth: infinity`.",
    ),
    needs=((lambda c: "bind" not in c.request_header("DAV"), "A 508, although your client knows bindings."),),
    near=(
        (
            lambda c: c.status == 207 and "bind" in c.request_header("DAV"),
            "Your client said that it knows bindings, so it got a list. The old tool does not know them.",
        ),
        (
            lambda c: c.status == 207 and c.path.startswith("/cellar"),
            "This list has an end: either it was not deep enough, or that folder does not contain itself.",
        ),
        (400, "`Depth` is 0, 1 or infinity."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PROPFIND /cellar/racks/\nDepth: infinity"],
]
NEAR_MISSES: NearMisses = [
    (["PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind"], "The old tool does not know them"),
]
