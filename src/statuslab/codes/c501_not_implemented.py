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
    title="Please frob the tea",
    situation=(
        "A colleague swears that `FROB` is a method, and has built it into a client. It asks the Teahouse to frob tea "
        "number 7. The tea is there, the request is in perfect form, and nobody in this house has ever heard of "
        "frobbing. What comes back?"
    ),
    choices={
        400: "The form is fine: any token may stand where the method stands.",
        404: "Tea number 7 exists. It is the verb that is missing, not the noun.",
        405: "For a method that the server knows and this resource does not take; Allow would list the others.",
        501: "Not Implemented: this method is known to no resource of this server.",
    },
    at_work="405: ask this resource otherwise, see Allow. 501: ask this server otherwise, it cannot do that anywhere.",
    layer=Layer.SERVER,
)
def frob_the_tea(run: SceneRun) -> None:
    run.provoke("You frob.", "FROB /teas/7")
    run.resolve("What you probably meant.", "GET /teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-verb-too-many",
    title="A verb too many",
    task=(
        "A new client library invents a method for every verb in its manual, `POUR` among them. Try that one on a tea, "
        "and see who stops it and whether another address would help."
    ),
    hints=(
        "Methods are only words. The server has a list of those that any of its resources knows.",
        "The first word of the request is the method; everything else may be as usual.",
        "`POUR /teas/7`.",
    ),
    near=(
        (405, "That method is known here, only not at this address. Take one that nobody knows."),
        (400, "The server could not even read that as a method: it is one word, without blanks."),
        (418, "That method is known to a pot. Take one that nobody knows."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POUR /teas/7"],
]
NEAR_MISSES: NearMisses = [
    (["DELETE /teas"], "Take one that nobody knows"),
]
