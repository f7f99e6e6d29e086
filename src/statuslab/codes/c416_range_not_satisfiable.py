"""416 Range Not Satisfiable (RFC 9110 section 15.5.17): no byte of the requested ranges exists."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="past-the-last-page",
    title="Past the last page",
    situation=(
        "A download tool lost count. It believes it holds five thousand bytes of the leaflet, and asks for what "
        "follows: `Range: bytes=5000-`. The leaflet has one thousand, so not one byte of what it asks for exists, and "
        "the user is still waiting. What comes back?"
    ),
    choices={
        200: "A server may do that, with the whole leaflet. This one says what is wrong.",
        206: "Partial content, of which there would be none.",
        404: "The leaflet is there. It is its byte 5000 that is not.",
        416: "Range Not Satisfiable: and Content-Range tells how long it really is.",
    },
    at_work="Content-Range: bytes */1000 is the help in this answer. If you have 1000 bytes already, you are done.",
    source=("ranges.requested_parts", "ranges.select"),
)
def past_the_last_page(run: SceneRun) -> None:
    run.provoke("From byte 5000 on.", "GET /leaflets/assam.txt\nRange: bytes=5000-", actor="the tool")
    run.resolve(
        "The last hundred bytes, now that it knows.", "GET /leaflets/assam.txt\nRange: bytes=900-", actor="the tool"
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="one-page-too-far",
    title="One page too far",
    task=(
        "A download tool keeps asking for bytes that are not there, and its log shows an error that nobody "
        "understands. Reproduce it with a leaflet, and read off how long the leaflet really is."
    ),
    hints=(
        "Ask for a part of which not one byte exists.",
        "`Range: bytes=…-` with a first number past the end. `Content-Range` in the refusal is the help.",
        "`GET /leaflets/assam.txt` with `Range: bytes=1000-`; its last byte is number 999.",
    ),
    needs=(
        (lambda c: bool(c.request_header("Range")), "A 416 without a range?"),
        (
            lambda c: "*/" in c.response_header("Content-Range"),
            "A 416 that does not tell the length. The leaflets' does.",
        ),
    ),
    near=(
        (206, "Some of those bytes exist, so you got them. Go further."),
        (
            lambda c: c.status == 200 and bool(c.request_header("Range")),
            "The range was ignored: it is not well formed, or a condition took it away, or this page knows no ranges.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /leaflets/assam.txt\nRange: bytes=1000-"],
]
NEAR_MISSES: NearMisses = [
    (["GET /leaflets/assam.txt\nRange: bytes=900-"], "Go further"),
]
