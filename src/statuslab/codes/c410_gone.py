"""410 Gone (RFC 9110 section 15.5.11): the resource existed and was removed for good."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="retired-in-style",
    title="Retired in style",
    situation=(
        "Blogs still link to the Earl Grey of 1999, at `/teas/earl-grey-1999`. It was taken off the menu for good, and "
        "the house kept a note of it. A search engine comes by and asks for the page. Which answer makes it stop "
        "coming?"
    ),
    choices={
        204: "It would say: here it is, and there is nothing in it.",
        301: "There is no new address, and a link to another tea would be a lie.",
        404: "It leaves open whether the tea comes back, so the search engine comes back too.",
        410: "Gone: it was here, it is no more, and that is likely to stay so. Remove your links.",
    },
    at_work="A 410 needs a memory: keep a note of what you retire. Without one, all that is left to say is 404.",
    source=("menu.tea_number",),
)
def retired_in_style(run: SceneRun) -> None:
    run.before("A tea that never was: the server knows nothing of it.", "GET /teas/99", actor="the search engine")
    run.provoke("The tea that was.", "GET /teas/earl-grey-1999", actor="the search engine")
    run.resolve("What there is instead.", "GET /teas", actor="the search engine")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="stop-asking",
    title="Stop asking",
    task=(
        "A search engine keeps sending guests to the Earl Grey of 1999. Check what the Teahouse tells it at "
        "`/teas/earl-grey-1999`, and whether that will make it stop."
    ),
    hints=(
        "Ask for that very page. There is nothing to it but the right address.",
        "A tea that never was gets another answer; the difference is that the house remembers this one.",
        "`GET /teas/earl-grey-1999`.",
    ),
    near=(
        (404, "That never was, as far as the house knows. The Earl Grey was, and is remembered."),
        (451, "A law keeps that one away. The Earl Grey was retired by the house."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/earl-grey-1999"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/99"], "That never was"),
]
