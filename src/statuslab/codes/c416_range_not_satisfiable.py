"""416 Range Not Satisfiable (RFC 9110 section 15.5.17): no byte of the requested ranges exists."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="past-the-last-page",
    title="Past the end of the file",
    situation=(
        "A download tool believes that it has 5,000 bytes of the leaflet and asks for the rest: "
        "`Range: bytes=5000-`. The leaflet has 1,000 bytes. This server does not ignore such a range. "
        "What comes back?"
    ),
    choices={
        200: "A server may ignore the range and send the whole leaflet. This one says what is wrong.",
        206: "206 sends a part of the file. This range contains no part of it.",
        404: "The leaflet exists. Its byte 5000 does not.",
        416: "416 says that no byte of the range exists. Content-Range says how long the leaflet is.",
    },
    at_work="Look at Content-Range: bytes */1000. If you have 1,000 bytes already, you are done.",
    source=("ranges.requested_parts", "ranges.select"),
)
def past_the_last_page(run: SceneRun) -> None:
    run.provoke(
        "You ask for everything from byte 5000 on.", "GET /leaflets/assam.txt\nRange: bytes=5000-", actor="the tool"
    )
    run.resolve(
        ("Now that the tool knows the length, it asks for the last hundred bytes."),
        "GET /leaflets/assam.txt\nRange: bytes=900-",
        actor="the tool",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="one-page-too-far",
    title="One byte too far",
    task=(
        "A download tool keeps asking for bytes that do not exist, and its log shows an error that nobody "
        "understands. Reproduce it with a leaflet, and find out from the response how long the leaflet is."
    ),
    hints=(
        "Ask for a part of which not one byte exists.",
        "`Range: bytes=…-` with a first number past the end. In the refusal, look at `Content-Range`.",
        "`GET /leaflets/assam.txt` with `Range: bytes=1000-`. Its last byte is number 999.",
    ),
    needs=(
        (lambda c: bool(c.request_header("Range")), "A 416, but you asked for no range."),
        (
            lambda c: "*/" in c.response_header("Content-Range"),
            "This 416 does not say how long the file is. The 416 for a leaflet does.",
        ),
    ),
    near=(
        (206, "Some of those bytes exist, so you got them. Go further."),
        (
            lambda c: c.status == 200 and bool(c.request_header("Range")),
            (
                "The server ignored the range: it is malformed, or a condition cancelled it, or this page supports "
                "no ranges."
            ),
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
