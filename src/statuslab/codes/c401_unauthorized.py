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
    situation="You open the staff rota without any credentials. What comes back?",
    choices={
        401: "401 means: first say who you are. The challenge in WWW-Authenticate says how.",
        403: "403 would mean: we know who you are, and you may not.",
        404: "The server does not hide the rota. It only wants to know who asks.",
        407: "407 asks the same, but it comes from a proxy and not from the Teahouse.",
    },
    at_work="A 401 must have WWW-Authenticate. Without it, the client knows that it must log in but not how.",
    source=("staff.read_rota",),
)
def staff_only(run: SceneRun) -> None:
    run.provoke("You ask without credentials.", "GET /staff/rota")
    run.resolve(
        "A wrong password gets the same challenge again.",
        "GET /staff/rota\nAuthorization: Basic d2FpdGVyOmxhcHNhbmc=",
    )
    run.resolve("The right password opens the page.", f"GET /staff/rota\n{WAITER}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-new-colleague",
    title="A new colleague",
    task=(
        "A new colleague opens the staff rota, gets an error, and thinks that the site is broken. Reproduce the "
        "error, and find out what the Teahouse wants from them."
    ),
    hints=(
        "The new colleague has sent no credentials.",
        "Send no `Authorization`, or a wrong one. `WWW-Authenticate` in the response says what the server wants.",
        "`GET /staff/rota`, without any credentials.",
    ),
    needs=(
        (
            lambda c: bool(c.response_header("WWW-Authenticate")),
            "This 401 has no WWW-Authenticate, so it does not say how to log in. Ask for the rota.",
        ),
        (lambda c: c.path.startswith("/staff"), "A challenge, but not from the staff rooms."),
    ),
    near=(
        (403, "You got 403: the server knows you, and you may not. The task wants somebody it does not know."),
        (407, "The proxy asked who you are. The task wants the Teahouse to ask."),
        (404, "The server says that this page does not exist. The rota is not hidden."),
        (
            lambda c: c.path.startswith("/staff") and c.status == 200,
            ("You sent valid credentials and were let in. Send none."),
        ),
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
