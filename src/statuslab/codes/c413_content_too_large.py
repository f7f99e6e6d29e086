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
    title="A recording that is too large",
    situation=(
        "You send a recording of 30,000 bytes. The Teahouse accepts 20,000 at most. Your client does "
        "not ask first, but sends everything at once. The server sees in Content-Length that the body "
        "is too large. What comes back?"
    ),
    choices={
        400: "Every byte is well formed. There are just too many of them.",
        413: "413 is for a body over a limit. A careful server lets you finish sending, so that you can read the 413.",
        414: "414 is for a URL that is too long. This one is short.",
        507: "507 is for a full disk. Here there is enough space, but a rule sets a limit.",
    },
    at_work=(
        "If a server answers early and closes the connection at once, its response may be lost: your client sees a "
        "broken pipe."
    ),
    source=("uploads.start_upload",),
)
def a_whole_afternoon(run: SceneRun) -> None:
    recording = "POST /uploads\nContent-Type: text/plain"
    run.provoke("You send the whole recording without asking first.", f"{recording}\n\n{'clink, ' * 4_285}clink")
    run.resolve("You send a shorter version of it.", f"{recording}\n\n{'clink, ' * 85}clink")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-whole-album",
    title="A photo that is too large",
    task=(
        "A guest wants to upload a photo straight from the camera. Find out what the Teahouse returns "
        "for a photo that is too large, if possible without sending it."
    ),
    hints=(
        "Photos may have 100,000 bytes, recordings fewer.",
        "The server decides by `Content-Length`, so it is enough to announce a large photo and to ask first.",
        "`PUT /photos/album.jpg` with `Content-Type: image/jpeg`, `Content-Length: 5000000` and "
        "`Expect: 100-continue`, in a `%%http --hold` cell.",
    ),
    near=(
        (414, "The URL is too long, and the server never looked at the body."),
        (431, "The headers are too large, and the server never looked at the body."),
        (507, "The server has no space left. Here a limit for photos should be the reason."),
        (
            lambda c: c.path.startswith("/photos/") and c.status in (201, 204),
            ("The photo was accepted. Take a larger one."),
        ),
        (408, "You announced a body and did not send it, so the server waited for you. Ask first, with Expect."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [(LARGE_PHOTO, {"hold": True})],
    [f"POST /uploads\nContent-Type: text/plain\n\n{'clink ' * 5_000}"],
]
NEAR_MISSES: NearMisses = [
    (["GET /?" + "x" * 9000], "URL is too long"),
]
