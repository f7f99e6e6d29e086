"""400 Bad Request (RFC 9110 section 15.5.1): the request cannot be read, or has a mistake of the client in it."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.predicates import order_was_placed
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="half-a-sentence",
    title="Half a sentence",
    situation=(
        "A script builds its JSON by hand and forgets the closing brace. It posts the order to the Teahouse: right "
        "address, right media type, and content that breaks off in the middle. What comes back?"
    ),
    choices={
        400: "Bad Request: it says JSON and is none. Nothing about the order can even be judged.",
        415: "JSON is what the server wants; that it is broken JSON is another matter.",
        422: "For content that can be read and makes no sense; this cannot be read.",
        500: "A server that breaks on bad input says this; a careful one says whose mistake it was.",
    },
    at_work="Do not repeat a 400 as it is: the same bytes earn the same answer. Read the detail, mend, send.",
    source=("orders.place_order", "parsing.json_object"),
)
def half_a_sentence(run: SceneRun) -> None:
    run.provoke("You post JSON without its end.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2')
    run.resolve("With the brace it is an order.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2}}')


@scene(
    CODE,
    name="not-even-http",
    title="Not even HTTP",
    situation=(
        "A home-made client leaves out the Host field, which every HTTP/1.1 request must have. The path is right, the "
        "tea exists. Who answers, and with what?"
    ),
    choices={
        200: "A lenient server might; a conforming one must not, for it cannot know which site was meant.",
        400: "The server in front, before the Teahouse has seen a thing: without Host it is no HTTP/1.1 request.",
        404: "Nobody got as far as looking for the tea.",
        421: "That needs a Host that names the wrong place; here none was named.",
    },
    at_work="A 400 that your application's log does not know of comes from a layer in front of it. Look there.",
    layer=Layer.SERVER,
)
def not_even_http(run: SceneRun) -> None:
    run.provoke("A request without Host.", "GET /teas/7 HTTP/1.1\nAccept: */*\n\n", as_is=True)
    run.resolve("One line more, and the application gets to see it.", "GET /teas/7\nAccept: */*")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-torn-note",
    title="A torn note",
    task=(
        "A partner's program glues its JSON together by hand, and its orders are refused. Reproduce it, so that you "
        "can tell them which of their mistakes the server means."
    ),
    hints=(
        "The server must not be able to read what you send; whether it makes sense is another question.",
        "Right address, right `Content-Type`, and JSON that is none: a brace, a quote, a comma too few.",
        '`POST /orders` with `Content-Type: application/json` and the content `{"tea": 7,`.',
    ),
    needs=(
        (
            lambda c: c.exchange.internal_status is None,
            "A 400 outside, but nginx calls it something else inside. The task wants an order that cannot be read.",
        ),
        (
            lambda c: c.layer is Layer.APPLICATION,
            "That 400 came from the server in front: the HTTP itself was broken. The partner's HTTP is in order, it is "
            "the content that cannot be read.",
        ),
    ),
    near=(
        (422, "It could be read, and makes no sense. Break it so that it cannot even be read."),
        (415, "The format was refused before anybody read. Say that it is JSON, and then break it."),
        (lambda c: order_was_placed(c), "Understood, and taken. Tear it up a little more."),
        (411, "No length, no content. That is another complaint."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'POST /orders\n{JSON}\n\n{{"tea": 7,'],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}'], "could be read"),
    ([("GET /teas/7 HTTP/1.1\nAccept: */*\n\n", {"as_is": True})], "from the server in front"),
    ([("GET /teas", {"to": "tls"})], "calls it something else inside"),
]
