"""501 Not Implemented (RFC 9110 section 15.6.2): the server does not know the method for any resource."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="frob-the-tea",
    title="A method nobody knows",
    situation=(
        "A colleague's client sends `FROB /teas/7`. The tea exists, and the request is well formed. But no resource "
        "on this server has ever heard of FROB. What comes back?"
    ),
    choices={
        400: "The form is fine: any token may be a method.",
        404: "Tea number 7 exists. The method is the problem.",
        405: "405 is for a method that the server knows and this resource does not take. Allow would list the others.",
        501: "No resource of this server knows this method.",
    },
    at_work="405: use another method here, see Allow. 501: this server cannot do that anywhere.",
    layer=Layer.SERVER,
)
def frob_the_tea(run: SceneRun) -> None:
    run.provoke("You frob.", "FROB /teas/7")
    run.resolve("What you probably meant.", "GET /teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-verb-too-many",
    title="One method too many",
    task=(
        "A new client library has a method for everything, `POUR` among them. Try that one on a tea. Find out which "
        "layer refuses it, and whether another URL would help."
    ),
    hints=(
        "Methods are just words. The server has a list of those that any of its resources knows.",
        "The first word of the request is the method. Everything else can stay as usual.",
        "`POUR /teas/7`.",
    ),
    near=(
        (405, "The server knows that method, but not at this URL. Take one that it does not know."),
        (400, "The server could not even read that as a method: it must be one word without spaces."),
        (418, "A pot knows that method. Take one that nobody knows."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POUR /teas/7"],
]
NEAR_MISSES: NearMisses = [
    (["DELETE /teas"], "Take one that it does not know"),
]
