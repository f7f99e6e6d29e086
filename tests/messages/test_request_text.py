import pytest

from sampling import together
from statuslab.errors import LabError
from statuslab.messages.request_text import compose, raw

HOST = "127.0.0.1:8418"

COMPOSED = {
    "method and target": (
        "GET /teas/7",
        b"GET /teas/7 HTTP/1.1\r\nHost: 127.0.0.1:8418\r\n\r\n",
        ("Host: 127.0.0.1:8418",),
    ),
    "its own version and Host": (
        "GET / HTTP/1.1\nHost: other",
        b"GET / HTTP/1.1\r\nHost: other\r\n\r\n",
        (),
    ),
    "Host in another case": ("GET /\nhost: other", b"GET / HTTP/1.1\r\nhost: other\r\n\r\n", ()),
    "HTTP/1.0, which needs no Host": ("GET / HTTP/1.0", b"GET / HTTP/1.0\r\n\r\n", ()),
    "content": (
        'PUT /teas/7\nContent-Type: application/json\n\n{"name": "Assam"}\n',
        b"PUT /teas/7 HTTP/1.1\r\nContent-Type: application/json\r\n"
        b'Host: 127.0.0.1:8418\r\nContent-Length: 17\r\n\r\n{"name": "Assam"}',
        ("Host: 127.0.0.1:8418", "Content-Length: 17"),
    ),
    "content of several lines and paragraphs": (
        "POST /\nHost: a\n\none\ntwo\n\nthree\n\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 14\r\n\r\none\ntwo\n\nthree",
        ("Content-Length: 14",),
    ),
    "content beyond ASCII, counted in bytes": (
        "POST /\nHost: a\n\nthé",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nthé".encode(),
        ("Content-Length: 4",),
    ),
    "a Content-Length that lies": (
        "POST /\nHost: a\nContent-Length: 99\n\ntea",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\ntea",
        (),
    ),
    "chunks": (
        "POST /\nHost: a\nTransfer-Encoding: chunked\n\n0",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0",
        (),
    ),
    "white space around lines": (
        "  GET /  \n  Accept: */*  \nHost: a",
        b"GET / HTTP/1.1\r\nAccept: */*\r\nHost: a\r\n\r\n",
        (),
    ),
    "empty lines first": ("\n\nGET /\nHost: a", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", ()),
    "line ends of Windows": (
        "\r\nPOST /\r\nHost: a\r\n\r\ntea\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntea",
        ("Content-Length: 3",),
    ),
    "absolute target": (
        "GET http://teahouse/ HTTP/1.1\nHost: teahouse",
        b"GET http://teahouse/ HTTP/1.1\r\nHost: teahouse\r\n\r\n",
        (),
    ),
    "a method of one's own": ("BREW /pot\nHost: a", b"BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", ()),
}


@together(("text", "expected", "added"), COMPOSED.values(), ids=COMPOSED.keys())
def test_composed_request_adds_missing_fields_after_those_typed(text, expected, added):
    draft = compose(text, HOST)
    assert (draft.raw, draft.added) == (expected, added)
    assert draft.raw == draft.head + draft.content


def test_composed_request_has_its_method():
    assert compose("M-GET /teas", HOST).method == "M-GET"


MISTAKES = {
    "nothing": ("", 'met "", expected "METHOD target", such as GET /teas/7; use --raw to send it as is'),
    "only a method": ("GET", 'met "GET", expected "METHOD target", such as GET /teas/7; use --raw to send it as is'),
    "a word too many": (
        "GET /teas please",
        'met "GET /teas please", expected "METHOD target", such as GET /teas/7; use --raw to send it as is',
    ),
    "an address alone": (
        "http://teahouse/",
        'met "http://teahouse/", expected "METHOD target", such as GET /teas/7; use --raw to send it as is',
    ),
    "a long line": (
        "x" * 100,
        f'met "{"x" * 60}", expected "METHOD target", such as GET /teas/7; use --raw to send it as is',
    ),
    "content without a blank line": (
        'PUT /teas/7\n{"name"}',
        'met "{"name"}", expected "Name: value"; leave a blank line before the content, or use --raw to send it as is',
    ),
    "a field without a name": (
        "GET /\n: tea",
        'met ": tea", expected "Name: value"; leave a blank line before the content, or use --raw to send it as is',
    ),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_text_that_is_no_request_raises_with_what_was_expected(text, message):
    with pytest.raises(LabError) as error:
        compose(text, HOST)
    assert str(error.value) == message


RAW = {
    "a head": ("GET / HTTP/1.1\nAccept: */*\n\n", b"GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"),
    "a head without its end": ("GET / HTTP/1.1\nAccept: */*", b"GET / HTTP/1.1\r\nAccept: */*"),
    "content as it is": ("POST /\n\none\ntwo\n", b"POST /\r\n\r\none\ntwo"),
    "no request line at all": ("mumble", b"mumble"),
    "escapes": ("GET /\\x00 HTTP/1.1\n\n\\xff\\xfe", b"GET /\0 HTTP/1.1\r\n\r\n\xff\xfe"),
    "an escaped bare LF": ("GET / HTTP/1.1\\x0aHost: a\n\n", b"GET / HTTP/1.1\nHost: a\r\n\r\n"),
    "line ends of Windows": ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    "white space kept": ("GET / HTTP/1.1\n folded : yes\n\n", b"GET / HTTP/1.1\r\n folded : yes\r\n\r\n"),
}


@together(("text", "expected"), RAW.values(), ids=RAW.keys())
def test_raw_request_adds_nothing_but_line_ends(text, expected):
    draft = raw(text)
    assert (draft.raw, draft.added) == (expected, ())


def test_absolute_target_gives_the_host():
    assert compose("GET http://teahouse/teas", "127.0.0.1:9").added == ("Host: teahouse",)
