"""408 Request Timeout (RFC 9110 section 15.5.9): the client did not complete its request in time."""

from __future__ import annotations

from statuslab.messages.exchange import Layer
from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="half-a-request",
    title="Half a request",
    situation=(
        "A scanner in the storeroom loses its radio link in the middle of a request: half of the head is there, the "
        "rest does not come. The server keeps a place free for each connection, and has only so many. It waits a few "
        "seconds. What does it say before it hangs up?"
    ),
    choices={
        400: "What has come so far is in order. There is just too little of it.",
        408: "Request Timeout: you did not finish in the time I was ready to wait.",
        499: "nginx would note this if the client had hung up. This client is still there, and silent.",
        504: "Nobody behind the server is slow. It is the client that dawdles.",
    },
    at_work="A 408 may be repeated on a new connection. Some servers, nginx among them, just hang up without a word.",
    layer=Layer.SERVER,
)
def half_a_request(run: SceneRun) -> None:
    run.provoke(
        "Half of the head, then silence.", "GET /teas/7\nAccept: application/json", actor="the scanner", stall=True
    )
    run.resolve("The whole request, on a new connection.", "GET /teas/7\nAccept: application/json", actor="the scanner")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="out-of-range",
    title="Out of range",
    task=(
        "The scanner in the storeroom loses its radio in the middle of a request and stays on the line. Play the "
        "scanner, and wait for what the Teahouse says when its patience ends."
    ),
    hints=(
        "Begin a request and do not end it; do not hang up either.",
        "A head without its blank line, or a `Content-Length` that is never fulfilled. It takes five or ten seconds.",
        "A `%%http --stall` cell with any GET; or a socket that sends `GET /teas/7 HTTP/1.1` and then waits.",
    ),
    near=(
        (499, "You left before the server lost its patience. Stay on the line, and say nothing."),
        (504, "It is the kitchen that was slow. This time it should be you."),
        (400, "The server had all it needed to refuse. Send less, and wait."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas/7\nAccept: */*", {"stall": True})],
    [(f"POST /orders\n{JSON}\nContent-Length: 50", {"hold": True})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /delivery/roast", {"leave": 0.3})], "left before the server lost its patience"),
]
