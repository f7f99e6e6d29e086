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
    title="The live tasting",
    situation=(
        "Every Friday the Teahouse holds a live tasting: it pours, you say what you taste, it answers at once. For "
        "such a talk, request and response are too stiff, so your page asks on its connection to change over to "
        "WebSocket. The tasting speaks it. What comes back?"
    ),
    choices={
        101: "Switching Protocols: agreed. After the blank line these same bytes are WebSocket, no longer HTTP.",
        200: "That would answer the GET in HTTP, and leave the offer to switch unheard.",
        307: "You are asked to come to no other address; the change is of language, on this very connection.",
        426: "That demands an upgrade from a client that has not offered one. You have.",
    },
    at_work="After a 101 your HTTP tools go blind: logs, caches and timeouts see one request that never seems to end.",
    source=("tasting.tasting",),
)
def the_live_tasting(run: SceneRun) -> None:
    run.provoke(
        "You ask to switch, and it does. The same connection then carries a note, its answer and a goodbye.",
        UPGRADE,
        then=text_frame("smoke, and a hint of orange") + close_frame(),
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="join-the-tasting",
    title="Join the tasting",
    task=(
        "Friday's tasting is a conversation, and your page has to take part in it. Bring a connection to the point "
        "where both sides agree to leave HTTP behind."
    ),
    hints=(
        "The client makes an offer, and the server may take it up. Which protocol do live pages speak?",
        "An offer of WebSocket has four fields: `Upgrade`, `Connection`, and two of the `Sec-WebSocket-` family.",
        "`GET /tasting` with `Connection: Upgrade`, `Upgrade: websocket`, `Sec-WebSocket-Version: 13` and a "
        "`Sec-WebSocket-Key` of 16 bytes in base64.",
    ),
    near=(
        (426, "The server asks for another protocol, so the offer was missing or not complete. It has four fields."),
        (400, "The server could not read that as an offer; compare it with the example in RFC 6455 section 1.2."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [(UPGRADE, {"then": close_frame()})],
]
NEAR_MISSES: NearMisses = [
    (["GET /tasting"], "the offer was missing or not complete"),
]
