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
        "You open the URL of the live tasting in a browser's address bar: a plain GET. But this URL "
        "only speaks WebSocket, and your request does not offer to switch to it. What comes back?"
    ),
    choices={
        101: "101 switches the protocol. The server can do that only if you have offered it.",
        400: "400 is for a bad request. Your GET is well formed, but this URL wants another protocol.",
        426: "426 asks you to use another protocol. Upgrade names it.",
        505: "505 is about the HTTP version. Yours is fine, but this URL wants WebSocket.",
    },
    at_work="A 426 must have Upgrade. Without it, you do not know which protocol is right.",
    source=("tasting.tasting_page", "tasting.tasting"),
)
def talk_to_me(run: SceneRun) -> None:
    run.provoke("You send a plain GET.", "GET /tasting")
    run.resolve(
        ("You offer to switch, and the server agrees with a 101."),
        UPGRADE,
        then=text_frame("orange peel") + close_frame(),
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="behind-a-deaf-proxy",
    title="A proxy that drops the offer",
    task=(
        "Since a new proxy is in front of the server, your page cannot join the live tasting: the "
        "server gets a plain request. Send what the server gets, and find out what the tasting would "
        "need."
    ),
    hints=(
        "Such a proxy drops the headers that belong to one connection only.",
        "Without `Upgrade` and `Connection` the offer to switch is gone, and an ordinary GET is left.",
        "`GET /tasting`.",
    ),
    needs=(
        (
            lambda c: bool(c.response_header("Upgrade")),
            ("This 426 has no Upgrade, so it does not say which protocol to use. Ask for the tasting."),
        ),
    ),
    near=(
        (101, "The server agreed, because your offer arrived. The proxy would have dropped it."),
        (400, "The server read your offer, and it is incomplete. Make no offer at all."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /tasting"],
    ["GET /ws/echo"],
]
NEAR_MISSES: NearMisses = [
    ([(UPGRADE, {"then": close_frame()})], "The server agreed, because your"),
]
