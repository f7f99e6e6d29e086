"""The stories of 4xx, part three: the right request at the wrong moment."""

from __future__ import annotations

from statuslab.scenarios.client_codecs import UPGRADE, close_frame, text_frame
from statuslab.scenarios.scene import SceneRun, scene

JSON = "Content-Type: application/json"


@scene(
    409,
    name="already-shipped",
    title="Already shipped",
    situation=(
        "A guest cancels order 3 in the app. You send `PATCH /orders/3` with the new status. The content is fine, no "
        "condition was sent, but the order left the house an hour ago. What comes back?"
    ),
    choices={
        400: "Nothing is wrong with the request; yesterday it would have worked.",
        409: "Conflict: fine request, wrong moment. The state of the order is in the way.",
        412: "That needs a condition in the request that turned out false; none was sent.",
        422: "The same content would be fine for another order, so the content is not the trouble.",
    },
    at_work="A good 409 says what is in the way and what you can do instead. Do that; do not retry.",
    source=("orders.change_order",),
)
def already_shipped(run: SceneRun) -> None:
    run.before("The order as it stands.", "GET /orders/3")
    run.provoke("You try to cancel it.", f'PATCH /orders/3\n{JSON}\n\n{{"status": "cancelled"}}')
    run.resolve("The answer named a way that is open: a return.", "POST /orders/3/return")


@scene(
    412,
    name="two-cooks",
    title="Two people, one recipe",
    situation=(
        "You open the Assam recipe, change the brewing time, get called to the counter, come back and save with "
        '`If-Match: "v1"`. While you were away the chef saved too: the menu is at "v2". What comes back?'
    ),
    choices={
        200: "That is the accident the condition was there to prevent: the chef's work gone, and nobody told.",
        409: "Close; but you named a condition, and it is false. There is a code for exactly that.",
        412: "Precondition Failed: you said 'only if it is still v1', and it is not.",
        423: "Nobody locked anything; versions were compared, not locks.",
    },
    at_work="A 412 is not for retrying as it is. Fetch, merge or ask the person, then send the new condition.",
    source=("menu.put_tea", "conditions.evaluate"),
)
def two_cooks(run: SceneRun) -> None:
    first = run.before('You read the recipe: version "v1".', "GET /teas/7")
    etag = first.response["ETag"] if first.response else ""
    run.meanwhile(
        "The chef saves first.", f'PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{{"name": "Assam", "minutes": 3}}'
    )
    mine = '{"name": "Assam", "minutes": 5}'
    run.provoke("You save what you changed.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine}")
    again = run.resolve("You read again and see what the chef did. Nothing of it was lost.", "GET /teas/7")
    etag = again.response["ETag"] if again.response else ""
    run.resolve("You agree on four minutes and save.", f"PUT /teas/7\n{JSON}\nIf-Match: {etag}\n\n{mine[:-2]}4}}")


@scene(
    429,
    name="one-more-sample",
    title="One more sample",
    situation=(
        "The till hands out free samples: three at once, then one every two seconds. You have had your three, and ask "
        "for a fourth right away. What comes back?"
    ),
    choices={
        402: "Samples are free; it is your pace, not your purse.",
        403: "Waiting would not help against a 403; here it is all it takes.",
        429: "Too Many Requests: you, too fast. Retry-After says how long to wait.",
        503: "The till is fine and serves everyone else; it is only you it slows down.",
    },
    at_work="Honor Retry-After; where there is none, back off, longer each time, with some chance mixed in.",
    source=("till.take_sample",),
)
def one_more_sample(run: SceneRun) -> None:
    for says in ("A first sample.", "A second.", "A third: the tray is empty."):
        run.before(says, "GET /till/sample")
    refused = run.provoke("And a fourth, at once.", "GET /till/sample")
    seconds = refused.response.get("Retry-After") if refused.response else None
    run.wait(float(seconds or 2))
    run.resolve("After the wait it was told to keep.", "GET /till/sample")


@scene(
    408,
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
)
def half_a_request(run: SceneRun) -> None:
    run.provoke(
        "Half of the head, then silence.", "GET /teas/7\nAccept: application/json", actor="the scanner", stall=True
    )
    run.resolve("The whole request, on a new connection.", "GET /teas/7\nAccept: application/json", actor="the scanner")


@scene(
    425,
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


@scene(
    426,
    name="talk-to-me",
    title="Talk to me",
    situation=(
        "You open the address of the live tasting in a browser's address bar: a plain GET. But the tasting is a talk "
        "over WebSocket, and has nothing to say in single answers. It would like you to come back and offer to change "
        "over. What does it send?"
    ),
    choices={
        101: "It can switch only if you have offered to. You have not.",
        400: "Your GET is in perfect order. It is merely the wrong language for this address.",
        426: "Upgrade Required: come again in another protocol; Upgrade names which.",
        505: "The version of HTTP is fine. What is wanted here is no HTTP at all.",
    },
    at_work="A 426 without Upgrade is broken: it says 'not like this' and not how.",
    source=("tasting.tasting_page", "tasting.tasting"),
)
def talk_to_me(run: SceneRun) -> None:
    run.provoke("A plain GET.", "GET /tasting")
    run.resolve("You come again and offer the change: agreed.", UPGRADE, then=text_frame("orange peel") + close_frame())


@scene(
    428,
    name="the-specials-board",
    title="The specials board",
    situation=(
        "On the board by the door everyone writes the specials, from three tablets. Last week two people wiped out "
        "each other's lines, so the house made a rule: no change without saying what it is a change of. Your tablet "
        "sends a plain PUT. What comes back?"
    ),
    choices={
        204: "As before, with the risk that somebody's scones are gone and nobody notices.",
        409: "There is no clash yet. The server does not even know which version you have seen.",
        412: "For a condition that turned out false. You have sent none.",
        428: "Precondition Required: send If-Match with the version you have read.",
    },
    at_work="428: condition missing. 412: condition false. Both end the same way: read, merge, send with If-Match.",
    source=("required_preconditions.write_board",),
)
def the_specials_board(run: SceneRun) -> None:
    mine = "PUT /specials/board\nContent-Type: text/plain"
    run.provoke("You write without a condition.", f"{mine}\n\nScones: eleven")
    board = run.resolve("You read the board, and its version.", "GET /specials/board")
    etag = board.response["ETag"] if board.response else ""
    run.resolve("You write with the version.", f"{mine}\nIf-Match: {etag}\n\nScones: eleven")
    run.resolve(
        "Who still has the old version is told, and wipes out nothing.",
        f"{mine}\nIf-Match: {etag}\n\nSold out",
        "the chef",
    )


SCENES = (
    already_shipped,
    two_cooks,
    one_more_sample,
    half_a_request,
    paid_before_the_handshake,
    talk_to_me,
    the_specials_board,
)
