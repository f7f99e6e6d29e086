"""Quests about large things: ask first, break off, and go on where you were."""

from __future__ import annotations

from statuslab.scenarios.judging import Stage, quest
from statuslab.scenarios.predicates import at, below, byte_range, held_content_back, location

REPRINT = "POST /leaflets/assam.txt/reprint"


TUNNEL = quest(
    104,
    name="through-the-tunnel",
    title="Resume an upload",
    task=(
        "You upload a recording from a train, and the connection breaks in the middle. Let it break, then send only "
        "what is missing, until the recording is complete."
    ),
    hints=(
        "Say at the start that you can resume. After the break, ask how much has arrived before you go on.",
        "`Upload-Complete` and `Upload-Draft-Interop-Version` at the start, HEAD to ask for the state, and PATCH "
        "with `Upload-Offset` for the rest.",
        "From Python: a socket that sends the headers of `POST /uploads` with a `Content-Length` and half of the "
        "body, and closes. Then `HEAD` at the `Location` of the 104, and `PATCH` with `Content-Type: "
        "application/partial-upload`, `Upload-Offset` and `Upload-Complete: ?1`.",
    ),
    stages=(
        Stage(
            104,
            goal="Start the upload, learn where to resume, and lose the connection",
            needs=(
                (lambda c: bool(location(c)), "This 104 does not say where to resume."),
                (
                    lambda c: c.status is None,
                    ("Everything arrived, so there is nothing to resume. Close the connection in the middle."),
                ),
            ),
            near=(
                (
                    lambda c: c.path == "/uploads" and c.status == 201,
                    "Everything arrived, and you did not say that you can resume.",
                ),
                (
                    lambda c: c.path == "/uploads" and c.status is None,
                    "The connection broke before the server told you where to resume. Say at the start that you can.",
                ),
            ),
        ),
        Stage(
            204,
            goal="Ask how much has arrived",
            about=lambda c: c.path == location(c.last) and c.method in ("HEAD", "GET"),
            needs=((lambda c: c.response_header("Upload-Complete") == "?0", "Nothing is missing."),),
            near=(
                (409, "The server has stored another number of bytes. Ask first how many."),
                (404, "There is no such upload. Its URL is in the 104."),
            ),
        ),
        Stage(
            201,
            goal="Send the rest, from there to the end",
            about=lambda c: c.path == c.last.path and c.method == "PATCH",
            near=(
                (409, "The server has stored another number of bytes: see `Upload-Offset` in its response."),
                (415, "The rest needs a special media type. `Accept-Patch` names it."),
                (
                    400,
                    (
                        "The request must say where the part begins and whether it is the last. One of the two is "
                        "missing or wrong."
                    ),
                ),
                (
                    lambda c: c.path == c.last.path and c.method == "PATCH" and c.status == 204,
                    "Another part has arrived. Mark the last one with `Upload-Complete: ?1`.",
                ),
                (lambda c: c.path == "/uploads", "That starts a new upload. Go on where the connection broke."),
            ),
        ),
        Stage(
            200,
            goal="Play the recording",
            about=lambda c: c.path == c.last.response_header("Location") and c.method in ("HEAD", "GET"),
            near=((404, "There is no such recording. Its URL is in `Location` of the last response."),),
        ),
    ),
)


POSTER = quest(
    413,
    name="a-poster-for-the-wall",
    title="A poster that may be too large",
    task=(
        "Your connection is slow, and the poster may be too large. Find out whether it is, without "
        "sending it. Then send a smaller copy, but only after the server has agreed, and check that it "
        "is stored."
    ),
    hints=(
        "Ask first, both times, and wait with the body until there is a response.",
        "`Expect: 100-continue` with the true `Content-Length`. The limit is 100,000 bytes.",
        "Two `%%http --hold` cells with `PUT /photos/poster.jpg`, `Content-Type: image/jpeg` and `Expect: "
        "100-continue`: one with `Content-Length: 5000000`, one with a small body. Then `GET /photos/poster.jpg`.",
    ),
    stages=(
        Stage(
            413,
            goal="Get a refusal before you send the body",
            about=below("/photos/", "PUT"),
            needs=(
                (lambda c: c.expects_continue, "Refused, but you had not asked first."),
                (held_content_back, "Refused, but you had already sent parts of the body. Wait before you send it."),
            ),
            near=(
                (100, "The server would accept that one. Send the headers for a larger one."),
                (408, "The server waited for the body that you did not send. Ask first, with Expect."),
            ),
        ),
        Stage(
            100,
            goal="Get the 100, and send the smaller copy",
            about=below("/photos/", "PUT"),
            needs=(
                (lambda c: c.expects_continue, "A 100, but you had not asked for one."),
                (lambda c: c.status in (201, 204), "The 100 came, but then the upload failed."),
            ),
            near=(
                (413, "Still too large."),
                (
                    lambda c: below("/photos/", "PUT")(c) and c.status in (201, 204),
                    "It is stored, but you did not wait for the 100.",
                ),
            ),
        ),
        Stage(
            200,
            goal="Check that it is there",
            about=lambda c: c.path == c.last.path and c.method in ("GET", "HEAD"),
        ),
    ),
)


ONE_LEAFLET = quest(
    206,
    name="one-leaflet-not-two",
    title="A safe resume",
    task=(
        "A download of the Assam leaflet breaks off after the first part. Resume it so that parts of "
        "two versions can never be joined. After your first resume, the lab replaces the leaflet by a "
        "new edition: resume once more."
    ),
    hints=(
        "Ask for the rest by number, and say which version your first part is from.",
        '`Range` says which bytes. `If-Range` with the `ETag` of your first part says "if it is still that version".',
        (
            "`GET /leaflets/assam.txt` with `Range: bytes=0-99`, then with `Range: bytes=100-` and the tag "
            "in `If-Range`, and the same again after the new edition."
        ),
    ),
    stages=(
        Stage(
            206,
            goal="Get the first part",
            about=at("/leaflets/assam.txt", "GET"),
            needs=(
                (lambda c: byte_range(c)[2] > 0 and byte_range(c)[0] == 0, "A part, but not the first."),
                (lambda c: byte_range(c)[1] + 1 < byte_range(c)[2], "That was the whole leaflet. Ask for only a part."),
            ),
            near=(
                (
                    lambda c: at("/leaflets/assam.txt")(c) and c.status == 200,
                    "That is the whole leaflet. Ask for a part.",
                ),
            ),
        ),
        Stage(
            206,
            goal="Get the rest, if the version is the same",
            about=at("/leaflets/assam.txt", "GET"),
            needs=(
                (
                    lambda c: c.request_header("If-Range") == c.last.response_header("ETag"),
                    "A part, but you did not say which version yours is from.",
                ),
                (lambda c: byte_range(c)[0] == byte_range(c.last)[1] + 1, "This part does not begin where yours ends."),
                (lambda c: byte_range(c)[1] + 1 == byte_range(c)[2], "Ask for everything up to the end."),
            ),
            near=(
                (
                    lambda c: at("/leaflets/assam.txt")(c) and c.status == 200,
                    (
                        "That is the whole leaflet: the tag in `If-Range` is not the current one, or "
                        "there was no range. Mind the quotes."
                    ),
                ),
                (416, "That is past the end."),
            ),
            then=("There is a new edition of the leaflet now.", REPRINT),
        ),
        Stage(
            200,
            goal="Send the same request again: this time everything comes",
            about=at("/leaflets/assam.txt", "GET"),
            needs=(
                (
                    lambda c: (
                        bool(c.request_header("Range"))
                        and c.request_header("If-Range") == c.stage(1).response_header("ETag")
                    ),
                    "You got the whole leaflet, but your request was not the same as before.",
                ),
            ),
            near=(
                (
                    206,
                    ("A part of the new edition, and your first part is from the old one. Say which version you have."),
                ),
            ),
        ),
    ),
)
