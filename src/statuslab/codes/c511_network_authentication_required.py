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
        "You join the guest Wi-Fi and your feed reader asks for a page somewhere in the world. The network has other "
        "plans: everybody has to accept the house rules first. What should it answer, so that no program is fooled?"
    ),
    choices={
        200: "With its own page? Then the reader would store the house rules as news.",
        302: "What most networks do. The reader follows, and takes the login page for the feed.",
        407: "You have not chosen a proxy, so a challenge from one means nothing to your client.",
        511: "Network Authentication Required: this is not the page you asked for, the network is speaking.",
    },
    at_work="Few portals send it. Software that must not be fooled asks a page of its own first and checks the answer.",
    layer=Layer.PROXY,
)
def the_guest_wifi(run: SceneRun) -> None:
    page = "GET http://teahouse/teas/7\nHost: teahouse"
    run.provoke("You ask for a tea; the network answers.", page, to="wifi")
    run.resolve(
        "You accept the rules at the portal's own address.",
        "POST http://wifi.teahouse/login\nHost: wifi.teahouse",
        to="wifi",
    )
    run.resolve("The same request again goes through.", page, to="wifi")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="hotel-wi-fi",
    title="Hotel Wi-Fi",
    task=(
        "Your phone joins the guest Wi-Fi, and its mail program asks for something before you have accepted the house "
        'rules. Be that program; `lab.door("wifi")` is the network, and whatever is asked goes through it.'
    ),
    hints=(
        "It does not matter what you ask for, only through whom, and that you have not signed in.",
        "The network works like a proxy that nobody chose: give its address to your client as a proxy.",
        'In Python: `httpx2.get(lab.url, proxy="http://" + lab.door("wifi"), trust_env=False)`. Signed in already? '
        "`lab.reset()`.",
    ),
    near=(
        (407, "That is a proxy of your choice. The guest Wi-Fi was not asked."),
        (
            lambda c: c.request_header("Host") == "wifi.teahouse" and c.status == 200,
            "That is the portal itself. Ask for something else, and not signed in.",
        ),
        (
            lambda c: bool(c.exchange.via) and c.status == 200,
            "It let you through: you have signed in already. `lab.reset()` makes it forget you.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET http://teahouse/teas/7\nHost: teahouse", {"to": "wifi"})],
]
NEAR_MISSES: NearMisses = [
    ([("GET http://members.teahouse/\nHost: members.teahouse", {"to": "proxy"})], "proxy of your choice"),
]
