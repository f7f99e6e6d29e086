"""410 Gone (RFC 9110 section 15.5.11): the resource existed and was removed for good."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="retired-in-style",
    title="A page that was removed for good",
    situation=(
        "Blogs still link to the Earl Grey of 1999, at `/teas/earl-grey-1999`. It was removed "
        "permanently, and the server remembers that. Which status tells a search engine to stop asking "
        "for this page?"
    ),
    choices={
        204: "204 would say that the page exists, with nothing in it.",
        301: "There is no new URL, and a redirect to another tea would be misleading.",
        404: "404 leaves open whether the page comes back, so the search engine asks again.",
        410: (
            "410 says that the page existed, was removed, and is not expected back. So links to it should be removed."
        ),
    },
    at_work="To send 410 you must remember what you removed. Otherwise you can only send 404.",
    source=("menu.tea_number",),
)
def retired_in_style(run: SceneRun) -> None:
    run.before(
        "It asks for a tea that never existed: the server knows nothing about it.",
        "GET /teas/99",
        actor="the search engine",
    )
    run.provoke("It asks for the tea that was removed.", "GET /teas/earl-grey-1999", actor="the search engine")
    run.resolve("It asks for the teas that exist.", "GET /teas", actor="the search engine")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="stop-asking",
    title="Stop asking",
    task=(
        "A search engine keeps sending guests to the Earl Grey of 1999. Check what the Teahouse returns for "
        "`/teas/earl-grey-1999`, and whether that makes the search engine stop."
    ),
    hints=(
        "Ask for that page. You only need the right URL.",
        "A tea that never existed gets another status. The difference is that the server remembers this one.",
        "`GET /teas/earl-grey-1999`.",
    ),
    near=(
        (404, "As far as the server knows, that tea never existed. The Earl Grey did, and the server remembers it."),
        (451, "A law blocks that page. The shop itself removed the Earl Grey."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/earl-grey-1999"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/99"], "never existed"),
]
