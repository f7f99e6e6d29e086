from dataclasses import replace

import pytest
from wire_samples import ASKED, GET, GIVEN, OK, answered, exchange, frame, over_http2

from sampling import together
from statuslab.messages.exchange import Direction, Event, Frame, Layer
from statuslab.messages.transcript import DisplayOptions, Role, is_text, lines, merged, printable, text, verdict

TRANSCRIPTS = {
    "an exchange": (
        exchange((">", GET), ("<", OK), layer=Layer.APPLICATION, logged_status=200),
        """\
> GET /teas/7 HTTP/1.1
> Host: 127.0.0.1:8418
>
< HTTP/1.1 200 OK
< Content-Type: text/plain
< Content-Length: 4
<
< tea
answered by: application · logged: 200""",
    ),
    "a go-ahead in its place": (
        exchange(
            (">", b"PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"),
            ("<", b"HTTP/1.1 100 Continue\r\n\r\n"),
            (">", b"tea"),
            ("<", b"HTTP/1.1 204 No Content\r\n\r\n"),
            layer=Layer.APPLICATION,
            logged_status=204,
        ),
        """\
> PUT /a HTTP/1.1
> Expect: 100-continue
> Content-Length: 3
>
< HTTP/1.1 100 Continue
<
> tea
< HTTP/1.1 204 No Content
<
answered by: application · logged: 204""",
    ),
    "two interim responses and the last in one go": (
        exchange((">", GET), ("<", b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + OK)),
        """\
> GET /teas/7 HTTP/1.1
> Host: 127.0.0.1:8418
>
< HTTP/1.1 102 Processing
<
< HTTP/1.1 103 Early Hints
<
< HTTP/1.1 200 OK
< Content-Type: text/plain
< Content-Length: 4
<
< tea
answered by: nobody""",
    ),
    "a malformed request": (
        exchange(
            (">", b"GET /\r\n"),
            ("<", b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
            "server",
            layer=Layer.SERVER,
            logged_status=400,
            note="no HTTP",
        ),
        """\
> GET /
< HTTP/1.1 400 Bad Request
< Connection: close
<
* the server closed the connection
answered by: server · logged: 400 · no HTTP""",
    ),
    "half a head": (
        exchange((">", b"GET / HTT"), "client", logged_status=499),
        """\
> GET / HTT
* the client closed the connection
* nothing was sent back
answered by: nobody · logged: 499""",
    ),
    "nothing sent back": (
        exchange((">", GET), "server", layer=Layer.APPLICATION, logged_status=444),
        """\
> GET /teas/7 HTTP/1.1
> Host: 127.0.0.1:8418
>
* the server closed the connection
* nothing was sent back
answered by: application · logged: 444""",
    ),
    "another number inside": (
        exchange(
            (">", GET),
            ("<", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            layer=Layer.TLS,
            logged_status=400,
            internal_status=497,
        ),
        """\
> GET /teas/7 HTTP/1.1
> Host: 127.0.0.1:8418
>
< HTTP/1.1 400 Bad Request
<
answered by: TLS · logged: 400 · inside: 497""",
    ),
    "more than was kept": (
        exchange((">", GET), ("<", OK), omitted=5000),
        """\
> GET /teas/7 HTTP/1.1
> Host: 127.0.0.1:8418
>
< HTTP/1.1 200 OK
< Content-Type: text/plain
< Content-Length: 4
<
< tea
* 5000 bytes more crossed the wire and were not kept
answered by: nobody""",
    ),
    "bytes cut up by chance": (
        exchange((">", GET[:20]), (">", GET[20:]), ("<", OK[:30]), ("<", OK[30:-2]), ("<", OK[-2:])),
        """\
> GET /teas/7 HTTP/1.1
> Host: 127.0.0.1:8418
>
< HTTP/1.1 200 OK
< Content-Type: text/plain
< Content-Length: 4
<
< tea
answered by: nobody""",
    ),
    "content that looks like a head": (
        answered(b"HTTP/1.1 500 Not Really\r\nEvil: yes\r\n\r\n"),
        """\
> GET /teas/7 HTTP/1.1
> Host: 127.0.0.1:8418
>
< HTTP/1.1 200 OK
< Content-Length: 38
<
< HTTP/1.1 500 Not Really
< Evil: yes
<
answered by: application · logged: 200""",
    ),
}


@together(("result", "expected"), TRANSCRIPTS.values(), ids=TRANSCRIPTS.keys())
def test_text_has_the_exchange_line_by_line(result, expected):
    assert text(result) == expected
    assert str(result) == repr(result) == expected


def test_lines_of_content_that_looks_like_a_head_have_the_role_of_content():
    roles = [line.role for line in lines(answered(b"HTTP/1.1 500 Not Really\r\n\r\n"))]
    assert roles.count(Role.START) == 2
    assert roles[-2:] == [Role.CONTENT, Role.CONTENT]


def test_lines_of_fields_carry_their_names_in_lower_case():
    names = [line.name for line in lines(answered(b"", b'ETag: "v1"\r\n')) if line.role is Role.FIELD]
    assert names == ["host", "etag", "content-length"]


# --- Content that is long, binary or hostile


def content_lines(result, shown=None):
    wanted = lines(result, shown) if shown else lines(result)
    after = [line for line in wanted if line.mark == "<"]
    start = next(at for at, line in enumerate(after) if line.role is Role.BLANK)
    return [line.text for line in after[start + 1 :]]


CUT = {
    "many bytes": (b"a" * 50, DisplayOptions(content=20), ["a" * 20, "… 30 more bytes"]),
    "many lines": (b"a\nb\nc\nd\n", DisplayOptions(lines=2), ["a", "b", "… 4 more bytes"]),
    "in the middle of a sign": ("é".encode() * 5, DisplayOptions(content=3), ["é\\xc3", "… 7 more bytes"]),
    "just enough": (b"a" * 20, DisplayOptions(content=20), ["a" * 20]),
    "binary": (bytes(range(256)), DisplayOptions(), ["256 bytes that are no text"]),
    "binary after some text": (b"tea\n\0\xff\xfe\xfd\xfc", DisplayOptions(), ["9 bytes that are no text"]),
    "text beyond ASCII": ("thé ☕\n".encode(), DisplayOptions(), ["thé ☕"]),
}


@pytest.mark.parametrize(("content", "shown", "expected"), CUT.values(), ids=CUT.keys())
def test_long_content_is_cut_and_the_rest_counted(content, shown, expected):
    assert content_lines(answered(content), shown) == expected


def test_content_limit_holds_over_all_events_of_a_side():
    result = exchange(
        (">", GET),
        ("<", b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 15),
        (">", b"more"),
        ("<", b"b" * 15),
    )
    assert content_lines(result, DisplayOptions(content=20)) == ["a" * 15, "b" * 5, "… 10 more bytes"]


HOSTILE = {
    "an escape for the terminal": (b"\x1b[31mred", "\\x1b[31mred"),
    "NUL": (b"a\0b", "a\\x00b"),
    "a line end": (b"a\rb\nc", "a\\rb\\nc"),
    "writing from right to left": ("a\u202eb".encode(), "a\\u202eb"),
    "no UTF-8": (b"caf\xe9", "caf\\xe9"),
    "a tab": (b"a\tb", "a\tb"),
    "signs and accents": ("thé ☕ — “x”".encode(), "thé ☕ — “x”"),
}


@pytest.mark.parametrize(("raw", "shown"), HOSTILE.values(), ids=HOSTILE.keys())
def test_printable_escapes_everything_invisible(raw, shown):
    assert printable(raw) == shown


def test_text_of_hostile_fields_escapes_them():
    result = text(exchange((">", b"GET / HTTP/1.1\r\nX-Evil: \x1b[2J\x07\r\n\r\n")))
    assert "> X-Evil: \\x1b[2J\\x07" in result
    assert "\x1b" not in result


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", True),
        (b"tea\r\n\tand water", True),
        ("☕".encode()[:2], True),
        (b"\xe9t\xe9 is over", False),
        (b"\0", False),
        (b"\x1b[0m", False),
    ],
)
def test_is_text_is_utf8_without_control_characters(data, expected):
    assert is_text(data) is expected


# --- Names in place of addresses


def test_names_replace_addresses():
    result = exchange((">", GET), ("<", b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:8418/menu\r\n\r\n"))
    shown = text(result, DisplayOptions(names={"127.0.0.1:8418": "teahouse"}))
    assert "> Host: teahouse\n" in shown
    assert "< Location: http://teahouse/menu\n" in shown


def test_names_do_not_replace_a_part_of_a_longer_port():
    result = exchange((">", b"GET / HTTP/1.1\r\nHost: 127.0.0.1:41800\r\n\r\n"))
    assert "> Host: 127.0.0.1:41800" in text(result, DisplayOptions(names={"127.0.0.1:4180": "teahouse"}))


def test_names_do_not_change_the_bytes():
    result = exchange((">", GET))
    text(result, DisplayOptions(names={"127.0.0.1:8418": "teahouse"}))
    assert result.sent == GET


# --- Events


def test_merged_joins_neighbors_of_one_direction_at_the_time_of_the_first():
    result = exchange((">", b"a"), (">", b"b"), ("<", b"c"), (">", b"d"), "client")
    assert [(event.time, event.direction, event.data) for event in merged(result.events)] == [
        (0.0, Direction.SENT, b"ab"),
        (0.2, Direction.RECEIVED, b"c"),
        (0.3, Direction.SENT, b"d"),
        (0.4, Direction.CLIENT_CLOSED, b""),
    ]


# --- The verdict


VERDICTS = {
    "answered": ({"layer": Layer.GATEWAY, "logged_status": 504}, "answered by: gateway · logged: 504"),
    "nobody": ({}, "answered by: nobody"),
    "with a note": ({"layer": Layer.SERVER, "note": "too slow"}, "answered by: server · too slow"),
    "with nginx's own number": (
        {"layer": Layer.TLS, "logged_status": 400, "internal_status": 496, "note": "no certificate"},
        "answered by: TLS · logged: 400 · inside: 496 · no certificate",
    ),
}


@pytest.mark.parametrize(("facts", "expected"), VERDICTS.values(), ids=VERDICTS.keys())
def test_verdict_says_who_answered_and_what_was_logged(facts, expected):
    assert verdict(exchange((">", GET), **facts)) == expected


# --- HTTP/2: frames


def test_frames_are_shown_with_fields_and_content_but_without_flow_control():
    closed = Event(5, Direction.CLIENT_CLOSED)
    result = over_http2(*ASKED, *GIVEN, frame("<", "RST_STREAM", [("error", "CANCEL")], at=6), layer=Layer.APPLICATION)
    assert (
        text(replace(result, events=(*result.events, closed)))
        == """\
> HEADERS stream 5
>   :method: POST
>   :scheme: https
>   :path: /teas
>   :authority: a
> DATA stream 5, 4 bytes in 2 frames
> tea
> HEADERS stream 5, end of stream
>   digest: x
< HEADERS stream 5
<   :status: 103
<   link: </a>
< HEADERS stream 5
< CONTINUATION stream 5
<   :status: 200
<   etag: "1"
< DATA stream 5, 4 bytes
< tea
< HEADERS stream 5, end of stream
<   server-timing: x
* the client closed the connection
< RST_STREAM stream 5
<   error: CANCEL
answered by: application"""
    )


def test_bytes_that_are_no_frame_are_shown_as_no_frame():
    result = over_http2(Frame(0, Direction.SENT, "", 0, (), b"GET / HTTP/1.1\r\n"))
    assert text(result).startswith("> no frame, 16 bytes\n> GET / HTTP/1.1\n")
