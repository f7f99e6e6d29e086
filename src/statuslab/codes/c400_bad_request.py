"""400 Bad Request (RFC 9110 section 15.5.1): the request cannot be read, or has a mistake of the client in it."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.predicates import order_was_placed
from statuslab.scenarios.request_texts import JSON, WAITER_TOKEN
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="half-a-sentence",
    title="Half a JSON body",
    situation=(
        "A script builds its JSON by hand and forgets the closing brace. It posts the order to the "
        "right URL, with the right Content-Type. The body ends too early. What comes back?"
    ),
    choices={
        400: "Content-Type says JSON, but the body is not valid JSON. The server cannot read the order.",
        415: "JSON is the type that the server wants. The problem is that this JSON is broken.",
        422: "422 is for a body that can be read and makes no sense. This one cannot be read.",
        500: ("500 is for a server that crashes. Here the mistake is the client's."),
    },
    at_work=(
        "Do not retry a 400 unchanged: the same bytes get the same response. Read the detail, fix the "
        "request, and send it."
    ),
    source=("orders.place_order", "parsing.json_object"),
)
def half_a_sentence(run: SceneRun) -> None:
    run.provoke("You post JSON without its end.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2')
    run.resolve("With the closing brace it is an order.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2}}')


@scene(
    CODE,
    name="not-even-http",
    title="A request without Host",
    situation=(
        "A self-made client leaves out the Host header, which every HTTP/1.1 request must have. The path is right, "
        "and the tea exists. What comes back?"
    ),
    choices={
        200: ("By the standard a server must not send 200: it cannot know which site was meant."),
        400: (
            "Bad Request, from the server's HTTP parser: without Host it is not a valid HTTP/1.1 request. The "
            "application never sees it."
        ),
        404: "The server did not get as far as looking for the tea.",
        421: "421 is for a Host header that names the wrong site. Here there is no Host header.",
    },
    at_work="If your application's log does not have the 400, look in the log of the server or proxy in front of it.",
    layer=Layer.SERVER,
)
def not_even_http(run: SceneRun) -> None:
    run.provoke("A request without Host.", "GET /teas/7 HTTP/1.1\nAccept: */*\n\n", as_is=True)
    run.resolve("With the Host header, the application gets the request.", "GET /teas/7\nAccept: */*")


@scene(
    CODE,
    name="a-token-in-the-link",
    title="A token in the URL",
    situation=(
        "Your access token is valid. A helper function has also put it into the URL, as `?access_token=...`, so the "
        "request now has it in two places. What comes back?"
    ),
    choices={
        200: "The token is valid, but RFC 6750 allows only one place for it in a request.",
        400: "The request itself is wrong: RFC 6750 calls it invalid_request. A new token would not help.",
        401: "That would say that the token is missing or not valid. The server does not get as far as checking it.",
        403: "That would say that the token has too few rights. Nobody has looked at its rights yet.",
    },
    at_work=(
        "Send the token in the Authorization header only. URLs end up in logs, in the browser's history and in "
        "Referer headers, and a token must not."
    ),
    source=("tokens.read_shifts", "tokens.require_token", "tokens.refusal"),
)
def a_token_in_the_link(run: SceneRun) -> None:
    run.provoke(
        "The token is in the header and in the URL.", f"GET /staff/api/shifts?access_token=waiter-today\n{WAITER_TOKEN}"
    )
    run.resolve("The same token, in the header only.", f"GET /staff/api/shifts\n{WAITER_TOKEN}")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-torn-note",
    title="A torn note",
    task=(
        "A partner's program glues its JSON together by hand, and its orders are refused. Reproduce "
        "the error, so that you can tell the partner what the server objects to."
    ),
    hints=(
        "The server must be unable to read what you send. Whether the order makes sense is another question.",
        "The right URL, the right `Content-Type`, and JSON that is invalid: one brace, quote or comma missing.",
        '`POST /orders` with `Content-Type: application/json` and the body `{"tea": 7,`.',
    ),
    needs=(
        (
            lambda c: c.exchange.internal_status is None,
            "The client sees a 400, but inside nginx it is another code. The task wants an order that cannot be read.",
        ),
        (
            lambda c: c.layer is Layer.APPLICATION,
            "This 400 came from the HTTP parser: the HTTP itself was broken. The partner's HTTP is fine. It is the "
            "body that cannot be read.",
        ),
        (
            lambda c: not c.path.startswith("/staff"),
            "This 400 is about a token: it is in the wrong place, or the token endpoint refused it. Send an order.",
        ),
    ),
    near=(
        (422, "The server could read it, and it makes no sense. Break the JSON so that it cannot be read."),
        (415, "The server refused the format before it read the body. Say that it is JSON, and then break it."),
        (lambda c: order_was_placed(c), "The order was accepted. Break the JSON."),
        (411, "Without a length there is no body. That is another error."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'POST /orders\n{JSON}\n\n{{"tea": 7,'],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}'], "could read it"),
    ([("GET /teas/7 HTTP/1.1\nAccept: */*\n\n", {"as_is": True})], "from the HTTP parser"),
    ([("GET /teas", {"to": "tls"})], "inside nginx it is another code"),
    (["GET /staff/api/shifts?access_token=waiter-today"], "is about a token"),
]
