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
        "A hand scanner loses its radio signal in the middle of a request. The connection stays open, but the rest "
        "of the headers never comes. The Teahouse waits a few seconds. What does it send before it closes the "
        "connection?"
    ),
    choices={
        400: "400 is for a bad request. What has arrived is fine, but it is not complete.",
        408: "408 says that the server did not get a complete request in time.",
        499: (
            "nginx would log this if the client had closed the connection. This client is still connected, and silent."
        ),
        504: "504 is for a slow upstream. Here the client is slow.",
    },
    at_work=(
        "After a 408, send the request again on a new connection. Some servers, nginx for example, "
        "close the connection without any response."
    ),
    layer=Layer.SERVER,
)
def half_a_request(run: SceneRun) -> None:
    run.provoke(
        "The client sends half of the headers, then nothing.",
        "GET /teas/7\nAccept: application/json",
        actor="the scanner",
        stall=True,
    )
    run.resolve(
        "The client sends the whole request on a new connection.",
        "GET /teas/7\nAccept: application/json",
        actor="the scanner",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="out-of-range",
    title="Out of range",
    task=(
        "The scanner loses its signal in the middle of a request, and its connection stays open. Do what the scanner "
        "does, and wait for the server's timeout."
    ),
    hints=(
        "Begin a request and do not finish it. Do not close the connection either.",
        (
            "Headers without the empty line at their end, or a `Content-Length` with too few bytes after it. It "
            "takes five or ten seconds."
        ),
        "A `%%http --stall` cell with any GET; or a socket that sends `GET /teas/7 HTTP/1.1` and then waits.",
    ),
    near=(
        (499, "You closed the connection before the server's timeout. Stay connected, and send nothing."),
        (504, "This 504 says that the kitchen was slow. The task wants a slow client."),
        (400, "The server had enough to refuse the request. Send less, and wait."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [("GET /teas/7\nAccept: */*", {"stall": True})],
    [(f"POST /orders\n{JSON}\nContent-Length: 50", {"hold": True})],
]
NEAR_MISSES: NearMisses = [
    ([("GET /delivery/roast", {"leave": 0.3})], "before the server's timeout"),
]
