"""401 Unauthorized (RFC 9110 section 15.5.2): valid credentials are missing, and WWW-Authenticate says which kind."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import WAITER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="staff-only",
    title="Staff only",
    situation="You open the staff rota without having said who you are. What comes back?",
    choices={
        401: "Prove who you are first; the challenge in WWW-Authenticate says how.",
        403: "That would mean: we know who you are, and the answer is no.",
        404: "The server makes no secret of the rota; it only wants to know who asks.",
        407: "The same question, but asked by a proxy on the way, not by the Teahouse.",
    },
    at_work="A 401 without WWW-Authenticate is broken: it says 'prove it' and not how.",
    source=("staff.read_rota",),
)
def staff_only(run: SceneRun) -> None:
    run.provoke("You ask without credentials.", "GET /staff/rota")
    run.resolve(
        "A wrong password gets the same challenge again.",
        "GET /staff/rota\nAuthorization: Basic d2FpdGVyOmxhcHNhbmc=",
    )
    run.resolve("The right one opens the door.", f"GET /staff/rota\n{WAITER}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-new-colleague",
    title="A new colleague",
    task=(
        "A new colleague opens the staff rota and is shown an error; they think that the site is broken. Reproduce it, "
        "and see what the Teahouse wants of them, and how."
    ),
    hints=(
        "They have not said who they are.",
        "No `Authorization`, or one that does not hold. `WWW-Authenticate` in the answer says what would.",
        "`GET /staff/rota`, without any credentials.",
    ),
    needs=(
        (
            lambda c: bool(c.response_header("WWW-Authenticate")),
            "A 401 that does not say how to prove oneself. That one is broken.",
        ),
        (lambda c: c.path.startswith("/staff"), "A challenge, but not of the staff's door."),
    ),
    near=(
        (403, "You got 403: you are known, but not allowed; the task wants somebody who is not known at all."),
        (407, "It was the proxy that asked who you are. The task wants the Teahouse to ask."),
        (404, "Nothing there, or so they say. The rota is no secret."),
        (lambda c: c.path.startswith("/staff") and c.status == 200, "You are in, for you showed who you are. Do not."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /staff/rota"],
    ["GET /staff/rota\nAuthorization: Basic d2FpdGVyOmxhcHNhbmc="],
]
NEAR_MISSES: NearMisses = [
    ([f"GET /staff/payroll\n{WAITER}"], "You got 403"),
]
