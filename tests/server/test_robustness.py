"""Malicious and broken clients: slow, huge, endless, greedy. Each is ended and recorded, and disturbs no other."""

import asyncio
import socket
import ssl
from types import SimpleNamespace

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated
from served import GET, Served, echo, ignores_request, post, read_all, reply

from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import ResponseReader
from statuslab.messages.http2 import PREFACE
from statuslab.server.httpbin.realtime import echo as echo_messages
from statuslab.server.protocol import listener
from statuslab.server.protocol.http2 import Http2Connection
from statuslab.server.protocol.server_config import Timeouts
from statuslab.server.protocol.tls import CertificateStore, TlsContexts
from statuslab.server.protocol.tls_port import TlsPort

SHORT = {"timeouts": Timeouts(idle=10.0, head=6.0, content=1.0, upload=2.0, goodbye=1.0)}  # twentieths of a second
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"


def drips(client, drop, times=200):
    """What a client gets that sends a few bytes every few milliseconds, far more slowly than the limit allows."""
    client._socket.settimeout(0.02)
    for _ in range(times):
        client.send(drop)
        if received := client.some():
            return received
    return b""


# --- Slow


DRIPPING = {"timeouts": Timeouts(content=60.0, upload=2.0, goodbye=1.0)}


def test_content_that_arrives_slowly_gets_a_408():
    with Served(echo, **DRIPPING) as served, served.client() as client:
        client.send(post(b"", length=1000))
        assert drips(client, b"t").startswith(b"HTTP/1.1 408 ")


def test_chunks_that_arrive_slowly_get_a_408():
    with Served(echo, **DRIPPING) as served, served.client() as client:
        client.send(CHUNKED)
        assert drips(client, b"1\r\nt\r\n").startswith(b"HTTP/1.1 408 ")


def secured(site, stream):
    tls_port = TlsPort(site, TlsContexts(KEYS))
    return SimpleNamespace(serve=lambda: tls_port.serve(stream))


KEYS = CertificateStore()


def hello():
    """The first bytes of a TLS client, and the object that reads and writes its records."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context(cadata=KEYS.ca_pem.decode())
    tls = context.wrap_bio(incoming, outgoing, server_hostname="teahouse.test")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return incoming, outgoing, tls


def test_handshake_that_arrives_slowly_is_ended_and_recorded():
    first = hello()[1].read()
    with Served(echo, connection=secured, timeouts=Timeouts(head=0.5)) as served, served.client() as client:
        client._socket.settimeout(0.02)
        sent = 0
        while not client.tape and sent < len(first):
            client.send(first[sent : sent + 1])
            sent += 1
            client.some()
        assert 0 < sent < len(first)
        exchange = served.exchange(client)
    assert (exchange.layer, exchange.wire_status) == (Layer.TLS, None)
    assert exchange.note == "no handshake, so no HTTP and no status: it took too long"
    assert served.recorder._claims == {}


def test_tls_record_that_arrives_slowly_is_ended():
    incoming, outgoing, tls = hello()
    with (
        Served(echo, connection=secured, timeouts=Timeouts(idle=10.0, head=1000.0)) as served,
        served.client() as client,
    ):
        client.send(outgoing.read())
        while tls.version() is None:
            received = client.some()
            assert received
            incoming.write(received)
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                continue
        tls.write(b"GET / HTTP/1.1\r\nHost: teahouse.test\r\n" + b"X: " + b"t" * 4000)
        record = outgoing.read()
        client.send(record[:200])
        client._socket.settimeout(0.02)
        for drop in record[200:600]:
            client.send(bytes([drop]))
            if not client.some() and client.tape[-1][1] == "server closed":
                break
        else:
            pytest.fail("the connection was still open")


def test_silent_client_at_the_tls_port_is_disconnected():
    with Served(echo, connection=secured, timeouts=Timeouts(head=0.5)) as served, served.client() as client:
        assert client.rest() == b""
    assert served.recorder.exchanges() == ()
    assert served.recorder._claims == {}


async def endless(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while True:
        await send({"type": "http.response.body", "body": b"t" * 65536, "more_body": True})


def test_client_that_stops_reading_is_disconnected():
    with Served(endless, **SHORT) as served, served.client() as client:
        client.send(GET)
        exchange = served.exchange(client)
    assert exchange.note == "the client stopped reading in the middle of the answer"
    assert exchange.events[-1].direction is Direction.CLIENT_CLOSED


async def until(done):
    while not done():
        await asyncio.sleep(0)


# --- Many


def test_connections_over_the_limit_are_closed_until_one_ends(monkeypatch):
    monkeypatch.setattr(listener, "MAX_CONNECTIONS", 2)
    with Served(ignores_request) as served:
        with served.client() as one, served.client() as other:
            for client in (one, other):
                client.send(GET)
                assert client.answer("GET").head.status == 200
            with served.client() as third:
                third.send(GET)
                assert third.rest() == b""
        served.background.run(until(lambda: not served.listener._streams))
        assert served.wire(GET).startswith(b"HTTP/1.1 200 ")


def test_a_thousand_pipelined_requests_are_answered_in_order():
    requests = b"".join(GET.replace(b"GET /", b"GET /%d" % number) for number in range(1000))
    with Served(echo) as served:
        received = served.wire(requests)
    for number in range(1000):
        reader = ResponseReader("GET")
        reader.feed(received)
        assert bytes(reader.content) == b"GET /%d " % number
        received = bytes(reader.buffer)


def test_content_in_a_hundred_thousand_chunks_arrives():
    sizes = []

    async def measuring(scope, receive, send):
        sizes.append(len(await read_all(receive)))
        await reply(send)

    with Served(measuring, timeouts=Timeouts(upload=10_000)) as served:
        received = served.wire(CHUNKED + b"1\r\nt\r\n" * 100_000 + b"0\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200 ")
    assert sizes == [100_000]


def test_endless_chunks_that_the_app_does_not_read_end_the_connection():
    with Served(ignores_request, **SHORT) as served, served.client() as client:
        client.send(CHUNKED)
        assert client.answer("POST").head.status == 200
        client._socket.settimeout(0.02)
        for _ in range(200):
            client.send(b"1;" + b"x" * 900 + b"\r\nt\r\n")
            client.some()
            if client.tape[-1][1] == "server closed":
                break
        else:
            pytest.fail("the connection was still open")


# --- HTTP/2


def frame(kind, flags, number, payload):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + number.to_bytes(4, "big") + payload


HEADERS, CONTINUATION, PING = 1, 9, 6
BLOCK = b"\x82\x84\x87\x41\x01a"  # GET / https a
FLOODS = {
    "endless continuation": frame(HEADERS, 0, 1, BLOCK) + frame(CONTINUATION, 0, 1, b"\x00\x01x\x01y" * 100) * 200,
    "continuation of nothing": frame(HEADERS, 0, 1, BLOCK) + frame(CONTINUATION, 0, 1, b"") * 10_000,
    "a bomb of fields": frame(HEADERS, 0, 1, BLOCK + b"\x40\x01x\x7f\xa1\x1e" + b"y" * 4000)
    + frame(CONTINUATION, 4, 1, b"\xbe" * 16_000),
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
def test_endless_field_section_ends_the_connection(flood):
    with Served(echo, connection=Http2Connection, **SHORT) as served:
        with served.client() as client:
            client.send(PREFACE + SETTINGS + flood)
            h2 = H2Connection(H2Configuration(client_side=True))
            h2.initiate_connection()
            events = h2.receive_data(client.rest())
            exchange = served.exchange(client)
        assert any(isinstance(event, ConnectionTerminated) for event in events)
    assert (exchange.layer, exchange.wire_status) == (Layer.SERVER, None)


def test_pings_whose_answers_are_not_read_end_the_connection():
    with Served(echo, connection=Http2Connection, **SHORT) as served, served.client() as client:
        assert floods(served, client, PREFACE + SETTINGS, frame(PING, 0, 0, b"p" * 8) * 10_000)


def floods(served, client, first, drops):
    """Does the server disconnect a client that sends without end and reads nothing? Socket buffers are kept small."""
    served.background.run(until(lambda: served.listener._streams))
    (stream,) = served.listener._streams
    stream.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    client._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    try:
        client._socket.sendall(first)
        for _ in range(100):
            client._socket.sendall(drops)
    except ConnectionError:
        return True
    return False


# --- WebSocket


async def talking(scope, receive, send):
    from starlette.websockets import WebSocket

    await echo_messages(WebSocket(scope, receive, send))


UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
MASK = b"\0\0\0\0"
TALKS = {
    "a frame of many exabytes": (b"\x82\xff" + (2**62).to_bytes(8, "big") + MASK + b"x" * 2_000_000, 1009),
    "a message of many frames": (
        b"\x02\xfe\xff\xff" + MASK + b"x" * 65535 + (b"\x00\xfe\xff\xff" + MASK + b"x" * 65535) * 20,
        1009,
    ),
    "a message of nothing without end": (b"\x02\x80" + MASK + (b"\x00\x80" + MASK) * 5000, 1009),
    "a message over the echo's own limit": (b"\x82\xff" + (100_000).to_bytes(8, "big") + MASK + b"x" * 100_000, 1009),
}


def speaking(**rules):
    return Served(talking, accepts_websocket=lambda _: True, **rules)


@pytest.mark.parametrize(("talk", "code"), TALKS.values(), ids=TALKS.keys())
def test_websocket_message_over_the_limits_ends_the_session(talk, code):
    with speaking() as served:
        received = served.wire(UPGRADE, talk)
    assert received.startswith(b"HTTP/1.1 101 ")
    assert b"\x88" in received
    assert int.from_bytes(received.rpartition(b"\x88")[2][1:3], "big") == code


def test_websocket_pings_whose_pongs_are_not_read_end_the_session():
    with speaking(**SHORT) as served, served.client() as client:
        assert floods(served, client, UPGRADE, (b"\x89\xfd" + MASK + b"p" * 125) * 1000)


@pytest.fixture(autouse=True)
def nothing_is_printed(capfd, caplog):
    yield
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
