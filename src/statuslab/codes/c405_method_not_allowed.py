"""405 Method Not Allowed (RFC 9110 section 15.5.6): the method is known, but not supported by this resource."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import TEA
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="wipe-the-menu",
    title="Wipe the menu",
    situation=(
        "A cleaning script is to remove one tea, forgets the number, and sends `DELETE /teas`: the whole menu. The "
        "server knows DELETE well, it deletes single teas all day long. But nobody ever deletes the collection. What "
        "keeps the Teahouse in business?"
    ),
    choices={
        403: "No one may do it, so this is not about rights; the method is simply not offered here.",
        404: "The menu exists, and stays.",
        405: "Method Not Allowed: known here, not taken by this resource; Allow lists those that are.",
        501: "It would mean that the server cannot DELETE anything at all. It can.",
    },
    at_work="Read Allow: it tells what this address takes. A 405 without it is broken.",
    source=("replies.method_not_allowed", "replies.allowed_methods"),
)
def wipe_the_menu(run: SceneRun) -> None:
    run.provoke("The script deletes everything, or so it thinks.", "DELETE /teas", actor="the script")
    run.resolve("The same list as an answer to a polite question.", "OPTIONS /teas")
    run.resolve("With the number it does what was meant.", "DELETE /teas/3", actor="the script")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="hands-off-the-menu",
    title="Hands off the menu",
    task=(
        "A clean-up script once tried to delete all there is. Prove that the Teahouse would refuse, and that it says "
        "what is allowed instead."
    ),
    hints=(
        "The method has to be one that the server knows well, at an address that does not take it.",
        "Deleting a single tea works. Deleting a collection is what nobody does here.",
        "`DELETE /teas`, or another known method where it does not belong.",
    ),
    needs=(
        (lambda c: bool(c.response_header("Allow")), "A 405 that does not say what is allowed. That one is broken."),
    ),
    near=(
        (501, "No resource of this server knows that method at all. Take one that it knows."),
        (204, "Oh dear: that one was allowed, and it is done. `lab.reset()` brings it back."),
        (404, "There is nothing at that address, so there is nothing to refuse."),
        (403, "That is about who may. The method itself would be taken."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["DELETE /teas"],
    [f"PUT /menu\n{TEA}"],
]
NEAR_MISSES: NearMisses = [
    (["POUR /teas"], "No resource of this server knows"),
    (["DELETE /teas/3"], "Oh dear"),
]
