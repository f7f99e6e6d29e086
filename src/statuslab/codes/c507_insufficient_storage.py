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
    title="No space left",
    situation=(
        "You ask the cellar's WebDAV server to copy a large file. The request is small and correct. But the folder "
        "has a quota, and the copy would exceed it. What comes back?"
    ),
    choices={
        403: "403 is about permission. You may copy, but there is not enough space for the copy.",
        413: "413 is for a body that is too large. Your request has no body.",
        503: "503 is for a server that is down or overloaded. This one works, but its folder is full.",
        507: "507 says that there is no space for the copy until somebody deletes something.",
    },
    at_work="Do not retry a 507 automatically. A person has to make space first.",
    source=("webdav.copy_move.copy", "webdav.copy_move.check_copy"),
)
def no_room_for_the_ledgers(run: SceneRun) -> None:
    request = "COPY /cellar/archive/ledger-1999.txt\nDestination: /cellar/archive/ledger-1999-copy.txt"
    run.provoke("You ask for the copy. The refusal names the quota.", request)
    run.resolve("You ask how much space is left.", f"PROPFIND /cellar/archive/\nDepth: 0\n{XML}\n\n{ROOM}")
    run.resolve("You delete the oldest file to make space.", "DELETE /cellar/archive/ledger-1998.txt")
    run.resolve("You ask for the copy again.", request)


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="one-ledger-too-many",
    title="One ledger too many",
    task=(
        "Before the audit somebody wants a second copy of the 1999 ledger in the archive. Ask the cellar for it, and "
        "find out why it refuses."
    ),
    hints=(
        "Nothing is wrong with the request. The archive is full.",
        "WebDAV has a method for copies. `Destination` names the new place, and the request has no body.",
        "`COPY /cellar/archive/ledger-1999.txt` with `Destination: /cellar/archive/ledger-1999-copy.txt`.",
    ),
    near=(
        (413, "The body that you sent is too large. Send a small request for a large copy instead."),
        (
            lambda c: c.method == "COPY" and c.status in (201, 204),
            ("There was enough space. The archive's ledgers are larger."),
        ),
        (412, "The destination exists already."),
        (404, "There is no such ledger. `PROPFIND` with `Depth: 1` lists the archive."),
        (409, "The destination's parent folder does not exist."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["COPY /cellar/archive/ledger-1999.txt\nDestination: /cellar/archive/ledger-1999-copy.txt"],
]
NEAR_MISSES: NearMisses = [
    ([f"COPY {LABEL}\nDestination: /cellar/racks/west/twin.txt"], "There was enough space"),
]
