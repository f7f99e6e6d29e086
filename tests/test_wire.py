from dataclasses import replace

import pytest

from statuslab.wire import (
    Direction,
    Event,
    Exchange,
    Frame,
    Layer,
    Role,
    Shown,
    is_text,
    lines,
    merged,
    printable,
    read_request,
    text,
    verdict,
)

GET = b"GET /teas/7 HTTP/1.1\r\nHost: 127.0.0.1:8418\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\ntea\n"

MARKS = {
    ">": Direction.SENT,
    "<": Direction.RECEIVED,
    "client": Direction.CLIENT_CLOSED,
    "server": Direction.SERVER_CLOSED,
}


def exchange(*events, **facts):
    """An exchange of (mark, bytes) or a lone mark for a hang-up, a tenth of a second apart."""
    pairs = [event if isinstance(event, tuple) else (event, b"") for event in events]
    made = (Event(at / 10, MARKS[mark], data) for at, (mark, data) in enumerate(pairs))
    return Exchange(tuple(made), **facts)


def answered(content, fields=b"", status=b"200 OK"):
    head = b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n" % (status, fields, len(content))
    return exchange((">", GET), ("<", head + content), layer=Layer.APPLICATION, logged_status=200)


TOLD = {
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


@pytest.mark.parametrize(("told", "expected"), TOLD.values(), ids=TOLD.keys())
def test_text_tells_the_exchange_line_by_line(told, expected):
    assert text(told) == expected
    assert str(told) == repr(told) == expected


def test_lines_of_content_that_looks_like_a_head_have_the_role_of_content():
    roles = [line.role for line in lines(answered(b"HTTP/1.1 500 Not Really\r\n\r\n"))]
    assert roles.count(Role.START) == 2
    assert roles[-2:] == [Role.CONTENT, Role.CONTENT]


def test_lines_of_fields_carry_their_names_in_lower_case():
    names = [line.name for line in lines(answered(b"", b'ETag: "v1"\r\n')) if line.role is Role.FIELD]
    assert names == ["host", "etag", "content-length"]


# --- Content that is long, binary or hostile


def content_lines(told, shown=None):
    wanted = lines(told, shown) if shown else lines(told)
    after = [line for line in wanted if line.mark == "<"]
    start = next(at for at, line in enumerate(after) if line.role is Role.BLANK)
    return [line.text for line in after[start + 1 :]]


CUT = {
    "many bytes": (b"a" * 50, Shown(content=20), ["a" * 20, "… 30 more bytes"]),
    "many lines": (b"a\nb\nc\nd\n", Shown(lines=2), ["a", "b", "… 4 more bytes"]),
    "in the middle of a sign": ("é".encode() * 5, Shown(content=3), ["é\\xc3", "… 7 more bytes"]),
    "just enough": (b"a" * 20, Shown(content=20), ["a" * 20]),
    "binary": (bytes(range(256)), Shown(), ["256 bytes that are no text"]),
    "binary after some text": (b"tea\n\0\xff\xfe\xfd\xfc", Shown(), ["9 bytes that are no text"]),
    "text beyond ASCII": ("thé ☕\n".encode(), Shown(), ["thé ☕"]),
}


@pytest.mark.parametrize(("content", "shown", "expected"), CUT.values(), ids=CUT.keys())
def test_content_is_shown_as_far_as_it_goes_and_its_rest_is_counted(content, shown, expected):
    assert content_lines(answered(content), shown) == expected


def test_content_bound_holds_over_all_pieces_of_a_side():
    told = exchange(
        (">", GET),
        ("<", b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 15),
        (">", b"more"),
        ("<", b"b" * 15),
    )
    assert content_lines(told, Shown(content=20)) == ["a" * 15, "b" * 5, "… 10 more bytes"]


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
def test_printable_hides_nothing(raw, shown):
    assert printable(raw) == shown


def test_text_of_hostile_fields_escapes_them():
    told = text(exchange((">", b"GET / HTTP/1.1\r\nX-Evil: \x1b[2J\x07\r\n\r\n")))
    assert "> X-Evil: \\x1b[2J\\x07" in told
    assert "\x1b" not in told


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
def test_text_is_told_from_other_bytes(data, expected):
    assert is_text(data) is expected


# --- Names in place of addresses


def test_text_with_names_shows_them_in_place_of_addresses():
    told = exchange((">", GET), ("<", b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:8418/menu\r\n\r\n"))
    shown = text(told, Shown(names={"127.0.0.1:8418": "teahouse"}))
    assert "> Host: teahouse\n" in shown
    assert "< Location: http://teahouse/menu\n" in shown


def test_text_with_names_takes_no_part_of_a_port_for_another():
    told = exchange((">", b"GET / HTTP/1.1\r\nHost: 127.0.0.1:41800\r\n\r\n"))
    assert "> Host: 127.0.0.1:41800" in text(told, Shown(names={"127.0.0.1:4180": "teahouse"}))


def test_text_with_names_leaves_the_bytes_as_they_were():
    told = exchange((">", GET))
    text(told, Shown(names={"127.0.0.1:8418": "teahouse"}))
    assert told.sent == GET


# --- Events


def test_merged_joins_neighbors_of_one_direction_at_the_time_of_the_first():
    told = exchange((">", b"a"), (">", b"b"), ("<", b"c"), (">", b"d"), "client")
    assert [(event.time, event.direction, event.data) for event in merged(told.events)] == [
        (0.0, Direction.SENT, b"ab"),
        (0.2, Direction.RECEIVED, b"c"),
        (0.3, Direction.SENT, b"d"),
        (0.4, Direction.CLIENT_CLOSED, b""),
    ]


def test_exchange_seconds_run_from_the_first_byte_to_the_last_event():
    assert exchange((">", GET), ("<", OK), "server").seconds == 0.2
    assert Exchange(()).seconds == 0.0


# --- Messages


def test_exchange_reads_request_interim_and_response():
    told = exchange((">", GET), ("<", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK))
    assert (told.request.method, told.request.target) == ("GET", "/teas/7")
    assert [(early.status, early["Link"]) for early in told.interim] == [(103, "</a>")]
    assert (told.wire_status, told.response.reason, told.response.text) == (200, "OK", "tea\n")


NO_REQUEST = {
    "malformed": b"GET /\r\n\r\n",
    "unfinished": b"GET / HTTP/1.1\r\nHost: a\r\n",
    "no bytes": b"",
    "no Host": b"GET / HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("sent", NO_REQUEST.values(), ids=NO_REQUEST.keys())
def test_exchange_without_a_well_formed_head_has_no_request(sent):
    told = exchange((">", sent), ("<", OK))
    assert (told.request, told.wire_status) == (None, 200)


@pytest.mark.parametrize(
    "rest",
    [b"Transfer-Encoding: chunked\r\n\r\nno chunk\r\n", b"Content-Length: 1, 2\r\n\r\nab"],
    ids=["broken chunk", "doubtful length"],
)
def test_exchange_with_broken_content_still_has_its_request(rest):
    told = exchange((">", b"POST /teas HTTP/1.1\r\nHost: a\r\n" + rest))
    assert (told.request.method, told.request.target, told.request.content) == ("POST", "/teas", b"")


@pytest.mark.parametrize("received", [b"", b"mumble\r\n\r\n", b"HTTP/1.1 200"], ids=["nothing", "no HTTP", "cut"])
def test_exchange_without_an_http_answer_has_no_response(received):
    told = exchange((">", GET), ("<", received))
    assert (told.interim, told.response, told.wire_status) == ((), None, None)


def test_exchange_cut_in_the_middle_of_content_has_what_came():
    told = exchange((">", GET), ("<", OK[:-2]), "server")
    assert (told.wire_status, told.response.content) == (200, b"te")


def test_response_to_head_has_no_content_whatever_its_length_says():
    told = exchange((">", GET.replace(b"GET", b"HEAD")), ("<", OK[:-4]))
    assert (told.response["content-length"], told.response.content) == ("4", b"")


def test_request_content_is_free_of_the_chunked_coding():
    raw = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntea\r\n0\r\nX-Sum: 42\r\n\r\n"
    found = read_request(b"\r\n" + raw)
    assert (found.content, found.trailers) == (b"tea", (("X-Sum", "42"),))


def test_message_fields_are_found_in_any_case_and_joined():
    found = read_request(b"GET / HTTP/1.1\r\nHost: a\r\nAccept: x\r\naccept: y\r\n\r\n")
    assert found["ACCEPT"] == "x, y"
    assert found.fields == (("Host", "a"), ("Accept", "x"), ("accept", "y"))
    assert ("accept" in found, "Cookie" in found, 7 in found) == (True, False, False)
    assert (found.get("Cookie"), found.get("Cookie", "none"), found.get("host")) == (None, "none", "a")
    with pytest.raises(KeyError, match="Cookie"):
        found["Cookie"]


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


def test_via_holds_the_exchanges_made_on_the_way_whole():
    errand = exchange((">", GET), ("<", b"mumble\r\n"))
    told = exchange((">", GET), ("<", OK), via=(errand,))
    assert told.via[0].received == b"mumble\r\n"
    assert "mumble" not in text(told)


# --- HTTP/2: frames


def frame(mark, kind, fields=(), content=b"", ends=False, at=0.0):
    return Frame(at, MARKS[mark], kind, 5, tuple(fields), content, ends)


ASKED = (
    frame(">", "HEADERS", [(":method", "POST"), (":scheme", "https"), (":path", "/teas"), (":authority", "a")]),
    frame(">", "DATA", content=b"te"),
    frame(">", "WINDOW_UPDATE"),
    frame(">", "DATA", content=b"a\n"),
    frame(">", "HEADERS", [("digest", "x")], ends=True),
)
GIVEN = (
    frame("<", "HEADERS", [(":status", "103"), ("link", "</a>")], at=1),
    frame("<", "HEADERS", at=2),
    frame("<", "CONTINUATION", [(":status", "200"), ("etag", '"1"')], at=2),
    frame("<", "DATA", content=b"tea\n", at=3),
    frame("<", "HEADERS", [("server-timing", "x")], ends=True, at=4),
)


def over_http2(*frames, **facts):
    return Exchange(
        (Event(0, Direction.SENT, b"bytes"), Event(1, Direction.RECEIVED, b"bytes")), frames=frames, **facts
    )


def test_frames_make_messages_of_http2():
    told = over_http2(*ASKED, *GIVEN)
    request, response = told.request, told.response
    assert (request.method, request.target, request.head.version) == ("POST", "/teas", "HTTP/2")
    assert (request.content, request["Host"], request.trailers) == (b"tea\n", "a", (("digest", "x"),))
    assert [(each.status, each["Link"], each.content) for each in told.interim] == [(103, "</a>", b"")]
    assert (response.status, response.reason, response.head.version) == (200, "", "HTTP/2")
    assert (response["ETag"], response.content, response.trailers) == ('"1"', b"tea\n", (("server-timing", "x"),))
    assert told.wire_status == 200


def test_frames_that_make_no_message_leave_it_out():
    told = over_http2(frame(">", "HEADERS", [(":method", "GET")]), frame("<", "RST_STREAM", [("error", "CANCEL")]))
    assert (told.request, told.interim, told.response, told.wire_status) == (None, (), None, None)


def test_frames_are_shown_with_their_fields_and_content_and_without_credit():
    closed = Event(5, Direction.CLIENT_CLOSED)
    told = over_http2(*ASKED, *GIVEN, frame("<", "RST_STREAM", [("error", "CANCEL")], at=6), layer=Layer.APPLICATION)
    assert (
        text(replace(told, events=(*told.events, closed)))
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


def test_bytes_that_are_no_frame_are_shown_as_such():
    told = over_http2(Frame(0, Direction.SENT, "", 0, (), b"GET / HTTP/1.1\r\n"))
    assert text(told).startswith("> no frame, 16 bytes\n> GET / HTTP/1.1\n")
