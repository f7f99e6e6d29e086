"""423 Locked (RFC 4918 section 11.3): the resource is locked, and the request has no token for the lock."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import LABEL, LOCK_LABEL, NEW_LABEL

CODE = code_of(__name__)


@scene(
    CODE,
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
    locked = run.meanwhile("The chef locks the label, and gets a token for it.", LOCK_LABEL)
    token = locked.response["Lock-Token"] if locked.response else "<none>"
    run.provoke("You write a new label.", f"PUT {LABEL}\n{NEW_LABEL}")
    run.resolve("Reading is free, lock or no lock.", f"GET {LABEL}")
    run.resolve(
        "The chef writes, with the token in If, and may.", f"PUT {LABEL}\nIf: ({token})\n{NEW_LABEL}", actor="the chef"
    )
    run.meanwhile("The chef is done, and gives the lock back.", f"UNLOCK {LABEL}\nLock-Token: {token}")
    run.resolve("Now you may write.", f"PUT {LABEL}\n{NEW_LABEL}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="counting-chests",
    title="Counting chests",
    task=(
        "The chef counts the chests and must not be disturbed: nobody else may change the label on the west rack's "
        "Assam until that is done. Play both, the chef who makes sure of it and the one who comes along and writes."
    ),
    hints=(
        "Two requests. The first asks the cellar to keep others out, the second writes as if nothing had happened.",
        "`LOCK` with a `lockinfo` in XML; then a `PUT` that does not show the token.",
        "`LOCK /cellar/racks/west/assam.txt` with `Content-Type: application/xml` and a `lockinfo` (the lesson on "
        "locks has one), then `PUT` to the same address with any text.",
    ),
    needs=(
        (lambda c: c.writes, "A 423 to a read?"),
        (
            lambda c: c.method != "LOCK",
            "Somebody has locked it already, that is why you cannot. Now write.",
        ),
    ),
    near=(
        (412, "You showed a token that opens nothing. Show none at all: the one who writes knows of no lock."),
        (
            lambda c: c.method == "LOCK" and c.status in (200, 201),
            "Locked. Now somebody comes along and writes.",
        ),
        (
            lambda c: 423 in c.inside,
            "The 423 is one verdict among several, inside a 207. Write on the locked thing itself.",
        ),
        (
            lambda c: c.path.startswith("/cellar/") and c.method == "PUT" and c.status in (201, 204),
            "Written: no lock was in the way, or you showed its token.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [LOCK_LABEL, f"PUT {LABEL}\n{NEW_LABEL}"],
    [LOCK_LABEL, f"DELETE {LABEL}"],
]
NEAR_MISSES: NearMisses = [
    ([LOCK_LABEL], "Locked. Now somebody"),
    ([f"PUT {LABEL}\n{NEW_LABEL}"], "no lock was in the way"),
    ([LOCK_LABEL, "DELETE /cellar/racks/west/"], "inside a 207"),
]
