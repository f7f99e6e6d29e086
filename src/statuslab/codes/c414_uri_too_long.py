"""414 URI Too Long (RFC 9110 section 15.5.15): the request target is longer than the server is willing to read."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import LARGE_COOKIE
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-poem-in-the-address",
    title="A poem in the URL",
    situation=(
        "A badly made form puts a long poem into the URL: a `GET` with a query of 9,000 characters. The server reads "
        "request lines of up to 8,000 bytes, and must decide before it has seen the end. What comes back?"
    ),
    choices={
        400: (
            "400 would be right for a request that cannot be read. Here only the URL's length is wrong, "
            "and there is a code for that."
        ),
        413: "413 is for a body. This GET has none: the whole poem is in its first line.",
        414: "The URL is longer than the server is willing to read.",
        431: "431 is for headers. These are short, but the request line is too long.",
    },
    at_work="Send what people write in the body of a POST. URLs also end up in logs and in the browser's history.",
    layer=Layer.SERVER,
)
def a_poem_in_the_address(run: SceneRun) -> None:
    poem = "O+malt,+O+morning,+" * 500
    run.provoke("You send the poem in the query.", f"GET /guestbook?text={poem}")
    run.resolve(
        "You send the poem in the body.", f"POST /uploads\nContent-Type: text/plain\n\n{poem.replace('+', ' ')}"
    )


# --- Challenge ----------------------------------------------------------------------------------------------

LONG = 4_000  # bytes; a shorter target cannot be what was too long


CHALLENGE = provoke(
    CODE,
    name="the-endless-search",
    title="The endless search",
    task=(
        "A search form puts everything that people type into the URL, and somebody has pasted a whole novel. Show "
        "the team what the server returns, and which layer answers."
    ),
    hints=(
        "Make only the first line of the request longer.",
        "A query (`?text=…`) can have any length. The server reads request lines of up to 8,000 bytes.",
        'In Python: `httpx2.get(lab.url + "/teas?text=" + "word+" * 2000, trust_env=False)`.',
    ),
    needs=((lambda c: len(c.target) > LONG or not c.target, "A 414, but your URL is short."),),
    near=(
        (431, "A header is too large, not the URL. Search forms write into the URL."),
        (413, "The body is too large. Search forms write into the URL."),
        (
            lambda c: len(c.target) > 200 and c.status is not None and c.status < 500,
            "The URL is long, but the server could still read it. It reads 8,000 bytes.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas?text=" + "word+" * 2000],
]
NEAR_MISSES: NearMisses = [
    ([f"GET /teas/7\n{LARGE_COOKIE}"], "not the URL"),
]
