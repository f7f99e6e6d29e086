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
    title="The interrupted download",
    situation=(
        "Your connection breaks during a download: 100 of 1000 bytes have arrived. Your client asks for the rest "
        "with `Range: bytes=100-`. The server supports ranges. What comes back?"
    ),
    choices={
        200: "A server may ignore Range and send everything again. This one supports it.",
        206: "206 sends the part from byte 100 on. Content-Range says which part it is, and how large the whole is.",
        226: "226 is for the changes since an older version. You asked for a part of the same version.",
        416: "416 is only for a range in which no byte exists. Here 900 bytes exist.",
    },
    at_work=(
        "To resume a download, send If-Range together with Range. Otherwise you may join parts of two different files."
    ),
    source=("menu.leaflet",),
)
def the_cut_download(run: SceneRun) -> None:
    first = run.before(
        ("You get the first hundred bytes, before the connection breaks."), "GET /leaflets/assam.txt\nRange: bytes=0-99"
    )
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
        "A viewer wants the first ten and the last ten bytes of the leaflet in one request: `Range: "
        "bytes=0-9,990-999`. Both parts exist. What comes back?"
    ),
    choices={
        206: "The 206 has several parts. Each part has its own Content-Range, and the response itself has none.",
        207: "207 is WebDAV's list of statuses for several resources. This is one resource in two parts.",
        300: "300 offers a choice. You asked for both parts, and you get both.",
        416: "416 is for ranges in which no byte exists. Both ranges exist.",
    },
    at_work=(
        "For one range, Content-Range is in the response's headers. For several, the body is multipart/byteranges, "
        "and each part has its own Content-Range."
    ),
    source=("menu.leaflet",),
)
def two_slices(run: SceneRun) -> None:
    run.provoke("You ask for two ranges in one request.", "GET /leaflets/assam.txt\nRange: bytes=0-9,990-999")


@scene(
    CODE,
    name="the-leaflet-changed",
    title="The file changed before you resumed",
    situation=(
        "You have 100 bytes of the leaflet and ask for the rest, with `If-Range` naming your version. Meanwhile the "
        "leaflet was replaced by a new one. What comes back?"
    ),
    choices={
        200: (
            "You get a 200 with the whole new leaflet: if the version is another, If-Range makes the "
            "server ignore Range."
        ),
        206: "That would join the old and the new file. If-Range prevents it.",
        412: "A false If-Match is refused. A false If-Range only makes the server ignore Range.",
        416: "416 is for a range in which no byte exists. This range exists in the new leaflet, too.",
    },
    answer=200,
    at_work=(
        "With If-Range one request is enough: you get the rest if the file is the same, and all of it if it changed."
    ),
    source=("menu.leaflet",),
)
def the_leaflet_changed(run: SceneRun) -> None:
    first = run.before("The first hundred bytes.", "GET /leaflets/assam.txt\nRange: bytes=0-99")
    etag = first.response["ETag"] if first.response else ""
    run.meanwhile("A new edition replaces the leaflet.", "POST /leaflets/assam.txt/reprint", actor="the printer")
    run.provoke(
        "You ask for the rest of the old edition.",
        f"GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: {etag}",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-last-lines",
    title="The end of the leaflet",
    task=(
        "A preview needs only the end of the Assam leaflet and should not load the rest. Fetch the last 200 bytes "
        "and nothing else."
    ),
    hints=(
        "You can ask for the end of a file without knowing its length.",
        "The header is `Range`. A range without a first number counts from the end.",
        "`GET /leaflets/assam.txt` with `Range: bytes=-200`.",
    ),
    needs=(
        (lambda c: bool(c.request_header("Range")), "A 206, but you asked for no range."),
        (
            lambda c: "Content-Range" in (c.exchange.response or ()),
            "Several parts, each with a range of its own. The preview needs one: the end.",
        ),
        (lambda c: c.response_header("Content-Length") == "200", "A part, but not 200 bytes long."),
        (
            lambda c: byte_range(c)[1] + 1 == byte_range(c)[2],
            "200 bytes, but not the last ones. Content-Range says which they are.",
        ),
    ),
    near=(
        (416, "Not one byte of that range exists. Content-Range says how many bytes there are."),
        (
            lambda c: c.status == 200 and bool(c.request_header("Range")),
            "You asked for a part and got everything: the server ignores this unit or form of Range, or this page "
            "has no ranges.",
        ),
        (lambda c: c.status == 200 and c.path.startswith("/leaflets/assam"), "This is all of it. Ask for a part."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /leaflets/assam.txt\nRange: bytes=-200"],
    ["GET /leaflets/assam.txt\nRange: bytes=800-999"],
]
NEAR_MISSES: NearMisses = [
    (["GET /leaflets/assam.txt\nRange: bytes=0-199"], "not the last ones"),
    (["GET /leaflets/assam.txt\nRange: bytes=-100"], "not 200 bytes"),
    (["GET /leaflets/assam.txt\nRange: bytes=2000-"], "Not one byte"),
]
FIRST_SCENE_IS_A_SOLUTION = False  # it asks for the rest, the challenge for the last 200 bytes
