import asyncio
import shutil
import ssl
import subprocess
from queue import SimpleQueue

import httpx2
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    InformationalResponseReceived,
    PingAckReceived,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
    WindowUpdated,
)
from served import Served, echo, read_all, reply, responding

from statuslab.codes import find_scene
from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import Limits
from statuslab.messages.http2 import PREFACE
from statuslab.messages.transcript import DisplayOptions, text
from statuslab.scenarios.player import play, send
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.http2 import RESETS, STREAMS, Http2Connection
from statuslab.server.protocol.server_config import Timeouts

HTTP1 = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
TEA = b"leaf " * 200_000
QUICK = Timeouts(idle=10.0, content=10.0, goodbye=2.0)  # tenths of a second under the fixed clock


class Client:
    """A client on one connection that keeps every event; `window` says whether it opens its window again."""

    def __init__(self, served, window=True):
        self.raw, self.window = served.client(), window
        self.h2 = H2Connection(H2Configuration(client_side=True, validate_outbound_headers=False))
        self.h2.initiate_connection()
        self.events = []
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.raw.close()

    def flush(self):
        self.raw.send(self.h2.data_to_send())

    def ask(self, method="GET", path="/", fields=(), content=b"", ends=True):
        number = self.h2.get_next_available_stream_id()
        pseudo = [(":method", method), (":scheme", "https"), (":path", path), (":authority", "a")]
        self.h2.send_headers(number, [*pseudo, *fields], end_stream=ends and not content)
        if content:
            self.h2.send_data(number, content, end_stream=ends)
        self.flush()
        return number

    def read(self):
        """Read and handle what comes next; False at the end."""
        data = self.raw.some()
        for event in self.h2.receive_data(data) if data else ():
            self.events.append(event)
            if isinstance(event, DataReceived) and self.window:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        self.flush()
        return bool(data)

    def until(self, kind, number=None):
        """The next event of a kind (of a stream)."""
        while True:
            for event in self.events:
                if isinstance(event, kind) and number in (None, getattr(event, "stream_id", None)):
                    return event
            assert self.read(), f"the connection ended before a {kind.__name__} came"

    def answer(self, number):
        """Status, fields and content of a stream that ends well."""
        self.until(StreamEnded, number)
        fields = {name.decode(): value.decode() for name, value in self.of(ResponseReceived, number)[0].headers}
        return int(fields.pop(":status")), fields, self.content(number)

    def content(self, number):
        return b"".join(event.data for event in self.of(DataReceived, number))

    def of(self, kind, number):
        return [event for event in self.events if isinstance(event, kind) and event.stream_id == number]

    def rest(self):
        while self.read():
            pass


def served(app, **rules):
    return Served(app, connection=Http2Connection, **rules)


def asked(app, *args, **how):
    """Status, fields, content and exchange of one request."""
    with served(app) as server, Client(server) as client:
        answer = client.answer(client.ask(*args, **how))
        return *answer, server.exchange(client.raw)


def goaway_code(data, app=echo, **rules):
    """The error code of the GOAWAY that these bytes cause, and the recorded exchange."""
    with served(app, **rules) as server, server.client() as raw:
        raw.send(data)
        received = raw.rest()
        h2 = H2Connection()
        h2.initiate_connection()
        (goodbye,) = [event for event in h2.receive_data(received) if isinstance(event, ConnectionTerminated)]
        return ErrorCodes(goodbye.error_code), server.exchange(raw)


# --- One request


def test_request_is_answered_with_the_fields_and_the_content_of_the_app():
    status, fields, content, _ = asked(responding(200, b"tea\n", [(b"ETag", b'"v1"')]))
    assert (status, content) == (200, b"tea\n")
    assert fields == {"etag": '"v1"', "content-length": "4", "date": "Sun, 22 Nov 2026 09:00:00 GMT"}


def test_scope_is_made_from_pseudo_fields():
    seen_scope = {}

    async def app(scope, receive, send):
        seen_scope.update(scope)
        await reply(send)

    asked(app, "GET", "/teas%207?a=1", [("X-Tea", "assam"), ("cookie", "a=1"), ("cookie", "b=2")])
    assert (seen_scope["http_version"], seen_scope["method"], seen_scope["path"]) == ("2", "GET", "/teas 7")
    assert (seen_scope["raw_path"], seen_scope["query_string"]) == (b"/teas%207", b"a=1")
    assert seen_scope["headers"] == [(b"host", b"a"), (b"x-tea", b"assam"), (b"cookie", b"a=1; b=2")]
    assert set(seen_scope["extensions"]) == {"statuslab.interim", "statuslab.hangup", "http.response.trailers"}


def test_exchange_of_a_stream_has_its_frames_and_their_bytes():
    *_, exchange = asked(echo, "POST", "/tea", content=b"cup")
    kinds = [(str(frame.direction), frame.kind, frame.ends) for frame in exchange.frames]
    assert kinds == [(">", "HEADERS", False), (">", "DATA", True), ("<", "HEADERS", False), ("<", "DATA", True)]
    assert exchange.sent.endswith(b"\x00\x00\x03\x00\x01\x00\x00\x00\x01cup")
    assert exchange.received.endswith(b"\x00\x00\x0d\x00\x01\x00\x00\x00\x01POST /tea cup")
    assert (exchange.request.target, exchange.request.content) == ("/tea", b"cup")
    assert (exchange.wire_status, exchange.logged_status, exchange.layer) == (200, 200, Layer.APPLICATION)


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 205), ("GET", 304)])
def test_response_without_content_ends_with_its_head(method, status):
    got, fields, content, exchange = asked(responding(status, b"tea\n"), method)
    assert (got, content) == (status, b"")
    assert fields.get("content-length") == ("4" if method == "HEAD" else None)
    assert [(frame.kind, frame.ends) for frame in exchange.frames][1:] == [("HEADERS", True)]


def test_connection_specific_fields_are_left_out():
    options = [b"Connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"proxy-connection", b"x-hop"]
    fields = [(name, b"close, X-Hop" if name == b"Connection" else b"x") for name in options]
    _, got, _, exchange = asked(responding(426, b"no", fields))
    assert set(got) == {"date", "content-length"}
    assert dict(exchange.response.fields) == got


def test_interim_response_comes_before_the_final_one():
    async def app(scope, receive, send):
        await send({"type": "statuslab.interim", "status": 103, "headers": [(b"Link", b"</a>")]})
        await send({"type": "statuslab.interim", "status": 101, "headers": []})
        await reply(send)

    with served(app) as server, Client(server) as client:
        number = client.ask()
        assert client.answer(number)[0] == 200
        (hint,) = client.of(InformationalResponseReceived, number)
        assert hint.headers == [(b":status", b"103"), (b"link", b"</a>")]
        assert [early.status for early in server.exchange(client.raw).interim] == [103]


def test_trailers_come_after_the_content():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": True})
        await send({"type": "http.response.body", "body": b"tea"})
        await send({"type": "http.response.trailers", "headers": [(b"Digest", b"x")]})

    with served(app) as server, Client(server) as client:
        number = client.ask()
        assert client.answer(number)[2] == b"tea"
        assert client.of(TrailersReceived, number)[0].headers == [(b"digest", b"x")]
        assert server.exchange(client.raw).response.trailers == (("digest", "x"),)


def test_client_that_holds_its_content_back_gets_a_100():
    with served(echo) as server, Client(server) as client:
        number = client.ask("POST", fields=[("expect", "100-continue")], ends=False)
        assert client.until(InformationalResponseReceived, number).headers == [(b":status", b"100")]
        client.h2.send_data(number, b"cup", end_stream=True)
        client.flush()
        assert client.answer(number)[2] == b"POST / cup"


# --- Many requests


def test_streams_run_side_by_side_on_one_connection():
    """No stream gets its response before all have sent their requests."""
    waiting = []

    async def app(scope, receive, send):
        waiting.append(scope["path"])
        while len(waiting) < STREAMS:
            await asyncio.sleep(0.001)
        await reply(send, scope["path"].encode())

    with served(app) as server, Client(server) as client:
        numbers = [client.ask(path=f"/{at}") for at in range(STREAMS)]
        assert [client.answer(number)[2] for number in numbers] == [f"/{at}".encode() for at in range(STREAMS)]
        exchanges = [server.exchange(client.raw, at) for at in range(STREAMS)]
        assert [exchange.request.target for exchange in exchanges] == [f"/{at}" for at in range(STREAMS)]
        assert all({frame.stream for frame in each.frames} == {2 * at + 1} for at, each in enumerate(exchanges))
        assert len(server.recorder.exchanges()) == STREAMS


def test_stream_over_the_limit_ends_the_connection():
    async def app(scope, receive, send):
        await asyncio.sleep(60)

    with served(app) as server, Client(server) as client:
        for _ in range(STREAMS + 1):  # the client has not read yet how many it may
            client.ask()
        assert client.until(ConnectionTerminated).error_code is ErrorCodes.PROTOCOL_ERROR


def test_content_is_sent_only_as_the_window_allows():
    with served(responding(200, TEA)) as server, Client(server, window=False) as client:
        number = client.ask()
        while len(client.content(number)) < 65_535:
            client.read()
        assert client.content(number) == TEA[:65_535]
        client.h2.increment_flow_control_window(2_000_000)
        client.h2.increment_flow_control_window(2_000_000, number)
        client.flush()
        assert client.answer(number)[2] == TEA


def test_window_closed_for_too_long_resets_only_its_stream():
    with served(responding(200, TEA), timeouts=QUICK) as server, Client(server, window=False) as client:
        number = client.ask()
        assert client.until(StreamReset, number).error_code is ErrorCodes.CANCEL
        assert client.answer(client.ask("HEAD"))[0] == 200
        assert server.exchange(client.raw).note == "the client stopped reading"


def test_content_of_a_megabyte_passes_in_both_directions():
    with served(echo) as server, Client(server) as client:
        number = client.ask("POST", ends=False)
        left = TEA
        while left:
            size = min(client.h2.local_flow_control_window(number), 16_384, len(left))
            if size:
                client.h2.send_data(number, left[:size], end_stream=size == len(left))
                left = left[size:]
                client.flush()
            else:
                client.read()
        assert client.answer(number)[2] == b"POST / " + TEA


def test_unread_content_is_stopped_by_flow_control():
    async def app(scope, receive, send):
        await asyncio.sleep(60)

    with served(app) as server, Client(server) as client:
        number = client.ask("POST", content=b"x" * 16_384, ends=False)
        for _ in range(3):
            client.h2.send_data(number, b"x" * 16_384 if _ < 2 else b"x" * 16_383)
        client.h2.ping(b"all here")
        client.flush()
        client.until(PingAckReceived)
        assert client.h2.local_flow_control_window(number) == 0


def test_unread_content_takes_no_window_from_other_streams():
    async def app(scope, receive, send):
        await (echo(scope, receive, send) if scope["path"] == "/read" else asyncio.sleep(60))

    with served(app) as server, Client(server) as client:
        unread = client.ask("POST", content=b"x" * 16_384, ends=False)
        for size in (16_384, 16_384, 16_383):
            client.h2.send_data(unread, b"x" * size)
        client.flush()
        client.until(WindowUpdated)
        assert client.answer(client.ask("POST", "/read", content=b"cup"))[2] == b"POST /read cup"


def test_small_stream_passes_a_large_one():
    async def app(scope, receive, send):
        await reply(send, TEA if scope["path"] == "/large" else b"small")

    with served(app) as server, Client(server, window=False) as client:
        client.h2.increment_flow_control_window(2**22)
        large = client.ask(path="/large")
        client.h2.increment_flow_control_window(2**22, large)
        small = client.ask(path="/small")
        assert client.answer(small)[2] == b"small"
        assert client.answer(large)[2] == TEA
        ends = [event.stream_id for event in client.events if isinstance(event, StreamEnded)]
        assert ends == [small, large]


# --- Errors of the server itself


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"path": "/" + "a" * 9000}, 414),
        ({"fields": [(f"x-{at}", "y") for at in range(120)]}, 431),
        ({"fields": [("expect", "wonders")]}, 417),
    ],
)
def test_request_that_the_server_refuses_gets_its_status_and_the_connection_goes_on(how, status):
    with served(echo) as server, Client(server) as client:
        assert client.answer(client.ask(**how))[0] == status
        assert server.exchange(client.raw).layer is Layer.SERVER
        assert client.answer(client.ask())[0] == 200


def test_field_section_is_measured_with_32_bytes_more_for_each_field():
    with served(echo, limits=Limits(head=400)) as server, Client(server) as client:
        assert client.answer(client.ask(fields=[(f"x-{at}", "y") for at in range(5)]))[0] == 200
        assert client.answer(client.ask(fields=[(f"x-{at}", "y") for at in range(12)]))[0] == 431


def test_method_that_no_resource_knows_is_501():
    with served(echo, knows_method=lambda method, _: method == "GET") as server, Client(server) as client:
        assert client.answer(client.ask("FROB"))[0] == 501


def test_content_that_stops_arriving_is_408():
    with served(echo, timeouts=QUICK) as server, Client(server) as client:
        number = client.ask("POST", content=b"cu", ends=False)
        client.until(StreamEnded, number)
        assert [dict(event.headers)[b":status"] for event in client.of(ResponseReceived, number)] == [b"408"]


async def broken(scope, receive, send):
    raise RuntimeError


async def switching(scope, receive, send):
    await reply(send, status=101)


async def injecting(scope, receive, send):
    await reply(send, headers=[(b"x", b"a\r\nb: c")])


@pytest.mark.parametrize("app", [broken, switching, injecting])
def test_app_that_raises_before_its_response_gets_a_500_and_the_connection_goes_on(app):
    with served(app) as server, Client(server) as client:
        assert client.answer(client.ask())[0] == client.answer(client.ask())[0] == 500
        assert server.exchange(client.raw).layer is Layer.SERVER


async def stopping(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"te", "more_body": True})


async def promising(scope, receive, send):
    await reply(send, b"te", headers=[(b"content-length", b"9")])


async def hanging_up(scope, receive, send):
    await send({"type": "statuslab.hangup", "logged": 444})


@pytest.mark.parametrize(("app", "logged"), [(stopping, 200), (promising, 200), (hanging_up, 444)])
def test_unfinished_response_resets_the_stream(app, logged):
    with served(app) as server, Client(server) as client:
        assert client.until(StreamReset, client.ask()).error_code is ErrorCodes.INTERNAL_ERROR
        assert server.exchange(client.raw).logged_status == logged
        assert client.until(StreamReset, client.ask()).error_code is ErrorCodes.INTERNAL_ERROR


def test_content_over_its_content_length_is_cut():
    assert asked(responding(200, b"tea and more", [(b"content-length", b"3")]))[2] == b"tea"


def test_client_need_not_send_content_over_the_drain_limit():
    with served(responding(413), drain=20_000) as server, Client(server) as client:
        number = client.ask("POST", content=b"x" * 16_000, ends=False)
        client.h2.send_data(number, b"x" * 16_000)
        client.flush()
        assert client.until(StreamReset, number).error_code is ErrorCodes.NO_ERROR
        assert client.answer(number)[0] == 413


# --- Clients that leave, and clients that break the rules


@pytest.fixture
def slow():
    """An app that never answers, and whether it was stopped."""
    stopped, begun = [], SimpleQueue()

    async def app(scope, receive, send):
        begun.put(scope["path"])
        try:
            await read_all(receive)
            await asyncio.sleep(60)
        finally:
            stopped.append(scope["path"])

    app.stopped, app.begun = stopped, begun
    return app


def test_client_that_resets_a_stream_stops_its_handler_and_no_other(slow):
    async def app(scope, receive, send):
        await (reply(send) if scope["path"] == "/quick" else slow(scope, receive, send))

    with served(app) as server, Client(server) as client:
        number = client.ask("POST", content=b"x", ends=False)
        client.answer(client.ask(path="/quick"))
        client.h2.reset_stream(number, ErrorCodes.CANCEL)
        client.flush()
        exchange = server.exchange(client.raw)
        assert slow.stopped == ["/"]
        assert exchange.logged_status == 499
        assert exchange.note == "the client reset the stream (CANCEL) before the answer"
        assert exchange.frames[-1].fields == (("error", "CANCEL"),)
        assert client.answer(client.ask(path="/quick"))[0] == 200


def test_reset_together_with_the_request_leaves_a_finished_exchange(slow):
    with served(slow) as server, Client(server) as client:
        client.h2.send_headers(
            1, [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "a")], end_stream=True
        )
        client.h2.reset_stream(1, ErrorCodes.CANCEL)
        client.flush()
        assert server.exchange(client.raw).logged_status == 499
        assert slow.begun.empty()


def test_client_that_leaves_ends_all_its_streams(slow):
    with served(slow) as server:
        with Client(server) as client:
            client.ask(path="/1")
            client.ask(path="/2")
            assert sorted(slow.begun.get(timeout=30) for _ in range(2)) == ["/1", "/2"]
        exchanges = [server.exchange(client.raw, at) for at in range(2)]
        assert sorted(slow.stopped) == ["/1", "/2"]
        assert [each.logged_status for each in exchanges] == [499, 499]
        assert {each.note for each in exchanges} == {"the client left before the answer"}
        assert all(each.events[-1].direction is Direction.CLIENT_CLOSED for each in exchanges)


def test_client_that_leaves_in_the_middle_of_a_head_is_recorded():
    with served(echo) as server:
        with server.client() as raw:
            raw.send(PREFACE + SETTINGS + b"\x00\x00\x01\x01\x00\x00\x00\x00\x01\x82")
        exchange = server.exchange(raw)
    assert (exchange.request, exchange.logged_status) == (None, 499)


def test_client_that_sends_goaway_is_disconnected(slow):
    with served(slow) as server, Client(server) as client:
        client.ask()
        client.h2.close_connection()
        client.flush()
        client.raw.rest()
        assert server.exchange(client.raw).logged_status == 499


def test_stream_notes_that_another_one_broke_the_connection(slow):
    with served(slow) as server, Client(server) as client:
        client.ask()
        assert slow.begun.get(timeout=30) == "/"
        client.raw.send(HTTP1)
        assert client.until(ConnectionTerminated).error_code is ErrorCodes.FRAME_SIZE_ERROR
        first, second = (server.exchange(client.raw, at) for at in range(2))
        assert (first.note, first.logged_status) == ("the connection was broken off before the answer", None)
        assert first.events[-1].direction is Direction.SERVER_CLOSED
        assert second.note.startswith("FRAME_SIZE_ERROR: a frame of 4670804 bytes")


def test_idle_client_gets_goaway():
    with served(echo, timeouts=QUICK) as server, Client(server) as client:
        client.answer(client.ask())
        assert client.until(ConnectionTerminated).error_code is ErrorCodes.NO_ERROR
        client.rest()


def test_too_many_resets_end_the_connection(slow):
    with served(slow) as server, Client(server) as client:
        for _ in range(RESETS + 1):
            client.h2.reset_stream(client.ask(), ErrorCodes.CANCEL)
        client.flush()
        assert client.until(ConnectionTerminated).error_code is ErrorCodes.ENHANCE_YOUR_CALM


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (HTTP1, ErrorCodes.PROTOCOL_ERROR),
        (PREFACE + HTTP1, ErrorCodes.FRAME_SIZE_ERROR),
        (PREFACE + SETTINGS + HTTP1, ErrorCodes.FRAME_SIZE_ERROR),
        (PREFACE + b"\x00\x00\x08\x06\x00\x00\x00\x00\x00" + b"p" * 8, ErrorCodes.PROTOCOL_ERROR),
        (PREFACE + SETTINGS + b"\x00\x00\x01\x01\x05\x00\x00\x00\x01\xff", ErrorCodes.COMPRESSION_ERROR),
        (PREFACE + SETTINGS + b"\x00\x00\x01\x00\x01\x00\x00\x00\x01x", ErrorCodes.PROTOCOL_ERROR),
        (PREFACE + SETTINGS + b"\x00\x00\x01\x01\x00\x00\x00\x00\x01\x82" + SETTINGS, ErrorCodes.PROTOCOL_ERROR),
    ],
    ids=["no preface", "no settings", "an overlong frame", "a ping first", "bad hpack", "data first", "a cut head"],
)
def test_bytes_that_break_the_protocol_get_goaway_and_are_recorded(data, code):
    sent_code, exchange = goaway_code(data)
    assert sent_code is code
    assert (exchange.layer, exchange.wire_status, exchange.logged_status) == (Layer.SERVER, None, None)
    assert exchange.note.startswith(f"{code.name}: ")
    assert exchange.frames[-1].kind == "GOAWAY"
    assert exchange.frames[-1].fields == (("error", code.name),)
    assert exchange.events[-1].direction is Direction.SERVER_CLOSED
    assert text(exchange)


@pytest.mark.parametrize(
    "field",
    [("Upper", "x"), ("connection", "close"), ("transfer-encoding", "chunked"), ("x", "a\r\nb: c"), ("te", "gzip")],
)
def test_malformed_fields_reset_their_stream_alone(field):
    with served(echo) as server, Client(server) as client:
        client.h2.config.normalize_outbound_headers = False
        broken = client.ask(fields=[field])
        assert client.until(StreamReset, broken).error_code is ErrorCodes.PROTOCOL_ERROR
        exchange = server.exchange(client.raw)
        assert (exchange.wire_status, exchange.layer) == (None, Layer.SERVER)
        assert exchange.note.startswith("PROTOCOL_ERROR: ")
        assert client.answer(client.ask())[0] == 200


@pytest.mark.parametrize("pieces", [1, 7, 10_000])
def test_outcome_does_not_depend_on_how_tcp_cuts_the_bytes(pieces):
    h2 = H2Connection()
    h2.initiate_connection()
    h2.send_headers(1, [(":method", "POST"), (":scheme", "https"), (":path", "/"), (":authority", "a")])
    h2.send_data(1, b"cup", end_stream=True)
    data = h2.data_to_send()
    with served(echo) as server, server.client() as raw:
        for at in range(0, len(data), pieces):
            raw.send(data[at : at + pieces])
        exchange = server.exchange(raw)
        assert exchange.response.content == b"POST / cup"
        assert data.endswith(exchange.sent)


# --- The TLS port, with common clients


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as lab:
        yield lab


@pytest.fixture
def browser(lab):
    context = ssl.create_default_context(cafile=lab.ca_file)
    with httpx2.Client(http2=True, verify=context, trust_env=False, base_url=lab.tls_url) as client:
        yield client


def test_httpx2_gets_a_tea_over_http2(lab, browser):
    response = browser.get("/teas/7")
    assert (response.http_version, response.status_code) == ("HTTP/2", 200)
    assert response.json()["name"] == "Assam"
    assert lab.last.response.head.version == "HTTP/2"


def test_httpx2_posts_and_reads_large_content_over_http2(browser):
    assert browser.post("/post", content=b"cup" * 50_000).json()["headers"]["Content-Length"] == "150000"
    assert len(browser.get("/bytes/100000").content) == 100_000
    assert browser.head("/teas/7").content == b""
    assert browser.get("/status/204").status_code == 204


@pytest.mark.parametrize(("path", "status"), [("/tasting", 426), ("/raw", 501)])
def test_paths_that_need_http1_get_a_status_over_http2(browser, path, status):
    response = browser.get(path)
    assert (response.status_code, response.http_version) == (status, "HTTP/2")
    assert "upgrade" not in response.headers


def test_client_that_offers_only_http1_is_served_with_it(lab):
    with httpx2.Client(verify=ssl.create_default_context(cafile=lab.ca_file), trust_env=False) as client:
        assert client.get(f"{lab.tls_url}/teas/7").http_version == "HTTP/1.1"


def curl(lab, *args, name="teahouse.test"):
    found = shutil.which("curl")
    if not found or "HTTP2" not in subprocess.run([found, "--version"], capture_output=True, text=True).stdout:
        pytest.skip("no curl with HTTP/2 here")
    port = lab.tls_url.rpartition(":")[2]
    way = ["--http2", "--noproxy", "*", "--cacert", lab.ca_file, "--resolve", f"{name}:{port}:127.0.0.1"]
    command = [found, "-sS", *way, *args, f"https://{name}:{port}/teas/7"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout


def test_curl_gets_a_tea_over_http2(lab):
    assert curl(lab, "-i").startswith("HTTP/2 200 \n")
    assert curl(lab, "-I").startswith("HTTP/2 200 \n")


def test_curl_that_asks_for_another_host_gets_421(lab):
    assert curl(lab, "-i", "-H", "Host: cellar.test").startswith("HTTP/2 421 \n")
    assert (lab.last.layer, lab.last.request["Host"]) == (Layer.SERVER, "cellar.test")


# --- The scene of connection reuse


def transcripts(lab):
    shown = DisplayOptions(names=lab.names, steps=True)
    return [text(step.exchange, shown) for step in play(find_scene("one-line-many-names"), lab)]


def test_scene_of_connection_reuse_is_the_same_each_time(lab):
    assert transcripts(lab) == transcripts(lab)


def test_scene_of_connection_reuse_reuses_it_until_the_421(lab):
    first, second, third = (step.exchange for step in play(find_scene("one-line-many-names"), lab))
    assert first.peer == second.peer != third.peer
    assert [each.wire_status for each in (first, second, third)] == [200, 421, 200]
    assert [each.frames[0].stream for each in (first, second, third)] == [1, 3, 1]
    assert first.response.reason == ""


def test_content_is_sent_by_our_own_client_as_well(lab):
    exchange = send(lab, "POST /post\nHost: teahouse.test\n\ntea", sni="teahouse.test", h2=True)
    assert (exchange.request.content, exchange.wire_status) == (b"tea", 200)
