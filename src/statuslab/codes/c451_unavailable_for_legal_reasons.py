"""451 Unavailable For Legal Reasons (RFC 7725 section 3): a legal demand keeps the resource from being shown."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-banned-blend",
    title="A page blocked by law",
    situation=(
        "A food authority has ordered the Teahouse to block the page of one tea. The shop obeys but "
        "disagrees. It wants to tell its guests that the page is blocked by a legal order, and not by "
        "the shop's own decision. Which status does it send?"
    ),
    choices={
        403: "403 would look as if the shop did not want to show it.",
        404: "A 404 would hide the reason: nobody would learn of the legal order.",
        410: "410 would say that the shop removed the page permanently. It hopes to bring it back.",
        451: (
            "451 is for legal demands. The response should say who demands the block, and its Link header "
            "who carries it out."
        ),
    },
    at_work=("Use 451 only for legal demands. Say who demands the block, who has to obey, and under which law."),
    source=("menu.tea_number",),
)
def the_banned_blend(run: SceneRun) -> None:
    run.provoke("You ask for the page.", "GET /teas/banned-blend")
    run.resolve("A client cannot do anything about it. All other pages work as before.", "GET /teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="by-order-of-the-office",
    title="By order of the authority",
    task=(
        "A journalist has heard that an authority blocks one page of the Teahouse. Find that page, and the header "
        "that names who blocks it."
    ),
    hints=(
        "It is a page among the teas, and its name says what happened to it.",
        'It is a banned blend. A `Link` with `rel="blocked-by"` names who blocks it.',
        "`GET /teas/banned-blend`.",
    ),
    needs=((lambda c: "blocked-by" in c.response_header("Link"), "This 451 does not say who blocks the page."),),
    near=(
        (410, "The shop itself removed that one. No authority was involved."),
        (404, "There is no such page. Its name says what happened to it, in two words."),
        (403, "You may not see that page, but others may. The task wants one that nobody may see."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/banned-blend"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/earl-grey-1999"], "No authority was involved"),
]
