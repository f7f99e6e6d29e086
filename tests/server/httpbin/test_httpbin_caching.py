"""Conditions, freshness, ranges, fields on demand."""

from email.parser import BytesParser

import pytest

from sampling import together

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


def test_cache_gives_validators_and_304(ask):
    fields = ask("GET /cache").fields
    assert fields["etag"].startswith('"') and fields["etag"].endswith('"')
    assert fields["last-modified"] == "Sun, 22 Nov 2026 09:00:00 GMT"
    back = ask("GET /cache", f"If-None-Match: {fields['etag']}")
    assert (back.status, back.fields["etag"]) == (304, fields["etag"])
    assert ask("GET /cache", f"If-Modified-Since: {DATE}").status == 304


def test_cache_for_has_max_age(ask):
    assert ask("GET /cache/60").fields["cache-control"] == "public, max-age=60"
    assert ask("GET /cache/x").status == 404


@together(
    ("etag", "condition", "status"),
    [
        ("abc", 'If-None-Match: "abc"', 304),
        ("abc", 'If-None-Match: "x", W/"abc"', 304),
        ("W/abc", 'If-None-Match: "abc"', 304),
        ("abc", "If-None-Match: *", 304),
        ("abc", 'If-None-Match: "x"', 200),
        ("abc", 'If-Match: "x", "abc"', 200),
        ("abc", "If-Match: *", 200),
        ("abc", 'If-Match: W/"abc"', 412),
        ("W/abc", 'If-Match: W/"abc"', 412),
        ("W%2F%22abc%22", 'If-Match: "abc"', 412),
        ("abc", 'If-Match: "x"', 412),
        ("abc", f"If-Modified-Since: {DATE}", 200),
        ("abc", f"If-Unmodified-Since: {DATE}", 200),
        ("abc", "If-None-Match: x, abc", 304),
    ],
)
def test_etag_compares_as_in_rfc_9110(ask, etag, condition, status):
    assert ask(f"GET /etag/{etag}", condition).status == status


def test_etag_is_quoted_and_sent_with_304(ask):
    assert ask("GET /etag/abc").fields["etag"] == '"abc"'
    assert ask("GET /etag/W/abc").fields["etag"] == 'W/"abc"'
    assert ask("GET /etag/abc", "If-None-Match: *").fields["etag"] == '"abc"'


@pytest.mark.parametrize("etag", ["%22a%22b%22", "a%20b", "%C3%A9", "a" * 201])
def test_invalid_etag_is_400(ask, etag):
    assert ask(f"GET /etag/{etag}").status == 400


@together(
    ("line", "status", "content", "content_range"),
    [
        ("X: 1", 200, b"abcdefghijklmnopqrstuvwxyz", None),
        ("Range: bytes=0-4", 206, b"abcde", "bytes 0-4/26"),
        ("Range: bytes=20-", 206, b"uvwxyz", "bytes 20-25/26"),
        ("Range: bytes=-5", 206, b"vwxyz", "bytes 21-25/26"),
        ("Range: bytes=24-99", 206, b"yz", "bytes 24-25/26"),
        ("Range: lines=1-2", 200, b"abcdefghijklmnopqrstuvwxyz", None),
        ("Range: bytes=26-", 416, b"", "bytes */26"),
        ("Range: bytes=9-3", 416, b"", "bytes */26"),
    ],
)
def test_range_is_sent_as_requested(ask, line, status, content, content_range):
    reply = ask("GET /range/26", line)
    assert (reply.status, reply.content, reply.fields.get("content-range")) == (status, content, content_range)
    assert reply.fields["etag"] == '"range26"'
    assert reply.fields["last-modified"] == DATE
    assert int(reply.fields["content-length"]) == len(content)


def test_several_ranges_are_several_parts(ask):
    reply = ask("GET /range/26", "Range: bytes=0-1,-1")
    assert reply.status == 206
    head = f"Content-Type: {reply.fields['content-type']}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + reply.content).get_payload()
    assert [(part["Content-Range"], part.get_payload()) for part in parts] == [
        ("bytes 0-1/26", "ab"),
        ("bytes 25-25/26", "z"),
    ]


@together(
    ("condition", "status"),
    [
        ('If-Range: "range26"', 206),
        ('If-Range: W/"range26"', 200),
        ('If-Range: "x"', 200),
        (f"If-Range: {DATE}", 206),
        ("If-Range: Mon, 07 Nov 1994 08:49:37 GMT", 200),
        ('If-None-Match: "range26"', 304),
        ('If-Match: "x"', 412),
        (f"If-Modified-Since: {DATE}", 304),
    ],
)
def test_range_evaluates_conditions(ask, condition, status):
    assert ask("GET /range/26", "Range: bytes=0-1", condition).status == status


def test_range_with_a_duration_takes_so_long(ask, clock):
    reply = ask("GET /range/26?duration=2&chunk_size=13")
    assert (len(reply.chunks), clock.naps) == (2, [1.0, 1.0])


def test_half_a_range_takes_half_the_duration(ask, clock):
    ask("GET /range/26?duration=2", "Range: bytes=13-")
    assert clock.naps == [1.0]


@pytest.mark.parametrize("n", ["0", "102401", "x", "9" * 99])
def test_range_of_an_impossible_size_is_404(ask, n):
    assert ask(f"GET /range/{n}").status == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_response_headers_are_sent_and_reported(ask, method):
    reply = ask(f"{method} /response-headers?Tea=assam&Tea=oolong&X=%C3%A9")
    assert reply.all("tea") == ["assam", "oolong"]
    assert reply.json["Tea"] == ["assam", "oolong"]
    assert reply.json["Content-Length"] == reply.fields["content-length"] == str(len(reply.content))
    assert reply.json["Content-Type"] == "application/json"


@together("length", range(1, 40))
def test_response_headers_report_their_own_content_length(ask, length):
    reply = ask(f"GET /response-headers?a={'x' * length}")
    assert reply.json["Content-Length"] == str(len(reply.content))


def test_requested_content_type_is_the_only_one_and_runs_no_scripts(ask):
    reply = ask("GET /response-headers?Content-Type=text/html&x=<script>")
    assert reply.all("content-type") == ["text/html"]
    assert b"<" not in reply.content
    assert reply.json["x"] == "<script>"


@pytest.mark.parametrize("query", ["a=%0D%0Ab", "a%20b=1", "=1", "Content-Length=5", "transfer-encoding=chunked"])
def test_field_that_would_break_the_message_is_refused(ask, query):
    reply = ask(f"GET /response-headers?{query}")
    assert (reply.status, reply.text.count("\n")) == (400, 1)
