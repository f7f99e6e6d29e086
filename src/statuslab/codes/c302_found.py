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
        "bookmark should keep working tomorrow, so the URL redirects. The Teahouse uses the oldest of the codes for "
        "that. Which status does it return?"
    ),
    choices={
        301: "301 says that the move is for good. Browsers would remember table 4 for years.",
        302: "For now the page is over there. Go there today, and ask here again tomorrow.",
        303: "303 sends you to a different resource that describes the result. Table 4 is what you asked for.",
        404: "There is a window seat. It is just at another URL today.",
    },
    at_work="Never use 301 for a move that you may take back: you cannot reach what browsers have cached.",
    source=("redirects.window_seat",),
)
def the_window_seat(run: SceneRun) -> None:
    run.provoke("You open the bookmark.", "GET /window-seat")
    run.resolve("You follow the redirect, just this once. The bookmark stays.", "GET /tables/4")


@scene(
    CODE,
    name="the-door-keeper",
    title="A page for members",
    situation=(
        "One page is only for regulars. You open it in a browser without having logged in. The Teahouse has a login "
        "form of its own and wants to bring you back to the page afterwards. Which status does it send?"
    ),
    choices={
        302: "A detour to the login form, with the way back in the query. The page itself has not moved.",
        303: "Possible, but 303 is meant for the result of a POST. The login's own POST uses it below.",
        401: "401 needs a challenge that the browser answers by itself, in its own login box. A form cannot do that.",
        403: "You have not been refused. The server does not know yet who you are.",
    },
    at_work="Check where `next` leads. A login that redirects anywhere helps phishers.",
    source=("redirects.regulars", "redirects.log_in", "redirects.return_path"),
)
def the_door_keeper(run: SceneRun) -> None:
    sent_away = run.provoke("You open the page.", "GET /regulars")
    login = sent_away.response["Location"] if sent_away.response else "/login"
    run.resolve("You follow the redirect: a form that knows the way back.", f"GET {login}")
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
        "The seat has a URL of its own, and so has each table.",
        "The right URL for a bookmark is the one that redirects.",
        "`GET /window-seat`.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "This 302 does not say where to go."),),
    near=(
        (301, "This is a permanent move. A changed bookmark would be wrong tomorrow."),
        (303, "This sends you to the result of what you did. You only want to look at the seat."),
        (307, "A temporary move that keeps the method. Here somebody just reads a page."),
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
