"""507 Insufficient Storage (RFC 4918 section 11.5): there is no room left to store the result."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import LABEL, XML

CODE = code_of(__name__)

ROOM = '<propfind xmlns="DAV:"><prop><quota-available-bytes/></prop></propfind>'


@scene(
    CODE,
    name="no-room-for-the-ledgers",
    title="No room for the ledgers",
    situation=(
        "The archive holds two thick ledgers. You want a second copy of the thicker one. The request is small and "
        "flawless; but the cellar has a quota, and the copy would go beyond it. What comes back?"
    ),
    choices={
        403: "You may copy; there is merely no room for what comes of it.",
        413: "The content of your request is not too large. It has none.",
        503: "The cellar is not busy, and waiting will not make room.",
        507: "Insufficient Storage: no room for the result, until somebody clears some away.",
    },
    at_work="Do not retry a 507 by itself. A person has to make room, and to ask again.",
    source=("webdav.copy_move.copy", "webdav.copy_move.check_copy"),
)
def no_room_for_the_ledgers(run: SceneRun) -> None:
    request = "COPY /cellar/archive/ledger-1999.txt\nDestination: /cellar/archive/ledger-1999-copy.txt"
    run.provoke("You ask for the copy. The refusal names what was not kept to.", request)
    run.resolve("How much room is left?", f"PROPFIND /cellar/archive/\nDepth: 0\n{XML}\n\n{ROOM}")
    run.resolve("You make room: the oldest ledger goes.", "DELETE /cellar/archive/ledger-1998.txt")
    run.resolve("And ask again.", request)


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="one-ledger-too-many",
    title="One ledger too many",
    task=(
        "Before the audit somebody wants a second copy of the ledger of 1999 in the archive, to be on the safe side. "
        "Ask the cellar for it, and learn why it cannot."
    ),
    hints=(
        "Nothing is wrong with the request. It is the shelf that is full.",
        "WebDAV copies by itself: the new place stands in `Destination`, and no content travels.",
        "`COPY /cellar/archive/ledger-1999.txt` with `Destination: /cellar/archive/ledger-1999-copy.txt`.",
    ),
    near=(
        (413, "What you send is too much. Here it is the room that is missing."),
        (lambda c: c.method == "COPY" and c.status in (201, 204), "There was room. The archive's ledgers are thicker."),
        (412, "Something stands at the destination already."),
        (404, "No such ledger. `PROPFIND` with `Depth: 1` lists the archive."),
        (409, "The folder of the destination does not exist."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["COPY /cellar/archive/ledger-1999.txt\nDestination: /cellar/archive/ledger-1999-copy.txt"],
]
NEAR_MISSES: NearMisses = [
    ([f"COPY {LABEL}\nDestination: /cellar/racks/west/twin.txt"], "There was room"),
]
