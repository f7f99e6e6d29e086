"""Errors of HTTP/2 streams and connections: RFC 9113 sections 4.2, 4.3, 5.1, 5.4, 6 and 8.1 to 8.3, case by case."""

import pytest
from hpack import Encoder
from served import Served, read_all, reply

from sampling import together
from statuslab.messages.exchange import Layer
from statuslab.messages.http2 import PREFACE, take_frames
from statuslab.server.protocol.http2 import RESETS, Http2Connection

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED, WITH_PRIORITY = 0x1, 0x1, 0x4, 0x8, 0x20
NO_ERROR, PROTOCOL, FLOW_CONTROL, STREAM_CLOSED, FRAME_SIZE, COMPRESSION = 0, 1, 3, 5, 6, 9
GET = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a")]
POST = [(":method", "POST"), *GET[1:]]


def frame(kind, payload=b"", flags=0, stream=0):
    return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload


def head(fields, stream=1, flags=END_STREAM | END_HEADERS):
    """A HEADERS frame whose fields are encoded as they are, without any check."""
    block = b""
    for name, value in fields:
        name, value = (each.encode("latin-1") for each in (name, value))
        assert len(name) < 127
        assert len(value) < 127
        block += b"\x10" + bytes([len(name)]) + name + bytes([len(value)]) + value  # literals, never indexed
    return frame(HEADERS, block, flags, stream)


def data(content, stream=1, flags=END_STREAM):
    return frame(DATA, content, flags, stream)


async def echo(scope, receive, send):
    await reply(send, await read_all(receive))


def conversation(*frames):
    """What the server sends for these frames, and its exchanges: a GET of stream 101 comes last."""
    with Served(echo, connection=Http2Connection) as served:
        with served.client() as client:
            client.send(PREFACE + frame(SETTINGS) + b"".join(frames) + head(GET, 101))
            client.finish()
            received = client.rest()
        exchanges = served.recorder.exchanges()
    return list(take_frames(bytearray(received), len(received))), exchanges


def outcome(*frames):
    """("stream" or "connection", error code) of the first error, or ("none", 0); checks that the rest goes on."""
    sent, exchanges = conversation(*frames)
    answered = any(each.kind == "HEADERS" and each.stream == 101 for each in sent)
    for each in sent:
        if each.kind == "RST_STREAM":
            assert answered, "the error of a stream ended the connection"
            return "stream", int.from_bytes(each.raw[9:13]), exchanges
        if each.kind == "GOAWAY" and int.from_bytes(each.raw[13:17]):
            assert not answered
            return "connection", int.from_bytes(each.raw[13:17]), exchanges
    assert answered
    return "none", 0, exchanges


# --- Malformed messages: section 8.1.1 makes each a stream error of type PROTOCOL_ERROR


def without(*names):
    return [pair for pair in GET if pair[0] not in names]


MALFORMED = {
    "8.2.1 uppercase name": [*GET, ("Tea", "x")],
    "8.2.1 one uppercase letter": [*GET, ("x-teA", "x")],
    "8.2.1 empty name": [*GET, ("", "x")],
    "8.2.1 space in a name": [*GET, ("x tea", "x")],
    "8.2.1 control character in a name": [*GET, ("x\x01", "x")],
    "8.2.1 line feed in a name": [*GET, ("x\n", "x")],
    "8.2.1 DEL in a name": [*GET, ("x\x7f", "x")],
    "8.2.1 non-ASCII name": [*GET, ("th\xe9", "x")],
    "8.2.1 colon inside a name": [*GET, ("x:y", "x")],
    "8.2.1 NUL in a value": [*GET, ("x", "a\0b")],
    "8.2.1 LF in a value": [*GET, ("x", "a\nb")],
    "8.2.1 CR in a value": [*GET, ("x", "a\rb")],
    "8.2.1 CRLF in a value": [*GET, ("x", "a\r\nb: c")],
    "8.2.1 space before a value": [*GET, ("x", " a")],
    "8.2.1 space after a value": [*GET, ("x", "a ")],
    "8.2.1 tab before a value": [*GET, ("x", "\ta")],
    "8.2.1 tab after a value": [*GET, ("x", "a\t")],
    "8.2.1 NUL in a pseudo-header": [*without(":path"), (":path", "/\0")],
    "8.2.2 connection": [*GET, ("connection", "close")],
    "8.2.2 keep-alive": [*GET, ("keep-alive", "timeout=5")],
    "8.2.2 proxy-connection": [*GET, ("proxy-connection", "close")],
    "8.2.2 transfer-encoding": [*GET, ("transfer-encoding", "chunked")],
    "8.2.2 upgrade": [*GET, ("upgrade", "h2c")],
    "8.2.2 te": [*GET, ("te", "gzip")],
    "8.2.2 te with more": [*GET, ("te", "trailers, gzip")],
    "8.3 pseudo-header after a field": [*GET[:3], ("x", "y"), GET[3]],
    "8.3 unknown pseudo-header": [*GET, (":tea", "x")],
    "8.3 pseudo-header of a response": [*GET, (":status", "200")],
    "8.3.1 two methods": [*GET, (":method", "GET")],
    "8.3.1 two paths": [*GET, (":path", "/b")],
    "8.3.1 two schemes": [*GET, (":scheme", "https")],
    "8.3.1 two authorities": [*GET, (":authority", "a")],
    "8.3.1 no method": without(":method"),
    "8.3.1 no path": without(":path"),
    "8.3.1 no scheme": without(":scheme"),
    "8.3.1 empty path": [*without(":path"), (":path", "")],
    "8.3.1 path without a slash": [*without(":path"), (":path", "teas")],
    "8.3.1 path with a space": [*without(":path"), (":path", "/a b")],
    "8.3.1 path with a fragment": [*without(":path"), (":path", "/a#b")],
    "8.3.1 path beyond ASCII": [*without(":path"), (":path", "/\xff")],
    "8.3.1 absolute path": [*without(":path"), (":path", "http://a/")],
    "8.3.1 asterisk of another method": [*without(":path"), (":path", "*")],
    "8.3.1 method that is no token": [*without(":method"), (":method", "GE T")],
    "8.3.1 method in parentheses": [*without(":method"), (":method", "(GET)")],
    "8.3.1 nothing": [],
    "8.3.1 user information": [*without(":authority"), (":authority", "me@a")],
    "8.3.1 another host": [*GET, ("host", "b")],
    "8.5 CONNECT with a path": [(":method", "CONNECT"), (":authority", "a:80"), (":path", "/")],
    "8.5 CONNECT with a scheme": [(":method", "CONNECT"), (":authority", "a:80"), (":scheme", "http")],
    "8.5 CONNECT without authority": [(":method", "CONNECT")],
    "8.1.1 content-length without content": [*POST, ("content-length", "3")],
    "8.1.1 content-length that is no number": [*POST, ("content-length", "x")],
    "8.1.1 negative content-length": [*POST, ("content-length", "-1")],
    "8.1.1 two content-lengths": [*POST, ("content-length", "0"), ("content-length", "1")],
}


@together("fields", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_head_is_a_stream_error(fields):
    kind, code, exchanges = outcome(head(fields))
    assert (kind, code) == ("stream", PROTOCOL)
    assert (exchanges[0].layer, exchanges[0].wire_status) == (Layer.SERVER, None)
    assert exchanges[0].note.startswith("PROTOCOL_ERROR: ")


@together(
    "fields",
    [
        GET,
        [*GET, ("te", "trailers")],
        [(":method", "OPTIONS"), *GET[1:2], (":path", "*"), GET[3]],
        [(":method", "!#$"), *GET[1:]],
        [*GET, ("host", "A")],
        [*GET, ("x-empty", "")],
        [*GET, ("x!#$%&'*+-.^_`|~9", "a\tb\xff")],
        [GET[3], GET[2], GET[1], GET[0]],
        [*without(":authority"), ("host", "a")],
        [*GET, ("cookie", "a=1"), ("cookie", "b=2")],
        [*GET, ("content-length", "0")],
    ],
)
def test_well_formed_head_is_answered(fields):
    assert outcome(head(fields))[:2] == ("none", 0)


OPEN = END_HEADERS
ANNOUNCED = head([*POST, ("content-length", "3")], flags=OPEN)
BROKEN_CONTENT = {
    "too little": [ANNOUNCED, data(b"ab")],
    "too little, in an empty frame": [ANNOUNCED, data(b"ab", flags=0), data(b"")],
    "too much": [ANNOUNCED, data(b"abcd")],
    "too much, in two frames": [ANNOUNCED, data(b"abc", flags=0), data(b"d", flags=0)],
    "too little before trailers": [ANNOUNCED, data(b"ab", flags=0), head([("x", "y")])],
    "any where 0 is announced": [head([*POST, ("content-length", "0")], flags=OPEN), data(b"a")],
    "pseudo-header in trailers": [head(POST, flags=OPEN), data(b"a", flags=0), head([(":path", "/")])],
    "uppercase in trailers": [head(POST, flags=OPEN), data(b"a", flags=0), head([("X", "y")])],
    "connection in trailers": [head(POST, flags=OPEN), data(b"a", flags=0), head([("connection", "x")])],
    "trailers that do not end the stream": [head(POST, flags=OPEN), head([("x", "y")], flags=OPEN)],
}


@together("frames", BROKEN_CONTENT.values(), ids=BROKEN_CONTENT.keys())
def test_malformed_content_or_trailers_are_a_stream_error(frames):
    assert outcome(*frames)[:2] == ("stream", PROTOCOL)


@pytest.mark.parametrize(
    "frames",
    [
        [ANNOUNCED, data(b"abc")],
        [ANNOUNCED, data(b"ab", flags=0), data(b"c", flags=0), data(b"")],
        [ANNOUNCED, data(b"abc", flags=0), head([("x", "y")])],
        [ANNOUNCED, frame(DATA, b"\x02abc\0\0", END_STREAM | PADDED, 1)],  # padding is no content
    ],
)
def test_content_of_its_length_is_answered(frames):
    assert outcome(*frames)[:2] == ("none", 0)


def test_compression_state_survives_a_malformed_head():
    """Section 4.3: a discarded field section is decoded all the same."""
    encoder = Encoder()
    first = encoder.encode([*GET, ("x-tea", "green"), ("Upper", "x")])
    second = encoder.encode([*GET, ("x-tea", "green")])
    sent, exchanges = conversation(
        frame(HEADERS, first, END_STREAM | END_HEADERS, 1), frame(HEADERS, second, END_STREAM | END_HEADERS, 3)
    )
    assert {each.stream for each in sent if each.kind == "HEADERS"} == {3, 101}
    assert ("x-tea", "green") in exchanges[1].frames[0].fields


def test_many_malformed_requests_end_the_connection():
    """Section 10.5; CVE-2025-8671 has the server reset streams by broken requests."""
    frames = [head([*GET, ("Tea", "x")], stream) for stream in range(1, 2 * RESETS + 5, 2)]
    with Served(echo, connection=Http2Connection) as served:
        raw = served.wire(PREFACE + frame(SETTINGS) + b"".join(frames))
    last = [each for each in take_frames(bytearray(raw), len(raw)) if each.kind == "GOAWAY"][-1]
    assert last.error == "ENHANCE_YOUR_CALM"


# --- Errors of the connection


CONNECTION_ERRORS = {
    "4.2 frame over the limit": (FRAME_SIZE, frame(DATA, b"x" * 16385, 0, 1)),
    "4.3 invalid index": (COMPRESSION, frame(HEADERS, b"\xff\xff\xff\x7f", 5, 1)),
    "4.3 index 0": (COMPRESSION, frame(HEADERS, b"\x80", 5, 1)),
    "4.3 cut string": (COMPRESSION, frame(HEADERS, b"\x10\x7fabc", 5, 1)),
    "4.3 bad Huffman code": (COMPRESSION, frame(HEADERS, b"\x10\x84\xff\xff\xff\xff\x01a", 5, 1)),
    "4.3 table larger than allowed": (COMPRESSION, frame(HEADERS, b"\x3f\xff\xff\x7f", 5, 1)),
    "4.3 in trailers": (COMPRESSION, head(POST, flags=OPEN) + frame(HEADERS, b"\x80", 5, 1)),
    "5.1 DATA on an idle stream": (PROTOCOL, data(b"x", 5)),
    "5.1 RST_STREAM on an idle stream": (PROTOCOL, frame(RST_STREAM, bytes(4), 0, 5)),
    "5.1 WINDOW_UPDATE on an idle stream": (PROTOCOL, frame(WINDOW_UPDATE, bytes([0, 0, 0, 1]), 0, 5)),
    "5.1.1 even stream": (PROTOCOL, head(GET, 2)),
    "5.1.1 lower stream": (PROTOCOL, head(GET, 7) + head(GET, 5)),
    "6.1 DATA on stream 0": (PROTOCOL, data(b"x", 0)),
    "6.1 padding as long as the payload": (PROTOCOL, head(POST, flags=OPEN) + frame(DATA, b"\x05abc", PADDED, 1)),
    "6.1 padded without a length": (FRAME_SIZE, head(POST, flags=OPEN) + frame(DATA, b"", PADDED, 1)),
    "6.2 HEADERS on stream 0": (PROTOCOL, head(GET, 0)),
    "6.2 padding as long as the payload": (PROTOCOL, frame(HEADERS, b"\x09abc", 5 | PADDED, 1)),
    "6.2 padded without a length": (FRAME_SIZE, frame(HEADERS, b"", 5 | PADDED, 1)),
    "6.2 priority that is cut": (FRAME_SIZE, frame(HEADERS, b"\0\0\0", 5 | WITH_PRIORITY, 1)),
    "6.3 PRIORITY on stream 0": (PROTOCOL, frame(PRIORITY, bytes(5), 0, 0)),
    "6.4 RST_STREAM on stream 0": (PROTOCOL, frame(RST_STREAM, bytes(4), 0, 0)),
    "6.4 RST_STREAM of 3 bytes": (FRAME_SIZE, head(POST, flags=OPEN) + frame(RST_STREAM, bytes(3), 0, 1)),
    "6.5 SETTINGS on a stream": (PROTOCOL, frame(SETTINGS, b"", 0, 1)),
    "6.5 SETTINGS of 5 bytes": (FRAME_SIZE, frame(SETTINGS, bytes(5))),
    "6.5 ACK with a payload": (FRAME_SIZE, frame(SETTINGS, bytes(6), ACK)),
    "6.5.2 ENABLE_PUSH of 2": (PROTOCOL, frame(SETTINGS, bytes([0, 2, 0, 0, 0, 2]))),
    "6.5.2 window too large": (FLOW_CONTROL, frame(SETTINGS, bytes([0, 4, 0x80, 0, 0, 0]))),
    "6.5.2 frame size too small": (PROTOCOL, frame(SETTINGS, bytes([0, 5, 0, 0, 0, 1]))),
    "6.5.2 frame size too large": (PROTOCOL, frame(SETTINGS, bytes([0, 5, 1, 0, 0, 0]))),
    "6.6 PUSH_PROMISE of a client": (PROTOCOL, head(POST, flags=OPEN) + frame(PUSH_PROMISE, b"\0\0\0\2\x82", 4, 1)),
    "6.7 PING on a stream": (PROTOCOL, frame(PING, bytes(8), 0, 1)),
    "6.7 PING of 7 bytes": (FRAME_SIZE, frame(PING, bytes(7))),
    "6.8 GOAWAY on a stream": (PROTOCOL, frame(GOAWAY, bytes(8), 0, 1)),
    "6.8 GOAWAY of 7 bytes": (FRAME_SIZE, frame(GOAWAY, bytes(7))),
    "6.9 window that grows by 0": (PROTOCOL, frame(WINDOW_UPDATE, bytes(4))),
    "6.9 WINDOW_UPDATE of 3 bytes": (FRAME_SIZE, frame(WINDOW_UPDATE, bytes(3))),
    "6.9.1 window of the connection too large": (FLOW_CONTROL, 2 * frame(WINDOW_UPDATE, b"\x7f\xff\xff\xff")),
    "6.10 CONTINUATION alone": (PROTOCOL, frame(CONTINUATION, b"\x82", END_HEADERS, 1)),
    "6.10 head that another frame interrupts": (PROTOCOL, frame(HEADERS, b"\x82", 0, 1) + frame(PING, bytes(8))),
    "6.10 head that another stream interrupts": (PROTOCOL, frame(HEADERS, b"\x82", 0, 1) + head(GET, 3)),
}


@together(("code", "frames"), CONNECTION_ERRORS.values(), ids=CONNECTION_ERRORS.keys())
def test_error_of_the_connection_has_its_code(code, frames):
    assert outcome(frames)[:2] == ("connection", code)


@pytest.mark.parametrize(
    ("code", "frames"),
    [
        (PROTOCOL, head(POST, flags=OPEN) + frame(WINDOW_UPDATE, bytes(4), 0, 1)),
        (FLOW_CONTROL, head(POST, flags=OPEN) + frame(WINDOW_UPDATE, b"\x7f\xff\xff\xff", 0, 1)),
        (STREAM_CLOSED, head(POST, flags=END_STREAM | END_HEADERS) + data(b"x")),
    ],
    ids=["6.9 grows by 0", "6.9.1 window too large", "5.1 DATA after END_STREAM"],
)
def test_error_of_a_stream_has_its_code(code, frames):
    assert outcome(frames)[:2] == ("stream", code)


@pytest.mark.parametrize(
    "frames",
    [
        frame(0x20, b"an extension", 0xFF, 1),  # section 4.1: unknown types are ignored
        frame(SETTINGS, bytes([0xFF, 0xFF, 0, 0, 0, 1])),  # section 6.5.2: unknown settings too
        frame(PING, bytes(8)),
        frame(PING, bytes(8), ACK),
        frame(PRIORITY, b"\0\0\0\0\x10", 0, 3),
        frame(SETTINGS, b"", ACK),
    ],
)
def test_frame_that_changes_nothing_is_taken(frames):
    assert outcome(frames)[:2] == ("none", 0)
