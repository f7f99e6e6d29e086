"""103 Early Hints (RFC 8297 section 2): links to fetch while the final response is being prepared."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-head-start",
    title="A head start",
    situation=(
        "The menu page takes the Teahouse a moment to put together, yet everyone knows it will need `/style.css`. "
        "Before the page is ready, something comes down the wire. With which status?"
    ),
    choices={
        100: "Continue answers a client that holds its content back; this is a plain GET.",
        102: "Processing only says that work goes on; it carries nothing you could use meanwhile.",
        103: "Early Hints: a Link to the style sheet now, the page and its real fields later, on the same request.",
        200: "The page is not ready; a 200 now would have to carry it.",
    },
    at_work="Hints are for what every version of the page needs. The final response alone decides.",
    source=("menu.menu_page",),
)
def a_head_start(run: SceneRun) -> None:
    run.provoke("You open the menu. The hint comes first, the page after it.", "GET /menu")
    run.resolve("Your client fetched the hinted file while it waited.", "GET /style.css")


@scene(
    CODE,
    name="a-wrong-hint",
    title="A hint that turns out wrong",
    situation=(
        "The seasonal menu hints at `/autumn.css` before the page is built. While the page was being built somebody "
        "switched the season, and the finished page asks for `/winter.css`. "
        "With which status does the seasonal menu finally answer?"
    ),
    choices={
        103: "That came first. A hint is never the last word.",
        200: "A wrong hint is no error: the client has fetched a file it does not need, nothing more.",
        409: "Nothing conflicts: hints are guesses, and only the final response counts.",
        500: "The server did not fail; it guessed, as hints are allowed to.",
    },
    answer=200,
    at_work="Treat a hint as advice to warm a cache, never as part of the answer.",
    source=("menu.seasonal_page",),
)
def a_wrong_hint(run: SceneRun) -> None:
    run.provoke("You open the seasonal menu. Compare the two Link fields.", "GET /menu/seasonal")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="fetch-the-style-early",
    title="Fetch the style early",
    task=(
        "Guests on the train complain that the menu page stays white for long. Find out whether the server tells "
        "browsers what they will need before the page itself is ready."
    ),
    hints=(
        "It does so for a page that takes a moment to put together, and no field of yours is needed.",
        "A hint is an interim response with a `Link`. Many libraries hide it; the lab does not.",
        "`GET /menu` is the page, or its seasonal sister one level below.",
    ),
    needs=(
        (
            lambda c: any("Link" in early for early in c.exchange.interim),
            "A 103 without Link hints at nothing. Find the page that has something to hint at.",
        ),
        (lambda c: c.status == 200, "The hint came, and no page after it."),
    ),
    near=(
        (
            lambda c: c.status == 200 and "html" in c.response_header("Content-Type"),
            "A page, and it was ready at once: nothing to hint at meanwhile. Look for a slow one.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /menu"],
    ["GET /menu/seasonal"],
]
NEAR_MISSES: NearMisses = [
    (["GET /"], "nothing to hint at"),
]
