"""401 Unauthorized (RFC 9110 section 15.5.2): valid credentials are missing, and WWW-Authenticate says which kind."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import GET_TOKEN, LOG_IN, OLD_TOKEN, TILL_TOKEN, WAITER, WAITER_TOKEN
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


@scene(
    CODE,
    name="the-token-ran-out",
    title="The token has expired",
    situation=(
        "The waiter's app shows the waiter's shifts. It sends the access token that it got yesterday. The token was "
        "valid for an hour. What comes back?"
    ),
    choices={
        401: "The token is not valid any more. A new one will do, and the challenge says so: invalid_token.",
        403: "That is for a valid token with too few rights. An app that gets it does not fetch a new token.",
        408: "408 is for a request that arrives too slowly. Here the token is old, and the request is not.",
        410: "410 would say that the list of shifts was removed. It is still there.",
    },
    at_work="After invalid_token, refresh the token once and retry once. If the retry gets a 401 again, stop.",
    source=("tokens.read_shifts", "tokens.require_token", "tokens.refusal", "tokens.token_for_refresh_token"),
)
def the_token_ran_out(run: SceneRun) -> None:
    run.before("Without any token, the challenge has no error code.", "GET /staff/api/shifts")
    run.provoke("With yesterday's token, it has one.", f"GET /staff/api/shifts\n{OLD_TOKEN}", actor="the app")
    run.resolve(
        "The app sends its refresh token to the token endpoint, and gets a new access token.",
        f"{GET_TOKEN}\n\ngrant_type=refresh_token&refresh_token=waiter-refresh",
        actor="the app",
    )
    run.resolve(
        "It repeats its request with the new token.",
        "GET /staff/api/shifts\nAuthorization: Bearer waiter-1",
        actor="the app",
    )


@scene(
    CODE,
    name="a-token-for-the-till",
    title="A token for another service",
    situation=(
        "The app has two tokens: one for the till and one for the staff API. It mixes them up, and sends the till's "
        "token to the staff API. That token has not expired. What comes back?"
    ),
    choices={
        400: "The request is well formed, and the token is in the right place.",
        401: "A token for another service is not valid here: invalid_token, as if it had expired.",
        403: "That is for a token that is valid here and has too few rights.",
        421: "421 is about a connection that was opened for another host. The connection is fine.",
    },
    at_work=(
        "Refresh once, then stop. A refreshed token is for the same service as the old one, so here it cannot help. An "
        "app that refreshes after every 401 never ends."
    ),
    source=("tokens.require_token", "tokens.token_for_refresh_token"),
)
def a_token_for_the_till(run: SceneRun) -> None:
    run.provoke("The app sends the till's token.", f"GET /staff/api/shifts\n{TILL_TOKEN}", actor="the app")
    run.resolve(
        "It refreshes that token. This works.",
        f"{GET_TOKEN}\n\ngrant_type=refresh_token&refresh_token=till-refresh",
        actor="the app",
    )
    run.resolve(
        "The new token is for the till as well: the same 401. The app stops here.",
        "GET /staff/api/shifts\nAuthorization: Bearer waiter-1",
        actor="the app",
    )
    run.resolve("The token for the staff API works.", f"GET /staff/api/shifts\n{WAITER_TOKEN}", actor="the app")


@scene(
    CODE,
    name="the-session-is-over",
    title="A browser and a program without a session",
    situation=(
        "A staff page needs a login. A browser without a session is redirected to the login form. A program without a "
        "session asks for the same page, with `Accept: application/json`. What does this server send to the program?"
    ),
    choices={
        200: "The program would get the login form as if it were the page. A redirected client would see that.",
        302: "That is for browsers. A program that follows it ends at a form that it cannot fill in.",
        401: "A program needs to see that it is not logged in. The challenge says what to send.",
        403: "That would say that a login does not help. It would.",
    },
    at_work=(
        "If a client gets HTML with 200 where it expects JSON, suspect a login form. Make your own server send 401 to "
        "programs."
    ),
    source=("staff_login.read_desk", "staff_login.logged_in", "staff_login.check_form"),
)
def the_session_is_over(run: SceneRun) -> None:
    run.before("A browser asks. It is redirected.", "GET /staff/desk\nAccept: text/html", actor="the browser")
    run.before(
        "It follows. The form is a page of its own, with 200.",
        "GET /staff/login?next=/staff/desk\nAccept: text/html",
        actor="the browser",
    )
    run.before(
        "A wrong password: the form again, with 200 again.",
        f"{LOG_IN}\n\nname=waiter&password=assam&next=/staff/desk",
        actor="the browser",
    )
    run.provoke("The program asks.", "GET /staff/desk\nAccept: application/json", actor="the program")
    run.resolve(
        "With a token it gets the page.",
        f"GET /staff/desk\nAccept: application/json\n{WAITER_TOKEN}",
        actor="the program",
    )


@scene(
    CODE,
    name="a-choice-of-logins",
    title="A password or a token",
    situation=(
        "The staff handbook can be read with a name and a password, or with an access token. You send neither. What "
        "comes back?"
    ),
    choices={
        300: "300 offers several versions of a page. Here you are offered several ways to log in.",
        401: "One response, with a challenge for each way to log in. The client picks one that it knows.",
        403: "That would not ask for anything. Either login would help.",
        407: "Only a proxy sends that, in Proxy-Authenticate.",
    },
    at_work=(
        "WWW-Authenticate is a list: a comma may separate two challenges, or two parameters of one challenge. Read it "
        "with a parser and not with split."
    ),
    source=("tokens.read_handbook",),
)
def a_choice_of_logins(run: SceneRun) -> None:
    run.provoke("You send no credentials.", "GET /staff/handbook")
    run.resolve("A password is accepted.", f"GET /staff/handbook\n{WAITER}")
    run.resolve("So is a token.", f"GET /staff/handbook\n{WAITER_TOKEN}")


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
        (
            lambda c: "Basic" in c.response_header("WWW-Authenticate"),
            "This challenge asks for a token or a key, and not for a name and a password. Ask for the rota.",
        ),
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
    ([f"GET /staff/api/shifts\n{OLD_TOKEN}"], "asks for a token or a key"),
    (["GET /staff/api/stock"], "asks for a token or a key"),
]
