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
    title="Not your payslip",
    situation=(
        "You are logged in as the waiter; your password is right. You open the payroll, which only the chef may see. "
        "What comes back?"
    ),
    choices={
        401: "The server knows exactly who you are; proving it once more changes nothing.",
        403: "Forbidden: understood, recognized, refused. Somebody else's credentials might do.",
        404: "A server may hide a page this way; the Teahouse hides its secret blend so, not its payroll.",
        409: "No state is in the way, only your role.",
    },
    at_work="401: log in. 403: logging in as you will not help; ask for the right, or for somebody who has it.",
    source=("staff.read_payroll",),
)
def not_your_payslip(run: SceneRun) -> None:
    run.before("Nobody in particular asks: who are you? 401.", "GET /staff/payroll")
    run.provoke("The waiter asks, with the right password.", f"GET /staff/payroll\n{WAITER}")
    run.resolve("The chef asks, and may.", f"GET /staff/payroll\n{CHEF}", actor="the chef")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-curious-waiter",
    title="The curious waiter",
    task=(
        "The waiter (`waiter`, password `oolong`) is said to have read the payroll. Prove that the Teahouse knows them "
        "and still says no."
    ),
    hints=(
        "Log in as the waiter; not logging in gets another answer.",
        "Basic credentials: `Authorization: Basic` and `waiter:oolong` in base64. Most clients do that for you.",
        "`GET /staff/payroll` with `Authorization: Basic d2FpdGVyOm9vbG9uZw==`.",
    ),
    needs=(
        (
            lambda c: bool(c.request_header("Authorization")),
            "A 403, but they do not know you. The task wants the waiter.",
        ),
    ),
    near=(
        (401, "You got 401: they do not know who you are, or the password is wrong."),
        (404, "That page hides from the waiter altogether. The payroll does not hide."),
        (lambda c: c.path == "/staff/payroll" and c.status == 200, "The chef may. Come as the waiter."),
        (
            lambda c: c.path == "/staff/rota" and c.status == 200,
            "The waiter may see the rota. The payroll is another door.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"GET /staff/payroll\n{WAITER}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /staff/payroll"], "You got 401"),
    (["POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=x"], "they do not know you"),
]
