"""417 Expectation Failed (RFC 9110 section 15.5.18): the server cannot meet what the Expect field asks for."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import JSON, SMALL_PHOTO
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="great-expectations",
    title="Great expectations",
    situation=(
        "A creative client sends its order with `Expect: tea-ready`: take this only if the tea will be ready. There is "
        "one expectation in HTTP, that of a go-ahead before the content, and this is another. The server in front of "
        "the Teahouse does not know it, and says so. How?"
    ),
    choices={
        100: "The go-ahead answers one expectation only: 100-continue.",
        412: "For a condition such as If-Match that was understood and does not hold.",
        417: "Expectation Failed: somebody on the way cannot meet what you expect. Send it without.",
        501: "The method is known and done here. It is one field that asks too much.",
    },
    at_work="Expect can say 100-continue and nothing else today. After a 417 repeat the request without the field.",
    layer=Layer.SERVER,
)
def great_expectations(run: SceneRun) -> None:
    order = '{"tea": 7, "cups": 2}'
    run.provoke("An order with an expectation.", f"POST /orders\n{JSON}\nExpect: tea-ready\n\n{order}")
    run.resolve("The same without it.", f"POST /orders\n{JSON}\n\n{order}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="only-if-still-warm",
    title="Only if still warm",
    task=(
        "A colleague had an idea: let clients put their wishes into a field, as in `still-warm`, and have the server "
        "refuse where it cannot fulfill them. Try it with the field that HTTP has for such wishes."
    ),
    hints=(
        "HTTP has one field for what a client expects of the server before it goes on.",
        "The field is `Expect`, and only one value of it is known to anybody.",
        "`GET /teas/7` with `Expect: still-warm`.",
    ),
    needs=((lambda c: bool(c.request_header("Expect")), "A 417 that nobody provoked by an expectation?"),),
    near=(
        (100, "That expectation can be met. Expect something else."),
        (
            lambda c: c.status == 200 and "still-warm" in str(c.exchange.request.fields if c.exchange.request else ""),
            "The wish was in a field that nobody looks at. There is one made for it.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["GET /teas/7\nExpect: still-warm"],
]
NEAR_MISSES: NearMisses = [
    ([(SMALL_PHOTO, {"hold": True})], "Expect something else"),
]
