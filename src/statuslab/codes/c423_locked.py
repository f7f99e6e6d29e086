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
        403: "403 is about permission, and you have it: before and after the lock this same request works.",
        409: "There is a conflict, but a lock has a code of its own, so that you know what to wait for.",
        412: "412 is for a false condition. You sent none.",
        423: "423 says that somebody has locked the file, and you did not send the lock's token.",
    },
    at_work="A write lock stops writers, not readers. To write, send the token in If. Lock-Token is only for UNLOCK.",
    source=("webdav.write.put", "webdav.write.check_put"),
)
def the_chef_is_counting(run: SceneRun) -> None:
    locked = run.meanwhile("The chef locks the file and gets a token.", LOCK_LABEL)
    token = locked.response["Lock-Token"] if locked.response else "<none>"
    run.provoke("You write a new version.", f"PUT {LABEL}\n{NEW_LABEL}")
    run.resolve("You can still read the file.", f"GET {LABEL}")
    run.resolve("The chef writes, with the token in If.", f"PUT {LABEL}\nIf: ({token})\n{NEW_LABEL}", actor="the chef")
    run.meanwhile("The chef has finished counting and releases the lock.", f"UNLOCK {LABEL}\nLock-Token: {token}")
    run.resolve("Now you may write.", f"PUT {LABEL}\n{NEW_LABEL}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="counting-chests",
    title="Counting chests",
    task=(
        "While the chef counts the chests, nobody else may change the file of the west rack's Assam. "
        "Send two requests: the chef's, which keeps others out, and then another person's, who tries "
        "to write."
    ),
    hints=(
        "Your first request tells the server to keep others out. The second writes to the file as usual.",
        "`LOCK` with a `lockinfo` in XML, then a `PUT` without the token.",
        "`LOCK /cellar/racks/west/assam.txt` with `Content-Type: application/xml` and a `lockinfo` (the demo of "
        "locks has one), then `PUT` to the same URL with any text.",
    ),
    needs=(
        (lambda c: c.writes, "A 423, but you only read."),
        (
            lambda c: c.method != "LOCK",
            "The file is already locked, so you cannot lock it again. Now write to it.",
        ),
    ),
    near=(
        (412, "You sent a token that is not valid here. Send none: the person who writes does not know of the lock."),
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
            "Your text was stored: there was no lock, or you sent its token.",
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
