"""206 Partial Content (RFC 9110 section 15.3.7): the response has only the ranges that were asked for."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.predicates import byte_range
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-cut-download",
    title="The cut download",
    situation=(
        "Your train enters a tunnel while you download the leaflet: 100 of 1000 bytes have arrived. Afterwards your "
        "client asks for the rest only, with `Range: bytes=100-`. What comes back?"
    ),
    choices={
        200: "A server may ignore Range and send it all again; this one honors it.",
        206: "Partial Content: from byte 100 on, and Content-Range says which part of how much.",
        226: "That applies instance manipulations such as deltas; a range is asked for with Range.",
        416: "Only when no byte of the range exists; nine hundred of them do.",
    },
    at_work="Resume with Range and If-Range together, or you may glue two different files into one.",
    source=("menu.leaflet",),
)
def the_cut_download(run: SceneRun) -> None:
    first = run.before("The first hundred bytes, before the tunnel.", "GET /leaflets/assam.txt\nRange: bytes=0-99")
    etag = first.response["ETag"] if first.response else ""
    run.provoke(
        "You ask for the rest, if it is still the same leaflet.",
        f"GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: {etag}",
    )


@scene(
    CODE,
    name="two-slices",
    title="Two slices",
    situation=(
        "A viewer wants the first ten and the last ten bytes of the leaflet in one go: `Range: bytes=0-9,990-999`. "
        "Both slices exist. What comes back?"
    ),
    choices={
        206: "Partial Content in several parts; each carries its own Content-Range, and the top has none.",
        207: "Multi-Status is WebDAV's list of verdicts on many resources; this is one resource in two slices.",
        300: "There is nothing to choose: both slices were asked for, both come.",
        416: "Both ranges exist, so both can be satisfied.",
    },
    at_work="One range: Content-Range at the top. Several: multipart/byteranges, and one in each part.",
    source=("menu.leaflet",),
)
def two_slices(run: SceneRun) -> None:
    run.provoke("Two ranges, one request.", "GET /leaflets/assam.txt\nRange: bytes=0-9,990-999")


@scene(
    CODE,
    name="the-leaflet-changed",
    title="The leaflet was reprinted",
    situation=(
        "You hold 100 bytes of the leaflet and ask for the rest, with `If-Range` naming the version you hold. "
        "Meanwhile it was printed anew, with other words. What comes back?"
    ),
    choices={
        200: "The whole new leaflet: If-Range turns a resume into a fresh start when the version differs.",
        206: "That would glue old and new together, which is what If-Range prevents.",
        412: "A false If-Match is refused; a false If-Range merely drops the Range.",
        416: "The range exists in the new leaflet too; that is not the trouble.",
    },
    answer=200,
    at_work="If-Range makes a resume safe in one round trip: the rest if it is the same, all of it if it is not.",
    source=("menu.leaflet",),
)
def the_leaflet_changed(run: SceneRun) -> None:
    first = run.before("The first hundred bytes.", "GET /leaflets/assam.txt\nRange: bytes=0-99")
    etag = first.response["ETag"] if first.response else ""
    run.meanwhile("The printer delivers a new edition.", "POST /leaflets/assam.txt/reprint", actor="the printer")
    run.provoke(
        "You ask for the rest of the old edition.",
        f"GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: {etag}",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-last-lines",
    title="The last lines",
    task=(
        "A reader's preview wants only the end of the Assam leaflet, and must not pay for the rest. Fetch the last two "
        "hundred bytes and nothing else."
    ),
    hints=(
        "You need not know how long the leaflet is to ask for its end.",
        "The field is `Range`. A range without a first number counts from the end.",
        "`GET /leaflets/assam.txt` with `Range: bytes=-200`.",
    ),
    needs=(
        (lambda c: bool(c.request_header("Range")), "A 206, and you asked for no range?"),
        (
            lambda c: "Content-Range" in (c.exchange.response or ()),
            "Several pieces, each with a range of its own. The preview wants one, the end.",
        ),
        (lambda c: c.response_header("Content-Length") == "200", "A part, but not two hundred bytes long."),
        (
            lambda c: byte_range(c)[1] + 1 == byte_range(c)[2],
            "Two hundred bytes, but not the last ones. Content-Range tells which they were.",
        ),
    ),
    near=(
        (416, "Not one byte of that range exists. Content-Range tells how many there are."),
        (
            lambda c: c.status == 200 and bool(c.request_header("Range")),
            "You asked for a part and got it all: a unit or a form of Range that the server ignores, or a page without "
            "ranges.",
        ),
        (lambda c: c.status == 200 and c.path.startswith("/leaflets/assam"), "All of it. Ask for a part."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /leaflets/assam.txt\nRange: bytes=-200"],
    ["GET /leaflets/assam.txt\nRange: bytes=800-999"],
]
NEAR_MISSES: NearMisses = [
    (["GET /leaflets/assam.txt\nRange: bytes=0-199"], "not the last ones"),
    (["GET /leaflets/assam.txt\nRange: bytes=-100"], "not two hundred bytes"),
    (["GET /leaflets/assam.txt\nRange: bytes=2000-"], "Not one byte"),
]
FIRST_SCENE_IS_A_SOLUTION = False  # it asks for the rest, the challenge for the last 200 bytes
