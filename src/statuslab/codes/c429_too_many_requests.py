"""429 Too Many Requests (RFC 6585 section 4): this client sends requests too fast."""

from __future__ import annotations

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
        402: "Samples are free. You are too fast, that is all.",
        403: "For a 403 waiting would not help. Here it is all you need to do.",
        429: "You are too fast. Retry-After says how long to wait.",
        503: "The till works and serves everybody else. It only slows you down.",
    },
    at_work="Respect Retry-After. Where there is none, back off: wait longer each time, with some jitter.",
    source=("till.take_sample",),
)
def one_more_sample(run: SceneRun) -> None:
    for message in ("A first sample.", "A second.", "A third: the tray is empty."):
        run.before(message, "GET /till/sample")
    refused = run.provoke("And a fourth, at once.", "GET /till/sample")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("After the wait that Retry-After asked for.", "GET /till/sample")


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
        "The first few always work. The request is fine, it just comes too soon.",
        "Ask again and again, without a pause, and look for `Retry-After`.",
        "`GET /till/sample`, four times within two seconds.",
    ),
    needs=(
        (
            lambda c: c.preceded_by(lambda other: other.path == c.path and _was_served(other)),
            "Refused without having been served before. Start with one request.",
        ),
        (lambda c: bool(c.response_header("Retry-After")), "This 429 does not say when to come back. The till's does."),
    ),
    near=(
        (503, "Nobody is served there just now, however slowly they ask. The task wants you to be too fast."),
        (lambda c: c.path == "/till/sample" and c.status == 200, "You were served. Ask faster."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /till/sample"] * 4,
]
NEAR_MISSES: NearMisses = [
    (["GET /till/sample"], "Ask faster"),
    (["POST /kettle/descale", "GET /kettle"], "Nobody is served there"),
]
