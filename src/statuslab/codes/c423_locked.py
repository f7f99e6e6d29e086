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
        "While the chef counts the chests of Assam, she has locked the file with their number. You do not know that, "
        "and `PUT` a new version. Your request has no condition, and nothing else is wrong with it. What comes back?"
    ),
    choices={
        403: "You have permission to write. Before or after the lock this same request works.",
        409: "Something is in the way, yes. But a lock has a code of its own, which tells you what to wait for.",
        412: "You sent no condition, so none can be false.",
        423: "Somebody holds a lock on the file, and you did not send its token.",
    },
    at_work="A write lock stops writers, not readers. The token goes into If. Lock-Token is only for UNLOCK.",
    source=("webdav.write.put", "webdav.write.check_put"),
)
def the_chef_is_counting(run: SceneRun) -> None:
    locked = run.meanwhile("The chef locks the file and gets a token.", LOCK_LABEL)
    token = locked.response["Lock-Token"] if locked.response else "<none>"
    run.provoke("You write a new version.", f"PUT {LABEL}\n{NEW_LABEL}")
    run.resolve("Reading works, lock or no lock.", f"GET {LABEL}")
    run.resolve("The chef writes, with the token in If.", f"PUT {LABEL}\nIf: ({token})\n{NEW_LABEL}", actor="the chef")
    run.meanwhile("The chef is done, and releases the lock.", f"UNLOCK {LABEL}\nLock-Token: {token}")
    run.resolve("Now you may write.", f"PUT {LABEL}\n{NEW_LABEL}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="counting-chests",
    title="Counting chests",
    task=(
        "While the chef counts the chests, nobody else may change the file of the west rack's Assam. Send both "
        "requests: the chef's, which keeps others out, and then somebody's who tries to write."
    ),
    hints=(
        "Two requests. The first tells the cellar to keep others out, the second writes as if nothing had happened.",
        "`LOCK` with a `lockinfo` in XML, then a `PUT` without the token.",
        "`LOCK /cellar/racks/west/assam.txt` with `Content-Type: application/xml` and a `lockinfo` (the demo of "
        "locks has one), then `PUT` to the same URL with any text.",
    ),
    needs=(
        (lambda c: c.writes, "A 423, but you only read."),
        (
            lambda c: c.method != "LOCK",
            "Somebody has locked it already, so you cannot. Now write.",
        ),
    ),
    near=(
        (412, "You sent a token that is not valid here. Send none at all: whoever writes knows nothing of the lock."),
        (
            lambda c: c.method == "LOCK" and c.status in (200, 201),
            "The lock is set. Now somebody else tries to write.",
        ),
        (
            lambda c: 423 in c.inside,
            "This 423 is one of several statuses inside a 207. Write to the locked file itself.",
        ),
        (
            lambda c: c.path.startswith("/cellar/") and c.method == "PUT" and c.status in (201, 204),
            "Written: there was no lock, or you sent its token.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [LOCK_LABEL, f"PUT {LABEL}\n{NEW_LABEL}"],
    [LOCK_LABEL, f"DELETE {LABEL}"],
]
NEAR_MISSES: NearMisses = [
    ([LOCK_LABEL], "The lock is set. Now somebody"),
    ([f"PUT {LABEL}\n{NEW_LABEL}"], "there was no lock"),
    ([LOCK_LABEL, "DELETE /cellar/racks/west/"], "inside a 207"),
]
