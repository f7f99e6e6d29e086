"""Exchanges put together by hand: bytes with marks, and frames of HTTP/2."""

from statuslab.messages.exchange import Direction, Event, Exchange, Frame, Layer

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
