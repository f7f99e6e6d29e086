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
        "You open the URL of the live tasting in a browser's address bar: a plain GET. But this URL only speaks "
        "WebSocket, and wants you to come back with an offer to switch. What comes back?"
    ),
    choices={
        101: "It can switch only if you have offered it. You have not.",
        400: "Your GET is well formed. It just uses the wrong protocol for this URL.",
        426: "Come back with another protocol. Upgrade names which.",
        505: "Your HTTP version is fine. This URL does not answer in HTTP at all.",
    },
    at_work="A 426 must have Upgrade. Without it, you know that it is the wrong protocol but not which one is right.",
    source=("tasting.tasting_page", "tasting.tasting"),
)
def talk_to_me(run: SceneRun) -> None:
    run.provoke("A plain GET.", "GET /tasting")
    run.resolve(
        ("You come back and offer to switch: 101, the server agrees."),
        UPGRADE,
        then=text_frame("orange peel") + close_frame(),
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="behind-a-deaf-proxy",
    title="A proxy that drops the offer",
    task=(
        "Since a new proxy was put in front of it, your page cannot join the live tasting: the server gets a plain "
        "request. Send what the server gets, and find out what the tasting would need."
    ),
    hints=(
        "Such a proxy drops the headers that belong to one connection only.",
        "Without `Upgrade` and `Connection` the offer to switch is gone, and an ordinary GET is left.",
        "`GET /tasting`.",
    ),
    needs=(
        (lambda c: bool(c.response_header("Upgrade")), ("This 426 does not say which protocol to use. It is broken.")),
    ),
    near=(
        (101, "Agreed: your offer did arrive. The proxy would have dropped it."),
        (400, "The server read your offer, and it is incomplete. Make no offer at all."),
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
