"""The challenges of 1xx: make the server speak before it answers."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke

GO_AHEAD = provoke(
    100,
    "a-photo-of-the-shop",
    "A photo of the shop",
    "The Teahouse hangs up pictures that guests send, and your line is slow. Have the server say that it wants the "
    "picture before a single byte of it has traveled, and then hang it up.",
    (
        "Most clients send everything at once. Here the head goes first and the content has to wait for a word.",
        "The field is `Expect`, and your client must hold the content back: `%%http --hold` does, curl does for large "
        "files.",
        "In a `%%http --hold` cell: `PUT /photos/shop.jpg` with `Content-Type: image/jpeg`, `Expect: 100-continue`, a "
        "blank line, and a little text for the picture.",
    ),
    needs=(
        (
            lambda c: c.expects_continue,
            "A 100 it is, but your request did not ask for one; the task wants a client that does.",
        ),
        (
            lambda c: c.status is not None and c.status < 300,
            "The go-ahead came, and the picture was refused all the same. Send one that the wall takes.",
        ),
    ),
    near=(
        (
            413,
            "Refused on the head alone: that is what asking first is good for. This time ask with a picture that fits.",
        ),
        (417, "The server met an expectation that it does not know. There is only one that it can meet."),
        (
            lambda c: c.expects_continue and c.status is not None and c.status < 300,
            "You asked, and sent the content in the same breath: there was nothing left to say 'go on' to. Hold it "
            "back.",
        ),
        (
            lambda c: c.path.startswith("/photos/") and c.method == "PUT",
            "The picture went off with the head; the server was not asked whether it wants it.",
        ),
    ),
)

SWITCH = provoke(
    101,
    "join-the-tasting",
    "Join the tasting",
    "Friday's tasting is a conversation, and your page has to take part in it. Bring a connection to the point where "
    "both sides agree to leave HTTP behind.",
    (
        "The client makes an offer, and the server may take it up. Which protocol do live pages speak?",
        "An offer of WebSocket has four fields: `Upgrade`, `Connection`, and two of the `Sec-WebSocket-` family.",
        "`GET /tasting` with `Connection: Upgrade`, `Upgrade: websocket`, `Sec-WebSocket-Version: 13` and a "
        "`Sec-WebSocket-Key` of 16 bytes in base64.",
    ),
    near=(
        (426, "The server asks for another protocol, so the offer was missing or not complete. It has four fields."),
        (400, "The server could not read that as an offer; compare it with the example in RFC 6455 section 1.2."),
    ),
)

STILL_AT_IT = provoke(
    102,
    "a-second-cellar",
    "A second cellar",
    "The insurance wants the whole harvest stored twice. Ask the cellar for that in one request which takes so long "
    "that the cellar gives a sign of life before it is done.",
    (
        "Only the cellar does this, and only for work that takes a while. One crate is not enough.",
        "WebDAV has a method that copies a folder with all that is in it; where to, a field of the request says.",
        "`COPY /cellar/harvest/` with `Destination: /cellar/harvest-twice/` and `Depth: infinity`.",
    ),
    needs=((lambda c: c.method in ("COPY", "MOVE"), "A 102, but not for a copy. The harvest still exists only once."),),
    near=(
        (
            lambda c: c.method == "COPY" and c.status in (201, 204),
            "Copied, and too quickly for a sign of life. Take something that has more in it.",
        ),
        (412, "Something stands at the destination already. Choose another name."),
        (409, "The folder that the destination would stand in does not exist."),
        (507, "There is no room for that one. The harvest is elsewhere."),
    ),
)

HEAD_START = provoke(
    103,
    "fetch-the-style-early",
    "Fetch the style early",
    "Guests on the train complain that the menu page stays white for long. Find out whether the server tells browsers "
    "what they will need before the page itself is ready.",
    (
        "It does so for a page that takes a moment to put together, and no field of yours is needed.",
        "A hint is an interim response with a `Link`. Many libraries hide it; the lab does not.",
        "`GET /menu` is the page, or its seasonal sister one level below.",
    ),
    needs=(
        (
            lambda c: any("Link" in early for early in c.exchange.interim),
            "A 103 without Link hints at nothing. Find the page that has something to hint at.",
        ),
        (lambda c: c.status == 200, "The hint came, and no page after it."),
    ),
    near=(
        (
            lambda c: c.status == 200 and "html" in c.response_header("Content-Type"),
            "A page, and it was ready at once: nothing to hint at meanwhile. Look for a slow one.",
        ),
    ),
)

RESUMABLE = provoke(
    104,
    "prepare-for-the-tunnel",
    "Prepare for the tunnel",
    "You are about to send a long recording from a train. Get the Teahouse to tell you, while you are still sending, "
    "where the upload could go on if the line broke.",
    (
        "The server offers it only to a client that says it could resume, and in the words of the right draft.",
        "Two fields say so: `Upload-Complete`, and `Upload-Draft-Interop-Version` with the number that the lesson "
        "shows.",
        "`POST /uploads` with `Content-Type: text/plain`, `Upload-Complete: ?1`, `Upload-Draft-Interop-Version: 8`, a "
        "blank line and some text.",
    ),
    needs=(
        (
            lambda c: any("Location" in early for early in c.exchange.interim),
            "A 104 about progress. The task wants the one that names the address where to go on.",
        ),
    ),
    near=(
        (
            lambda c: (
                bool(c.request_header("Upload-Complete")) and not c.request_header("Upload-Draft-Interop-Version")
            ),
            "You said that you could resume, but not by which version of the draft. So the server kept quiet.",
        ),
        (
            lambda c: c.path == "/uploads" and c.status == 201,
            "It arrived whole, and the server had no reason to speak of resuming: say beforehand that you could.",
        ),
        (413, "More than a recording may have. A short one will do."),
    ),
)

CHALLENGES = (GO_AHEAD, SWITCH, STILL_AT_IT, HEAD_START, RESUMABLE)
