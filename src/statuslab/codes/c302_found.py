"""302 Found (RFC 9110 section 15.4.3): the resource is at another URI for now."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-window-seat",
    title="The table by the window",
    situation=(
        "Guests bookmark `/window-seat`. Which table that is changes from day to day; today it is number 4. The "
        "bookmark should keep working tomorrow, so the URL redirects. For that, the Teahouse uses the code that "
        "has existed longest. Which status does it return?"
    ),
    choices={
        301: "301 says that the move is permanent. Browsers would remember table 4 for years.",
        302: "302 says that the move is temporary: go to table 4 today, and ask here again tomorrow.",
        303: "303 sends you to a different resource that describes the result. Table 4 is what you asked for.",
        404: "There is a window seat today, at another URL.",
    },
    at_work="Never use 301 for a move that you may take back: you cannot delete what browsers have cached.",
    source=("redirects.window_seat",),
)
def the_window_seat(run: SceneRun) -> None:
    run.provoke("You open the bookmark.", "GET /window-seat")
    run.resolve("You follow the redirect. The bookmark does not change.", "GET /tables/4")


@scene(
    CODE,
    name="the-door-keeper",
    title="A page for members",
    situation=(
        "One page is only for regulars. You open it in a browser without having logged in. The Teahouse has a login "
        "form of its own and wants to bring you back to the page afterwards. Which status does it send?"
    ),
    choices={
        302: (
            "302 sends you to the login form for the moment, with the URL of your page in the query. The page has "
            "not moved."
        ),
        303: (
            "Possible, but 303 is meant for the result of a POST. The server uses it below, after you post the "
            "login form."
        ),
        401: "A 401 makes the browser show its own login box. The Teahouse wants its own form.",
        403: "403 refuses you. Here the server only does not know yet who you are.",
    },
    at_work="Check the URL in `next`. A login that redirects to any URL helps phishers.",
    source=("redirects.regulars", "redirects.log_in", "redirects.return_path"),
)
def the_door_keeper(run: SceneRun) -> None:
    sent_away = run.provoke("You open the page.", "GET /regulars")
    login = sent_away.response["Location"] if sent_away.response else "/login"
    run.resolve("You follow the redirect and get a form that contains the URL of your page.", f"GET {login}")
    entered = run.resolve(
        "You log in, get a cookie, and are sent back.",
        "POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=two+lumps&next=/regulars",
    )
    cookie = entered.response["Set-Cookie"].partition(";")[0] if entered.response else ""
    run.resolve("With the cookie the same URL returns the page.", f"GET /regulars\nCookie: {cookie}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="todays-window-seat",
    title="Today's window seat",
    task=(
        "A guest wants to bookmark the table by the window. Get the Teahouse to show that it is at another URL today "
        "and may be elsewhere tomorrow."
    ),
    hints=(
        "The window seat has a URL, and each table has a URL too.",
        "The right URL for a bookmark is the one that redirects.",
        "`GET /window-seat`.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "This 302 does not say where to go."),),
    near=(
        (301, "This is a permanent move. A changed bookmark would be wrong tomorrow."),
        (303, "A 303 sends you to the result of what you did. You only want to look at the seat."),
        (307, "This is a temporary move that keeps the method. The window seat returns another code."),
        (
            lambda c: c.path.startswith("/tables/") and c.status == 200,
            ("This is a table. The bookmark has to work tomorrow too, when the seat may be another table."),
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /window-seat"],
    ["GET /regulars"],
]
NEAR_MISSES: NearMisses = [
    (["GET /tables/4"], "when the seat may be another table"),
]
