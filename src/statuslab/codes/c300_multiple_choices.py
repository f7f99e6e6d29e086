"""300 Multiple Choices (RFC 9110 section 15.4.1): several representations exist, and the client has to choose."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="take-your-pick",
    title="Two versions, no preference",
    situation=(
        "A guest asks for the leaflet on oolong. It exists as plain text and as a web page. The request does not say "
        "which one the guest prefers, and this server does not want to guess: it lists both. What comes back?"
    ),
    choices={
        200: "A 200 with one of the two is allowed and usual. But the server would have to guess.",
        300: "300 comes with a list of the versions, each with its URL, and lets the client choose.",
        303: "303 points to one other resource. Here there are two, and nobody has chosen.",
        406: "406 is for a client whose preferences cannot be met. This one stated none.",
    },
    at_work="Few programs can read the list in a 300. Send Accept, or link to one version.",
    source=("leaflets.oolong",),
)
def take_your_pick(run: SceneRun) -> None:
    run.provoke("You ask without saying what you prefer.", "GET /leaflets/oolong")
    run.resolve("You choose from the list.", "GET /leaflets/oolong.txt")
    run.resolve("Or you say first what you prefer, and save a request.", "GET /leaflets/oolong\nAccept: text/html")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="no-favorite",
    title="No favorite",
    task=(
        "Your link checker collects every version of a leaflet. Get the Teahouse to list the versions of the oolong "
        "leaflet instead of picking one."
    ),
    hints=(
        "The server picks one as soon as your request states a preference. Many clients state one by default.",
        "The preference is in `Accept`. Leave it out, or accept everything equally.",
        "`GET /leaflets/oolong` and nothing more; `%%http` adds no `Accept`.",
    ),
    near=(
        (
            lambda c: c.path == "/leaflets/oolong" and c.status == 200,
            "The server picked one for you, because your request states a preference: see `Accept`.",
        ),
        (lambda c: c.path.startswith("/leaflets/oolong.") and c.status == 200, "This is one of the versions itself."),
        (406, "None of the versions matches what you accept. State no preference."),
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
