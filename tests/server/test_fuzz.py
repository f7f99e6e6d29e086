"""Whatever arrives, the lab goes on: every connection ends in a well-formed answer or a deliberate close, the recorder
tells of it, memory stays bounded, nothing is printed, and the next request is answered.
"""

import gc
import os
import random
import re
import tracemalloc
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from served import Served, echo

from sampling import RUNS_SLOW_TESTS
from statuslab.clients.raw_http1 import RawClient
from statuslab.messages.http1 import ResponseReader
from statuslab.messages.http2 import PREFACE
from statuslab.server.httpbin import make_routes
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.http2 import Http2Connection
from statuslab.server.protocol.server_config import Timeouts
from statuslab.server.teahouse import teahouse_routes, webdav_routes

GET = b"GET /teas/7 HTTP/1.1\r\nHost: teahouse\r\n\r\n"
FUZZ = int(os.environ.get("STATUSLAB_FUZZ") or (20_000 if RUNS_SLOW_TESTS else 400))  # connections altogether
SHARE = {"mutated": 0.75, "structured": 0.2, "frames": 0.05}


def share(kind):
    return -int(-FUZZ * SHARE[kind] // 1)  # rounded up


def test_shares_add_up_to_at_least_what_was_asked_for():
    assert sum(map(share, SHARE)) >= FUZZ


class Watched:
    """A lab that collects its errors, and what must hold after each client and in the end."""

    def __init__(self):
        self.lab = Lab(FixedClock(pace=0.01), timeouts=Timeouts(idle=2000.0))
        self.errors, self.met, self.clients = [], Counter(), 0

    def __enter__(self):
        self.ports = {"teahouse": self.lab.address, "proxy": self.lab.port_address("proxy")}
        self.lab._runner.loop.set_exception_handler(lambda _, context: self.errors.append(context))
        return self

    def __exit__(self, *_):
        self.lab.stop()

    def meet(self, pieces, port="teahouse", stays=True):
        """Let a client send these pieces, and check what it gets; some leave without reading."""
        with RawClient(self.ports[port], seconds=10) as client:
            for piece in pieces:
                client.send(piece)
            client.finish()
            received = client.rest() if stays else b""
        sent = b"".join(pieces)
        assert well_formed(received, sent), (port, sent, received)
        if received:
            exchange = self.lab.recorder.of(client.peer, 0, 0, timeout=30)
            assert exchange.received, sent
            self.met[exchange.wire_status] += 1
        self.clients += 1
        if self.clients % 20 == 0:
            self.answers()

    def answers(self):
        with RawClient(self.ports["teahouse"]) as client:
            client.send(GET)
            assert client.answer("GET").head.status == 200

    def is_unharmed(self):
        """Check that nothing is left over of all the clients, and that there was no error."""
        self.answers()
        assert len(self.lab.exchanges) <= self.lab.recorder.count
        assert self.lab.recorder._size <= self.lab.recorder.bytes
        self.lab.reset()
        assert self.errors == []


def well_formed(received, sent):
    """Is it a sequence of whole HTTP responses, perhaps to HEAD?"""
    while received:
        reader = ResponseReader("HEAD" if b"HEAD" in sent and ends_with_its_head(received) else "GET")
        reader.feed(received)
        if reader.head is None or reader.head.status == 101:
            return reader.head is not None
        if not reader.complete:
            return False
        received = bytes(reader.buffer)
    return True


def ends_with_its_head(received):
    """Whether the next response follows the head of the first, after its interim responses, or nothing does."""
    head, _, rest = received.partition(b"\r\n\r\n")
    while re.match(rb"HTTP/1\.1 1(?!01)", head):
        head, _, rest = rest.partition(b"\r\n\r\n")
    return not rest or rest.startswith(b"HTTP/1.")


@pytest.fixture(autouse=True)
def nothing_is_printed(capfd, caplog):
    yield
    gc.collect()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


# --- Real requests, mutated


def post(target, content, *fields):
    lines = [
        b"POST %b HTTP/1.1" % target,
        b"Host: teahouse",
        b"Content-Length: %d" % len(content),
        *fields,
        b"",
        content,
    ]
    return b"\r\n".join(lines)


SEEDS = [
    GET,
    GET + GET,
    GET[:-2] + b"X: y\r\n" * 100 + b"\r\n",
    GET.replace(b"1.1", b"2.0"),
    b"HEAD /teas HTTP/1.1\r\nHost: teahouse\r\nConnection: close\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: teahouse\r\n\r\n",
    b"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
    b"GET http://teahouse/menu HTTP/1.1\r\nHost: teahouse\r\n\r\n",
    post(b"/orders", b'{"tea": 7, "cups": 2}', b"Content-Type: application/json"),
    post(b"/guestbook", b"name=a&text=b", b"Content-Type: application/x-www-form-urlencoded", b"Expect: 100-continue"),
    b"POST /teas HTTP/1.1\r\nHost: teahouse\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
    b'GET /leaflets/assam.txt HTTP/1.1\r\nHost: teahouse\r\nRange: bytes=0-9,20-29\r\nIf-Range: "leaf-1"\r\n\r\n',
    b"GET /delivery/menu HTTP/1.1\r\nHost: teahouse\r\nConnection: X-Tea\r\nX-Tea: 1\r\n\r\n",
    b"GET /staff/rota HTTP/1.0\r\nAuthorization: Basic d2FpdGVyOm9vbG9uZw==\r\n\r\n",
    b"GET /staff/api/shifts HTTP/1.1\r\nHost: teahouse\r\nAuthorization: Bearer waiter-today\r\n\r\n",
]
SPICES = [
    b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"\xff\xfe", b"%", b"%zz", b"..", b"/", b"http://[", b"@", b"#",
    b"\x16\x03", b"-1", b"999999999999999999", b"chunked", b"bytes=-0", b"HTTP/1.1", b"HTTP/2.0",
    b"\r\nHost: b\r\n", b"\r\nContent-Length: 99\r\n", b"\r\nTransfer-Encoding: chunked\r\n",
    b"\r\nExpect: 100-continue\r\n", b"\r\nConnection: upgrade\r\nUpgrade: websocket\r\n",
    b"\r\nX: " + b"y" * 9000 + b"\r\n", b"t" * 9000,
]  # fmt: skip


def mutated(raw, chance):
    raw = bytearray(raw)
    for _ in range(chance.randint(0, 4)):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(4):
            case 0:
                raw[at:at] = chance.choice(SPICES)
            case 1:
                raw[at : at + chance.randint(1, 8)] = b""
            case 2:
                raw[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                raw[at : at + chance.randint(1, 4)] = chance.choice(SPICES)
    return bytes(raw)


def test_lab_answers_or_closes_on_mutated_requests_and_goes_on():
    chance = random.Random(1795338000)
    with Watched() as watched:
        for _ in range(share("mutated")):
            raw = mutated(chance.choice(SEEDS), chance)
            cut = chance.randrange(len(raw) + 1)
            watched.meet([raw[:cut], raw[cut:]], stays=chance.random() < 0.9)
        assert set(watched.met) >= {200, 400, 404, 414, 431, 505}
        watched.is_unharmed()


# --- Generated requests


def addresses():
    """Every path that the lab serves, with its parameters, but for those whose responses are broken on purpose."""
    routes = teahouse_routes() + webdav_routes() + make_routes(FixedClock(), random.Random(0))
    paths = {route.path for route in routes}
    return sorted(path for path in paths if not path.startswith(("/broken", "/with/")))


METHODS = [
    "GET",
    "GET",
    "GET",
    "POST",
    "PUT",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "PROPFIND",
    "MKCOL",
    "COPY",
    "LOCK",
    "BREW",
]
VALUES = ["7", "0", "1", "assam", "a", "-1", "99999", "%2e%2e", "%00", "%ff", "200", "304:9,204", "x" * 300, ""]
FIELDS = {
    b"Accept": [b"*/*", b"text/html;q=0, */*;q=0.1", b";;q="],
    b"Accept-Encoding": [b"gzip", b"identity;q=0", b"*;q=0"],
    b"Authorization": [b"Basic d2FpdGVyOm9vbG9uZw==", b"Basic !!", b"Bearer ", b'Digest username="a", nonce="'],
    b"Connection": [b"close", b"keep-alive", b"Upgrade", b"Host, Content-Length", b",,"],
    b"Content-Type": [b"application/json", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=b"],
    b"Cookie": [b"a=1; b", b"=;=;", b'"'],
    b"Depth": [b"0", b"1", b"infinity", b"-"],
    b"Destination": [b"/cellar/x", b"http://other/", b"::"],
    b"Expect": [b"100-continue", b"200-ok"],
    b"If-Match": [b'"v1"', b"*", b'"'],
    b"If-None-Match": [b'"v1", W/"v2"', b"*", b"v1"],
    b"If-Modified-Since": [b"Sun, 06 Nov 1994 08:49:37 GMT", b"Sun, 99 Nov 1994 08:49:37 GMT"],
    b"Range": [b"bytes=0-0", b"bytes=-1", b"bytes=5-2", b"bytes=" + b"0-1," * 200, b"lines=1-2"],
    b"Upgrade": [b"websocket", b"h2c"],
    b"Sec-WebSocket-Version": [b"13", b"1"],
    b"Sec-WebSocket-Key": [b"dGhlIHNhbXBsZSBub25jZQ==", b""],
    b"TE": [b"trailers"],
}
CONTENT = [b"", b"{}", b'{"tea": 7, "cups": 2}', b"a=1&b=%zz", b"--b\r\n\r\n--b--\r\n", b"[" * 3000, b"<x/>", b"\0\xff"]
ADDRESSES = addresses()


QUERIES = ["", "", "?a=1&a=2", "?show_env", "?n=9999999999&seed=x", "?%zz=%00&&=", "?url=//x"]
FORMS = ["{}"] * 40 + ["http://teahouse{}", "https://teahouse{}", "*", "http:{}", "teahouse:80"]
VERSIONS = [b"HTTP/1.1"] * 40 + [b"HTTP/1.0", b"HTTP/1.9", b"HTTP/3.0", b"http/1.1"]
HOSTS = [[b"Host: teahouse"]] * 40 + [[], [b"Host:"], [b"Host: a", b"Host: b"], [b"Host: [::1"]]
FRAMINGS = ["none", "sized", "chunked"] * 6 + ["wild", "wrong", "both"]
LENGTHS = [b"1", b"9" * 25, b"-1", b"+1", b"1, 1", b"0x1"]
EXTENSIONS = [b""] * 20 + [b";a=b", b"; x", b" ", b";" + b"e" * 2000]
LAST_CHUNKS = [b"0\r\n\r\n"] * 10 + [b"0\r\nX-Sum: 1\r\n\r\n", b"0\r\n: \r\n\r\n", b""]


@st.composite
def targets(draw):
    path = re.sub(r"\{[^}]*\}", lambda _: draw(st.sampled_from(VALUES)), draw(st.sampled_from(ADDRESSES)))
    return draw(st.sampled_from(FORMS)).format(path + draw(st.sampled_from(QUERIES))).encode()


@st.composite
def fields(draw):
    name = draw(st.sampled_from(sorted(FIELDS)))
    return b"%b: %b" % (name, draw(st.sampled_from(FIELDS[name])))


odd_fields = st.binary(max_size=40) | st.text("abcXYZ-:; \t=\"',", max_size=40).map(str.encode)


@st.composite
def framed(draw):
    """Framing fields and content, mostly in agreement."""
    content = draw(st.sampled_from(CONTENT) | st.binary(max_size=200))
    match draw(st.sampled_from(FRAMINGS)):
        case "sized":
            return [b"Content-Length: %d" % len(content)], content
        case "wrong":
            return [b"Content-Length: " + draw(st.sampled_from(LENGTHS))], content
        case "chunked":
            return [b"Transfer-Encoding: chunked"], chunked(draw, content)
        case "wild":
            return [b"Transfer-Encoding: wild, chunked"], chunked(draw, content)
        case "both":
            return [b"Content-Length: 3", b"Transfer-Encoding: chunked"], chunked(draw, content)
    return [], b""


def chunked(draw, content):
    size, extension = draw(st.integers(1, 64)), draw(st.sampled_from(EXTENSIONS))
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    out = b"".join(b"%x%b\r\n%b\r\n" % (len(piece), extension, piece) for piece in pieces)
    return out + draw(st.sampled_from(LAST_CHUNKS))


@st.composite
def requests(draw):
    method = draw(st.sampled_from(METHODS * 4 + ["", "!~", "get"])).encode()
    line = b"%b %b %b" % (method, draw(targets()), draw(st.sampled_from(VERSIONS)))
    more = draw(st.lists(fields(), max_size=6)) + (draw(st.lists(odd_fields)) if draw(st.integers(0, 19)) == 19 else [])
    framing, content = draw(framed())
    return b"\r\n".join([line, *draw(st.sampled_from(HOSTS)), *more, *framing, b"", content])


@st.composite
def in_segments(draw):
    """One to three requests on one connection, cut anywhere; perhaps the last one is not sent to its end."""
    raw = b"".join(draw(st.lists(requests(), min_size=1, max_size=3)))
    raw = raw[: draw(st.sampled_from([len(raw)] * 3 + [len(raw) * 2 // 3]))]
    cuts = sorted({0, len(raw), *draw(st.lists(st.integers(0, len(raw)), max_size=6))})
    return [raw[start:end] for start, end in pairwise(cuts)]


INTERIM_BEFORE_HEAD = b"".join(
    b"%b HTTP/1.1\r\nHost: teahouse\r\n\r\n" % line for line in (b"GET /", b"GET /hints", b"HEAD /")
)
QUIETLY = settings(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


def test_lab_answers_or_closes_on_generated_requests_and_goes_on():
    with Watched() as watched:

        @settings(QUIETLY, max_examples=share("structured"))
        @given(in_segments(), st.sampled_from(["teahouse"] * 4 + ["proxy"]), st.sampled_from([True] * 9 + [False]))
        @example([GET], "teahouse", True)
        @example([INTERIM_BEFORE_HEAD], "teahouse", True)
        def meet(pieces, port, stays):
            watched.meet(pieces, port, stays)

        meet()
        assert set(watched.met) >= {200, 400, 405}
        watched.is_unharmed()


# --- Frames of HTTP/2


@st.composite
def frames(draw):
    """A frame of any type, with a payload that may or may not fit it."""
    payload = draw(st.sampled_from(PAYLOADS) | st.binary(max_size=60))
    kind = draw(st.integers(0, 9) | st.sampled_from([0, 1, 1, 3, 8, 9, 0x10, 0xFF]))
    flags = draw(st.sampled_from([0, 1, 4, 5, 0x8, 0x20, 0x2D, 0xFF]))
    number = draw(st.sampled_from([0, 1, 1, 3, 3, 5, 2, 0x7FFFFFFF, 0xFFFFFFFF]))
    length = draw(st.sampled_from([len(payload)] * 9 + [2**24 - 1]))
    return length.to_bytes(3, "big") + bytes([kind, flags]) + number.to_bytes(4, "big") + payload


BLOCK = b"\x82\x84\x87\x41\x01a"  # GET / https a
PAYLOADS = [BLOCK, b"\x83" + BLOCK[1:], BLOCK + b"\x40\x01x\x01\0", b"", b"\0" * 4, b"\0" * 5, b"\0" * 6, b"\xff" * 4]
SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
SHORT = Timeouts(idle=2000.0, head=1.0, content=1.0, upload=2.0, goodbye=1.0)


def test_connection_with_random_frames_ends_and_the_next_one_is_served():
    with Served(echo, connection=Http2Connection, clock=FixedClock(pace=0.01), timeouts=SHORT) as served:

        @settings(QUIETLY, max_examples=share("frames"))
        @given(st.lists(frames(), max_size=12), st.sampled_from([PREFACE + SETTINGS] * 9 + [PREFACE, b""]))
        def meet(sent, first):
            with served.client() as client:
                client.send(first + b"".join(sent))
                client.finish()
                received = client.rest()
            assert received.startswith(b"\x00\x00") and received[3] == 4, "the server's SETTINGS come first"

        meet()
        with served.client() as client:
            client.send(PREFACE + SETTINGS + len(BLOCK).to_bytes(3, "big") + b"\x01\x05\x00\x00\x00\x01" + BLOCK)
            assert served.exchange(client).response.content == b"GET / "
        exchanges = served.recorder.exchanges()
        assert len(exchanges) <= served.recorder.count
        assert all(str(exchange) for exchange in exchanges[-50:])


# --- Memory


def test_lab_uses_no_more_memory_after_many_clients():
    chance = random.Random(7)
    with Watched() as watched:
        watched.lab.recorder.count = 20
        held = []
        tracemalloc.start()
        try:
            for _ in range(3):
                for _ in range(150 if RUNS_SLOW_TESTS else 60):
                    watched.meet([mutated(chance.choice(SEEDS), chance)])
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
    assert held[2] - held[1] < 500_000
