import asyncio
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress

import httpx2
import pytest
from served import Served, echo, post

from statuslab.clients.raw_http1 import RawClient
from statuslab.messages.exchange import Direction, Layer, Origin
from statuslab.messages.http1 import parse_response
from statuslab.server.intermediaries.forward_proxy import ForwardProxy
from statuslab.server.lab import Lab
from statuslab.server.protocol import tunnel
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.recorder import Recorder
from statuslab.server.protocol.server_config import Timeouts

GET = b"GET /teas/7 HTTP/1.1\r\nHost: teahouse.test\r\nConnection: close\r\n\r\n"
CARD = b"Proxy-Authorization: Basic Z3Vlc3Q6ZGFyamVlbGluZw==\r\n"


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as lab:
        lab.open_on_demand_ports()
        yield lab


def connect(target, *fields):
    return b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (target, target, b"".join(fields))


def recorded_exchange(lab, client, index=0):
    return lab.recorder.of(client.peer, 0, index, timeout=30)


def asked(lab, target, *fields):
    """The exchange of a CONNECT, after which the client half-closes."""
    with RawClient(lab.port_address("proxy")) as client:
        client.send(connect(target.encode(), *fields))
        client.finish()
        client.rest()
    return recorded_exchange(lab, client)


def through(lab, origin=Origin.LEARNER):
    """The exchange of a CONNECT to the plain port, after which the client requests a tea and waits."""
    with RawClient(lab.port_address("proxy"), lambda peer: lab.recorder.claim(peer, origin)) as client:
        client.send(connect(b"teahouse:80") + GET)
        client.rest()
    return recorded_exchange(lab, client)


def port(lab, name):
    return lab.port_address(name).rpartition(":")[2]


# --- Tunnels that open


def test_tunnel_to_the_tls_port_is_recorded_at_both_ports(lab):
    before = len(lab.exchanges)
    with RawClient(lab.port_address("proxy")) as client:
        client.send(connect(b"teahouse.test:443"))
        opened = client.answer("CONNECT").head
        client.secure("teahouse.test", lab.ca_file)
        client.send(GET)
        answer = client.answer("GET")
    exchange = recorded_exchange(lab, client)
    inner = lab.exchanges[-1]
    assert (opened.status, opened.values(b"content-length"), opened.values(b"transfer-encoding")) == (200, [], [])
    assert (answer.head.status, answer.head.values(b"via")) == (200, [])
    assert (exchange.wire_status, exchange.logged_status, exchange.layer) == (200, 200, Layer.PROXY)
    assert exchange.note.startswith("a tunnel, ")
    assert b"Assam" not in exchange.sent + exchange.received
    assert len(lab.exchanges) == before + 2
    assert (inner.request.target, inner.layer, b"Assam" in inner.received) == ("/teas/7", Layer.APPLICATION, True)


WAYS = {
    "by name at the usual port": lambda lab: ("teahouse.test", 443),
    "another name": lambda lab: ("cellar.test", 443),
    "by name at the real port": lambda lab: ("teahouse.test", port(lab, "tls")),
    "as localhost": lambda lab: ("localhost", port(lab, "tls")),
    "by address": lambda lab: ("127.0.0.1", port(lab, "tls")),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_httpx2_requests_through_a_tunnel(lab, way):
    host, port = way(lab)
    context = ssl.create_default_context(cafile=lab.ca_file)
    with httpx2.Client(proxy=lab.proxy_url, verify=context, trust_env=False) as client:
        assert client.get(f"https://{host}:{port}/teas/7").json()["id"] == 7


def test_httpx2_sends_proxy_credentials_to_the_proxy_only(lab):
    context = ssl.create_default_context(cafile=lab.ca_file)
    at = lab.port_address("proxy")
    client = httpx2.Client(proxy=f"http://{at}", verify=context, trust_env=False)
    with client, pytest.raises(httpx2.ProxyError, match="407"):
        client.get("https://members.teahouse/teas/7")
    with httpx2.Client(proxy=f"http://guest:darjeeling@{at}", verify=context, trust_env=False) as client:
        assert client.get("https://members.teahouse/teas/7").status_code == 200
    assert "Proxy-Authorization" not in lab.last.request


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl found; on Debian: apt-get install curl")
@pytest.mark.parametrize(
    ("host", "more", "seen"),
    [
        ("teahouse.test", [], "200 200"),
        ("members.teahouse", [], "407 000"),
        ("members.teahouse", ["--proxy-user", "guest:darjeeling"], "200 200"),
        ("example.org", [], "403 000"),
        ("kitchen-east", [], "502 000"),
    ],
)
def test_curl_requests_through_a_tunnel(lab, host, more, seen):
    command = ["curl", "-sS", "-q", "--noproxy", "", "--proxy", lab.proxy_url, "--cacert", lab.ca_file, "-m", "10"]
    command += ["-o", "-", "-w", "%{stderr}%{http_connect} %{http_code}\n", *more, f"https://{host}/teas/7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == seen
    assert ('"Assam' in done.stdout) is seen.endswith("200")


def test_tunnel_to_the_plain_port_carries_plain_http(lab):
    exchange = through(lab)
    assert b"Assam" in exchange.received
    assert exchange.received.count(b"HTTP/1.1 200") == 2


def test_tunnel_has_the_origin_of_its_client(lab):
    through(lab, Origin.DEMO)
    assert [exchange.origin for exchange in lab.exchanges[-2:]] == [Origin.DEMO] * 2


def test_closed_tunnel_leaves_no_claim(lab):
    through(lab)
    assert lab.recorder.last(timeout=30).response.status == 200
    lab._run(asyncio.sleep(0))  # a turn of the server, in which it says goodbye
    assert lab.recorder._claims == {}


# --- Tunnels that are refused


def test_tunnel_to_the_members_host_needs_credentials(lab):
    refused, let_in = asked(lab, "Members.Teahouse:443"), asked(lab, "members.teahouse:443", CARD)
    assert (refused.wire_status, let_in.wire_status) == (407, 200)
    assert refused.response["Proxy-Authenticate"].startswith("Basic ")


def test_connection_goes_on_after_a_refused_tunnel(lab):
    with RawClient(lab.port_address("proxy")) as client:
        statuses = []
        for fields in ((), (CARD,)):
            client.send(connect(b"members.teahouse:80", *fields))
            statuses.append(client.answer("CONNECT").head.status)
    assert statuses == [407, 200]


FOREIGN = {
    "another host": lambda lab: "example.org:443",
    "another port": lambda lab: "127.0.0.1:1",
    "a usual port by address": lambda lab: "127.0.0.1:443",
    "an unusual port by name": lambda lab: "teahouse.test:22",
    "a port beyond all": lambda lab: "teahouse.test:99999999",
    "the kitchen": lambda lab: next(host for host, name in lab.names.items() if name == "kitchen"),
    "the proxy itself": lambda lab: lab.port_address("proxy"),
    "a name that begins alike": lambda lab: "teahouse.test.example.org:443",
    "an address of version 6": lambda lab: "[::1]:443",
}


@pytest.mark.parametrize("target", FOREIGN.values(), ids=FOREIGN.keys())
def test_tunnel_to_any_other_host_is_refused(lab, target):
    exchange = asked(lab, target(lab))
    assert (exchange.wire_status, exchange.layer) == (403, Layer.PROXY)


def test_tunnel_to_a_closed_port_gets_502(lab):
    exchange = asked(lab, "kitchen-east:443")
    assert (exchange.wire_status, exchange.layer, exchange.note) == (
        502,
        Layer.PROXY,
        "nobody accepts connections there",
    )


def test_tunnel_to_the_tls_port_before_it_is_open_gets_502():
    with Lab(FixedClock()) as fresh:
        assert asked(fresh, "teahouse.test:443").wire_status == 502


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is known to let callers wait at a full queue")
def test_tunnel_whose_connection_times_out_gets_504():
    with socket.socket() as full, contextmanager(crowding)(full) as where, proxied(where) as proxy:
        exchange = proxy.recorded(connect(b"a:80"))
        assert (exchange.wire_status, exchange.layer, exchange.note) == (504, Layer.PROXY, "no connection within 10 s")


def crowding(listening):
    """Fill the backlog of a socket that accepts nothing: further clients wait."""
    listening.bind(("127.0.0.1", 0))
    listening.listen(0)
    callers = [socket.socket() for _ in range(8)]
    try:
        for caller in callers:
            caller.setblocking(False)
            with suppress(BlockingIOError):
                caller.connect(listening.getsockname())
        yield listening.getsockname()
    finally:
        for caller in callers:
            caller.close()


def test_captive_portal_answers_connect_too(lab):
    with RawClient(lab.port_address("wifi")) as client:
        client.send(connect(b"teahouse.test:443"))
        assert client.answer("CONNECT").head.status == 511


def test_origin_server_refuses_connect(lab):
    with RawClient(lab.address) as client:
        client.send(connect(b"teahouse:80"))
        assert client.answer("CONNECT").head.status in (404, 405)


# --- What passes, and how it ends


def proxied(where, **rules):
    """A proxy whose tunnels all lead to one address."""
    clock, recorder = FixedClock(), Recorder()
    app = ForwardProxy(lambda _: None, clock, recorder, tunnels=lambda _: where)
    return Served(app, clock=clock, recorder=recorder, **rules)


@contextmanager
def far_end(act):
    """A server that accepts one client and calls `act`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)

        def serve():
            with listening.accept()[0] as caller:
                caller.settimeout(30)
                act(caller)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            thread.join(30)


def until_end(caller, seen):
    with suppress(OSError):
        while data := caller.recv(65536):
            seen.append(data)


def test_bytes_sent_together_with_connect_come_first():
    with Served(echo) as origin, proxied(("127.0.0.1", origin.listener.port)) as proxy, proxy.client() as client:
        client.send(connect(b"a:80") + post(b"one", b"Connection: close"))
        received = client.rest()
    head, _, rest = received.partition(b"\r\n\r\n")
    assert parse_response(head + b"\r\n\r\n").status == 200
    assert rest.endswith(b"POST / one")


def test_bytes_sent_by_the_target_before_it_closed_still_arrive():
    seen = []

    def act(caller):
        caller.sendall(b"x" * 1_000_000)

    with far_end(act) as where, proxied(where) as proxy, proxy.client() as client:
        client.send(connect(b"a:80"))
        seen = client.rest()
        client.close()
        exchange = proxy.exchange(client)
    assert seen.endswith(b"\r\n\r\n" + b"x" * 1_000_000)
    assert exchange.note == "a tunnel, 0 bytes there and 1000000 bytes back; the other side ended it"
    assert exchange.events[-1].direction is Direction.SERVER_CLOSED


def test_bytes_sent_by_the_client_before_it_closed_still_arrive():
    seen = []
    with far_end(lambda caller: until_end(caller, seen)) as where, proxied(where) as proxy:
        exchange = proxy.recorded(connect(b"a:80"), b"x" * 1_000_000)
    assert sum(map(len, seen)) == 1_000_000
    assert exchange.note == "a tunnel, 1000000 bytes there and 0 bytes back; the client ended it"


def test_silent_tunnel_ends():
    silent = far_end(lambda caller: until_end(caller, []))
    with silent as where, proxied(where, timeouts=Timeouts(idle=10.0)) as proxy, proxy.client() as client:
        client.send(connect(b"a:80"))
        client.rest()
        client.close()
        assert proxy.exchange(client).note.endswith("; nobody said anything any more")


def test_tunnel_ends_after_its_longest_time(monkeypatch):
    monkeypatch.setattr(tunnel, "MAX_SECONDS", 2.0)
    with far_end(lambda caller: until_end(caller, [])) as where, proxied(where) as proxy, proxy.client() as client:
        client.send(connect(b"a:80"))
        client.rest()
        client.close()
        assert proxy.exchange(client).note.endswith("; it was open for 2 s")


@pytest.mark.parametrize("side", ["there", "back"])
def test_tunnel_ends_after_its_most_bytes(monkeypatch, side):
    monkeypatch.setattr(tunnel, "MAX_BYTES", 1000)

    def act(caller):
        if side == "back":
            caller.sendall(b"x" * 2000)
        until_end(caller, [])

    with far_end(act) as where, proxied(where) as proxy, proxy.client() as client:
        client.send(connect(b"a:80") + (b"x" * 2000 if side == "there" else b""))
        client.rest()
        client.close()
        assert proxy.exchange(client).note.endswith("; 1000 bytes are the most")


def test_tunnel_open_when_the_lab_stops_leaves_no_task(capfd, caplog):
    lab = Lab(FixedClock(pace=1.0))
    with RawClient(lab.port_address("proxy")) as client:
        client.send(connect(b"teahouse:80") + GET.replace(b"Connection: close\r\n", b""))
        assert client.answer("CONNECT").head.status == 200
        lab.stop()
        client.rest()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
