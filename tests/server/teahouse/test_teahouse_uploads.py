"""Resumable uploads: announced by 104, cut off, queried, resumed."""

import asyncio

import pytest

from statuslab.server.teahouse import make_app
from statuslab.server.teahouse.state import Upload
from statuslab.server.teahouse.uploads import LARGEST, append

VERSION = "Upload-Draft-Interop-Version: 8"
WHOLE, PART = "Upload-Complete: ?1", "Upload-Complete: ?0"
PARTIAL = "Content-Type: application/partial-upload"
TEXT = "Content-Type: text/plain"
LIMIT = f"max-size={LARGEST}"


def interim(reply):
    return [(status, {name.decode(): value.decode() for name, value in fields}) for status, fields in reply.interim]


def cut_off(state, *chunks, length=10, target="/uploads", method="POST", fields=()):
    """What is sent to a client that sends these chunks and then disconnects."""
    headers = [(b"content-length", b"%d" % length), (b"upload-complete", b"?1")]
    headers += [(b"upload-draft-interop-version", b"8"), *fields]
    scope = {"type": "http", "method": method, "path": target, "headers": headers, "query_string": b""}
    scope |= {"extensions": {"statuslab.interim": {}}}
    queue = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    queue.append({"type": "http.disconnect"})
    sent = []

    async def receive():
        return queue.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(make_app(state)(scope, receive, send))
    return sent


def test_resumable_upload_gets_104_before_it_is_read(ask):
    reply = ask("POST /uploads", TEXT, WHOLE, VERSION, content="0123456789")
    place = {"location": "/uploads/1", "upload-limit": LIMIT, "upload-draft-interop-version": "8"}
    assert interim(reply) == [(104, place)]
    assert (reply.status, reply.fields["location"], reply.fields["upload-complete"]) == (201, "/recordings/1", "?1")
    assert ask("GET /recordings/1").content == b"0123456789"


@pytest.mark.parametrize(
    ("fields", "interims"),
    [
        ([], 0),
        ([WHOLE], 0),
        ([VERSION], 0),
        ([WHOLE, "Upload-Draft-Interop-Version: 7"], 0),
        (["Upload-Complete: yes", VERSION], 0),
        ([WHOLE, VERSION], 1),
        ([PART, VERSION], 1),
    ],
)
def test_client_of_another_draft_version_gets_no_104(ask, fields, interims):
    reply = ask("POST /uploads", TEXT, *fields, content="tea")
    assert (reply.status, len(reply.interim)) == (201, interims)


def test_upload_works_without_interim_responses(ask):
    reply = ask("POST /uploads", TEXT, WHOLE, VERSION, content="tea", interim=False)
    assert (reply.status, reply.interim) == (201, [])


def test_progress_offsets_do_not_depend_on_the_chunks(ask):
    content = "x" * 2500
    reported = []
    for chunks in ([content.encode()], [b"x" * 999, b"x" * 2, b"x" * 1499], [b"x"] * 2500):
        reply = ask("POST /uploads", WHOLE, VERSION, "Content-Length: 2500", chunks=chunks)
        reported.append([fields["upload-offset"] for _, fields in interim(reply)[1:]])
        assert all("location" not in fields for _, fields in interim(reply)[1:])
    assert reported == [["1000", "2000"]] * 3


def test_progress_offsets_are_those_just_passed():
    upload = Upload("text/plain", content=b"x" * 999)
    assert append(upload, b"x") == [1000]
    assert append(upload, b"x" * 999) == []
    assert append(upload, b"x" * 2001) == [2000, 3000, 4000]


def test_upload_cut_off_keeps_what_arrived(state, ask):
    sent = cut_off(state, b"012", b"3456")
    assert [(message["type"], message.get("status")) for message in sent] == [("statuslab.interim", 104)]
    asked = ask("HEAD /uploads/1")
    assert (asked.status, asked.content) == (204, b"")
    assert asked.fields == {
        "upload-complete": "?0",
        "upload-offset": "7",
        "upload-length": "10",
        "upload-limit": LIMIT,
        "cache-control": "no-store",
    }
    assert ask("GET /recordings/1").status == 404


def test_upload_cut_off_can_be_resumed(state, ask):
    cut_off(state, b"0123456")
    reply = ask("PATCH /uploads/1", PARTIAL, WHOLE, "Upload-Offset: 7", VERSION, content="789")
    assert (reply.status, reply.fields["location"], reply.fields["upload-complete"]) == (201, "/recordings/1", "?1")
    assert ask("GET /recordings/1").content == b"0123456789"
    assert ask("HEAD /uploads/1").fields["upload-complete"] == "?1"


def test_part_cut_off_in_turn_keeps_what_arrived(state, ask):
    cut_off(state, b"012")
    fields = [(b"content-type", b"application/partial-upload"), (b"upload-offset", b"3")]
    cut_off(state, b"345", length=7, target="/uploads/1", method="PATCH", fields=fields)
    assert ask("HEAD /uploads/1").fields["upload-offset"] == "6"


def test_upload_can_come_in_parts_from_the_start(ask):
    begun = ask("POST /uploads", TEXT, PART, VERSION, content="012")
    assert (begun.status, begun.fields["location"], begun.fields["upload-complete"]) == (201, "/uploads/1", "?0")
    middle = ask("PATCH /uploads/1", PARTIAL, PART, "Upload-Offset: 3", content="345")
    assert (middle.status, middle.fields["upload-complete"]) == (204, "?0")
    assert "upload-length" not in ask("HEAD /uploads/1").fields
    assert ask("PATCH /uploads/1", PARTIAL, WHOLE, "Upload-Offset: 6", content="").status == 201
    assert ask("GET /recordings/1").content == b"012345"


REFUSALS = [
    # the fields of a PATCH to an upload of 10 bytes of which 7 are there, its content, the status, a field of the reply
    ([PARTIAL, WHOLE, "Upload-Offset: 5"], "789", 409, ("upload-offset", "7")),
    ([PARTIAL, WHOLE, "Upload-Offset: 8"], "89", 409, ("upload-offset", "7")),
    ([TEXT, WHOLE, "Upload-Offset: 7"], "789", 415, ("accept-patch", "application/partial-upload")),
    ([PARTIAL, WHOLE], "789", 400, None),
    ([PARTIAL, WHOLE, "Upload-Offset: -7"], "789", 400, None),
    ([PARTIAL, "Upload-Offset: 7"], "789", 400, None),
    ([PARTIAL, WHOLE, "Upload-Offset: 7"], "78", 400, None),
    ([PARTIAL, WHOLE, "Upload-Offset: 7"], "7890", 400, None),
    ([PARTIAL, PART, "Upload-Offset: 7", "Upload-Length: 11"], "789", 400, None),
]


@pytest.mark.parametrize(("fields", "content", "status", "field"), REFUSALS)
def test_part_that_does_not_fit_is_refused(state, ask, fields, content, status, field):
    cut_off(state, b"0123456")
    reply = ask("PATCH /uploads/1", *fields, content=content)
    assert reply.status == status
    assert field is None or field in reply.fields.items()
    assert ask("HEAD /uploads/1").fields["upload-offset"] == "7"


def test_wrong_offset_has_the_problem_type_of_the_draft(state, ask):
    cut_off(state, b"0123456")
    reply = ask("PATCH /uploads/1", PARTIAL, WHOLE, "Upload-Offset: 5", content="56789")
    assert reply.json["type"] == "https://iana.org/assignments/http-problem-types#mismatching-upload-offset"


def test_chunked_content_over_the_announced_length_is_refused(ask):
    fields = (PART, "Upload-Length: 5", "Transfer-Encoding: chunked")
    assert ask("POST /uploads", *fields, chunks=[b"012", b"345"]).status == 400
    assert ask("HEAD /uploads/1").fields["upload-offset"] == "3"


@pytest.mark.parametrize("more", ["3", ""])
def test_complete_upload_takes_no_more_content(ask, state, more):
    ask("POST /uploads", WHOLE, content="012")
    reply = ask("PATCH /uploads/1", PARTIAL, WHOLE, "Upload-Offset: 3", f"Content-Length: {len(more)}", content=more)
    assert (reply.status, len(state.recordings)) == (400, 1)
    assert ask("GET /recordings/1").content == b"012"


def test_upload_with_lengths_that_disagree_is_400(ask):
    assert ask("POST /uploads", WHOLE, "Upload-Length: 9", content="012").status == 400


@pytest.mark.parametrize(
    ("fields", "chunks"),
    [
        ([f"Content-Length: {LARGEST + 1}", WHOLE], [b""]),
        ([f"Upload-Length: {LARGEST + 1}", PART], [b"x"]),
        (["Transfer-Encoding: chunked"], [b"x" * LARGEST, b"x"]),
    ],
)
def test_upload_over_the_size_limit_is_413_with_the_limit(ask, fields, chunks):
    reply = ask("POST /uploads", *fields, chunks=chunks)
    assert (reply.status, reply.fields["upload-limit"]) == (413, LIMIT)


def test_upload_taken_over_by_another_request_is_409(state, ask):
    ask("POST /uploads", PART, content="012")

    def overtaken():
        state.uploads[1].receiver = "another"

    reply = ask("PATCH /uploads/1", PARTIAL, WHOLE, "Upload-Offset: 3", content="345", meanwhile=overtaken)
    assert reply.status == 409
    assert state.uploads[1].content == b"012"


def test_cancelled_upload_is_gone(ask):
    ask("POST /uploads", PART, content="012")
    assert ask("DELETE /uploads/1").status == 204
    assert ask("HEAD /uploads/1").status == 404


def test_options_announces_resumable_uploads(ask):
    reply = ask("OPTIONS /uploads")
    assert (reply.status, reply.fields["upload-limit"]) == (204, LIMIT)
    assert (reply.fields["accept-patch"], reply.fields["allow"]) == ("application/partial-upload", "POST, OPTIONS")


def test_recording_is_returned_unchanged_and_sandboxed(ask):
    ask("POST /uploads", "Content-Type: text/html", content="<script>")
    reply = ask("GET /recordings/1")
    assert (reply.content, reply.fields["x-content-type-options"]) == (b"<script>", "nosniff")
