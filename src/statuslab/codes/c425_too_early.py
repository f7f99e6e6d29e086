"""425 Too Early (RFC 8470 section 5.2): the request came in early data and might be a replay."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="paid-before-the-handshake",
    title="A payment in early data",
    situation=(
        "Your phone sends a payment with the first bytes of a TLS connection, before the handshake is "
        "complete. An attacker could replay these bytes, so the gateway marks the request with "
        "`Early-Data: 1`. The payment must not happen twice. What comes back?"
    ),
    choices={
        409: (
            "409 is for a conflict with the current state. There is no earlier payment that this one could "
            "conflict with."
        ),
        425: "425 says that the request might be a replay. Send it again once the handshake is complete.",
        429: "429 is about how often you ask. Here the problem is that an attacker can replay these bytes.",
        503: "503 would say that the service is down. It works, but takes no payments in early data.",
    },
    at_work=(
        "Send in early data only what may safely happen twice. After a 425 a client may retry by "
        "itself, once the handshake is complete."
    ),
    source=("payments.pay",),
)
def paid_before_the_handshake(run: SceneRun) -> None:
    run.provoke(
        "You send the payment, marked as early. We typed the header that a gateway would add.",
        f'POST /till/pay\n{JSON}\nEarly-Data: 1\n\n{{"coins": 3}}',
    )
    run.resolve("You send the same payment after the handshake.", f'POST /till/pay\n{JSON}\n\n{{"coins": 3}}')


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-second-too-soon",
    title="A second too early",
    task=(
        "Your gateway accepts requests before the TLS handshake is complete, and marks them. Send a payment to the "
        "till as it would arrive through that gateway. The lab's own TLS port takes no early data, so you type the "
        "gateway's header yourself."
    ),
    hints=(
        "RFC 8470 defines the header that marks a request as early. Its value is one digit.",
        "The header is `Early-Data: 1`. The server refuses it only for requests that must not happen twice.",
        '`POST /till/pay` with `Content-Type: application/json`, `Early-Data: 1` and `{"coins": 3}`.',
    ),
    needs=((lambda c: c.request_header("Early-Data") == "1", "A 425, but your request was not marked as early."),),
    near=(
        (
            lambda c: c.request_header("Early-Data") == "1" and c.status in (200, 201, 204),
            "The request was marked as early, but accepted, because it may safely happen twice. Send a payment.",
        ),
        (
            lambda c: c.path == "/till/pay" and c.status == 200,
            ("The server took the payment: nothing said that the request was early."),
        ),
        (415, "The till takes JSON, and Content-Type must say so."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'POST /till/pay\n{JSON}\nEarly-Data: 1\n\n{{"coins": 3}}'],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/7\nEarly-Data: 1"], "Send a payment"),
]
