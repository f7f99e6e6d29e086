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
        "A colleague's client sends `FROB /teas/7`. The tea exists, and the request is well formed. "
        "But no resource on this server knows the method FROB. What comes back?"
    ),
    choices={
        400: "400 is for a bad request. This one is valid: any word may be a method.",
        404: "404 is for a URL with nothing there. Tea number 7 exists, but the method is unknown.",
        405: "405 is for a method that the server knows, but that this resource does not take.",
        501: "501 says that no resource of this server knows the method.",
    },
    at_work="After a 405, use another method from Allow. A 501 says that no URL of this server takes the method.",
    layer=Layer.SERVER,
)
def frob_the_tea(run: SceneRun) -> None:
    run.provoke("You frob.", "FROB /teas/7")
    run.resolve("You send a method that the server knows.", "GET /teas/7")


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
        "Any word can be a method. The server has a list of the methods that its resources know.",
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
