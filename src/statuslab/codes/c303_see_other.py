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
    title="The job is done",
    situation=(
        "You poll the status page of a brewing job. Once the job is done, that page has nothing more to say: the "
        "result has a URL of its own. What does the status page return now?"
    ),
    choices={
        200: "202 was right while the job was running. Now there is a result elsewhere.",
        201: "201 names what this request created. A GET creates nothing.",
        302: (
            "Close, but 302 says that this page has moved for the moment. The tea is a different resource than the job."
        ),
        303: "303 says that another resource has the result, and that you should GET it.",
    },
    at_work=(
        "Use 303 after a POST or a finished job: the client GETs the result, and reloading that page sends no "
        "second POST."
    ),
    source=("brewing.watch_brew",),
)
def see_the_pot(run: SceneRun) -> None:
    run.before("You order.", 'POST /brews\nContent-Type: application/json\n\n{"tea": 7, "cups": 40}')
    run.wait(2)
    done = run.provoke("You ask the status page after two seconds.", "GET /brews/1")
    pot = done.response.get("Location") if done.response else None
    run.resolve("You GET the URL in Location.", f"GET {pot or '/pots/1'}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="where-is-my-pot",
    title="Where is my tea?",
    task=("You order a big pot and poll its job. Keep polling until the job redirects you to the result."),
    hints=(
        "Read the response to your order: it names the URL of the job. GET that URL more than once.",
        "While the job is running, `Retry-After` says how long to wait. When it is done, it redirects.",
        "`POST /brews` (JSON, `tea` and `cups`), then `GET` its `Location`, and again two seconds later.",
    ),
    needs=(
        (
            lambda c: bool(c.response_header("Location")),
            ("This 303 has no Location, so it does not say where the result is."),
        ),
    ),
    near=(
        (
            lambda c: c.path.startswith("/brews/") and c.status == 200,
            "Still brewing. `Retry-After` says when to ask again.",
        ),
        (202, "The job is accepted. Now poll it at the URL in `Location`."),
        (
            lambda c: c.path.startswith("/pots/") and c.status == 200,
            ("This is the tea itself. The task wants the redirect to it."),
        ),
        (
            lambda c: c.path.startswith("/brews/") and c.status == 404,
            "There is no such job. `Location` of the 202 names your job.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /brews\n{ORDER}", filled("GET {job}", job=header("Location")), Wait(2), "GET /brews/1"],
]
NEAR_MISSES: NearMisses = [
    ([f"POST /brews\n{ORDER}", "GET /brews/1"], "Still brewing"),
]
