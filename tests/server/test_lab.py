import contextlib
import gc
import re
import socket
import threading

import pytest

from free_ports import free_port
from statuslab.clients.raw_http1 import RawClient
from statuslab.errors import LabError
from statuslab.messages.exchange import Origin
from statuslab.scenarios.player import send
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.server_config import Timeouts

GET = b"GET /teas/7 HTTP/1.1\r\nHost: teahouse\r\n\r\n"
MINE = 'PUT /teas/7\nContent-Type: application/json\n\n{"name": "Mine", "minutes": 1}'


@pytest.fixture
def lab():
    with Lab(FixedClock()) as lab:
        yield lab


def ask(address, raw=GET, method="GET"):
    with RawClient(address) as client:
        client.send(raw)
        return client.answer(method)


# --- Starting and stopping


def test_lab_starts_on_first_use():
    lab = Lab(FixedClock())
    try:
        assert repr(lab) == "<lab not started yet, 0 exchanges>"
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", lab.url)
        assert ask(lab.url.removeprefix("http://")).head.status == 200
        assert repr(lab) == f"<lab at {lab.url}, 1 exchanges>"
    finally:
        lab.stop()


def test_lab_started_twice_keeps_its_port(lab):
    before = lab.url, lab.proxy_url
    lab.start()
    assert (lab.url, lab.proxy_url) == before


def test_stopped_lab_frees_its_ports_and_starts_anew_on_the_next_use(lab):
    address = lab.address
    send(lab, MINE)
    lab.stop()
    with pytest.raises(ConnectionRefusedError):
        RawClient(address)
    assert ask(lab.address).head.status == 200
    assert "Mine" not in send(lab, "GET /teas/7").response.text


def test_stopped_lab_keeps_its_exchanges(lab):
    send(lab, "GET /teas/7")
    lab.stop()
    assert [exchange.request.target for exchange in lab.exchanges] == ["/teas/7"]
    assert lab.last.wire_status == 200


def test_stop_of_a_lab_that_does_not_run_does_nothing(lab):
    lab.stop()
    lab.stop()
    Lab().stop()


def test_lab_listens_on_the_port_that_was_asked_for():
    port = free_port()
    with Lab(port=port) as lab:
        assert lab.url == f"http://127.0.0.1:{port}"


def test_taken_port_is_reported_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        lab = Lab(port=port)
        with pytest.raises(LabError) as error:
            lab.start()
    assert str(error.value) == f"cannot listen on 127.0.0.1:{port} (address already in use); choose another port"


def test_lab_that_could_not_listen_starts_once_the_port_is_free():
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        lab = Lab(port=taken.getsockname()[1])
        with pytest.raises(LabError):
            lab.start()
    with lab:
        assert ask(lab.address).head.status == 200


def test_two_labs_are_independent(lab):
    with Lab(FixedClock()) as other:
        send(lab, MINE)
        assert "Mine" not in send(other, "GET /teas/7").response.text
        assert lab.address != other.address
        assert (len(lab.exchanges), len(other.exchanges)) == (1, 1)


def idle(lab, client):
    client.send(GET)
    client.answer("GET")


UNDER_WAY = {
    "an idle connection": idle,
    "half a head": lambda lab, client: client.send(GET[:20]),
    "half an upload": lambda lab, client: client.send(
        b"PUT /teas/7 HTTP/1.1\r\nHost: teahouse\r\nContent-Length: 9\r\n\r\n{"
    ),
    "a slow kitchen": lambda lab, client: client.send(b"GET /delivery/roast HTTP/1.1\r\nHost: teahouse\r\n\r\n"),
    "a goodbye": lambda lab, client: client.send(b"GET /\r\n\r\n"),
}


@pytest.mark.parametrize("begin", UNDER_WAY.values(), ids=UNDER_WAY.keys())
def test_lab_stopped_during_a_request_leaves_no_task(begin, capfd, caplog):
    lab = Lab(FixedClock(pace=1.0), timeouts=Timeouts(goodbye=60))
    with RawClient(lab.address) as client:
        begin(lab, client)
        while not any(exchange.sent for exchange in lab.exchanges):
            if begin is UNDER_WAY["half a head"]:  # nothing is recorded before the head is whole
                break
        lab.stop()
        client.rest()
    del lab
    gc.collect()  # a task, socket or loop left open would complain now, and warnings are errors
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_lab_thread_prints_nothing(lab, capfd, caplog):
    for request in ("GET /specials/today", "GET /delivery/soup", "GET /delivery-east/menu"):
        send(lab, request)
    send(lab, "GET /\n\n", as_is=True)
    send(lab, "GET / HTTP/1.1\nHost: teahouse\n\n", stall=True)
    send(lab, "POST /orders\nContent-Type: application/json\n\n{", cut=0)
    lab.stop()
    gc.collect()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_lab_serves_the_proxy_while_another_thread_holds_the_lab(lab):
    proxy, answers = lab.port_address("proxy"), []
    through = b"GET http://teahouse/teas/7 HTTP/1.1\r\nHost: teahouse\r\n\r\n"
    asking = threading.Thread(target=lambda: answers.append(ask(proxy, through).head.status))
    with lab._lock:  # as in stop(), which waits for the server's thread
        asking.start()
        asking.join(60)
        assert answers == [200]


def test_lab_serves_many_clients_at_once(lab):
    answers = []

    def visit(number):
        with RawClient(lab.address) as client:
            for at in range(5):
                client.send(b"GET /teas/%d?%d HTTP/1.1\r\nHost: teahouse\r\n\r\n" % (at + 1, number))
                answers.append(client.answer("GET").head.status)

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(20)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join(60)
    assert answers == [200] * 100
    assert len({(exchange.peer, exchange.request.target) for exchange in lab.exchanges}) == 100


# --- What crossed the wire


def test_last_without_exchanges_says_what_to_do():
    with pytest.raises(LabError) as error:
        _ = Lab().last
    assert str(error.value) == "nothing has crossed the wire yet; send a request to lab.url first"


def test_last_is_complete_as_soon_as_the_client_has_the_response(lab):
    for number in range(1, 8):
        answer = ask(lab.address, b"GET /teas/%d HTTP/1.1\r\nHost: teahouse\r\n\r\n" % number)
        assert lab.last.request.target == f"/teas/{number}"
        assert lab.last.response.content == bytes(answer.content)


def test_exchange_of_any_client_is_the_learners(lab):
    ask(lab.address)
    assert lab.last.origin is Origin.LEARNER


def test_door_is_another_name_of_port_address(lab):
    names = ("teahouse", "proxy", "tls", "nginx-pages")
    assert [lab.door(name) for name in names] == [lab.port_address(name) for name in names]


def test_names_has_every_port(lab):
    assert lab.names[lab.address] == "teahouse"
    assert {"proxy", "kitchen", "kitchen-east"} < {name.removeprefix("teahouse-") for name in lab.names.values()}


# --- The Teahouses of learner and demo


def test_learner_and_demo_have_a_teahouse_each(lab):
    send(lab, MINE, Origin.LEARNER)
    assert "Mine" not in send(lab, "GET /teas/7", Origin.DEMO).response.text
    assert "Mine" in send(lab, "GET /teas/7", Origin.CHALLENGE).response.text


def test_reset_renews_the_learners_teahouse_only(lab):
    send(lab, MINE, Origin.LEARNER)
    send(lab, MINE, Origin.DEMO)
    lab.reset()
    assert "Mine" not in send(lab, "GET /teas/7", Origin.LEARNER).response.text
    assert "Mine" in send(lab, "GET /teas/7", Origin.DEMO).response.text


def test_reset_for_scene_renews_the_demos_teahouse_only(lab):
    send(lab, MINE, Origin.LEARNER)
    send(lab, MINE, Origin.DEMO)
    lab.clock.wait(100)
    lab.reset_for_scene()
    assert "Mine" in send(lab, "GET /teas/7", Origin.LEARNER).response.text
    assert "Mine" not in send(lab, "GET /teas/7", Origin.DEMO).response.text
    assert lab.clock.now() == lab.clock.start


# --- Many at once


@pytest.fixture
def many_files():
    """Room for a thousand sockets in this process, where the system allows it."""
    resource = pytest.importorskip("resource", reason="no limits of open files to raise on this system")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 2048:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_lab_answers_five_hundred_connections_at_once(many_files):
    with Lab() as lab:
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(RawClient(lab.address)) for _ in range(500)]
            for client in clients:
                client.send(GET)
            assert {client.answer("GET").head.status for client in clients} == {200}
        assert len(lab.exchanges) == 500


def test_https_target_on_a_plain_connection_gets_421():
    with Lab() as lab:
        exchange = send(lab, "GET https://teahouse.test/teas/7")
    assert (exchange.wire_status, exchange.layer) == (421, "server")


@pytest.mark.parametrize("name", ["lab-7.local", "192.0.2.7"])
def test_lab_serves_its_extra_hosts(name):
    with Lab(FixedClock(), extra_hosts=("lab-7.local", "192.0.2.7")) as lab:
        with RawClient(lab.port_address("tls")) as client:
            client.secure(name, lab.ca_file)
            client.send(f"GET /teas/7 HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
            assert client.answer("GET").head.status == 200
        port = lab.address.rpartition(":")[2]
        assert send(lab, f"GET http://{name}:{port}/teas/7\nHost: {name}", to="proxy").wire_status == 200


def test_closed_port_cannot_be_taken_by_others():
    with Lab() as lab:
        port = next(int(address.rpartition(":")[2]) for address, name in lab.names.items() if name == "kitchen-east")
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
