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
    title="An expectation nobody knows",
    situation=(
        "A client sends an order with `Expect: tea-ready`. HTTP defines only one expectation: "
        "`100-continue`. The server does not know `tea-ready` and does not ignore it. What comes back?"
    ),
    choices={
        100: "100 answers one expectation only: 100-continue.",
        412: "412 is for a condition such as If-Match that was understood and is false.",
        417: "417 says that the server cannot do what Expect asks for. Send the request without Expect.",
        501: "501 is for an unknown method. The server knows this method, but not what Expect asks for.",
    },
    at_work=(
        "100-continue is the only value that Expect has today. After a 417, send the request again without Expect."
    ),
    layer=Layer.SERVER,
)
def great_expectations(run: SceneRun) -> None:
    order = '{"tea": 7, "cups": 2}'
    run.provoke("An order with an unknown expectation.", f"POST /orders\n{JSON}\nExpect: tea-ready\n\n{order}")
    run.resolve("The same order without it.", f"POST /orders\n{JSON}\n\n{order}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="only-if-still-warm",
    title="Only if it is still warm",
    task=(
        "A colleague has an idea: clients put their wishes into a header, such as `still-warm`, and the server "
        "refuses if it cannot fulfill them. Try it with the header that HTTP has for that."
    ),
    hints=(
        "HTTP has one header for what a client expects from the server before it goes on.",
        "The header is `Expect`, and only one value of it is defined.",
        "`GET /teas/7` with `Expect: still-warm`.",
    ),
    needs=((lambda c: bool(c.request_header("Expect")), "A 417, but your request had no Expect."),),
    near=(
        (100, "The server can meet this expectation. Expect something else."),
        (
            lambda c: c.status == 200 and "still-warm" in str(c.exchange.request.fields if c.exchange.request else ""),
            "The server ignored the header with your wish. HTTP has a header for this purpose.",
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
