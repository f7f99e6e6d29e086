"""303 See Other (RFC 9110 section 15.4.4): the answer to this request is at another URI, to be read with GET."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions, Wait, filled, header

CODE = code_of(__name__)


@scene(
    CODE,
    name="see-the-pot",
    title="See the pot, not the order",
    situation=(
        "You watch a brewing job at its monitor. The moment it is done, the monitor has nothing more to tell: the "
        "result has an address of its own. What does the monitor answer now?"
    ),
    choices={
        200: "It was that while the brewing went on; now the interesting thing lives elsewhere.",
        201: "It names what this very request created; a GET creates nothing.",
        302: "Nearly: but it says the same thing is over there for now. The pot is another thing than the job.",
        303: "See Other: a different resource answers your question. GET it.",
    },
    at_work="303 is the clean end of a POST or a job: the client GETs the result, and a refresh repeats nothing.",
    source=("brewing.watch_brew",),
)
def see_the_pot(run: SceneRun) -> None:
    run.before("You order.", 'POST /brews\nContent-Type: application/json\n\n{"tea": 7, "cups": 40}')
    run.wait(2)
    done = run.provoke("You ask the monitor once the two seconds are over.", "GET /brews/1")
    pot = done.response.get("Location") if done.response else None
    run.resolve("You GET the address it gave.", f"GET {pot or '/pots/1'}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="where-is-my-pot",
    title="Where is my pot?",
    task=("You put on a big pot and watch its job. Stay with it until the job itself sends you to what you came for."),
    hints=(
        "Two addresses: the order for brewing answers with the one of the job. Ask there, more than once.",
        "While it brews the job says how long: `Retry-After`. Afterwards it has only one thing left to tell.",
        "`POST /brews` (JSON, `tea` and `cups`), then `GET` its `Location`, and again two seconds later.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "A 303 that does not say where to look."),),
    near=(
        (
            lambda c: c.path.startswith("/brews/") and c.status == 200,
            "Still brewing. `Retry-After` tells when it is worth asking again.",
        ),
        (202, "The job is taken on. Now watch it, at the address in `Location`."),
        (lambda c: c.path.startswith("/pots/") and c.status == 200, "That is the pot. The task wants the sign to it."),
        (lambda c: c.path.startswith("/brews/") and c.status == 404, "No such job. `Location` of the 202 names yours."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /brews\n{ORDER}", filled("GET {job}", job=header("Location")), Wait(2), "GET /brews/1"],
]
NEAR_MISSES: NearMisses = [
    ([f"POST /brews\n{ORDER}", "GET /brews/1"], "Still brewing"),
]
