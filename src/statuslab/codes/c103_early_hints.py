"""103 Early Hints (RFC 8297 section 2): links to fetch while the final response is being prepared."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-head-start",
    title="A page that takes a moment",
    situation=(
        "The Teahouse needs a second to build the menu page. It knows already that the page will need "
        "`/style.css`. Before the page is ready, a first response arrives. Which status does it have?"
    ),
    choices={
        100: "A 100 is for a client that waits before it sends the body. This is a plain GET without a body.",
        102: "A 102 only says that the server is still working. It does not tell you what to load.",
        103: "The 103 has a Link to the style sheet. The page and its own headers come later.",
        200: "A 200 comes with the page, and the page is not ready.",
    },
    at_work="Send hints only for what every version of the page needs. Only the final response counts.",
    source=("menu.menu_page",),
)
def a_head_start(run: SceneRun) -> None:
    run.provoke("You open the menu. The hint comes first, the page after it.", "GET /menu")
    run.resolve("While your client waited, it fetched the file that the hint named.", "GET /style.css")


@scene(
    CODE,
    name="a-wrong-hint",
    title="A hint that turns out wrong",
    situation=(
        "The seasonal menu sends a hint for `/autumn.css`. While the page is being built, somebody switches to the "
        "winter season, and the finished page links to `/winter.css`. What is the final status of this request?"
    ),
    choices={
        103: "The 103 came first, but it is never the final response.",
        200: ("A wrong hint is not an error. The client only fetched a file that it does not need."),
        409: "Nothing conflicts. A hint is a guess, and only the final response counts.",
        500: "The server did not fail. It guessed, and hints are allowed to be wrong.",
    },
    answer=200,
    at_work="Use a hint to fetch early. Never take it as part of the response.",
    source=("menu.seasonal_page",),
)
def a_wrong_hint(run: SceneRun) -> None:
    run.provoke("You open the seasonal menu. Compare the two Link headers.", "GET /menu/seasonal")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="fetch-the-style-early",
    title="Fetch the style sheet early",
    task=(
        "Guests on slow connections complain that the menu page stays white for too long. Find out whether the "
        "server tells browsers what they will need before the page is ready."
    ),
    hints=(
        "The server sends a hint for a page that takes a moment to build. Your request needs no special header.",
        "A hint is an interim response with a `Link` header. Many libraries hide it. The lab shows it.",
        "`GET /menu` is such a page. `/menu/season` is another.",
    ),
    needs=(
        (
            lambda c: any("Link" in early for early in c.exchange.interim),
            "This 103 has no Link, so it hints at nothing. Find the page that sends one.",
        ),
        (lambda c: c.status == 200, "The hint came, but no page after it."),
    ),
    near=(
        (
            lambda c: c.status == 200 and "html" in c.response_header("Content-Type"),
            "This page was ready at once, so there was nothing to hint at. Look for one that takes a moment.",
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
