"""451 Unavailable For Legal Reasons (RFC 7725 section 3): a legal demand keeps the resource from being shown."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-banned-blend",
    title="The banned blend",
    situation=(
        "The Office of Leaf Safety has ordered the Teahouse to take a blend with wormwood off the net. The house "
        "thinks the order wrong, and obeys. It does not want to pretend that the page never was: guests are to see "
        "that a law, and not the house, keeps it from them. What does it answer?"
    ),
    choices={
        403: "It would look as if the house did not want to. It must not.",
        404: "Convenient, and it hides who made the page disappear.",
        410: "It would say that the house has taken it away for good. It hopes otherwise.",
        451: "Unavailable For Legal Reasons: with who demands it, and in Link who blocks it.",
    },
    at_work="Only for legal demands, not for licenses or taste. Say who demands it, of whom, and under which law.",
    source=("menu.tea_number",),
)
def the_banned_blend(run: SceneRun) -> None:
    run.provoke("You ask for the blend.", "GET /teas/banned-blend")
    run.resolve("There is nothing a client could mend. Everything else is served as ever.", "GET /teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="by-order-of-the-office",
    title="By order of the office",
    task=(
        "A journalist has heard that an office keeps one page of the Teahouse from its guests. Find that page, and the "
        "place in the answer which names who blocks it."
    ),
    hints=(
        "It is a page among the teas, and its name says what happened to it.",
        'A blend that is banned. Who blocks it stands in a `Link`, with `rel="blocked-by"`.',
        "`GET /teas/banned-blend`.",
    ),
    needs=((lambda c: "blocked-by" in c.response_header("Link"), "A 451 that keeps quiet about who blocks it."),),
    near=(
        (410, "The house itself retired that one. No office was involved."),
        (404, "No such page. Its name says what happened to it, in two words."),
        (403, "Somebody may not see that page. The task wants one that nobody may."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/banned-blend"],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/earl-grey-1999"], "No office was involved"),
]
