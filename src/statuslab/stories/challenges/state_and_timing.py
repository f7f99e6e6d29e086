"""The challenges of 4xx, part three: the right request at the wrong moment."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, provoke

CONDITIONS = ("If-Match", "If-None-Match", "If-Unmodified-Since", "If", "Overwrite")


def _has_condition(case: Case) -> bool:
    return any(case.request_header(name) for name in CONDITIONS)


STALLED = provoke(
    408,
    "out-of-range",
    "Out of range",
    "The scanner in the storeroom loses its radio in the middle of a request and stays on the line. Play the scanner, "
    "and wait for what the Teahouse says when its patience ends.",
    (
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

IN_THE_WAY = provoke(
    409,
    "too-late-to-cancel",
    "Too late to cancel",
    "A guest wants to cancel an order that has left the house already. Send what the app would send, and find in the "
    "answer what the guest can do instead.",
    (
        "Look through the orders for one on which nothing can be changed any more.",
        "The change is a `PATCH` with JSON: `status` becomes `cancelled`. No condition is sent along.",
        '`PATCH /orders/3` with `Content-Type: application/json` and `{"status": "cancelled"}`.',
    ),
    needs=(
        (
            lambda c: not _has_condition(c),
            "A 409, and you had set a condition: leave it out, the state alone is in the way.",
        ),
        (lambda c: c.writes, "A 409 to a question?"),
        (lambda c: c.path.startswith("/orders/"), "A state is in the way, but it is not the guest's order."),
    ),
    near=(
        (412, "A condition of yours failed. The guest's app sends none."),
        (
            lambda c: c.path.startswith("/orders/") and c.method == "PATCH" and c.status == 200,
            "That one could still be cancelled. Look for an order that has left the house.",
        ),
        (422, "The only change one can ask for is to cancel; `detail` says how."),
        (415, "It wants JSON, and to be told so."),
        (400, "The content could not be read as JSON."),
        (428, "Something insists on a condition. Orders do not."),
    ),
)

MEANWHILE = provoke(
    412,
    "the-nightly-import",
    "The nightly import",
    "A nightly import writes recipes that it read hours before, and has wiped out the chef's changes twice. Send a "
    "save the way it should be sent, so that the Teahouse refuses it because the recipe is another one by now.",
    (
        "The refusal has to come from something that your save says about the version it began with.",
        "A condition: `If-Match` with the `ETag` of an older version, or `If-None-Match: *` for 'only if there is none "
        "yet'.",
        '`PUT /teas/7` with `Content-Type: application/json`, `If-Match: "v0"`, a blank line, and a name and minutes.',
    ),
    needs=(
        (_has_condition, "A 412 without a condition?"),
        (
            lambda c: c.writes,
            "412 it is, but from a condition on a read: nothing was to be saved, so nothing was protected.",
        ),
        (
            lambda c: "nothing here yet" not in c.response_text,
            "412 it is, but from a condition on something that does not exist: there was no work to protect.",
        ),
    ),
    near=(
        (304, "That is what a condition does to a read: you have it already. The import writes."),
        (428, "The condition is missing altogether. This resource will not even look at a save without one."),
        (409, "A state is in the way, and you named no version. Say with which version you began."),
        (423, "A lock is in the way, and nobody compared versions."),
        (
            lambda c: c.status == 204 and c.method == "PUT" and _has_condition(c),
            "Saved: the version you named is the current one. The import's is older.",
        ),
        (
            lambda c: c.status in (200, 201, 204) and c.method == "PUT",
            "Saved without a question. If the chef was there meanwhile, his work is gone now.",
        ),
    ),
)

LOCKED = provoke(
    423,
    "counting-chests",
    "Counting chests",
    "The chef counts the chests and must not be disturbed: nobody else may change the label on the west rack's Assam "
    "until that is done. Play both, the chef who makes sure of it and the one who comes along and writes.",
    (
        "Two requests. The first asks the cellar to keep others out, the second writes as if nothing had happened.",
        "`LOCK` with a `lockinfo` in XML; then a `PUT` that does not show the token.",
        "`LOCK /cellar/racks/west/assam.txt` with `Content-Type: application/xml` and a `lockinfo` (the lesson on "
        "locks has one), then `PUT` to the same address with any text.",
    ),
    needs=(
        (lambda c: c.writes, "A 423 to a read?"),
        (
            lambda c: c.method != "LOCK",
            "Somebody has locked it already, that is why you cannot. Now write.",
        ),
    ),
    near=(
        (412, "You showed a token that opens nothing. Show none at all: the one who writes knows of no lock."),
        (
            lambda c: c.method == "LOCK" and c.status in (200, 201),
            "Locked. Now somebody comes along and writes.",
        ),
        (
            lambda c: 423 in c.inside,
            "The 423 is one verdict among several, inside a 207. Write on the locked thing itself.",
        ),
        (
            lambda c: c.path.startswith("/cellar/") and c.method == "PUT" and c.status in (201, 204),
            "Written: no lock was in the way, or you showed its token.",
        ),
    ),
)

DRAGGED_DOWN = provoke(
    424,
    "guilty-by-association",
    "Guilty by association",
    "A batch of changes to a label's properties fails as a whole, and the report blames two of them. Bring about such "
    "a report: one change that the server will not make, and one that fails for no fault of its own.",
    (
        "The cellar sets properties all or none. Put together one that is yours to set and one that is the server's.",
        "`PROPPATCH`; the server keeps `getetag` and its like to itself. Names of your own need a namespace of your "
        "own.",
        "`PROPPATCH /cellar/racks/west/assam.txt` with `Content-Type: application/xml` and a `propertyupdate` that "
        "sets `displayname` and `getetag` in one go.",
    ),
    needs=((lambda c: c.method == "PROPPATCH", "A 424, but of another kind of batch."),),
    near=(
        (
            lambda c: c.method == "PROPPATCH" and 403 in c.inside,
            "One refused, and nothing else in the batch that it could have dragged down.",
        ),
        (
            lambda c: c.method == "PROPPATCH" and c.status == 207,
            "All of it was done. Ask for one thing that cannot be set.",
        ),
        (400, "The XML of the batch is not in order; `detail` says where."),
        (423, "A lock is in the way. `lab.reset()` takes it off."),
    ),
)

TOO_EARLY = provoke(
    425,
    "a-second-too-soon",
    "A second too soon",
    "Your gateway takes in requests before the TLS handshake is done, and marks them. Send a payment to the till as it "
    "would arrive through that gateway; the lab's own TLS takes no early data, so you type the gateway's mark "
    "yourself.",
    (
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

OTHER_WORDS = provoke(
    426,
    "behind-a-deaf-proxy",
    "Behind a deaf proxy",
    "Since a new proxy stands in front of it, your page cannot join the live tasting: what arrives there is a plain "
    "request. Send what arrives, and read off what the tasting would need.",
    (
        "A proxy like that drops what belongs to one connection only.",
        "Without `Upgrade` and `Connection` the offer to change over is gone, and an ordinary GET is left.",
        "`GET /tasting`.",
    ),
    needs=((lambda c: bool(c.response_header("Upgrade")), "A 426 that does not say to what. That one is broken."),),
    near=(
        (101, "Agreed: your offer did arrive. The proxy would have dropped it."),
        (400, "Your offer was read, and found wanting. Make none."),
    ),
)

NO_CONDITION = provoke(
    428,
    "the-old-tablet",
    "The old tablet",
    "One of three tablets still runs an old app that writes on the specials board without saying what it has read. "
    "Send what it sends, and show that the board does not let it.",
    (
        "The old app writes plain text, at once, and names no version.",
        "`PUT` with `text/plain` and without any condition; the board is among the specials.",
        "`PUT /specials/board` with `Content-Type: text/plain`, a blank line and a line of text.",
    ),
    needs=((lambda c: not c.request_header("If-Match"), "A 428 although you sent the condition?"),),
    near=(
        (412, "You named a version, and it is not the current one. The old app names none."),
        (
            lambda c: c.path == "/specials/board" and c.status == 204,
            "Written: you named the version. The old app does not.",
        ),
        (415, "The board takes plain text, and wants to be told so."),
        (lambda c: c.path == "/specials/board" and c.status == 200, "That is reading the board. The old app writes."),
    ),
)


def _served(case: Case) -> bool:
    return case.status is not None and case.status < 300


TOO_FAST = provoke(
    429,
    "an-eager-script",
    "An eager script",
    "A script of yours tastes its way through the free samples at the till, as fast as it can. Find out how fast is "
    "too fast, and where the answer says when to come back.",
    (
        "The first few are always free. It is the pace that must be wrong, not the request.",
        "Ask again and again, without a pause, and look for `Retry-After`.",
        "`GET /till/sample`, four times within two seconds.",
    ),
    needs=(
        (
            lambda c: c.preceded_by(lambda other: other.path == c.path and _served(other)),
            "Refused without having been served before? Start slowly.",
        ),
        (lambda c: bool(c.response_header("Retry-After")), "A 429 that does not say when to come back. The till does."),
    ),
    near=(
        (503, "Nobody is served there just now, however slow. The task wants you to be the one who is too fast."),
        (lambda c: c.path == "/till/sample" and c.status == 200, "Served. Faster."),
    ),
)

CHALLENGES = (
    STALLED,
    IN_THE_WAY,
    MEANWHILE,
    LOCKED,
    DRAGGED_DOWN,
    TOO_EARLY,
    OTHER_WORDS,
    NO_CONDITION,
    TOO_FAST,
)
