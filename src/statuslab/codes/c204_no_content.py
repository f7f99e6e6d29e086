"""204 No Content (RFC 9110 section 15.3.5): it is done, and the response has no content."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import TEA
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="off-the-menu",
    title="A tea goes off the menu",
    situation=(
        "Nobody orders tea number 3 any more, and you `DELETE` it. It works. The server has nothing to add. What "
        "comes back?"
    ),
    choices={
        200: "Allowed, but a 200 comes with a body, and here the server has nothing to add.",
        202: "202 is for work to be done later. The tea is already gone.",
        204: "It worked, and the server has nothing to add. The response ends after its headers.",
        205: "205 asks a form to clear itself. There is no form here.",
    },
    at_work="A 204 ends at the empty line. Never send a body with it: the client would read it as the next response.",
    source=("menu.delete_tea",),
)
def off_the_menu(run: SceneRun) -> None:
    run.provoke("You delete it. There is no body, and no Content-Length either.", "DELETE /teas/3")
    run.resolve("Anyone who asks for it now gets a 404.", "GET /teas/3")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="off-with-the-peppermint",
    title="Remove the peppermint",
    task=(
        "The Peppermint plants have dried up, and the tea has to go from the menu. Remove it. The server should "
        "confirm that without a body."
    ),
    hints=(
        "One method removes things. Mind which URL you send it to.",
        "`DELETE`, to the page of that one tea. The list shows its number.",
        "`DELETE /teas/N`, with the number of Peppermint for N.",
    ),
    needs=(
        (
            lambda c: c.writes,
            "A 204, but nothing was removed: the menu is as it was.",
        ),
        (
            lambda c: c.path.startswith("/teas/"),
            "Your request worked, but the menu is as it was.",
        ),
        (lambda c: c.method == "DELETE", "The change was saved without a body, but Peppermint is still on the menu."),
    ),
    near=(
        (405, "This URL does not take it: it would remove the whole menu. One tea has a URL of its own."),
        (404, "There is no such tea (any more)."),
        (412, "A condition in your request prevented it."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["DELETE /teas/6"],
]
NEAR_MISSES: NearMisses = [
    (["DELETE /teas"], "the whole menu"),
    ([f"PUT /teas/7\n{TEA}"], "still on the menu"),
]
