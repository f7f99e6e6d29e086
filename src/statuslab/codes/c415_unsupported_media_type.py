"""415 Unsupported Media Type (RFC 9110 section 15.5.16): the resource does not take content of this type or coding."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.predicates import order_was_placed
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="an-order-in-xml",
    title="An order in XML",
    situation=(
        "A supplier's old system sends its orders as XML, neatly formed, with the right `Content-Type`, as it has done "
        "for twenty years elsewhere. The Teahouse takes orders in JSON and in nothing else. It has not read a byte of "
        "the content when it answers. With what?"
    ),
    choices={
        400: "The XML may be perfect. Nobody has looked.",
        406: "That is about what you want back. Here it is about what you sent.",
        415: "Unsupported Media Type: not in this format; Accept in the answer says which would do.",
        422: "For content in the right format that makes no sense. This has not come so far.",
    },
    at_work="415 is about your Content-Type or Content-Encoding. Look at the answer's Accept or Accept-Encoding.",
    source=("orders.place_order", "parsing.check_header"),
)
def an_order_in_xml(run: SceneRun) -> None:
    xml = "<order><tea>7</tea><cups>2</cups></order>"
    run.provoke("The order as XML.", f"POST /orders\nContent-Type: application/xml\n\n{xml}", actor="the supplier")
    run.resolve("The same order in JSON.", f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": 2}}', actor="the supplier")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-supplier-with-xml",
    title="A supplier with XML",
    task=(
        "A supplier asks whether the order desk could take XML. Try it for them, and find out from the answer which "
        "format it takes."
    ),
    hints=(
        "The order may be flawless. The server goes by what you say it is.",
        "`Content-Type` says what you send; in the refusal `Accept` says what would do.",
        "`POST /orders` with `Content-Type: application/xml` and an order as XML.",
    ),
    needs=(
        (
            lambda c: bool(
                c.response_header("Accept") or c.response_header("Accept-Encoding") or c.response_header("Accept-Patch")
            ),
            "A 415 that does not say what would do. The order desk does.",
        ),
    ),
    near=(
        (400, "It said JSON, and was none. Say honestly that it is XML."),
        (422, "Read as JSON, and found impossible. Send another format."),
        (406, "That is about what you want back. Here it is about what you send."),
        (order_was_placed, "Taken: that was JSON. The supplier has XML."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POST /orders\nContent-Type: application/xml\n\n<order/>"],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /orders\n{JSON}\n\n{{"tea"'], "Say honestly that it is XML"),
]
