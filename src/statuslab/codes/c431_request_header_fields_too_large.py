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
        "A script stores every tea that you look at in a cookie, and never removes one. By now the "
        "cookie has 40,000 bytes, and the browser sends it with each request, even with this plain "
        "GET. The server does not accept that many bytes of headers. What comes back?"
    ),
    choices={
        400: "Every byte is legal. There are just too many of them.",
        413: "413 is for a body. This request has none.",
        414: "414 is for a long URL. This one is short, but a header has grown.",
        431: "431 says that one header is too large, or all of them together.",
    },
    at_work=(
        "Usually the large header is a cookie. The site cannot remove it while it refuses every "
        "request, so delete it in the browser."
    ),
    layer=Layer.SERVER,
)
def the_cookie_that_grew(run: SceneRun) -> None:
    run.provoke("You send a GET with the cookie.", f"GET /teas/7\nCookie: seen={'7-assam_' * 5_000}")
    run.resolve("You send the same GET without it.", "GET /teas/7")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-year-of-cookies",
    title="A year of cookies",
    task=(
        "A customer sees an error on every page of the site, in one browser only. It goes away in a private window. "
        "Reproduce what that browser sends."
    ),
    hints=(
        "What does a browser send with every page, but not in a private window?",
        "One header has grown, or all of them together. The server limits the number of bytes.",
        'In Python: `httpx2.get(lab.url + "/teas/7", headers={"Cookie": "seen=" + "x" * 40000}, trust_env=False)`.',
    ),
    needs=((lambda c: c.layer is Layer.SERVER, "This 431 did not come from the server's HTTP parser."),),
    near=(
        (
            494,
            (
                "You sent the right headers to the wrong port: nginx logs this as 494, and sends the "
                "client a 400. Send them to the Teahouse's own port."
            ),
        ),
        (414, "The URL is too long. The customer's URLs are as short as ever."),
        (413, "The body is too large. A page view has none."),
        (
            lambda c: len(c.request_header("Cookie")) > 100 and c.status is not None and c.status < 400,
            "A large cookie, but the server still accepted it. Make it larger.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"GET /teas/7\n{LARGE_COOKIE}"],
]
NEAR_MISSES: NearMisses = [
    ([(f"GET /teas\n{LARGE_COOKIE}", {"to": "nginx"})], "You sent the right headers to the wrong"),
]
