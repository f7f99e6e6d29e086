"""503 Service Unavailable (RFC 9110 section 15.6.4): the server is overloaded or under maintenance for a while."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions, Wait

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-kettle-is-resting",
    title="A planned break",
    situation=(
        "The kettle is being cleaned, which takes two seconds. You ask for hot water meanwhile. The server knows "
        "about the break and when it will be over. What comes back?"
    ),
    choices={
        429: "429 is for a client that asks too often. Here nobody gets water.",
        500: "500 is for an unexpected error. This break is planned.",
        503: "503 says that the service is down. Retry-After says for how long.",
        504: "504 comes from a gateway. There is none here: the server itself answers.",
    },
    at_work="A 503 with Retry-After tells clients when to come back. Send it when you take a service down on purpose.",
    source=("brewing.read_kettle",),
)
def the_kettle_is_resting(run: SceneRun) -> None:
    run.meanwhile("The cleaning begins.", "POST /kettle/descale")
    refused = run.provoke("You ask for hot water.", "GET /kettle")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("You come back after the time in Retry-After.", "GET /kettle")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="descaling-day",
    title="Cleaning day",
    task=(
        "Once a week the kettle is descaled (cleaned). Start the descaling, and get the response that a guest gets "
        "meanwhile, with the time after which to try again."
    ),
    hints=(
        "You have to start the descaling yourself, and be quick: it takes only two seconds.",
        "Two requests in one cell: a `POST` to `/kettle/descale`, then a guest's request.",
        'In Python: `httpx2.post(lab.url + "/kettle/descale", trust_env=False)`, and at once a GET of `/kettle`.',
    ),
    needs=((lambda c: bool(c.response_header("Retry-After")), "This 503 does not say for how long."),),
    near=(
        (
            429,
            (
                "429 says that you were too fast, while others are served. The task wants a service that is "
                "down for everybody."
            ),
        ),
        (
            lambda c: c.path == "/kettle" and c.status == 200 and c.preceded_by(lambda o: o.path == "/kettle/descale"),
            "You were too late: the kettle works again. Ask within two seconds.",
        ),
        (lambda c: c.path == "/kettle" and c.status == 200, "The kettle works. Start the descaling first."),
        (
            lambda c: c.path == "/kettle/descale" and c.status is not None and c.status < 300,
            "The cleaning has begun. Now ask for water within two seconds.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POST /kettle/descale", "GET /kettle"],
]
NEAR_MISSES: NearMisses = [
    (["GET /kettle"], "Start the descaling first"),
    (["POST /kettle/descale", Wait(3), "GET /kettle"], "too late"),
]
