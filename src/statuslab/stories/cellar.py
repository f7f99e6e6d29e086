"""The stories of the cellar: WebDAV, where one request touches many resources, and a lock is a thing of its own."""

from __future__ import annotations

from statuslab.scenarios.scene import SceneRun, scene

XML = "Content-Type: application/xml"
NAMES = '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>'
NAMES_AND_IDS = '<propfind xmlns="DAV:"><prop><displayname/><resource-id/></prop></propfind>'
AUTHOR = '<propfind xmlns="DAV:"><prop><author xmlns="urn:tea"/></prop></propfind>'
ROOM = '<propfind xmlns="DAV:"><prop><quota-available-bytes/></prop></propfind>'
LABEL = "/cellar/racks/west/assam.txt"
LOCK = f"""LOCK {LABEL}
Depth: 0
Timeout: Second-600
{XML}

<lockinfo xmlns="DAV:">
<lockscope><exclusive/></lockscope>
<locktype><write/></locktype>
<owner>the chef, counting chests</owner>
</lockinfo>"""
NEW_LABEL = "Content-Type: text/plain; charset=utf-8\n\nAssam, 39 chests"


@scene(
    102,
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


@scene(
    207,
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
    source=("webdav.read.propfind", "webdav.properties.propstats"),
)
def what_is_on_the_rack(run: SceneRun) -> None:
    run.provoke(
        "One request, three resources. Count the status lines in the XML.",
        f"PROPFIND /cellar/racks/west/\nDepth: 1\n{XML}\n\n{NAMES}",
    )
    run.resolve(
        "You give one label a name, and that answer is a 207 as well.",
        f"PROPPATCH {LABEL}\n{XML}\n\n"
        '<propertyupdate xmlns="DAV:"><set><prop><displayname>Assam</displayname></prop></set></propertyupdate>',
    )
    run.resolve("Now there is a 200 inside.", f"PROPFIND {LABEL}\nDepth: 0\n{XML}\n\n{NAMES}")


@scene(
    207,
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
    locked = run.meanwhile("The chef locks one label.", LOCK)
    token = locked.response["Lock-Token"] if locked.response else "<none>"
    run.provoke("You delete the rack. The status line begins with a 2.", "DELETE /cellar/racks/west/")
    run.resolve("The rack is still there, and the locked label on it. The other label is gone.", _listing("west"))
    run.meanwhile("The chef gives the lock back.", f"UNLOCK {LABEL}\nLock-Token: {token}")
    run.resolve("Now the rest can go.", "DELETE /cellar/racks/west/")


@scene(
    208,
    name="the-rack-within-the-rack",
    title="The rack within the rack",
    answer=207,
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
    at_work="A 208 stands inside a 207: you have its members already. A resource-id tells you where.",
    source=("webdav.read.descend",),
)
def the_rack_within_the_rack(run: SceneRun) -> None:
    run.provoke(
        "You list everything, and say that you know of bindings. Look for the 208, and compare the ids.",
        f"PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind\n{XML}\n\n{NAMES_AND_IDS}",
    )
    run.resolve("It is the same rack indeed, by another address.", _listing("all"))


@scene(
    423,
    name="the-chef-is-counting",
    title="The chef is counting",
    situation=(
        "The chef counts the chests of Assam and has locked the label until that is done. You do not know, and `PUT` a "
        "new label. No condition, no conflict, a good request. What comes back?"
    ),
    choices={
        403: "You may well write labels; a while ago, or in a while, this very request would do.",
        409: "True in spirit, but a lock has a code of its own, and it tells you what to wait for.",
        412: "You set no condition, so none can have failed.",
        423: "Locked: somebody holds the label, and you did not show the token of the lock.",
    },
    at_work="A write lock stops writers, not readers. The token goes into If; Lock-Token is only for UNLOCK.",
    source=("webdav.write.put", "webdav.write.check_put"),
)
def the_chef_is_counting(run: SceneRun) -> None:
    locked = run.meanwhile("The chef locks the label, and gets a token for it.", LOCK)
    token = locked.response["Lock-Token"] if locked.response else "<none>"
    run.provoke("You write a new label.", f"PUT {LABEL}\n{NEW_LABEL}")
    run.resolve("Reading is free, lock or no lock.", f"GET {LABEL}")
    run.resolve(
        "The chef writes, with the token in If, and may.", f"PUT {LABEL}\nIf: ({token})\n{NEW_LABEL}", actor="the chef"
    )
    run.meanwhile("The chef is done, and gives the lock back.", f"UNLOCK {LABEL}\nLock-Token: {token}")
    run.resolve("Now you may write.", f"PUT {LABEL}\n{NEW_LABEL}")


@scene(
    424,
    name="all-or-nothing",
    title="All or nothing",
    answer=207,
    situation=(
        "In one `PROPPATCH` you set two properties of a label: its author, which is yours to set, and its entity tag, "
        "which is the server's. Such a request is done as a whole or not at all. What is in the status line?"
    ),
    choices={
        207: "Multi-Status: inside, a 403 for the entity tag, and a 424 for the author, who suffers for it.",
        403: "That is the fate of one of the two, and so it stands inside, beside it.",
        409: "No state is in the way; an entity tag can never be set by a client.",
        424: "Failed Dependency is what happened to the author, inside. The whole is a list of two.",
    },
    at_work="Do not mend what got the 424. Find the one that really failed, mend that, and send it all again.",
    source=("webdav.write.proppatch", "webdav.properties.check_change"),
)
def all_or_nothing(run: SceneRun) -> None:
    run.provoke(
        "You set both at once. Which of the two is to blame?",
        f"PROPPATCH {LABEL}\n{XML}\n\n{_update('<t:author>you</t:author>', '<getetag>mine</getetag>')}",
    )
    run.resolve(
        "Nothing was set, not even the author.",
        f"PROPFIND {LABEL}\nDepth: 0\n{XML}\n\n{AUTHOR}",
    )
    run.resolve(
        "Without the entity tag it works.", f"PROPPATCH {LABEL}\n{XML}\n\n{_update('<t:author>you</t:author>')}"
    )


@scene(
    507,
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


@scene(
    508,
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
    request = f"PROPFIND /cellar/racks/\nDepth: {{}}\n{XML}\n\n{NAMES}"
    run.provoke("You ask for all there is, however deep.", request.format("infinity"))
    run.resolve("One level has an end.", request.format("1"))
    run.resolve(
        "A client that knows of bindings gets it all, and a 208 where the circle closes.",
        request.format("infinity\nDAV: bind"),
    )


def _listing(rack: str) -> str:
    return f"PROPFIND /cellar/racks/{rack}/\nDepth: 1\n{XML}\n\n{NAMES}"


def _update(*properties: str) -> str:
    steps = "\n".join(f"<set><prop>{element}</prop></set>" for element in properties)
    return f'<propertyupdate xmlns="DAV:" xmlns:t="urn:tea">\n{steps}\n</propertyupdate>'


SCENES = (
    carrying_the_harvest,
    what_is_on_the_rack,
    half_a_clearance,
    the_rack_within_the_rack,
    the_chef_is_counting,
    all_or_nothing,
    no_room_for_the_ledgers,
    round_and_round,
)
