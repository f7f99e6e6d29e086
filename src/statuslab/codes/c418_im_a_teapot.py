"""418 I'm a teapot (RFC 9110 section 15.5.19): an April joke (RFC 2324) whose number stays reserved."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="coffee-please",
    title="Coffee from a teapot",
    situation=(
        "A guest sends `BREW /pot-1` with the content type of coffee. BREW is from a protocol for coffee pots, an "
        "April joke of 1998, and the pot supports it. But it is a teapot. What comes back?"
    ),
    choices={
        405: "The pot supports BREW. Only what you want to brew is wrong.",
        406: "406 is about what you want back. The problem is in what you sent.",
        418: "RFC 2324 says that a teapot which is asked for coffee should send 418.",
        503: "503 means that it may work later. A teapot will never make coffee.",
    },
    at_work=(
        "Do not use it for real errors. The number stays reserved because too many servers have implemented the joke."
    ),
    source=("teapots.brew",),
)
def coffee_please(run: SceneRun) -> None:
    run.provoke("Coffee.", "BREW /pot-1\nContent-Type: message/coffeepot\n\nstart", actor="the guest")
    run.resolve("Tea.", "BREW /pot-1\nContent-Type: message/teapot\n\nstart", actor="the guest")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-strong-one-please",
    title="A strong one, please",
    task=(
        "A guest insists on coffee, and `pot-1` supports the protocol of RFC 2324. Send the request as that RFC "
        "says, and see what the pot answers."
    ),
    hints=(
        "The RFC defines a special method for brewing, and a media type.",
        "Use the method `BREW`, and the `Content-Type` of a coffee pot: `message/coffeepot`.",
        "`BREW /pot-1` with `Content-Type: message/coffeepot`, and `start` as the body.",
    ),
    needs=((lambda c: c.path.startswith("/pot"), "A 418, but you did not ask a pot."),),
    near=(
        (
            lambda c: c.path == "/pot-1" and c.status == 200 and c.method == "GET",
            "A GET only reads the pot's state. Send it a brewing request.",
        ),
        (lambda c: c.path == "/pot-1" and c.status == 200, "It made tea. Ask for coffee."),
        (415, "The pot does not know that type. RFC 2324 section 4 has the one for coffee."),
        (405, "Not with this method. RFC 2324 section 2.1 has one for brewing."),
        (501, "The server does not know this method. See how RFC 2324 section 2.1 spells it."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["BREW /pot-1\nContent-Type: message/coffeepot\n\nstart"],
]
NEAR_MISSES: NearMisses = [
    (["BREW /pot-1\nContent-Type: message/teapot\n\nstart"], "It made tea"),
]
