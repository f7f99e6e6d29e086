"""429 Too Many Requests (RFC 6585 section 4): this client sends requests too fast."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Case, provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="one-more-sample",
    title="One sample too many",
    situation=(
        "The till gives out free samples: three at once, then one every two seconds. You have had your three and ask "
        "for a fourth right away. What comes back?"
    ),
    choices={
        402: "402 asks for payment. Samples are free, and you are only too fast.",
        403: "After a 403 waiting would not help. Here you only need to wait.",
        429: "429 says that you are too fast. Retry-After says how long to wait.",
        503: "503 is about everybody. The till serves other guests.",
    },
    at_work="Wait as long as Retry-After says. If there is none, back off: wait longer each time, with some jitter.",
    source=("till.take_sample",),
)
def one_more_sample(run: SceneRun) -> None:
    for message in ("You get a first sample.", "A second.", "You get a third. The limit is reached."):
        run.before(message, "GET /till/sample")
    refused = run.provoke("You ask for a fourth at once.", "GET /till/sample")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("You wait as long as Retry-After says, and get a sample.", "GET /till/sample")


@scene(
    CODE,
    name="two-limits-in-a-row",
    title="A limit in front of a limit",
    situation=(
        "The app allows three requests for its prices in ten seconds, and the gateway in front of it allows five. Your "
        "program has sent five within a second. The gateway passed on all of them. What does the sixth get?"
    ),
    choices={
        200: "Both limits are used up. The window of ten seconds has only begun.",
        403: "That would say that waiting does not help. After the window it does.",
        429: "The gateway's own limit is used up, so it answers itself and does not ask the app.",
        502: "502 would need a server that was asked and gave no valid response. None is asked.",
    },
    at_work=(
        "Find out whose limit it is before you ask anybody for a higher one. The gateway's 429s are in the gateway's "
        "log only."
    ),
    layer=Layer.GATEWAY,
)
def two_limits_in_a_row(run: SceneRun) -> None:
    for number, message in enumerate(("You ask for the prices.", "Again.", "Again. `r=0`: nothing remains."), start=1):
        run.before(message, "GET /api/prices", actor=f"request {number}")
    run.before("The app refuses, and the gateway passes it on.", "GET /api/prices", actor="request 4")
    run.before("It refuses once more.", "GET /api/prices", actor="request 5")
    refused = run.provoke("Now the gateway refuses.", "GET /api/prices", actor="request 6")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.skip(float(seconds or 10))
    run.resolve("You wait as long as Retry-After says.", "GET /api/prices", actor="request 7")


# --- Challenge ----------------------------------------------------------------------------------------------


def _was_served(case: Case) -> bool:
    return case.status is not None and case.status < 300


CHALLENGE = provoke(
    CODE,
    name="an-eager-script",
    title="An eager script",
    task=(
        "Your script fetches free samples from the till as fast as it can. Find out how fast is too fast, and where "
        "the response says when to come back."
    ),
    hints=(
        "The first few requests work. A later one is the same, but comes too soon.",
        "Ask again and again, without a pause, and look for `Retry-After`.",
        "`GET /till/sample`, four times within two seconds.",
    ),
    needs=(
        (lambda c: c.path == "/till/sample", "A limit, but not that of the samples."),
        (
            lambda c: c.preceded_by(lambda other: other.path == c.path and _was_served(other)),
            "The server refused your first request. Wait, and start with one that works.",
        ),
        (
            lambda c: bool(c.response_header("Retry-After")),
            ("This 429 does not say when to come back. The one for samples does."),
        ),
    ),
    near=(
        (503, "This 503 is for everybody, however slowly they ask. The task wants you to ask too fast."),
        (lambda c: c.path == "/till/sample" and c.status == 200, "You got a sample. Ask faster."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /till/sample"] * 4,
]
NEAR_MISSES: NearMisses = [
    (["GET /till/sample"], "Ask faster"),
    (["GET /till/prices"] * 4, "not that of the samples"),
    (["POST /kettle/descale", "GET /kettle"], "This 503 is for everybody"),
]
