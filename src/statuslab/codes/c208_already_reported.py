"""208 Already Reported (RFC 5842 section 7.1): these members are listed elsewhere in the same 207."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import XML, list_rack

CODE = code_of(__name__)

NAMES_AND_IDS = '<propfind xmlns="DAV:"><prop><displayname/><resource-id/></prop></propfind>'


@scene(
    CODE,
    name="the-rack-within-the-rack",
    title="A folder inside itself",
    situation=(
        "One folder of the racks, `all`, is a binding (a hard link) to the racks themselves. Your client says "
        "that it knows bindings: `DAV: bind`. It lists the racks with `Depth: infinity`. What is the status of "
        "the whole response?"
    ),
    choices={
        200: "Such a list has a status for each resource, so its own status is never a plain 200.",
        207: (
            "The whole response is a 207. In its list, the entry for `all` has the status 208, and its "
            "members are not listed again."
        ),
        208: "One entry in the list has the status 208. A whole response never has it.",
        508: "508 is for clients that do not know bindings: they would go round and round.",
    },
    answer=207,
    at_work=(
        "A 208 inside a 207 means that you have this folder's members already. The resource-id says which folder it is."
    ),
    source=("webdav.read.descend",),
)
def the_rack_within_the_rack(run: SceneRun) -> None:
    run.provoke(
        "You list everything and say that you know bindings. Look for the 208, and compare the ids.",
        f"PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind\n{XML}\n\n{NAMES_AND_IDS}",
    )
    run.resolve("It is the same folder at another URL.", list_rack("all"))


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="count-nothing-twice",
    title="Count nothing twice",
    task=(
        "The auditor lists all racks with everything in them. One folder in them is a link back to the racks. "
        "Get a list that names this folder without listing its members again."
    ),
    hints=(
        (
            "The server refuses a client that does not know bindings, because the list would never end. A "
            "client can say that it knows them."
        ),
        "The client says so in the header `DAV`, which names what it supports. And it asks for all levels of folders.",
        "`PROPFIND /cellar/racks/` with `Depth: infinity` and `DAV: bind`.",
    ),
    needs=(
        (
            lambda c: "bind" in c.request_header("DAV"),
            "There is a 208 in the list, but your client never said that it understands one.",
        ),
    ),
    near=(
        (508, "The server found that a folder contains itself, but your client did not say that it knows bindings."),
        (
            lambda c: c.status == 207 and c.path.startswith("/cellar/racks"),
            "This list does not go deep enough to reach the link. Ask for all levels.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind"],
]
NEAR_MISSES: NearMisses = [
    (["PROPFIND /cellar/racks/\nDepth: infinity"], "did not say that it knows bindings"),
    (["PROPFIND /cellar/racks/\nDepth: 1"], "This list does not go deep enough to"),
]
