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
    title="Delete the whole menu",
    situation=(
        "A cleanup script should remove one tea. The number is missing, so it sends `DELETE /teas`, "
        "which means the whole menu. The server deletes single teas with DELETE, but never the "
        "collection. What comes back?"
    ),
    choices={
        403: "Nobody may do this, whoever they are. So it is not about permissions: the method is not offered here.",
        404: "404 is for a URL where nothing exists. The menu exists.",
        405: ("The server knows the method, but this resource does not take it. Allow lists those it takes."),
        501: "501 would mean that the server cannot DELETE anything. It can.",
    },
    at_work="Read Allow: it lists the methods that this URL takes. A 405 must have it.",
    source=("replies.method_not_allowed", "replies.allowed_methods"),
)
def wipe_the_menu(run: SceneRun) -> None:
    run.provoke("The script tries to delete everything.", "DELETE /teas", actor="the script")
    run.resolve("OPTIONS asks for the same list, and changes nothing.", "OPTIONS /teas")
    run.resolve("With the number, the script removes one tea.", "DELETE /teas/3", actor="the script")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="hands-off-the-menu",
    title="Protect the menu",
    task=(
        "A cleanup script once tried to delete everything. Show that the Teahouse refuses, and that it says which "
        "methods are allowed instead."
    ),
    hints=(
        "Use a method that the server knows, on a URL that does not take it.",
        "Deleting a single tea works. Deleting the collection does not.",
        "`DELETE /teas`, or another known method on a URL that does not take it.",
    ),
    needs=(
        (
            lambda c: bool(c.response_header("Allow")),
            ("This 405 has no Allow, so the server that sent it is broken. Send the request to the menu."),
        ),
    ),
    near=(
        (501, "The server does not know this method at all. Take one that it knows."),
        (204, "That was allowed, and the server did it. `lab.reset()` restores everything."),
        (404, "There is nothing at that URL, so there is nothing to refuse."),
        (403, "This refusal is about who you are. The URL does take the method."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["DELETE /teas"],
    [f"PUT /menu\n{TEA}"],
]
NEAR_MISSES: NearMisses = [
    (["POUR /teas"], "does not know this method at all"),
    (["DELETE /teas/3"], "That was allowed, and the"),
]
