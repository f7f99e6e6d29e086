"""413 Content Too Large (RFC 9110 section 15.5.14): the content is larger than the server is willing to take."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import LARGE_PHOTO
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-whole-afternoon",
    title="A whole afternoon",
    situation=(
        "You send a recording of a whole afternoon in the tearoom, 30,000 bytes. The Teahouse keeps none above 20,000. "
        "Your client does not ask beforehand, it sends the lot at once. The server sees from the head alone that it is "
        "too much, and answers without reading the rest. With what?"
    ),
    choices={
        400: "Every byte is well formed. There are only too many.",
        413: "Content Too Large: and a careful server lets you finish, so that you get to read it.",
        414: "That is for an address too long. This one is short.",
        507: "There is room on the shelf. It is a rule that stands in the way, not a lack of space.",
    },
    at_work="A server that answers early and slams the door loses its own answer: your client sees a broken pipe.",
    source=("uploads.start_upload",),
)
def a_whole_afternoon(run: SceneRun) -> None:
    recording = "POST /uploads\nContent-Type: text/plain"
    run.provoke("All of it, without asking.", f"{recording}\n\n{'clink, ' * 4_285}clink")
    run.resolve("The best of it.", f"{recording}\n\n{'clink, ' * 85}clink")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-whole-album",
    title="The whole album",
    task=(
        "A guest wants to hang up a picture fresh from the camera. Find out, without wasting anybody's line if you "
        "can, what the Teahouse says to one that is too heavy for the wall."
    ),
    hints=(
        "The limit is told nowhere beforehand. Pictures may have a hundred thousand bytes, recordings fewer.",
        "The server judges by `Content-Length`, so it is enough to announce a large one and to ask first.",
        "`PUT /photos/album.jpg` with `Content-Type: image/jpeg`, `Content-Length: 5000000` and "
        "`Expect: 100-continue`, in a `%%http --hold` cell.",
    ),
    near=(
        (414, "The address is too long, and the content was never looked at."),
        (431, "The head is too large, and the content was never looked at."),
        (507, "There is no room for it. Here a rule should be in the way, not a shelf."),
        (lambda c: c.path.startswith("/photos/") and c.status in (201, 204), "It hangs. Take a heavier one."),
        (408, "Announced and never sent: the server waited for you. Ask first, with Expect."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [(LARGE_PHOTO, {"hold": True})],
    [f"POST /uploads\nContent-Type: text/plain\n\n{'clink ' * 5_000}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /?" + "x" * 9000], "address is too long"),
]
