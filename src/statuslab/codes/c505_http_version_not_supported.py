"""505 HTTP Version Not Supported (RFC 9110 section 15.6.6): the server does not support this major version of HTTP."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="from-the-future",
    title="A version from the future",
    situation=(
        "A new client writes `HTTP/3.0` into its request line, in plain text, on a port that speaks "
        "HTTP/1.1. The server can read the line, but it does not know the rules of that version, so it "
        "refuses. Which status is meant for this?"
    ),
    choices={
        200: (
            "For a 200 the server would have to guess the rules of an unknown version, and might misread the request."
        ),
        400: "400 is allowed too. But the server can read the line, and there is a code for exactly this problem.",
        426: "426 asks you to switch protocols. Here the server refuses the version itself.",
        505: "505 says that the server does not support this major version.",
    },
    at_work="Real HTTP/3 never looks like this: clients agree on a version before the first request. Look for a typo.",
    layer=Layer.SERVER,
)
def from_the_future(run: SceneRun) -> None:
    run.provoke(
        "You send a request with version 3.0 to a plain port.", "GET /teas/7 HTTP/3.0\nHost: teahouse\n\n", as_is=True
    )
    run.resolve("You send the same with a version that the server supports.", "GET /teas/7 HTTP/1.1")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-step-ahead",
    title="A version ahead",
    task=(
        "A config file says `HTTP/3.0` where a version belongs, and a client writes it into every "
        "request. Send such a request by hand, and see what the server returns."
    ),
    hints=(
        "The version is at the end of the request line, in plain text. Your client must let you write it.",
        "`%%http --raw` adds nothing, so you have to write Host yourself. A socket works, too.",
        "In a `%%http --raw` cell: `GET /teas/7 HTTP/3.0`, then `Host: teahouse`, then an empty line.",
    ),
    near=(
        (
            400,
            "The server could not read that as a version, or a header is missing. A version is HTTP, a slash, a "
            "digit, a dot, a digit.",
        ),
        (408, "The server waited for the rest: an empty line ends the headers."),
        (
            lambda c: b"HTTP/1." in c.exchange.sent[:200] and c.status == 200,
            "The server supports this version. Take one with a higher number before the dot.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas/7 HTTP/3.0\nHost: teahouse\n\n", {"as_is": True})],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/7 HTTP/1.0"], "The server supports this version"),
]
