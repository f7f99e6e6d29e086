"""202 Accepted (RFC 9110 section 15.3.3): the work is taken on and not done yet."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import JSON, ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="forty-cups",
    title="Forty cups, please",
    situation=(
        "A wedding wants forty cups of Assam. The Teahouse takes the order for brewing at once, but the brewing takes "
        "a while, and it will not keep your connection open for it. What comes back?"
    ),
    choices={
        102: "An interim word that work goes on keeps the connection open; here it is to be closed.",
        201: "The pots do not exist yet; promising them is not creating them.",
        202: "Accepted: noted, not done, and an address where you can ask how it goes.",
        503: "The Teahouse is not overloaded; it simply works in its own time.",
    },
    at_work="A 202 promises nothing. Poll the monitor it names, as slowly as Retry-After asks, until it sends you on.",
    source=("brewing.start_brew", "brewing.watch_brew"),
)
def forty_cups(run: SceneRun) -> None:
    accepted = run.provoke(
        "You order. The answer comes at once, and is not about tea but about work.",
        'POST /brews\nContent-Type: application/json\n\n{"tea": 7, "cups": 40}',
    )
    monitor = accepted.response["Location"] if accepted.response else "/brews/1"
    run.resolve("You ask how it goes: still brewing, come back in two seconds.", f"GET {monitor}")
    run.wait(2)
    done = run.resolve("Two seconds later the monitor points to the result: 303, see other.", f"GET {monitor}")
    pot = done.response.get("Location") if done.response else None
    run.resolve("You fetch what you came for.", f"GET {pot or '/pots/1'}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="tea-for-a-wedding",
    title="Tea for a wedding",
    task=(
        "A wedding wants eighty cups at three o'clock. Have the Teahouse take the job on without keeping you on the "
        "line."
    ),
    hints=(
        "An order of cups for a table is done at once. Big pots are brewed elsewhere.",
        "Work that takes its time is a `POST` to the brewing jobs, in JSON with `tea` and `cups`.",
        "`POST /brews` with `Content-Type: application/json` and the number of a tea and eighty cups.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "Accepted, but nobody told you where to ask how it goes."),),
    near=(
        (
            lambda c: c.status == 201 and c.path == "/orders",
            "A table's order, made at once. Eighty cups are another matter, and have another place.",
        ),
        (422, "Understood and refused: `detail` says which number will not do."),
        (415, "It wants JSON, and to be told so."),
        (400, "The content could not be read as JSON."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'POST /brews\n{JSON}\n\n{{"tea": 7, "cups": 80}}'],
]
NEAR_MISSES: NearMisses = [
    ([f"POST /orders\n{ORDER}"], "made at once"),
]
