"""403 Forbidden (RFC 9110 section 15.5.4): the server understood the request and refuses it."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import CHEF, GET_TOKEN, JSON, WAITER, WAITER_TOKEN
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
    at_work=("After a 401, log in. After a 403, ask for the permission: logging in again will not help."),
    source=("staff.read_payroll",),
)
def not_your_payslip(run: SceneRun) -> None:
    run.before("Somebody without credentials asks, and gets a 401: who are you?", "GET /staff/payroll")
    run.provoke("The waiter asks, with the right password.", f"GET /staff/payroll\n{WAITER}")
    run.resolve("The chef asks, and may see it.", f"GET /staff/payroll\n{CHEF}", actor="the chef")


@scene(
    CODE,
    name="not-in-the-scope",
    title="A token for reading only",
    situation=(
        "The waiter's app wants to take one more shift for the waiter. Its access token is valid, and it has just read "
        "the shifts with it. But the app asked only for the scope `shifts:read`. What comes back?"
    ),
    choices={
        400: "The request is well formed, and the token is in its place.",
        401: "The token is valid. A 401 would make the app refresh it, and the new one would have the same scope.",
        403: "The token is valid, and its scope is too small. The challenge names the scope that is needed.",
        405: "POST is allowed here, with the right token.",
    },
    at_work=(
        "Do not refresh after insufficient_scope: a refresh cannot add rights. Ask the user for the scope that the "
        "challenge names."
    ),
    source=("tokens.add_shift", "tokens.require_token", "tokens.refusal", "tokens.token_for_password"),
)
def not_in_the_scope(run: SceneRun) -> None:
    run.before("Reading works with this token.", f"GET /staff/api/shifts\n{WAITER_TOKEN}", actor="the app")
    run.provoke(
        "The app wants to write.",
        f'POST /staff/api/shifts\n{WAITER_TOKEN}\n{JSON}\n\n{{"day": "friday"}}',
        actor="the app",
    )
    run.resolve(
        "The waiter logs in again, and allows the app to write.",
        f"{GET_TOKEN}\n{WAITER}\n\ngrant_type=client_credentials&scope=shifts:read+shifts:write",
        actor="the waiter",
    )
    run.resolve(
        "With the new token the app may write.",
        f'POST /staff/api/shifts\nAuthorization: Bearer waiter-1\n{JSON}\n\n{{"day": "friday"}}',
        actor="the app",
    )


@scene(
    CODE,
    name="a-key-for-reading",
    title="An API key for reading",
    situation=(
        "A screen shows how many tins of tea are left. It has an API key that may read. Somebody uses the same key to "
        "store a new count. What comes back?"
    ),
    choices={
        400: "The request is well formed, and its number is plausible.",
        401: "That is for a missing or unknown key. The server knows this one.",
        403: "The key is known, and it may not do this. Another key may.",
        405: "PUT is allowed here, with a key that may write.",
    },
    at_work=(
        "No standard defines API keys. Where a service sends 401 and where it sends 403 is in its documentation: some "
        "send 403 for a missing key, too."
    ),
    source=("api_keys.count_stock", "api_keys.require_key"),
)
def a_key_for_reading(run: SceneRun) -> None:
    run.before("Without a key: who are you?", "GET /staff/api/stock")
    run.before("The key may read.", "GET /staff/api/stock\nX-API-Key: stock-reader")
    run.provoke("It may not write.", f'PUT /staff/api/stock\nX-API-Key: stock-reader\n{JSON}\n\n{{"tins": 9}}')
    run.resolve("Another key may.", f'PUT /staff/api/stock\nX-API-Key: stock-writer\n{JSON}\n\n{{"tins": 9}}')


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
        (
            lambda c: not c.response_header("WWW-Authenticate"),
            "Here the app's token may do too little. The task wants the waiter's own limits: use the password.",
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
    (
        [f'POST /staff/api/shifts\n{WAITER_TOKEN}\n{JSON}\n\n{{"day": "friday"}}'],
        "the app's token may do too little",
    ),
    (["POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=x"], "does not know who you are"),
]
