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
    title="The rack within the rack",
    situation=(
        "On the racks there is a place called `all`, and it is bound to the racks themselves. Your client knows of "
        "such bindings and says so with `DAV: bind`. It lists the racks with `Depth: infinity`. Which status is in the "
        "first line of the response?"
    ),
    choices={
        200: "Such a listing has a status for each resource, so its first line is never a plain 200.",
        207: "Multi-Status; and inside, where the list comes back to itself, 'already reported' and no circle.",
        208: "It is in there, as the status of one entry. A response as a whole never has it.",
        508: "That is for clients that do not know of bindings, and would be caught in the circle.",
    },
    answer=207,
    at_work="A 208 stands inside a 207: you have its members already. A resource-id tells you where.",
    source=("webdav.read.descend",),
)
def the_rack_within_the_rack(run: SceneRun) -> None:
    run.provoke(
        "You list everything, and say that you know of bindings. Look for the 208, and compare the ids.",
        f"PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind\n{XML}\n\n{NAMES_AND_IDS}",
    )
    run.resolve("It is the same rack indeed, by another address.", list_rack("all"))


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="count-nothing-twice",
    title="Count nothing twice",
    task=(
        "The auditor lists all of the racks, however deep, and has heard that one shelf is the racks themselves once "
        "more. Get a list in which that shelf is named and not counted again."
    ),
    hints=(
        "An old client asking that question is refused: it would walk in a circle. A newer one says that it knows.",
        "It says so in the field `DAV`, with a word for what ties two addresses to one thing.",
        "`PROPFIND /cellar/racks/` with `Depth: infinity` and `DAV: bind`.",
    ),
    needs=(
        (
            lambda c: "bind" in c.request_header("DAV"),
            "There is a 208 in there, and your client never said it could read one.",
        ),
    ),
    near=(
        (508, "The circle was found; but your client did not say that it can bear one."),
        (
            lambda c: c.status == 207 and c.path.startswith("/cellar/racks"),
            "A list that ends before the circle begins. Go all the way down.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind"],
]
NEAR_MISSES: NearMisses = [
    (["PROPFIND /cellar/racks/\nDepth: infinity"], "did not say that it can bear one"),
    (["PROPFIND /cellar/racks/\nDepth: 1"], "before the circle begins"),
]
