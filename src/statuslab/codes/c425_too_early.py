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
    title="Paid before the handshake",
    situation=(
        "To save time your phone sends a payment along with the first bytes of a new TLS connection, before the "
        "handshake is done. Whoever records these bytes can send them again, and the till would be paid twice. The "
        "gateway marks the request with `Early-Data: 1`. What does the till answer?"
    ),
    choices={
        409: "Nothing has happened yet that it could clash with.",
        425: "Too Early: this might be a replay. Send it once more when the handshake is done.",
        429: "It is not about how often you ask, but about how safe the bytes are.",
        503: "The till is open. It only does not take money in this way.",
    },
    at_work="Early data is for requests that may happen twice. A client repeats a 425 by itself, after the handshake.",
    source=("payments.pay",),
)
def paid_before_the_handshake(run: SceneRun) -> None:
    run.provoke(
        "The payment, marked as early. We type the mark that a gateway would set.",
        f'POST /till/pay\n{JSON}\nEarly-Data: 1\n\n{{"coins": 3}}',
    )
    run.resolve("The same when the handshake is done.", f'POST /till/pay\n{JSON}\n\n{{"coins": 3}}')


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="a-second-too-soon",
    title="A second too soon",
    task=(
        "Your gateway takes in requests before the TLS handshake is done, and marks them. Send a payment to the till "
        "as it would arrive through that gateway; the lab's own TLS takes no early data, so you type the gateway's "
        "mark yourself."
    ),
    hints=(
        "The mark is a field of one word and one digit, from RFC 8470.",
        "`Early-Data: 1`. It matters only for requests that must not happen twice.",
        '`POST /till/pay` with `Content-Type: application/json`, `Early-Data: 1` and `{"coins": 3}`.',
    ),
    needs=((lambda c: c.request_header("Early-Data") == "1", "A 425 to a request that does not look early?"),),
    near=(
        (
            lambda c: c.request_header("Early-Data") == "1" and c.status in (200, 201, 204),
            "Marked as early, and done all the same: nobody minds if that happens twice. Pay something.",
        ),
        (lambda c: c.path == "/till/pay" and c.status == 200, "Paid: nothing said that it came too early."),
        (415, "The till wants JSON, and to be told so."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f'POST /till/pay\n{JSON}\nEarly-Data: 1\n\n{{"coins": 3}}'],
]
NEAR_MISSES: NearMisses = [
    (["GET /teas/7\nEarly-Data: 1"], "Pay something"),
]
