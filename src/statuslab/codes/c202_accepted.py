"""202 Accepted (RFC 9110 section 15.3.3): the work is taken on and not done yet."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import EVENT, JSON, ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="forty-cups",
    title="Forty cups, please",
    situation=(
        "A wedding orders forty cups of Assam. The Teahouse accepts the job at once. Brewing takes a while, and the "
        "server will not keep your connection open for it. What comes back?"
    ),
    choices={
        102: "A 102 is an interim response and keeps the connection open. Here the connection should not stay open.",
        201: "201 is for something that exists now. The tea does not exist yet.",
        202: "The server took the job but has not done it yet. The response says where to ask about it.",
        503: "503 is for an overloaded server. The Teahouse is not overloaded, the job just takes time.",
    },
    at_work=(
        "A 202 promises nothing. Poll the URL in Location, no faster than Retry-After says, until it redirects "
        "you to the result."
    ),
    source=("brewing.start_brew", "brewing.watch_brew"),
)
def forty_cups(run: SceneRun) -> None:
    accepted = run.provoke(
        "You order. The response comes at once, and describes a job instead of tea.",
        'POST /brews\nContent-Type: application/json\n\n{"tea": 7, "cups": 40}',
    )
    monitor = accepted.response["Location"] if accepted.response else "/brews/1"
    run.resolve("You ask how the job is doing: still brewing, ask again in two seconds.", f"GET {monitor}")
    run.wait(2)
    done = run.resolve("Two seconds later the status page redirects to the result with 303.", f"GET {monitor}")
    pot = done.response.get("Location") if done.response else None
    run.resolve("You fetch the result.", f"GET {pot or '/pots/1'}")


@scene(
    CODE,
    name="an-event-from-the-supplier",
    title="An event from the supplier",
    situation=(
        "A supplier sends a webhook: its delivery has arrived. Your receiver checks the signature and stores the "
        "event. Counting the tins takes a minute and begins later. Which status says this most precisely to the sender?"
    ),
    choices={
        200: "Senders take every 2xx for delivered. But this one would say that the work is done.",
        202: "The event is stored, and the work comes later. The sender may forget it.",
        303: "Senders of webhooks often count a redirect as a failure, and send the event again.",
        503: "The sender would send it again, though it is stored already.",
    },
    at_work=(
        "Store the event, answer with a 2xx at once, and work afterwards. Expect the same event twice: its id says "
        "that you have it already."
    ),
    source=("webhooks.receive_event", "webhooks.check_signature"),
)
def an_event_from_the_supplier(run: SceneRun) -> None:
    sender = "the supplier"
    run.meanwhile("The stockroom closes.", "POST /hooks/supplier/close", actor="you")
    refused = run.before("The event cannot be stored now.", EVENT, actor=sender)
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.provoke("The supplier sends it again.", EVENT, actor=sender)
    run.resolve("It comes a second time. You have it, and say so with the same status.", EVENT, actor=sender)
    run.resolve("It was stored once.", "GET /hooks/supplier")
    run.resolve("With another id, the signature is wrong.", EVENT.replace("evt-7", "evt-8"), actor="somebody")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="tea-for-a-wedding",
    title="Tea for a wedding",
    task=(
        "A wedding wants eighty cups at three o'clock. Get the Teahouse to accept the job without keeping your "
        "connection open."
    ),
    hints=(
        "A few cups are an ordinary order, and are ready at once. Large jobs have a URL of their own.",
        "To start a long job, `POST` JSON with `tea` and `cups` to the list of brewing jobs.",
        "`POST /brews` with `Content-Type: application/json` and the number of a tea and eighty cups.",
    ),
    needs=(
        (
            lambda c: bool(c.response_header("Location")),
            ("Accepted, but the response does not say where to ask about the job."),
        ),
    ),
    near=(
        (
            lambda c: c.status == 201 and c.path == "/orders",
            "This is an ordinary order, which is ready at once. Send an order of eighty cups to another URL.",
        ),
        (422, "The server understood the job and refused it. `detail` says which number is wrong."),
        (415, "The server takes JSON, and Content-Type must say so."),
        (400, "The body is not valid JSON."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'POST /brews\n{JSON}\n\n{{"tea": 7, "cups": 80}}'],
]
NEAR_MISSES: NearMisses = [
    ([f"POST /orders\n{ORDER}"], "This is an ordinary order"),
]
