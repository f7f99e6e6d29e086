"""503 Service Unavailable (RFC 9110 section 15.6.4): the server is overloaded or under maintenance for a while."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions, Wait

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-kettle-is-resting",
    title="The kettle is resting",
    situation=(
        "Somebody descales the kettle, which takes two seconds. You ask for hot water in the middle of it. "
        "The kettle knows what is going on and when it will be over. What comes back?"
    ),
    choices={
        429: "You are not too fast; nobody gets water just now.",
        500: "Nothing is broken: this pause is planned, and the server knows its end.",
        503: "Service Unavailable, for now; Retry-After says until when.",
        504: "The kettle itself is answering; there is no one behind it who is late.",
    },
    at_work="A 503 with Retry-After is a promise that clients can keep. Send it when you go down on purpose.",
    source=("brewing.read_kettle",),
)
def the_kettle_is_resting(run: SceneRun) -> None:
    run.meanwhile("The kettle is being descaled.", "POST /kettle/descale")
    refused = run.provoke("You ask for hot water.", "GET /kettle")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("You come back when you were told to.", "GET /kettle")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="descaling-day",
    title="Descaling day",
    task=(
        "Once a week the kettle is descaled, and the status page should show guests how long it will take. Start the "
        "descaling and catch the answer that a guest gets meanwhile, with the time it is good for."
    ),
    hints=(
        "You have to take the kettle out of service yourself, and be quick: it rests for two seconds only.",
        "Two requests in one cell: a `POST` to `/kettle/descale`, then the question of a guest.",
        'In Python: `httpx2.post(lab.url + "/kettle/descale", trust_env=False)`, and at once a GET of `/kettle`.',
    ),
    needs=((lambda c: bool(c.response_header("Retry-After")), "A 503 that does not say for how long."),),
    near=(
        (429, "You were too fast, others are served. With the kettle nobody is."),
        (
            lambda c: c.path == "/kettle" and c.status == 200 and c.preceded_by(lambda o: o.path == "/kettle/descale"),
            "It sings again: too late. Ask within two seconds.",
        ),
        (lambda c: c.path == "/kettle" and c.status == 200, "It sings. Take it out of service first."),
        (
            lambda c: c.path == "/kettle/descale" and c.status is not None and c.status < 300,
            "Now ask, within two seconds.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POST /kettle/descale", "GET /kettle"],
]
NEAR_MISSES: NearMisses = [
    (["GET /kettle"], "Take it out of service first"),
    (["POST /kettle/descale", Wait(3), "GET /kettle"], "too late"),
]
