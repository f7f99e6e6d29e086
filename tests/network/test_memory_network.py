"""What a network in memory does as sockets do, and what it does without them: no thread, no waiting."""

import asyncio
import errno
import os
import socket
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from importlib import import_module

import httpx2
import pytest
import requests
import urllib3.connection

import record
from sampling import slow_param
from statuslab.clients.raw_http1 import RawClient
from statuslab.errors import LabError
from statuslab.messages.exchange import Origin
from statuslab.network import chosen
from statuslab.network.memory_clients import reach
from statuslab.network.memory_network import MemoryNetwork
from statuslab.notebook.demos import TOLD_TLS as TOLD_TLS_NOTICE
from statuslab.scenarios.player import send
from statuslab.server.lab import Lab


@pytest.fixture
def network(monkeypatch):
    """A new one. The clients that it makes reach it are put back afterwards."""
    for owner, name in (
        (socket, "create_connection"),
        (ssl.SSLContext, "wrap_socket"),
        (urllib3.util.connection, "create_connection"),
        (urllib3.connection, "wait_for_read"),
        (import_module("httpcore2._backends.sync"), "is_socket_readable"),  # what httpx2 is built on
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    network = MemoryNetwork()
    reach(network.loop)
    yield network
    network.loop.close()


@pytest.fixture
def lab(network):
    with Lab(network=network) as lab:
        yield lab


class Recording(asyncio.Protocol):
    """A server that answers each piece of bytes with its length, and notes what happens."""

    def __init__(self):
        self.seen = []

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.seen.append(data)
        self.transport.write(b"%d;" % len(data))

    def eof_received(self):
        self.seen.append("end")
        return True

    def connection_lost(self, exc):
        self.seen.append(type(exc).__name__ if exc else "closed")


@pytest.fixture
def server(network):
    """A Recording that listens at `port` of the network."""
    protocol = Recording()
    protocol.port = network.start().run(network.listen(lambda: protocol, "127.0.0.1", 0)).port
    return protocol


def connected(network, server, seconds=1.0):
    return network.connect(("127.0.0.1", server.port), seconds, lambda peer: None)


# --- connections


def test_bytes_arrive_and_are_answered(network, server):
    client = connected(network, server)
    client.sendall(b"abc")
    assert (server.seen, client.recv(10)) == ([b"abc"], b"3;")


def test_received_bytes_can_be_read_in_parts(network, server):
    client = connected(network, server)
    client.sendall(b"abc")
    assert [client.recv(1), client.recv(1)] == [b"3", b";"]


def test_half_closed_connection_still_receives(network, server):
    client = connected(network, server)
    client.shutdown(1)
    server.transport.write(b"late")
    assert (client.recv(10), server.seen) == (b"late", ["end"])


def test_close_ends_both_sides(network, server):
    client = connected(network, server)
    server.transport.close()
    assert client.recv(10) == b""
    client.close()
    assert server.seen == ["closed"]


def test_aborted_connection_is_reset_at_the_other_end(network, server):
    client = connected(network, server)
    server.transport.abort()
    with pytest.raises(ConnectionResetError):
        client.recv(10)


def test_sending_on_a_reset_connection_is_a_broken_pipe(network, server):
    client = connected(network, server)
    server.transport.abort()
    network.loop.settle()
    with pytest.raises(BrokenPipeError):
        client.sendall(b"abc")


def test_server_that_pauses_reading_gets_all_bytes_later(network, server):
    client = connected(network, server)
    server.transport.pause_reading()
    client.sendall(b"one")
    client.sendall(b"two")
    assert server.seen == []
    server.transport.resume_reading()
    network.loop.settle()
    assert server.seen == [b"one", b"two"]


def test_nobody_listens_at_a_refusing_port(network):
    port = network.refusing_port().port
    with pytest.raises(ConnectionRefusedError):
        network.connect(("127.0.0.1", port), 1.0, lambda peer: None)


def test_port_that_is_taken_cannot_be_taken_again(network, server):
    with pytest.raises(OSError) as caught:
        network.start().run(network.listen(Recording, "127.0.0.1", server.port))
    assert caught.value.errno == errno.EADDRINUSE


def test_client_claims_its_address_before_it_connects(network, server):
    claimed = []
    client = network.connect(("127.0.0.1", server.port), 1.0, claimed.append)
    assert claimed == ["{}:{}".format(*client.getsockname())]
    assert server.transport.get_extra_info("peername") == client.getsockname()


# --- time


def test_waiting_takes_no_time(network):
    before = network.tick()
    network.sleep(3600)
    assert network.tick() - before >= 3600
    assert network.loop.skipped > 3000


def test_client_that_waits_in_vain_times_out_after_its_seconds(network, server):
    client, before = connected(network, server, seconds=900), network.tick()
    with pytest.raises(TimeoutError):
        client.recv(10)
    assert network.tick() - before >= 900


def test_timers_of_a_server_go_off_in_order_while_a_client_waits(network, server):
    client = connected(network, server)
    for seconds, mark in ((300, b"second"), (60, b"first")):
        network.loop.call_later(seconds, server.transport.write, mark)
    client.settimeout(None)
    assert [client.recv(10), client.recv(10)] == [b"first", b"second"]


def test_work_that_nothing_can_end_is_given_up(network):
    async def forever():
        await asyncio.get_running_loop().create_future()

    with pytest.raises(TimeoutError, match="nothing more can happen"):
        network.start().run(forever())


def test_calls_outside_are_made_one_after_the_other_and_may_use_the_network(network, server):
    made = []

    def call(number):
        made.append(f"begin {number}")
        connected(network, server).sendall(b"x")
        made.append(f"end {number}")

    async def ask_for_calls():
        for number in (1, 2):
            network.call_outside(lambda number=number: call(number))

    network.start().run(ask_for_calls())
    assert made == ["begin 1", "end 1", "begin 2", "end 2"]


def test_call_that_fails_does_not_stop_the_next(network, caplog):
    made = []
    network.call_outside(lambda: 1 / 0)
    network.call_outside(lambda: made.append("next"))
    network.loop.settle()
    assert made == ["next"] and "ZeroDivisionError" in caplog.text


def test_waiting_for_a_server_inside_a_server_is_refused(network, server):
    async def waits():
        connected(network, server).recv(1)

    with pytest.raises(RuntimeError, match="await it"):
        network.start().run(waits())


def test_lab_works_inside_a_loop_that_runs_already(lab):
    async def cell():
        return send(lab, "GET /teas/7").wire_status, asyncio.current_task()

    async def kernel():
        return await cell() + (asyncio.current_task(),)

    status, inner, outer = asyncio.run(kernel())
    assert status == 200 and inner is outer


# --- a lab


def test_lab_in_memory_starts_no_thread(network):
    before = threading.active_count()
    with Lab(network=network) as lab:
        assert send(lab, "GET /teas/7", Origin.LEARNER).wire_status == 200
        assert threading.active_count() == before


def test_two_labs_in_memory_do_not_disturb_each_other(lab, network):
    with Lab(network=network) as other:
        assert other.url != lab.url
        assert send(lab, "DELETE /teas/7").wire_status == 204
        assert send(other, "GET /teas/7").wire_status == 200


def test_stopped_lab_refuses_and_starts_anew(network):
    lab = Lab(network=network)
    address = lab.address
    lab.stop()
    with pytest.raises(ConnectionRefusedError):
        RawClient(address, network=network)
    assert send(lab, "GET /teas/7").wire_status == 200
    lab.stop()


def test_lab_at_a_taken_port_says_so_in_one_line(lab, network):
    port = int(lab.address.rpartition(":")[2])
    with pytest.raises(LabError, match=rf"^cannot listen on 127\.0\.0\.1:{port} \(address already in use\)"):
        Lab(network=network, port=port).start()


# --- the clients of a learner


@pytest.fixture
def trusting(lab):
    return ssl.create_default_context(cafile=lab.ca_file)


CLIENTS = {
    "urllib": lambda url, context: urllib.request.urlopen(url, context=context).status,
    "httpx2": lambda url, context: httpx2.get(url, verify=context or True).status_code,
}


@pytest.mark.parametrize("client", CLIENTS)
def test_client_reaches_the_lab_in_memory(lab, client):
    assert CLIENTS[client](f"{lab.url}/teas/7", None) == 200
    assert lab.last.request.target == "/teas/7"


@pytest.mark.parametrize("client", CLIENTS)
def test_client_reaches_the_tls_port_in_memory(lab, trusting, client):
    assert CLIENTS[client](f"{lab.tls_url}/teas/7", trusting) == 200


def test_requests_keeps_its_connection_to_a_lab_in_memory(lab):
    with requests.Session() as session:
        first = session.get(f"{lab.url}/get")
        peers = [session.get(f"{lab.url}/teas/7").status_code, *{each.peer for each in lab.exchanges}]
    assert first.status_code == 200 and len(peers) == 2


def test_requests_reaches_the_tls_port_and_the_proxy_in_memory(lab):
    assert requests.get(f"{lab.tls_url}/teas/7", verify=lab.ca_file).status_code == 200
    assert requests.get(f"{lab.url}/teas/7", proxies={"http": lab.proxy_url}).status_code == 200


def test_read_timeout_of_a_client_takes_no_time(lab):
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(f"{lab.url}/delay/10", timeout=8)
    assert lab.network.loop.skipped > 7


def test_client_that_does_not_trust_the_lab_gets_its_usual_error(lab):
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{lab.tls_url}/teas/7")


# --- which network


def test_network_is_chosen_by_the_environment(monkeypatch):
    monkeypatch.setenv("STATUSLAB_NETWORK", "memory")
    assert chosen().name == "memory"
    monkeypatch.delenv("STATUSLAB_NETWORK")
    assert chosen().name == "sockets"


def test_browser_gets_memory(monkeypatch):
    monkeypatch.delenv("STATUSLAB_NETWORK", raising=False)
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert chosen().name == "memory"


def test_unknown_network_is_one_line(monkeypatch):
    monkeypatch.setenv("STATUSLAB_NETWORK", "telepathy")
    with pytest.raises(LabError, match=r"^STATUSLAB_NETWORK='telepathy', expected memory or sockets"):
        chosen()


# --- the same course

NO_SOCKETS = """
import sys, threading
def forbid(event, arguments):
    if event.startswith("socket."):
        raise AssertionError(f"{event} {arguments}")
sys.addaudithook(forbid)
def no_thread(*_):
    raise AssertionError("a thread")
threading._start_new_thread = no_thread
"""


def without_sockets(program, **environment):
    """Run a program with the network in memory, where each socket and each thread is an error."""
    return subprocess.run(
        [sys.executable, "-c", NO_SOCKETS + program],
        env={**os.environ, "STATUSLAB_NETWORK": "memory", **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_socket_and_thread_are_noticed():
    assert "socket.__new__" in without_sockets("import socket; socket.socket()").stderr
    assert "a thread" in without_sockets("import threading; threading.Thread().start()").stderr


TOLD_TLS = """
from statuslab import network
from statuslab.network.memory_network import MemoryNetwork
told = MemoryNetwork(tells_tls=True)
network.memory = lambda: told
"""


@pytest.mark.parametrize("told", ["", slow_param(TOLD_TLS)], ids=["spoken TLS", "told TLS"])
def test_all_scenes_are_the_same_in_memory_to_the_byte(tmp_path, told):
    path = os.pathsep.join(sys.path)
    done = without_sockets(
        f"{told}\nimport record; record.write('scenes', {str(tmp_path)!r})",
        PYTHONPATH=path,
        STATUSLAB_FIXED="1",
        STATUSLAB_HOME=str(tmp_path / "home"),
        COLUMNS="1000",
        TZ="UTC",
    )
    assert done.returncode == 0, done.stderr
    recorded = {path.name: path.read_bytes() for path in (record.RECORDED / "scenes").iterdir()}
    assert len(recorded) > 70
    notice = f"{TOLD_TLS_NOTICE}\n".encode()
    today = {path.name: path.read_bytes().replace(notice, b"") for path in tmp_path.glob("*.txt")}
    assert today == recorded


CHALLENGE = """
import httpx2
from statuslab import challenge, lab
card = challenge(412)
httpx2.put(f"{lab.url}/teas/7", headers={"If-Match": '"v0"'}, json={"name": "Assam", "minutes": 5})
print(card.shown["state"])
"""


def test_challenge_turns_green_by_a_client_of_the_learner(tmp_path):
    told = without_sockets(CHALLENGE, STATUSLAB_HOME=str(tmp_path))
    assert told.stdout.split() == ["done"], told.stderr
