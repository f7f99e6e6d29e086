"""418 I'm a teapot (RFC 9110 section 15.5.19): an April joke (RFC 2324) whose number stays reserved."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="coffee-please",
    title="Coffee, please",
    situation=(
        "A guest, new to the house, sends `BREW /pot-1` with the content type of coffee. There is a protocol for "
        "coffee pots, an April joke of 1998, and the pot knows it. But it is short, and stout, and made for something "
        "else. What does it answer?"
    ),
    choices={
        405: "BREW is taken here, gladly. It depends on what is to be brewed.",
        406: "It would be about what you want to get back. The pot looks at what you want to put in.",
        418: "A teapot, asked for coffee, says that it is a teapot.",
        503: "No rest and no repair will ever make coffee come out of it.",
    },
    at_work="Do not send it in earnest. The number is kept unused because the joke is running on too many servers.",
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
        "A guest insists on coffee, and `pot-1` is the only pot that speaks a protocol. Pass the wish on as RFC 2324 "
        "has it, and let the pot speak for itself."
    ),
    hints=(
        "There is a method of its own for it, and a media type that says what is wanted.",
        "`BREW`, and as `Content-Type` the one of a coffee pot: `message/coffeepot`.",
        "`BREW /pot-1` with `Content-Type: message/coffeepot`, and `start` as content.",
    ),
    needs=((lambda c: c.path.startswith("/pot"), "A 418, and no pot was asked."),),
    near=(
        (
            lambda c: c.path == "/pot-1" and c.status == 200 and c.method == "GET",
            "There it stands. Ask it for something.",
        ),
        (lambda c: c.path == "/pot-1" and c.status == 200, "It made tea. You did not ask for coffee."),
        (415, "The pot does not know that type. RFC 2324 section 4 has one for coffee."),
        (405, "Not with that method. RFC 2324 section 2.1 has one for brewing."),
        (501, "Nobody here knows that method. RFC 2324 section 2.1 spells it."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["BREW /pot-1\nContent-Type: message/coffeepot\n\nstart"],
]
NEAR_MISSES: NearMisses = [
    (["BREW /pot-1\nContent-Type: message/teapot\n\nstart"], "It made tea"),
]
