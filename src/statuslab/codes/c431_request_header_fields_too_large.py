"""431 Request Header Fields Too Large (RFC 6585 section 5): the header section, or one field of it, is too large."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import LARGE_COOKIE
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-cookie-that-grew",
    title="The cookie that grew",
    situation=(
        "A script notes every tea you have looked at in a cookie. It only ever adds. After a long winter the cookie "
        "has forty thousand bytes and travels with each request, even with this plain GET. The server does not read "
        "that much of a head. What comes back?"
    ),
    choices={
        400: "Every byte of it is legal. It is merely too much of a good thing.",
        413: "That is for content. This request has none, it is all head.",
        414: "The first line is short. It is a field below it that has grown.",
        431: "Request Header Fields Too Large: one of them, or all of them together.",
    },
    at_work="Mostly a cookie. The site cannot repair it while it refuses every request: delete it in the browser.",
    layer=Layer.SERVER,
)
def the_cookie_that_grew(run: SceneRun) -> None:
    run.provoke("A GET with the cookie.", f"GET /teas/7\nCookie: seen={'7-assam_' * 5_000}")
    run.resolve("The same without it.", "GET /teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-year-of-cookies",
    title="A year of cookies",
    task=(
        "A customer sees an error on every page of the site, in one browser only, and it goes away in a private "
        "window. Reproduce what that browser sends."
    ),
    hints=(
        "What does a browser send along with every page, and never in a private window?",
        "One field has grown, or all of them together: the server reads heads of so many thousand bytes.",
        'In Python: `httpx2.get(lab.url + "/teas/7", headers={"Cookie": "seen=" + "x" * 40000}, trust_env=False)`.',
    ),
    needs=((lambda c: c.layer is Layer.SERVER, "A 431 that did not come from the server in front."),),
    near=(
        (494, "Right head, another door: nginx calls it 494 inside and says 400. Send it to the Teahouse's own door."),
        (414, "The address is too long. The customer's addresses are as short as ever."),
        (413, "The content is too large. A page view has none."),
        (
            lambda c: len(c.request_header("Cookie")) > 100 and c.status is not None and c.status < 400,
            "A large cookie, and still it was read. A year has more days.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"GET /teas/7\n{LARGE_COOKIE}"],
]
NEAR_MISSES: NearMisses = [
    ([(f"GET /teas\n{LARGE_COOKIE}", {"to": "nginx"})], "nginx calls it 494 inside"),
]
