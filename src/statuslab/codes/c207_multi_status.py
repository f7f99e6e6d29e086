"""207 Multi-Status (RFC 4918 section 11.1): the content has a status for each of several resources."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import DISPLAY_NAMES, LABEL, LOCK_LABEL, XML, list_rack

CODE = code_of(__name__)


@scene(
    CODE,
    name="what-is-on-the-rack",
    title="What is on the rack?",
    situation=(
        "With one `PROPFIND` and `Depth: 1` you ask for the display name of the west rack and of all that is on it. "
        "The rack has one; the labels on it were never given any. What does the whole answer say in its status line?"
    ),
    choices={
        200: "One status for everything would have to hide that some of it was found and some was not.",
        206: "Nothing was cut out of a representation; three resources are spoken of, each in full.",
        207: "Multi-Status: read on inside, where each resource, and each property, has a status of its own.",
        404: "That is in there too, but inside, beside the properties that were missing.",
    },
    at_work="A 207 is an envelope. Never log it as a success before you have opened it.",
    source=("webdav.read.propfind", "webdav.properties.PropfindReply"),
)
def what_is_on_the_rack(run: SceneRun) -> None:
    run.provoke(
        "One request, three resources. Count the status lines in the XML.",
        f"PROPFIND /cellar/racks/west/\nDepth: 1\n{XML}\n\n{DISPLAY_NAMES}",
    )
    run.resolve(
        "You give one label a name, and that answer is a 207 as well.",
        f"PROPPATCH {LABEL}\n{XML}\n\n"
        '<propertyupdate xmlns="DAV:"><set><prop><displayname>Assam</displayname></prop></set></propertyupdate>',
    )
    run.resolve("Now there is a 200 inside.", f"PROPFIND {LABEL}\nDepth: 0\n{XML}\n\n{DISPLAY_NAMES}")


@scene(
    CODE,
    name="half-a-clearance",
    title="Half a clearance",
    situation=(
        "The chef holds a lock on one label of the west rack. You `DELETE` the whole rack. Everything but that label "
        "can go, and goes. Your script looks at the status line and nothing else. What does it see?"
    ),
    choices={
        204: "It would say that the rack is gone, and the rack still stands.",
        207: "Multi-Status: a 2xx, though what you asked for has not been done. The failure is inside.",
        409: "One status for all would hide that most of it is already deleted.",
        423: "If the rack itself were locked. It is a member that is, so its 423 stands inside.",
    },
    at_work="`if response.ok` is not enough for a 207: it may hold nothing but failures.",
    source=("webdav.write.delete", "webdav.write.delete_members"),
)
def half_a_clearance(run: SceneRun) -> None:
    locked = run.meanwhile("The chef locks one label.", LOCK_LABEL)
    token = locked.response["Lock-Token"] if locked.response else "<none>"
    run.provoke("You delete the rack. The status line begins with a 2.", "DELETE /cellar/racks/west/")
    run.resolve("The rack is still there, and the locked label on it. The other label is gone.", list_rack("west"))
    run.meanwhile("The chef gives the lock back.", f"UNLOCK {LABEL}\nLock-Token: {token}")
    run.resolve("Now the rest can go.", "DELETE /cellar/racks/west/")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="stocktaking",
    title="Stocktaking",
    task=(
        "The auditor wants the cellar's west rack with everything on it in one answer, each thing with its own "
        "verdict. Get such an answer."
    ),
    hints=(
        "The cellar speaks WebDAV, which has a method for looking at properties instead of content.",
        "`PROPFIND` with `Depth: 1` is the thing and its members. Without content it asks for all properties.",
        "`PROPFIND /cellar/racks/west/` with `Depth: 1`.",
    ),
    needs=(
        (
            lambda c: c.response_text.count("response>") >= 4,
            "A 207 that speaks of one thing only. The auditor wants the rack and what is on it.",
        ),
    ),
    near=(
        (508, "The way down leads back to itself. You need not go to the very bottom."),
        (
            lambda c: c.path.startswith("/cellar") and c.method == "GET",
            "That is the thing's content. Ask for properties.",
        ),
        (400, "Read `detail`: the depth or the XML of the question is not in order."),
        (415, "The question itself is XML, and has to say so; or leave the content away."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PROPFIND /cellar/racks/west/\nDepth: 1"],
]
NEAR_MISSES: NearMisses = [
    (["PROPFIND /cellar/racks/west/\nDepth: 0"], "one thing only"),
]
