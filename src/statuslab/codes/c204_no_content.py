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
    title="Off the menu",
    situation=(
        "Tea number 3 has gone out of fashion, and you `DELETE` it. It works. The server has nothing to add. "
        "What comes back?"
    ),
    choices={
        200: "Allowed, but then it should say something; an empty 200 leaves a reader wondering.",
        202: "The tea is gone now, not later.",
        204: "No Content: done, and there is nothing to say. The response ends with its head.",
        205: "That asks a form to clear itself; nobody is filling in a form here.",
    },
    at_work="A 204 ends at the blank line. Never send content with it: it would be read as the next response.",
    source=("menu.delete_tea",),
)
def off_the_menu(run: SceneRun) -> None:
    run.provoke("You take it off. No content, and no Content-Length either.", "DELETE /teas/3")
    run.resolve("Who asks for it now learns that it is not there.", "GET /teas/3")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="off-with-the-peppermint",
    title="Off with the peppermint",
    task=(
        "The pots on the windowsill have dried up, and Peppermint has to go from the menu. Take it off; the server "
        "should confirm that, and say no more."
    ),
    hints=(
        "A method asks for a thing to be gone. Mind which address you send it to.",
        "`DELETE`, to the page of that one tea. The list tells its number.",
        "`DELETE /teas/N`, with the number of Peppermint for N.",
    ),
    needs=(
        (
            lambda c: c.writes,
            "A 204 to a question. The menu is as it was.",
        ),
        (
            lambda c: c.path.startswith("/teas/"),
            "Done, and nothing to say; but the menu is as it was.",
        ),
        (lambda c: c.method == "DELETE", "Saved, and nothing to say. But Peppermint is still on the menu."),
    ),
    near=(
        (405, "That address does not take it: this would be the whole menu. One tea has an address of its own."),
        (404, "No such tea (any more)."),
        (412, "A condition kept it from happening."),
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
