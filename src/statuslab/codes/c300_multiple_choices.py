"""300 Multiple Choices (RFC 9110 section 15.4.1): several representations exist, and the client has to choose."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="take-your-pick",
    title="Take your pick",
    situation=(
        "A guest asks for the leaflet on oolong. The Teahouse has it as plain text and as a web page, and has no "
        "favorite; the request does not say what the guest would like. Rather than guess, the house lays out what "
        "there is. What comes back?"
    ),
    choices={
        200: "With one of the two, picked by the server: allowed and usual, but here it would be a guess.",
        300: "Multiple Choices: a list of versions, each with its address, for the client to choose from.",
        303: "It points to one other resource that answers you; here there are two, and no one has chosen.",
        406: "That is for a client whose wishes nothing meets. This one has expressed no wish at all.",
    },
    at_work="A 300 needs somebody who reads the list. Programs rarely do: send Accept, or link to one version.",
    source=("leaflets.oolong",),
)
def take_your_pick(run: SceneRun) -> None:
    run.provoke("You ask, and say nothing of what you prefer.", "GET /leaflets/oolong")
    run.resolve("You choose from the list.", "GET /leaflets/oolong.txt")
    run.resolve("Or you say it beforehand, and save yourself the question.", "GET /leaflets/oolong\nAccept: text/html")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="no-favorite",
    title="No favorite",
    task=(
        "A link checker of yours collects every version in which a leaflet exists. Get the Teahouse to lay out the "
        "versions of the oolong leaflet instead of picking one."
    ),
    hints=(
        "The server picks one as soon as your request says what you like. Many clients say so unasked.",
        "What you would take stands in `Accept`. Leave it out, or like everything equally.",
        "`GET /leaflets/oolong` and nothing more; `%%http` adds no `Accept`.",
    ),
    near=(
        (
            lambda c: c.path == "/leaflets/oolong" and c.status == 200,
            "It picked one for you, because your request said what it likes: see `Accept`.",
        ),
        (lambda c: c.path.startswith("/leaflets/oolong.") and c.status == 200, "That is one of the versions itself."),
        (406, "You left no choice that exists. Here none should be needed."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /leaflets/oolong"],
    ["GET /leaflets/oolong\nAccept: */*"],
]
NEAR_MISSES: NearMisses = [
    (["GET /leaflets/oolong\nAccept: text/html"], "picked one for you"),
]
