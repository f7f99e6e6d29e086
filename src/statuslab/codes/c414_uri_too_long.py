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
    title="A poem in the address",
    situation=(
        "A guest has written a long poem about Assam, and a badly made form puts all of it into the address: `GET` "
        "with a query of nine thousand signs. The server reads request lines of eight thousand, and must decide before "
        "it has seen the end. What comes back?"
    ),
    choices={
        400: "Not wrong in spirit; but it is the length of the address alone, and there is a word for that.",
        413: "That is for content. A GET like this has none, everything is in its first line.",
        414: "URI Too Long: the target is longer than the server is willing to read.",
        431: "The fields are short. It is the line above them that is too long.",
    },
    at_work="What people write belongs into content: POST it. Addresses also end up in logs and histories.",
    layer=Layer.SERVER,
)
def a_poem_in_the_address(run: SceneRun) -> None:
    poem = "O+malt,+O+morning,+" * 500
    run.provoke("The poem as a query.", f"GET /guestbook?text={poem}")
    run.resolve("The poem as content.", f"POST /uploads\nContent-Type: text/plain\n\n{poem.replace('+', ' ')}")


# --- Challenge ----------------------------------------------------------------------------------------------

LONG = 4_000  # bytes; a shorter target cannot be what was too long


CHALLENGE = provoke(
    CODE,
    name="the-endless-search",
    title="The endless search",
    task=(
        "A search form puts everything that people type into the address, and somebody has pasted a novel. Show the "
        "team what the server makes of it, and who answers."
    ),
    hints=(
        "It is the first line of the request that has to grow, and nothing else.",
        "A query (`?text=…`) can be as long as you like. The server reads first lines of eight thousand bytes.",
        'In Python: `httpx2.get(lab.url + "/teas?text=" + "word+" * 2000, trust_env=False)`.',
    ),
    needs=((lambda c: len(c.target) > LONG or not c.target, "A 414 to an address as short as that?"),),
    near=(
        (431, "A field is too large, not the address. Search forms write into the address."),
        (413, "The content is too large. Search forms write into the address."),
        (
            lambda c: len(c.target) > 200 and c.status is not None and c.status < 500,
            "A long address, and the server still read it. It takes eight thousand bytes.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas?text=" + "word+" * 2000],
]
NEAR_MISSES: NearMisses = [
    ([f"GET /teas/7\n{LARGE_COOKIE}"], "not the address"),
]
