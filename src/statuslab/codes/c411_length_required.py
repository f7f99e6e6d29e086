"""411 Length Required (RFC 9110 section 15.5.12): the server wants a Content-Length before it reads content."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import JSON
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions

CODE = code_of(__name__)


@scene(
    CODE,
    name="a-bag-without-a-weight",
    title="A bag without a weight",
    situation=(
        "At closing time a script sends the takings to the till. It streams them, chunk by chunk, and says nowhere how "
        "long they are. The till could read that, but it has a rule: no bag is opened whose weight is not written on "
        "it. The script asks first, with `Expect`. What comes back?"
    ),
    choices={
        400: "The request is well formed; chunks are a proper way to send content.",
        411: "Length Required: say with Content-Length how much is coming, and it will be taken.",
        413: "How could it be too much? Nobody knows how much it is.",
        415: "The type is the right one. It is the length that was left out.",
    },
    at_work="A server may insist on a length, few do. Where one does, gather the content first, then send.",
    source=("payments.deposit",),
)
def a_bag_without_a_weight(run: SceneRun) -> None:
    asked = f"POST /till/deposit\n{JSON}\nTransfer-Encoding: chunked\nExpect: 100-continue"
    run.provoke("The script announces chunks, and waits.", asked, actor="the script", hold=True)
    run.resolve(
        "With Content-Length the bag is opened.", f'POST /till/deposit\n{JSON}\n\n{{"coins": 14}}', actor="the script"
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-unweighed-bag",
    title="The unweighed bag",
    task=(
        "The evening script streams the takings to the till, and the till will not have them. Reproduce it, so that "
        "the author sees what their client library leaves out."
    ),
    hints=(
        "There is nothing wrong with what is sent; it is not said beforehand how much it is.",
        "A client that streams sends `Transfer-Encoding: chunked` and no length. The deposit is the till's strict "
        "place.",
        "`POST /till/deposit` with `Content-Type: application/json` and `Transfer-Encoding: chunked`, and as content "
        "the single line `0` followed by an empty one. (In Python: give httpx2 or requests an iterator.)",
    ),
    needs=((lambda c: not c.request_header("Content-Length"), "A 411 to a request with a length?"),),
    near=(
        (
            lambda c: c.path == "/till/deposit" and c.status == 200,
            "Weighed and counted: your client did say how much was coming. Stream it.",
        ),
        (
            lambda c: c.status == 400 and bool(c.request_header("Transfer-Encoding")),
            "The chunks themselves are not in order: a size in hex, the bytes, and a chunk of size 0 at the end.",
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /till/deposit\n{JSON}\nTransfer-Encoding: chunked\n\n0\r\n\r\n"],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /till/deposit\n{JSON}\n\n{{"coins": 1}}'], "Weighed and counted"),
]
