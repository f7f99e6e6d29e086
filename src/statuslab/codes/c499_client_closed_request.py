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
        "A guest orders the roast through the gateway, waits a third of a second, and closes the page. "
        "The kitchen is still working, so the gateway has sent no response. It writes its log like "
        "nginx. Which status does the log show?"
    ),
    choices={
        408: "A 408 means that the server gave up on a slow client. Here the client gave up on a slow server.",
        444: "444 means that the server closed the connection because of a rule.",
        499: "The client had left, so nginx could send nothing and only logged a 499.",
        504: "A 504 comes if the guest waits until the gateway's timeout.",
    },
    at_work=(
        "More 499s than usual are often the first sign of a slow upstream: clients give up before the gateway does."
    ),
    layer=Layer.GATEWAY,
)
def the_guest_who_did_not_wait(run: SceneRun) -> None:
    run.provoke("You order, wait a moment, and leave.", "GET /delivery/roast", "the guest", leave=0.3)
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
        "Ten guests a day order the roast and close the page before it arrives. Do the same, so that "
        "the access log shows the number for it."
    ),
    hints=(
        "The kitchen takes longer than your client's timeout. Whose timeout has to end first?",
        "The gateway gives up after a second. Give your client a shorter timeout.",
        (
            'In Python: `httpx2.get(lab.url + "/delivery/roast", timeout=0.3, trust_env=False)`. It raises '
            "ReadTimeout, which is right here."
        ),
    ),
    needs=(
        (
            _is_complete,
            "You left in the middle of your own request. Send all of it, and leave while the server works on it.",
        ),
        (lambda c: not c.exchange.received, "You got a response. Leave before it comes."),
    ),
    near=(
        (504, "You waited until the gateway's timeout. Leave earlier."),
        (444, "A rule of the server closed the connection. This time your client has to close it."),
        (408, "The server was waiting for the rest of your request. Send all of it, and do not wait for the response."),
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
