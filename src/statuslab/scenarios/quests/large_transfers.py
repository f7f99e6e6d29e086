"""Quests about large things: ask first, break off, and go on where you were."""

from __future__ import annotations

from statuslab.scenarios.judging import Stage, quest
from statuslab.scenarios.predicates import at, below, byte_range, held_content_back, location

REPRINT = "POST /leaflets/assam.txt/reprint"


TUNNEL = quest(
    104,
    name="through-the-tunnel",
    title="Through the tunnel",
    task=(
        "You send the Teahouse a recording from a train, and in the middle of it the line breaks. Let the line break, "
        "and afterwards send only what is missing, until the recording is whole."
    ),
    hints=(
        "Say at the start that you could resume; after the break ask how much is there before you send on.",
        "`Upload-Complete` and `Upload-Draft-Interop-Version` at the start, HEAD for the state, and PATCH with "
        "`Upload-Offset` for the rest.",
        "From Python: a socket that sends the head of `POST /uploads` with a `Content-Length`, half of the content, "
        "and closes. Then `HEAD` at the `Location` of the 104, and `PATCH` with `Content-Type: "
        "application/partial-upload`, `Upload-Offset` and `Upload-Complete: ?1`.",
    ),
    stages=(
        Stage(
            104,
            goal="Begin, be told where to resume, and lose the line",
            needs=(
                (lambda c: bool(location(c)), "A 104 without an address to come back to."),
                (lambda c: c.status is None, "It all arrived, so there is nothing to resume. Hang up in the middle."),
            ),
            near=(
                (
                    lambda c: c.path == "/uploads" and c.status == 201,
                    "It all arrived, and you never said that you could resume.",
                ),
                (
                    lambda c: c.path == "/uploads" and c.status is None,
                    "The line broke, and nobody had told you where to go on: say beforehand that you could resume.",
                ),
            ),
        ),
        Stage(
            204,
            goal="Ask how much has arrived",
            about=lambda c: c.path == location(c.last) and c.method in ("HEAD", "GET"),
            needs=((lambda c: c.response_header("Upload-Complete") == "?0", "Nothing is missing."),),
            near=(
                (409, "That is not where the server is. Ask first how much it has."),
                (404, "No such upload: the 104 named its address."),
            ),
        ),
        Stage(
            201,
            goal="Send the rest, from there to the end",
            about=lambda c: c.path == c.last.path and c.method == "PATCH",
            near=(
                (409, "That is not where the server is: see `Upload-Offset` in its answer."),
                (415, "The rest has a media type of its own; `Accept-Patch` names it."),
                (
                    400,
                    "Where the part begins, and whether it is the last: one of the two is missing, or does not add up.",
                ),
                (
                    lambda c: c.path == c.last.path and c.method == "PATCH" and c.status == 204,
                    "Another part is there. The last one says so with `Upload-Complete: ?1`.",
                ),
                (lambda c: c.path == "/uploads", "That begins all over again. Go on where the line broke."),
            ),
        ),
        Stage(
            200,
            goal="Play the recording",
            about=lambda c: c.path == c.last.response_header("Location") and c.method in ("HEAD", "GET"),
            near=((404, "No such recording: the last answer named its address in `Location`."),),
        ),
    ),
)


POSTER = quest(
    413,
    name="a-poster-for-the-wall",
    title="A poster for the wall",
    task=(
        "Your line is slow, and the poster may be too heavy for the wall. Find that out without sending it, then send "
        "a lighter copy only when the server says so, and look whether it hangs."
    ),
    hints=(
        "Ask first, both times, and keep the content back until there is an answer.",
        "`Expect: 100-continue` with the true `Content-Length`; a hundred thousand bytes are the most.",
        "Two `%%http --hold` cells with `PUT /photos/poster.jpg`, `Content-Type: image/jpeg` and `Expect: "
        "100-continue`: one with `Content-Length: 5000000`, one with a little content. Then `GET /photos/poster.jpg`.",
    ),
    stages=(
        Stage(
            413,
            goal="Hear that it is too heavy before it travels",
            about=below("/photos/", "PUT"),
            needs=(
                (lambda c: c.expects_continue, "Refused, but you had not asked first."),
                (held_content_back, "Refused, and parts of it had traveled already. Keep the content back."),
            ),
            near=(
                (100, "The server would take it. Announce a heavier one."),
                (408, "Announced, and never sent. Ask first, with Expect."),
            ),
        ),
        Stage(
            100,
            goal="Hear the go-ahead, and send the lighter copy",
            about=below("/photos/", "PUT"),
            needs=(
                (lambda c: c.expects_continue, "A go-ahead nobody had asked for?"),
                (lambda c: c.status in (201, 204), "The go-ahead came, and then something went wrong."),
            ),
            near=(
                (413, "Still too heavy."),
                (
                    lambda c: below("/photos/", "PUT")(c) and c.status in (201, 204),
                    "It hangs, but you did not wait for the go-ahead.",
                ),
            ),
        ),
        Stage(
            200,
            goal="See that it hangs",
            about=lambda c: c.path == c.last.path and c.method in ("GET", "HEAD"),
        ),
    ),
)


ONE_LEAFLET = quest(
    206,
    name="one-leaflet-not-two",
    title="One leaflet, not two",
    task=(
        "A download of the Assam leaflet breaks off after the first part. Resume it so that two editions can never be "
        "glued together; the lab plays the printer, who comes when you have finished once."
    ),
    hints=(
        "Ask for the rest by number, and say of which edition you hold the beginning.",
        "`Range` says which bytes, `If-Range` with the `ETag` of your first part says 'if it is still that one'.",
        "`GET /leaflets/assam.txt` with `Range: bytes=0-99`, then with `Range: bytes=100-` and `If-Range:` and the "
        "tag, and this one again when the printer was there.",
    ),
    stages=(
        Stage(
            206,
            goal="The first part",
            about=at("/leaflets/assam.txt", "GET"),
            needs=(
                (lambda c: byte_range(c)[2] > 0 and byte_range(c)[0] == 0, "A part, but not the first."),
                (lambda c: byte_range(c)[1] + 1 < byte_range(c)[2], "That was all of it already. Break off earlier."),
            ),
            near=(
                (
                    lambda c: at("/leaflets/assam.txt")(c) and c.status == 200,
                    "All of it. Let it break off: ask for a part.",
                ),
            ),
        ),
        Stage(
            206,
            goal="The rest, if it is still the same",
            about=at("/leaflets/assam.txt", "GET"),
            needs=(
                (
                    lambda c: c.request_header("If-Range") == c.last.response_header("ETag"),
                    "A part; but you did not say of which edition yours is.",
                ),
                (lambda c: byte_range(c)[0] == byte_range(c.last)[1] + 1, "That part does not begin where yours ends."),
                (lambda c: byte_range(c)[1] + 1 == byte_range(c)[2], "Go to the very end."),
            ),
            near=(
                (
                    lambda c: at("/leaflets/assam.txt")(c) and c.status == 200,
                    "All of it: the tag in `If-Range` is not the current one, or there was no range. Mind the quotes.",
                ),
                (416, "That is past the end."),
            ),
            then=("The printer has delivered a new edition.", REPRINT),
        ),
        Stage(
            200,
            goal="The same question after the reprint: all of it, anew",
            about=at("/leaflets/assam.txt", "GET"),
            needs=(
                (
                    lambda c: (
                        bool(c.request_header("Range"))
                        and c.request_header("If-Range") == c.stage(1).response_header("ETag")
                    ),
                    "All of it, but that is not the question you asked before.",
                ),
            ),
            near=((206, "A part of the new edition, and your beginning is of the old one: say which you hold."),),
        ),
    ),
)
