"""511 Network Authentication Required (RFC 6585 section 6): a captive portal wants a login first."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-guest-wifi",
    title="The guest Wi-Fi",
    situation=(
        "You join a guest Wi-Fi, and your feed reader fetches a page. The network wants everybody to accept its "
        "terms first. What should it send, so that no program mistakes the login page for the feed?"
    ),
    choices={
        200: "With a 200, the reader would take the login page for the feed and store the terms as news.",
        302: "Most networks send a redirect. The reader follows it, and takes the login page for the feed.",
        407: "407 comes from a proxy that you have configured. You have not configured this network.",
        511: "511 says that the network itself answers, and that you have to log in to it.",
    },
    at_work=(
        "Few networks send 511. Software that must not take a login page for its data first fetches a "
        "known page and checks the response."
    ),
    layer=Layer.PROXY,
)
def the_guest_wifi(run: SceneRun) -> None:
    page = "GET http://teahouse/teas/7\nHost: teahouse"
    run.provoke("You ask for a tea. The network answers.", page, to="wifi")
    run.resolve(
        "You accept the terms at the network's own login page.",
        "POST http://wifi.teahouse/login\nHost: wifi.teahouse",
        to="wifi",
    )
    run.resolve("You send the same request again, and it reaches the Teahouse.", page, to="wifi")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="hotel-wi-fi",
    title="Hotel Wi-Fi",
    port="wifi",
    task=(
        "Your phone joins the guest Wi-Fi, and its mail program fetches something before you have "
        'accepted the terms. Do the same. `lab.door("wifi")` is the host and port of the network\'s '
        "proxy, and all requests go through it."
    ),
    hints=(
        "It does not matter what you ask for, as long as you ask through the network and have not signed in.",
        "The network works like a proxy that nobody configured: give its host and port to your client as a proxy.",
        'In Python: `httpx2.get(lab.url, proxy="http://" + lab.door("wifi"), trust_env=False)`. Signed in already? '
        "`lab.reset()`.",
    ),
    near=(
        (407, "407 comes from the company proxy. Ask through the guest Wi-Fi instead."),
        (
            lambda c: c.request_header("Host") == "wifi.teahouse" and c.status == 200,
            "That is the network's own login page. Ask for something else, without having signed in.",
        ),
        (
            lambda c: bool(c.exchange.via) and c.status == 200,
            (
                "The request reached the Teahouse, because you have signed in already. `lab.reset()` makes "
                "the network forget you."
            ),
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET http://teahouse/teas/7\nHost: teahouse", {"to": "wifi"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET http://members.teahouse/\nHost: members.teahouse", {"to": "proxy"})], "407 comes from the company proxy"),
]
