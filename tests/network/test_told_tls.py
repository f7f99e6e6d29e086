"""A handshake that is told shows the same facts as one that is spoken, and fails in one line."""

import json

import pytest

from statuslab.messages.exchange import Layer
from statuslab.network.memory_network import MemoryNetwork
from statuslab.network.told_tls import LONGEST, Certificate, ClientHello, Refused, ServerHello
from statuslab.notebook import demos
from statuslab.scenarios.player import send
from statuslab.server.hostnames import STAFF
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock


@pytest.fixture
def lab():
    network = MemoryNetwork(tells_tls=True)
    with Lab(FixedClock(network=network), network=network) as lab:
        yield lab
    network.loop.close()


def ask(lab, name="teahouse.test", **options):
    return send(lab, f"GET /teas/7 HTTP/1.1\nHost: {name}", to="tls", sni=name, **options)


def test_request_after_a_told_handshake_is_answered(lab):
    assert ask(lab).wire_status == 200


def test_http2_is_chosen_by_a_told_handshake(lab):
    exchange = ask(lab, h2=True)
    assert exchange.wire_status == 200 and exchange.frames


@pytest.mark.parametrize(
    ("certificate", "status"), [({}, 496), ({"certificate": "self-signed"}, 495), ({"certificate": "good"}, 200)]
)
def test_staff_rooms_judge_the_told_certificate(lab, certificate, status):
    exchange = ask(lab, STAFF, **certificate)
    assert (exchange.internal_status or exchange.wire_status) == status


def test_authority_that_is_not_known_is_refused(lab, tmp_path):
    other = tmp_path / "ca.pem"
    other.write_bytes(Certificate("CN=nobody", 0).to_file())
    with pytest.raises(Refused, match="certificate verify failed"):
        said(lab, ClientHello("teahouse.test", 0).to_line(), ca_file=str(other))


def said(lab, line, ca_file=None):
    """What comes back on the TLS port to a line; with `ca_file` as a client that tells a handshake."""
    connection = lab.network.connect(("127.0.0.1", int(lab.door("tls").rpartition(":")[2])), 100.0, lambda peer: None)
    if ca_file:
        return lab.network.secure(connection, "teahouse.test", ca_file, None, ())
    connection.sendall(line)
    return connection.recv(65_536)


HELLO = ClientHello("teahouse.test", 1, ("h2",))
BROKEN = {
    "no JSON": b"\x16{\n",
    "a list": b"\x16[1]\n",
    "no name": b'\x16{"protocols": []}\n',
    "another field": HELLO.to_line().replace(b'"name"', b'"nom"'),
    "protocols that are none": HELLO.to_line().replace(b'["h2"]', b"7"),
    "a certificate that is none": HELLO.to_line().replace(b"null", b'{"colour": "red"}'),
    "too long": b"\x16" + b"x" * (LONGEST + 1),
    "deep": b"\x16" + b"[" * 9_000 + b"\n",
    "real TLS": b"\x16\x03\x01\x00\x05hello\n",
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_broken_handshake_ends_the_connection_without_a_status(lab, line):
    assert said(lab, line) == b""
    assert (lab.last.layer, lab.last.wire_status) == (Layer.TLS, None)
    assert ask(lab).wire_status == 200


def test_client_that_says_nothing_more_is_cut(lab):
    assert said(lab, b"\x16{") == b""
    assert "it took too long" in lab.last.note


def test_client_refuses_a_server_that_says_something_else(tmp_path):
    with pytest.raises(ValueError):
        ServerHello.from_line(b"HTTP/1.1 400 Bad Request")
    with pytest.raises(TypeError):
        ServerHello.from_line(json.dumps({"status": 400}).encode())


@pytest.mark.parametrize(("code", "says_so"), [(421, True), (412, False)])
def test_demo_says_that_its_tls_was_told(lab, monkeypatch, code, says_so):
    monkeypatch.setattr(demos, "lab", lab)
    shown = demos.demo(code)
    assert [demos.TOLD_TLS in shown.text, demos.TOLD_TLS in shown.html] == [says_so, says_so]
