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
        "A supplier's old system sends orders as valid XML, with the right `Content-Type`. The Teahouse takes orders "
        "in JSON only. It looks at the Content-Type before it reads the body. What comes back?"
    ),
    choices={
        400: "400 would say that the body is broken. The server has not looked at it.",
        406: "406 is about what you want back. This is about what you sent.",
        415: "415 says that the server does not take this format. Accept in the response says which one it takes.",
        422: "422 is for a body in the right format that makes no sense. The server did not get that far.",
    },
    at_work="A 415 is about your Content-Type or Content-Encoding. Look at Accept or Accept-Encoding in the response.",
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
        "A supplier asks whether the Teahouse takes orders in XML. Try it for them, and find out from the response "
        "which format it takes."
    ),
    hints=(
        "The order itself may be perfect. The server looks only at the type that you declare.",
        "`Content-Type` says what you send. In the refusal, `Accept` says what would work.",
        "`POST /orders` with `Content-Type: application/xml` and an order as XML.",
    ),
    needs=(
        (
            lambda c: bool(
                c.response_header("Accept") or c.response_header("Accept-Encoding") or c.response_header("Accept-Patch")
            ),
            "This 415 does not say which format would work. The 415 for orders does.",
        ),
    ),
    near=(
        (400, "You said JSON, but sent something else. Say that it is XML."),
        (422, "The server read it as JSON, and the order makes no sense. Send another format."),
        (406, "406 is about the format that you want back. You need a refusal of the format that you send."),
        (order_was_placed, "Accepted: that was JSON. The supplier has XML."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["POST /orders\nContent-Type: application/xml\n\n<order/>"],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /orders\n{JSON}\n\n{{"tea"'], "Say that it is XML"),
]
