"""Which hosts the lab answers to. A page of another site may have its name point here (DNS rebinding)."""

import http.client
import ssl

import httpx2
import pytest

from statuslab.clients.raw_http1 import RawClient
from statuslab.messages.exchange import Layer
from statuslab.server.hostnames import KnownHosts
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.server_config import Timeouts

PATIENT = Timeouts(idle=6000, head=6000, content=6000, goodbye=6000)  # a minute


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock(pace=0.01), timeouts=PATIENT, extra_hosts=("tea.example", "192.0.2.7")) as lab:
        yield lab


def status(lab, head, port="teahouse"):
    with RawClient(lab.port_address(port)) as client:
        client.send(head.replace("\n", "\r\n").replace("PORT", lab.address.rpartition(":")[2]).encode() + b"\r\n\r\n")
        answer = client.answer("GET")
    return answer.head.status, answer.content.decode()


OWN = [
    "127.0.0.1", "127.0.0.1:PORT", "127.0.0.1:1", "localhost", "localhost:PORT", "LocalHost", "localhost.", "[::1]:80",
    "127.0.0.2", "lab.localhost:8080", "teahouse", "members.teahouse", "teahouse.test:443", "cellar.test",
    "tea.example", "TEA.example:PORT", "192.0.2.7", "192.0.2.7:PORT", "",
]  # fmt: skip
FOREIGN = [
    "elsewhere.example", "elsewhere.example:PORT", "a", "teahouse.elsewhere.example", "127.0.0.1.elsewhere.example",
    "localhost.elsewhere.example", "notlocalhost", "192.0.2.8", "[2001:db8::1]", "teahouse..", "tea.example.org",
]  # fmt: skip


@pytest.mark.parametrize("host", OWN)
@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
def test_host_of_this_lab_is_answered(lab, host, version):
    assert status(lab, f"GET /teas/7 {version}\nHost: {host}")[0] == 200


def test_foreign_host_after_requests_that_were_answered_is_421(lab):
    own, foreign = (f"GET /teas/7 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() for host in ("teahouse", "a.example"))
    with RawClient(lab.port_address("teahouse")) as client:
        for raw, expected in ((own, 200), (own, 200), (foreign, 421)):
            client.send(raw)
            assert client.answer("GET").head.status == expected
    with RawClient(lab.port_address("teahouse")) as client:
        client.send(foreign)
        assert client.answer("GET").head.status == 421


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
def test_foreign_host_is_421_that_says_how_to_name_the_lab(lab, host, version):
    code, text = status(lab, f"GET /teas/7 {version}\nHost: {host}")
    assert code == 421
    assert "--name" in text
    assert lab.last.layer == Layer.SERVER


@pytest.mark.parametrize("head", ["GET /get HTTP/1.1", "BOGUS / HTTP/1.1", "GET /ws/echo HTTP/1.1\nUpgrade: websocket"])
def test_foreign_host_is_421_whatever_is_asked(lab, head):
    assert status(lab, f"{head}\nHost: elsewhere.example")[0] == 421


def test_http_1_0_without_host_is_answered(lab):
    assert status(lab, "GET /teas/7 HTTP/1.0")[0] == 200


def test_absolute_target_decides_and_not_host(lab):
    """RFC 9112 section 3.2.2."""
    assert status(lab, "GET http://teahouse/teas/7 HTTP/1.1\nHost: elsewhere.example")[0] == 200
    assert status(lab, "GET http://elsewhere.example/teas/7 HTTP/1.1\nHost: teahouse")[0] == 421


@pytest.mark.parametrize("h2", [False, True])
def test_foreign_host_over_tls_is_421(lab, h2):
    port = int(lab.tls_url.rpartition(":")[2])
    context = ssl.create_default_context(cafile=lab.ca_file)
    if h2:
        with httpx2.Client(verify=context, http2=True, trust_env=False) as client:
            reply = client.get(f"{lab.tls_url}/teas/7", headers={"Host": "elsewhere.example"})
            assert (reply.status_code, reply.http_version) == (421, "HTTP/2")
            assert client.get(f"{lab.tls_url}/teas/7").status_code == 200
    else:
        connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=30)
        for host, code in (("elsewhere.example", 421), ("localhost", 200)):
            connection.request("GET", "/teas/7", headers={"Host": host})
            reply = connection.getresponse()
            reply.read()
            assert reply.status == code
        connection.close()


def test_proxy_takes_any_host(lab):
    assert status(lab, "GET http://elsewhere.example/ HTTP/1.1\nHost: elsewhere.example", port="proxy")[0] == 403


def test_address_that_the_client_has_connected_to_is_known():
    hosts = KnownHosts(())
    assert hosts("192.0.2.9:8418", "192.0.2.9:8418")
    assert hosts("[fe80::1]:8418", "fe80::1:8418")
    assert not hosts("192.0.2.9", "192.0.2.10:8418")
