"""426 Upgrade Required (RFC 9110 section 15.5.22): the resource is only served over another protocol."""

from __future__ import annotations

from statuslab.scenarios.client_codecs import UPGRADE, close_frame, text_frame
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="talk-to-me",
    title="Talk to me",
    situation=(
        "You open the address of the live tasting in a browser's address bar: a plain GET. But the tasting is a talk "
        "over WebSocket, and has nothing to say in single answers. It would like you to come back and offer to change "
        "over. What does it send?"
    ),
    choices={
        101: "It can switch only if you have offered to. You have not.",
        400: "Your GET is in perfect order. It is merely the wrong language for this address.",
        426: "Upgrade Required: come again in another protocol; Upgrade names which.",
        505: "The version of HTTP is fine. What is wanted here is no HTTP at all.",
    },
    at_work="A 426 without Upgrade is broken: it says 'not like this' and not how.",
    source=("tasting.tasting_page", "tasting.tasting"),
)
def talk_to_me(run: SceneRun) -> None:
    run.provoke("A plain GET.", "GET /tasting")
    run.resolve("You come again and offer the change: agreed.", UPGRADE, then=text_frame("orange peel") + close_frame())


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="behind-a-deaf-proxy",
    title="Behind a deaf proxy",
    task=(
        "Since a new proxy stands in front of it, your page cannot join the live tasting: what arrives there is a "
        "plain request. Send what arrives, and read off what the tasting would need."
    ),
    hints=(
        "A proxy like that drops what belongs to one connection only.",
        "Without `Upgrade` and `Connection` the offer to change over is gone, and an ordinary GET is left.",
        "`GET /tasting`.",
    ),
    needs=((lambda c: bool(c.response_header("Upgrade")), "A 426 that does not say to what. That one is broken."),),
    near=(
        (101, "Agreed: your offer did arrive. The proxy would have dropped it."),
        (400, "Your offer was read, and found wanting. Make none."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /tasting"],
    ["GET /ws/echo"],
]
NEAR_MISSES: NearMisses = [
    ([(UPGRADE, {"then": close_frame()})], "your offer did arrive"),
]
