"""302 Found (RFC 9110 section 15.4.3): the resource is at another URI for now."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-window-seat",
    title="The window seat",
    situation=(
        "Guests bookmark the window seat. Which table stands at the window changes with the weather and the wedding "
        "parties; today it is number 4, tomorrow who knows. Somebody opens the bookmark. How does the Teahouse answer, "
        "so that the bookmark stays right?"
    ),
    choices={
        301: "For good, it would say, and browsers would go to table 4 for years, whatever stands there.",
        302: "Found: it is over there for now. Go there today, and ask me again tomorrow.",
        303: "It sends you to a different thing that answers; table 4 is the very thing you asked for.",
        404: "There is a window seat; it only has another address today.",
    },
    at_work="A move that may be taken back is never a 301: what a browser has remembered you cannot call back.",
    source=("redirects.window_seat",),
)
def the_window_seat(run: SceneRun) -> None:
    run.provoke("You open the bookmark.", "GET /window-seat")
    run.resolve("You go where it points, just this once. The bookmark stays.", "GET /tables/4")


@scene(
    CODE,
    name="the-door-keeper",
    title="The door keeper",
    situation=(
        "The corner by the stove is for regulars. You open its page in a browser, without having logged in. The "
        "Teahouse has a login page of its own, and wants to bring you back to the corner afterwards. What does it send "
        "to your browser?"
    ),
    choices={
        302: "A detour: to the login page for now, with the way back in its query. The page itself has not moved.",
        303: "Defensible, yet a GET asked for the page itself; 303 is used below, after the login's POST.",
        401: "It needs a challenge that the browser can answer by itself, in a box of its own; a form cannot.",
        403: "You have not been refused. Nobody knows yet who you are.",
    },
    at_work="Check where `next` leads. A login that redirects anywhere is a gift to phishers.",
    source=("redirects.regulars", "redirects.log_in", "redirects.return_path"),
)
def the_door_keeper(run: SceneRun) -> None:
    sent_away = run.provoke("You open the page.", "GET /regulars")
    login = sent_away.response["Location"] if sent_away.response else "/login"
    run.resolve("You follow: a form that knows the way back.", f"GET {login}")
    entered = run.resolve(
        "You say the word, and are sent back with a cookie.",
        "POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=two+lumps&next=/regulars",
    )
    cookie = entered.response["Set-Cookie"].partition(";")[0] if entered.response else ""
    run.resolve("With the cookie the same address is the page itself.", f"GET /regulars\nCookie: {cookie}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="todays-window-seat",
    title="Today's window seat",
    task=(
        "A guest wants to bookmark the table by the window, and you have to tell them which address to keep. Have the "
        "Teahouse show you that it is somewhere else today and may be elsewhere tomorrow."
    ),
    hints=(
        "The seat has an address of its own, and so has each table.",
        "The address that is good tomorrow is the one that sends you on today.",
        "`GET /window-seat`.",
    ),
    needs=((lambda c: bool(c.response_header("Location")), "A 302 that does not say where to."),),
    near=(
        (301, "For good, that says. A bookmark would be changed, and be wrong tomorrow."),
        (303, "That sends you to another thing, the answer to what you did. The seat is the very thing you asked for."),
        (307, "For now, and made for those who post. Here somebody just looks."),
        (lambda c: c.path.startswith("/tables/") and c.status == 200, "A table, yes. Tomorrow it may stand elsewhere."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /window-seat"],
    ["GET /regulars"],
]
NEAR_MISSES: NearMisses = [
    (["GET /tables/4"], "Tomorrow it may stand elsewhere"),
]
