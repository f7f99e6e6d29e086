"""499 Client Closed Request (nginx, ngx_http_request.h): the client left before the response; only the log has it."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import Case, provoke
from statuslab.scenarios.request_texts import ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="the-guest-who-did-not-wait",
    title="The guest who did not wait",
    situation=(
        "A guest orders the roast through the gateway, waits a third of a second, and closes the page. The kitchen is "
        "still at it. Nothing was sent back. Which number stands in the log of a gateway that behaves as nginx does?"
    ),
    choices={
        408: "There the server gives up on a slow client; here the client gave up on a slow server.",
        444: "That is a server hanging up by rule.",
        499: "Client closed request: nobody was left to answer, so only the log knows.",
        504: "It would have come, had the guest waited for the gateway's own patience to end.",
    },
    at_work="A rise of 499s is often the first sign of a slow upstream: clients lose patience before the gateway.",
    layer=Layer.GATEWAY,
)
def the_guest_who_did_not_wait(run: SceneRun) -> None:
    run.provoke("Order, wait a moment, leave.", "GET /delivery/roast", "the guest", leave=0.3)
    run.resolve("Who waits long enough gets the gateway's own verdict.", "GET /delivery/roast")


# --- Challenge ----------------------------------------------------------------------------------------------


def _is_complete(case: Case) -> bool:
    """Whether the server got all of the request."""
    length = case.request_header("Content-Length")
    return case.exchange.request is not None and (not length.isdigit() or len(case.request_content) >= int(length))


CHALLENGE = provoke(
    CODE,
    name="a-guest-in-a-hurry",
    title="A guest in a hurry",
    task=(
        "Ten guests a day order the roast, and close the page before it is there; the status page of the shop shows "
        "nothing of that. Leave like one of them, and have it show in the log."
    ),
    hints=(
        "The kitchen needs longer than your patience. Whose patience has to end first?",
        "The gateway gives up after a second. Give your client a time-out well below that.",
        'In Python: `httpx2.get(lab.url + "/delivery/roast", timeout=0.3, trust_env=False)`, which raises ReadTimeout.',
    ),
    needs=(
        (
            _is_complete,
            "You left in the middle of your own request. Send it whole, and leave while the server works on it.",
        ),
        (lambda c: not c.exchange.received, "There was an answer after all."),
    ),
    near=(
        (504, "You waited until the gateway had lost its patience. Leave earlier."),
        (444, "The server hung up, by its rule. This time it has to be you."),
        (408, "The server waited for you. It should be the other way round."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /delivery/roast", {"leave": 0.3})],
]
NEAR_MISSES: NearMisses = [
    (["GET /delivery/roast"], "Leave earlier"),
    ([(f"POST /orders\n{ORDER}", {"cut": 4})], "in the middle of your own request"),
]
