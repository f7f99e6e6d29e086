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
    title="A body of unknown length",
    situation=(
        "A script sends the day's takings to the till. It streams them in chunks and does not say how long they are. "
        "The till understands chunks, but it insists on knowing the length first. The script asks with `Expect` "
        "before it sends. What comes back?"
    ),
    choices={
        400: "The request is well formed. Chunks are a valid way to send a body.",
        411: "411 asks for a Content-Length. With it, the server accepts the body.",
        413: "The server cannot know that the body is too large: the client did not say how large it is.",
        415: "The media type is right. The length is missing.",
    },
    at_work=(
        "A server may insist on a length, though few do. If one does, collect the whole body first, then "
        "send it with its length."
    ),
    source=("payments.deposit",),
)
def a_bag_without_a_weight(run: SceneRun) -> None:
    asked = f"POST /till/deposit\n{JSON}\nTransfer-Encoding: chunked\nExpect: 100-continue"
    run.provoke("The script says that it will send chunks, and waits.", asked, actor="the script", hold=True)
    run.resolve(
        ("With Content-Length the deposit is accepted."),
        f'POST /till/deposit\n{JSON}\n\n{{"coins": 14}}',
        actor="the script",
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="the-unweighed-bag",
    title="The deposit without a length",
    task=(
        "A script streams the day's takings to the till, and the till refuses. Reproduce the refusal, "
        "so that its author sees which header their HTTP library leaves out."
    ),
    hints=(
        "Nothing is wrong with the body. But the request does not say how long it is.",
        "A client that streams sends `Transfer-Encoding: chunked` and no length. `/till/deposit` insists on a length.",
        "`POST /till/deposit` with `Content-Type: application/json` and `Transfer-Encoding: chunked`. The body is "
        "the single line `0` followed by an empty one. (In Python: give httpx2 or requests an iterator.)",
    ),
    needs=((lambda c: not c.request_header("Content-Length"), "A 411, although your request had a length."),),
    near=(
        (
            lambda c: c.path == "/till/deposit" and c.status == 200,
            "Accepted: your client said how long the body is. Stream it instead.",
        ),
        (
            lambda c: c.status == 400 and bool(c.request_header("Transfer-Encoding")),
            (
                "The chunks themselves are wrong: each is a size in hexadecimal and its bytes, and a chunk of size 0 "
                "comes last."
            ),
        ),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    [f"POST /till/deposit\n{JSON}\nTransfer-Encoding: chunked\n\n0\r\n\r\n"],
]
NEAR_MISSES: NearMisses = [
    ([f'POST /till/deposit\n{JSON}\n\n{{"coins": 1}}'], "Stream it instead"),
]
