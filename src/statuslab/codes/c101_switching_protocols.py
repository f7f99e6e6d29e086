"""101 Switching Protocols (RFC 9110 section 15.2.2): both sides leave HTTP for the protocol that the client offered."""

from __future__ import annotations

from statuslab.scenarios.client_codecs import UPGRADE, close_frame, text_frame
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-live-tasting",
    title="A live chat",
    situation=(
        "Every Friday the Teahouse runs a live tasting, a chat between host and guests. Your page asks, on its open "
        "HTTP connection, to switch to WebSocket. The server supports it. What comes back?"
    ),
    choices={
        101: ("The server agrees. After the empty line the same connection carries WebSocket instead of HTTP."),
        200: "A 200 would answer the GET in HTTP and ignore the offer to switch.",
        307: "A redirect sends you to another URL. Here only the protocol changes, on the same connection.",
        426: "A 426 asks for an upgrade when the client did not offer one. You offered one.",
    },
    at_work=(
        "After a 101 your HTTP tools cannot read what follows. For logs and timeouts it is one request that "
        "does not end."
    ),
    source=("tasting.tasting",),
)
def the_live_tasting(run: SceneRun) -> None:
    run.provoke(
        (
            "You offer the switch, and the server accepts. The same connection then carries a message, a reply and a "
            "close frame."
        ),
        UPGRADE,
        then=text_frame("smoke, and a hint of orange") + close_frame(),
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="join-the-tasting",
    title="Join the tasting",
    task=(
        "Friday's tasting is a live chat, and your page should take part. Get the server to switch your "
        "connection from HTTP to another protocol."
    ),
    hints=(
        "The client makes an offer in its request, and the server may accept it. Which protocol do live pages use?",
        "A WebSocket offer needs four headers: `Upgrade`, `Connection`, and two that begin with `Sec-WebSocket-`.",
        "`GET /tasting` with `Connection: Upgrade`, `Upgrade: websocket`, `Sec-WebSocket-Version: 13` and a "
        "`Sec-WebSocket-Key` of 16 bytes in base64.",
    ),
    near=(
        (426, "The server asks for another protocol, so your offer was missing or incomplete. It needs four headers."),
        (400, "The server could not read your offer. Compare it with the example in RFC 6455 section 1.2."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [(UPGRADE, {"then": close_frame()})],
]
NEAR_MISSES: NearMisses = [
    (["GET /tasting"], "your offer was missing or incomplete"),
]
