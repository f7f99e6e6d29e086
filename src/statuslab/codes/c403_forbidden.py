"""403 Forbidden (RFC 9110 section 15.5.4): the server understood the request and refuses it."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import CHEF, WAITER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="not-your-payslip",
    title="Somebody else's payroll",
    situation=(
        "You are logged in as the waiter, with the right password. You open the payroll, which only the chef may "
        "see. The server does not hide that it exists. What comes back?"
    ),
    choices={
        401: "The server knows who you are. Logging in again as the same person changes nothing.",
        403: ("The server understood the request, knows you, and refuses. Another person's credentials might work."),
        404: "A server may hide a page this way. The Teahouse does so with its secret blend, not with its payroll.",
        409: "409 is about the state of the page. Here your role is the reason.",
    },
    at_work=(
        "After a 401, log in. After a 403, logging in again will not help: ask for the permission, or ask "
        "somebody who has it."
    ),
    source=("staff.read_payroll",),
)
def not_your_payslip(run: SceneRun) -> None:
    run.before("Somebody without credentials asks, and gets a 401: who are you?", "GET /staff/payroll")
    run.provoke("The waiter asks, with the right password.", f"GET /staff/payroll\n{WAITER}")
    run.resolve("The chef asks, and may see it.", f"GET /staff/payroll\n{CHEF}", actor="the chef")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-curious-waiter",
    title="The curious waiter",
    task=(
        "Somebody says that the waiter (`waiter`, password `oolong`) can read the payroll. Show that the Teahouse "
        "knows the waiter and still refuses."
    ),
    hints=(
        "Log in as the waiter. Without a login you get another status.",
        "Basic credentials: `Authorization: Basic` and `waiter:oolong` in base64. Most clients do that for you.",
        "`GET /staff/payroll` with `Authorization: Basic d2FpdGVyOm9vbG9uZw==`.",
    ),
    needs=(
        (
            lambda c: bool(c.request_header("Authorization")),
            "A 403, but the server does not know who you are. The task wants the waiter.",
        ),
    ),
    near=(
        (401, "You got 401: the server does not know you, or the password is wrong."),
        (404, "That page pretends not to exist. The payroll page admits that it exists."),
        (lambda c: c.path == "/staff/payroll" and c.status == 200, "The chef may see it. Log in as the waiter."),
        (
            lambda c: c.path == "/staff/rota" and c.status == 200,
            "The waiter may see the rota. Ask for the payroll.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"GET /staff/payroll\n{WAITER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /staff/payroll"], "You got 401"),
    (["POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=x"], "does not know who you are"),
]
