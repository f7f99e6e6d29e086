import contextlib
import gc
import os
import random
import re
import socket
import threading

import pytest
from served import reason

from statuslab.errors import LabError
from statuslab.http1 import ResponseReader
from statuslab.io.client import RawClient
from statuslab.server.clock import FixedClock
from statuslab.server.connection import Patience
from statuslab.server.lab import Lab
from statuslab.stories.visit import send
from statuslab.wire import Origin

GET = b"GET /teas/7 HTTP/1.1\r\nHost: teahouse\r\n\r\n"
MINE = 'PUT /teas/7\nContent-Type: application/json\n\n{"name": "Mine", "minutes": 1}'


@pytest.fixture
def lab():
    with Lab(reason, FixedClock()) as lab:
        yield lab


def ask(address, raw=GET, method="GET"):
    with RawClient(address) as client:
        client.send(raw)
        return client.answer(method)


# --- Starting and stopping


def test_lab_starts_on_first_use():
    lab = Lab(reason, FixedClock())
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


def test_lab_stopped_frees_its_ports_and_starts_anew_on_the_next_use(lab):
    address = lab.address
    send(lab, MINE)
    lab.stop()
    with pytest.raises(ConnectionRefusedError):
        RawClient(address)
    assert ask(lab.address).head.status == 200
    assert "Mine" not in send(lab, "GET /teas/7").response.text


def test_lab_stopped_still_knows_its_exchanges(lab):
    send(lab, "GET /teas/7")
    lab.stop()
    assert [exchange.request.target for exchange in lab.exchanges] == ["/teas/7"]
    assert lab.last.wire_status == 200


def test_lab_stopped_twice_or_never_started_minds_nothing(lab):
    lab.stop()
    lab.stop()
    Lab(reason).stop()


def test_lab_asked_for_a_port_listens_on_it():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Lab(reason, port=port) as lab:
        assert lab.url == f"http://127.0.0.1:{port}"


def test_lab_asked_for_a_taken_port_says_so_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        lab = Lab(reason, port=port)
        with pytest.raises(LabError) as error:
            lab.start()
    assert str(error.value) == f"cannot listen on 127.0.0.1:{port} (address already in use); choose another port"


def test_lab_that_could_not_listen_starts_once_the_port_is_free():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        lab = Lab(reason, port=taken.getsockname()[1])
        with pytest.raises(LabError):
            lab.start()
    with lab:
        assert ask(lab.address).head.status == 200


def test_labs_at_once_do_not_know_of_each_other(lab):
    with Lab(reason, FixedClock()) as other:
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
    "half an upload": lambda lab, client: client.send(b"PUT /teas/7 HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"),
    "a slow kitchen": lambda lab, client: client.send(b"GET /delivery/roast HTTP/1.1\r\nHost: a\r\n\r\n"),
    "a goodbye": lambda lab, client: client.send(b"GET /\r\n\r\n"),
}


@pytest.mark.parametrize("begin", UNDER_WAY.values(), ids=UNDER_WAY.keys())
def test_lab_stopped_while_something_is_under_way_leaves_nothing_behind(begin, capfd, caplog):
    lab = Lab(reason, FixedClock(pace=1.0), patience=Patience(goodbye=60))
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


def test_lab_thread_prints_nothing_whatever_it_meets(lab, capfd, caplog):
    for request in ("GET /specials/today", "GET /delivery/soup", "GET /delivery-east/menu"):
        send(lab, request)
    send(lab, "GET /\n\n", as_is=True)
    send(lab, "GET / HTTP/1.1\nHost: a\n\n", stall=True)
    send(lab, "POST /orders\nContent-Type: application/json\n\n{", cut=0)
    lab.stop()
    gc.collect()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_lab_serves_the_proxy_while_another_thread_holds_the_lab(lab):
    proxy, answers = lab.door("proxy"), []
    through = b"GET http://teahouse/teas/7 HTTP/1.1\r\nHost: teahouse\r\n\r\n"
    asking = threading.Thread(target=lambda: answers.append(ask(proxy, through).head.status))
    with lab._lock:  # as in stop(), which waits for the server's thread
        asking.start()
        asking.join(10)
        assert answers == [200]


def test_lab_serves_many_clients_at_once(lab):
    answers = []

    def visit(number):
        with RawClient(lab.address) as client:
            for at in range(5):
                client.send(b"GET /teas/%d?%d HTTP/1.1\r\nHost: a\r\n\r\n" % (at + 1, number))
                answers.append(client.answer("GET").head.status)

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(20)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join(20)
    assert answers == [200] * 100
    assert len({(told.peer, told.request.target) for told in lab.exchanges}) == 100


# --- What crossed the wire


def test_lab_without_exchanges_says_what_to_do():
    with pytest.raises(LabError) as error:
        _ = Lab(reason).last
    assert str(error.value) == "nothing has crossed the wire yet; send a request to lab.url first"


def test_lab_last_is_whole_as_soon_as_its_client_has_the_answer(lab):
    for number in range(1, 8):
        answer = ask(lab.address, b"GET /teas/%d HTTP/1.1\r\nHost: a\r\n\r\n" % number)
        assert lab.last.request.target == f"/teas/{number}"
        assert lab.last.response.content == bytes(answer.content)


def test_lab_exchange_of_any_client_belongs_to_the_learner(lab):
    ask(lab.address)
    assert lab.last.origin is Origin.LEARNER


def test_lab_names_its_doors(lab):
    assert lab.names[lab.address] == "teahouse"
    assert {"proxy", "kitchen", "kitchen-east"} < {name.removeprefix("teahouse-") for name in lab.names.values()}


# --- Two worlds behind one address


def test_lab_keeps_the_worlds_of_learner_and_demo_apart(lab):
    send(lab, MINE, Origin.LEARNER)
    assert "Mine" not in send(lab, "GET /teas/7", Origin.DEMO).response.text
    assert "Mine" in send(lab, "GET /teas/7", Origin.CHALLENGE).response.text


def test_lab_reset_gives_the_learner_a_fresh_teahouse_and_leaves_the_demo_alone(lab):
    send(lab, MINE, Origin.LEARNER)
    send(lab, MINE, Origin.DEMO)
    lab.reset()
    assert "Mine" not in send(lab, "GET /teas/7", Origin.LEARNER).response.text
    assert "Mine" in send(lab, "GET /teas/7", Origin.DEMO).response.text


def test_lab_setting_the_stage_gives_the_demo_a_fresh_teahouse_and_leaves_the_learner_alone(lab):
    send(lab, MINE, Origin.LEARNER)
    send(lab, MINE, Origin.DEMO)
    lab.clock.wait(100)
    lab.set_stage()
    assert "Mine" in send(lab, "GET /teas/7", Origin.LEARNER).response.text
    assert "Mine" not in send(lab, "GET /teas/7", Origin.DEMO).response.text
    assert lab.clock.now() == lab.clock.start


# --- Whatever arrives, the lab goes on


def post(target, content, *fields):
    lines = [b"POST %b HTTP/1.1" % target, b"Host: a", b"Content-Length: %d" % len(content), *fields, b"", content]
    return b"\r\n".join(lines)


SEEDS = [
    GET,
    GET + GET,
    GET[:-2] + b"X: y\r\n" * 100 + b"\r\n",
    GET.replace(b"1.1", b"2.0"),
    b"HEAD /teas HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
    b"GET http://teahouse/menu HTTP/1.1\r\nHost: teahouse\r\n\r\n",
    post(b"/orders", b'{"tea": 7, "cups": 2}', b"Content-Type: application/json"),
    post(b"/guestbook", b"name=a&text=b", b"Content-Type: application/x-www-form-urlencoded", b"Expect: 100-continue"),
    b"POST /teas HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
    b'GET /leaflets/assam.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=0-9,20-29\r\nIf-Range: "leaf-1"\r\n\r\n',
    b"GET /delivery/menu HTTP/1.1\r\nHost: a\r\nConnection: X-Tea\r\nX-Tea: 1\r\n\r\n",
    b"GET /staff/rota HTTP/1.0\r\nAuthorization: Basic d2FpdGVyOm9vbG9uZw==\r\n\r\n",
]
SPICES = [
    b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"\xff\xfe", b"%", b"%zz", b"..", b"/", b"http://[", b"@", b"#",
    b"\x16\x03", b"-1", b"999999999999999999", b"chunked", b"bytes=-0", b"HTTP/1.1", b"HTTP/2.0",
    b"\r\nHost: b\r\n", b"\r\nContent-Length: 99\r\n", b"\r\nTransfer-Encoding: chunked\r\n",
    b"\r\nExpect: 100-continue\r\n", b"\r\nConnection: upgrade\r\nUpgrade: websocket\r\n",
    b"\r\nX: " + b"y" * 9000 + b"\r\n", b"t" * 9000,
]  # fmt: skip


FUZZ = int(os.environ.get("STATUSLAB_FUZZ", "400"))  # .ci/run asks for 20,000


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


def well_formed(received, sent):
    """Is it a row of whole HTTP responses, perhaps to HEAD?"""
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
    rest = received.partition(b"\r\n\r\n")[2]
    return not rest or rest.startswith(b"HTTP/1.")


def test_lab_met_with_mutated_requests_answers_or_closes_and_goes_on(capfd, caplog):
    chance, errors = random.Random(1795338000), []
    with Lab(reason, FixedClock(pace=0.01)) as lab:
        address = lab.address
        lab._loop.set_exception_handler(lambda _, context: errors.append(context))
        for number in range(FUZZ):
            raw = mutated(chance.choice(SEEDS), chance)
            with RawClient(address, seconds=10) as client:
                cut = chance.randrange(len(raw) + 1)
                client.send(raw[:cut])
                client.send(raw[cut:])
                client.finish()
                received = client.rest() if chance.random() < 0.9 else b""  # some leave without a look
            assert well_formed(received, raw), (raw, received)
            if received:
                assert lab.recorder.of(client.peer, 0, 0, patience=5).received, raw
            if number % 20 == 0:
                assert ask(address).head.status == 200
        assert ask(address).head.status == 200
        met = {told.wire_status for told in lab.exchanges}
        assert met >= {200, 400, 404, 414, 431, 505, None}
        assert len(lab.exchanges) <= lab.recorder.count
    assert errors == []
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


@pytest.fixture
def many_files():
    """Room for a thousand sockets in this process, where the system allows it."""
    resource = pytest.importorskip("resource", reason="no limits of open files to raise on this system")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 2048:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_lab_met_with_five_hundred_connections_at_once_answers_them_all(many_files):
    with Lab(reason) as lab:
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(RawClient(lab.address)) for _ in range(500)]
            for client in clients:
                client.send(GET)
            assert {client.answer("GET").head.status for client in clients} == {200}
        assert len(lab.exchanges) == 500


def test_lab_asked_in_the_clear_for_a_secure_target_says_it_is_misdirected():
    with Lab(reason) as lab:
        told = send(lab, "GET https://teahouse.test/teas/7")
    assert (told.wire_status, told.layer) == (421, "server")


def test_lab_keeps_the_port_at_which_nobody_listens_to_itself():
    with Lab(reason) as lab:
        port = next(int(address.rpartition(":")[2]) for address, name in lab.names.items() if name == "kitchen-east")
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
