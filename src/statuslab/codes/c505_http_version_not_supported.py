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
    title="From the future",
    situation=(
        "A proud new client writes HTTP/3.0 into its request line, in clear text, on a port where HTTP/1.1 is spoken. "
        "Everything else looks as the server knows it. It could guess what was meant, but a new major version may mean "
        "new rules for every byte that follows. What does it answer?"
    ),
    choices={
        200: "Guessing at rules one does not know is how requests come to be misread.",
        400: "Not wrong in spirit; but the line can be read, and there is a word for what is the matter with it.",
        426: "It asks you to switch protocols. Here the version you came with is what is refused.",
        505: "HTTP Version Not Supported: the major version is not one that is spoken here.",
    },
    at_work="Real HTTP/3 never looks like this: clients agree on a version before the first request. Look for a typo.",
    layer=Layer.SERVER,
)
def from_the_future(run: SceneRun) -> None:
    run.provoke("A request of version 3.0, on a plain port.", "GET /teas/7 HTTP/3.0\nHost: teahouse\n\n", as_is=True)
    run.resolve("The same in the version that is spoken here.", "GET /teas/7 HTTP/1.1")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-step-ahead",
    title="A step ahead",
    task=(
        "A config file says `HTTP/3.0` where a version belongs, and somebody's client writes it into every request. "
        "Send such a request by hand and see what a server says that does not want to guess."
    ),
    hints=(
        "The version stands at the end of the first line, in plain text, and your client must let you write it.",
        "`%%http --raw` adds nothing, so you have to write Host yourself; a socket does as well.",
        "In a `%%http --raw` cell: `GET /teas/7 HTTP/3.0`, then `Host: teahouse`, then an empty line.",
    ),
    near=(
        (
            400,
            "The server could not read that as a version, or a line is missing. It is HTTP, a slash, a digit, a dot, a "
            "digit.",
        ),
        (408, "The server waited for the rest: an empty line ends the head."),
        (
            lambda c: b"HTTP/1." in c.exchange.sent[:200] and c.status == 200,
            "A version that is spoken here. Take one that is a whole number ahead.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas/7 HTTP/3.0\nHost: teahouse\n\n", {"as_is": True})],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/7 HTTP/1.0"], "is spoken here"),
]
