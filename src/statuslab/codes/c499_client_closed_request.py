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
    title="A client that does not wait",
    situation=(
        "A guest orders the roast through the gateway, waits a third of a second, and closes the page. The kitchen "
        "is still working, so no response was sent. Which status does the access log show, if the gateway logs like "
        "nginx?"
    ),
    choices={
        408: "A 408 means that the server gave up on a slow client. Here the client gave up on a slow server.",
        444: "444 means that the server closed the connection because of a rule.",
        499: "Nobody was left to answer, so only the log shows it.",
        504: "It would have come if the guest had waited for the gateway's timeout.",
    },
    at_work=(
        "More 499s than usual are often the first sign of a slow upstream: clients give up before the gateway does."
    ),
    layer=Layer.GATEWAY,
)
def the_guest_who_did_not_wait(run: SceneRun) -> None:
    run.provoke("Order, wait a moment, leave.", "GET /delivery/roast", "the guest", leave=0.3)
    run.resolve("A client that waits gets the gateway's own response.", "GET /delivery/roast")


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
        "Ten guests a day order the roast and close the page before it arrives. No response shows it. Leave as they "
        "do, so that the access log shows it."
    ),
    hints=(
        "The kitchen needs longer than your client's timeout. Whose timeout has to end first?",
        "The gateway gives up after a second. Give your client a timeout well below that.",
        'In Python: `httpx2.get(lab.url + "/delivery/roast", timeout=0.3, trust_env=False)`, which raises ReadTimeout.',
    ),
    needs=(
        (
            _is_complete,
            "You left in the middle of your own request. Send all of it, and leave while the server works on it.",
        ),
        (lambda c: not c.exchange.received, "There was a response after all."),
    ),
    near=(
        (504, "You waited until the gateway's timeout. Leave earlier."),
        (444, "The server closed the connection because of a rule. This time your client has to."),
        (408, "The server was waiting for you. It should be the other way round."),
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
