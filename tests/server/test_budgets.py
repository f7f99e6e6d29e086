"""Bounds for everybody together: content held, connections, open files. Honest clients are answered meanwhile."""

import asyncio
import math
import resource
import select
import socket
import ssl
import subprocess
import sys
import time

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.settings import SettingCodes
from served import GET, Served, post, read_all, reply

from statuslab.clients.raw_http1 import RawClient
from statuslab.messages.exchange import Direction
from statuslab.server.protocol import budget as budgets
from statuslab.server.protocol.budget import ContentBudget, Holding, NoRoom
from statuslab.server.protocol.http2 import Http2Connection
from statuslab.server.protocol.recorder import FIRST_BYTES, Recorder
from statuslab.server.protocol.server_config import Timeouts

MOST = 4_000_000
PATIENT = Timeouts(idle=10_000, content=10_000, upload=10_000)  # nobody is cut for being slow


@pytest.fixture
def budget():
    return ContentBudget(time.perf_counter, most=MOST)


async def echo_thrice(scope, receive, send):
    await reply(send, 3 * await read_all(receive))


async def until(done):
    while not done():
        await asyncio.sleep(0)


def status(client, method="GET"):
    return client.answer(method).head


# --- The budget itself


class Ticks:
    now = 0.0

    def __call__(self):
        return self.now


def test_budget_counts_what_is_taken_and_given_back():
    budget = ContentBudget(Ticks(), most=100_000)
    with Holding(budget, pytest.fail) as one:
        one.take(50_000)
        one.give_back(20_000)
        assert budget.total == 30_000 + budgets.EACH
    assert (budget.total, budget.holdings) == (0, {})


def test_large_exchange_is_refused_where_nobody_has_stalled():
    budget = ContentBudget(Ticks(), most=1_000_000)
    with Holding(budget, pytest.fail) as one, Holding(budget, pytest.fail) as other:
        one.take(700_000)
        with pytest.raises(NoRoom) as full:
            other.take(400_000)
        assert (full.value.refusal().status, full.value.refusal().fields) == (503, ((b"Retry-After", b"1"),))
        assert budget.total == 700_000 + 2 * budgets.EACH


def test_exchange_that_stalled_longest_is_cut_first():
    ticks, cut = Ticks(), []
    budget = ContentBudget(ticks, most=1_000_000)
    first, second = (Holding(budget, lambda name=name: cut.append(name)).open() for name in ("first", "second"))
    first.take(400_000)
    ticks.now = 1
    second.take(400_000)
    ticks.now = 10
    with Holding(budget, pytest.fail) as third:
        third.take(500_000)
        assert cut == ["first"]
        assert budget.total <= 1_000_000


def test_small_exchange_is_never_refused_for_what_others_hold():
    cut = []
    budget = ContentBudget(Ticks(), most=1_000_000)
    large, larger = (Holding(budget, lambda name=name: cut.append(name)).open() for name in ("large", "larger"))
    large.take(400_000)
    larger.take(500_000)
    with Holding(budget, pytest.fail) as small:
        small.take(100_000)
    assert cut == ["larger"]


# --- Uploads


def test_stalled_uploads_hold_no_more_than_the_budget_and_others_are_answered(budget, monkeypatch):
    monkeypatch.setattr(budgets, "STALLED", math.inf)
    with Served(echo_thrice, budget=budget, timeouts=PATIENT) as served:
        stalled = [served.client() for _ in range(20)]
        for client in stalled:
            client.send(post(b"x" * 399_999, length=400_000))
        heads, waiting = [], {client._socket: client for client in stalled}
        while b"HTTP/1.1 503" not in heads:
            answered, _, _ = select.select(waiting, [], [], 30)
            assert answered
            heads += [waiting.pop(each).some()[:12] for each in answered]
        assert budget.total <= MOST
        with served.client() as client:
            client.send(GET)
            assert status(client).status == 200
        assert budget.total > 1_000_000  # those that fit wait for their last byte
        for client in stalled:
            client.close()
    assert (budget.total, budget.holdings) == (0, {})


def test_upload_that_does_not_fit_is_503_with_retry_after(budget):
    with Served(echo_thrice, budget=budget) as served, served.client() as client:
        client.send(post(b"x" * 1_500_000))
        head = status(client, "POST")
    assert (head.status, head.values(b"retry-after")) == (503, [b"1"])


def test_stalled_upload_is_cut_for_a_large_one(budget, monkeypatch):
    monkeypatch.setattr(budgets, "STALLED", 0)
    rules = {"budget": budget, "timeouts": PATIENT}
    with Served(echo_thrice, **rules) as served, served.client() as stalled, served.client() as other:
        stalled.send(post(b"x" * 999_999, length=1_000_000))
        served.background.run(until(lambda: budget.total > 2_999_000))
        other.send(post(b"x" * 500_000))
        assert status(other, "POST").status == 200
        assert stalled.some() == b""


# --- Responses that nobody reads


def test_unread_responses_hold_no_more_than_the_budget_and_others_are_answered(budget):
    async def large(scope, receive, send):
        content = await read_all(receive)
        await reply(send, b"x" * 1_500_000 if scope["path"] == "/large" else content)

    with Served(large, budget=budget, timeouts=PATIENT) as served:
        clients = [served.client() for _ in range(12)]
        for client in clients:
            client._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            client.send(GET.replace(b"/ ", b"/large ", 1))
        time.sleep(0.3)
        assert budget.total <= MOST
        with served.client() as client:
            client.send(GET)
            assert status(client).status == 200
        for client in clients:
            client.close()
    assert (budget.total, budget.holdings) == (0, {})


def test_response_that_is_read_slowly_arrives_whole(budget):
    content = bytes(range(256)) * 6000

    async def large(scope, receive, send):
        await reply(send, content)

    with Served(large, budget=budget, timeouts=PATIENT) as served, served.client() as client:
        client.send(GET)
        time.sleep(0.1)
        assert bytes(client.answer("GET").content) == content


def h2_client(served, window):
    raw = served.client()
    h2 = H2Connection(H2Configuration(client_side=True))
    h2.initiate_connection()
    h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: window})
    return raw, h2


def test_http_2_streams_at_window_0_hold_no_more_than_the_budget(budget):
    async def large(scope, receive, send):
        await reply(send, b"x" * 300_000)

    with Served(large, budget=budget, connection=Http2Connection) as served:
        raw, h2 = h2_client(served, 0)
        for number in range(1, 100, 2):
            h2.send_headers(
                number, [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a")], True
            )
        raw.send(h2.data_to_send())
        statuses = []
        while len(statuses) < 50:
            for event in h2.receive_data(raw.some()):
                if getattr(event, "headers", None):
                    statuses.append(dict(event.headers).get(b":status"))
        assert budget.total <= MOST
        assert statuses.count(b"200") <= MOST // 300_000
        assert statuses.count(b"503") == 50 - statuses.count(b"200")
        raw.close()
    assert (budget.total, budget.holdings) == (0, {})


# --- What the recorder keeps of exchanges under way


def test_recorder_bounds_what_exchanges_under_way_keep_together():
    recorder = Recorder()
    open_ones = [recorder.begin("a:1", "b:2", 0, 0) for _ in range(100)]
    for recording in open_ones:
        for _ in range(10):
            recording.add(0, Direction.SENT, b"x" * 100_000)
    kept = [recording.kept for recording in open_ones]
    assert sum(kept) < 66_000_000
    assert min(kept) == FIRST_BYTES
    assert all(recording.kept + recording.omitted == 1_000_000 for recording in open_ones)
    for recording in open_ones:
        recorder.finish(recording)
    late = recorder.begin("a:1", "b:2", 0, 0)
    late.add(0, Direction.SENT, b"x" * 1_000_000)
    assert late.kept == 1_000_000


# --- Connections, files, and the terminal


@pytest.fixture
def serve():
    """`statuslab serve` with few open files: its process, its ports and its certificate authority."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    command = [sys.executable, "-m", "statuslab.cli", "serve", "--port", "0", "--tls-port", "0"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard)),
    ) as process:
        _, plain, tls, authority = process.stdout.readline().split()
        yield process, int(plain.rpartition(":")[2]), int(tls.rpartition(":")[2]), authority.removeprefix("ca=")
        process.kill()


def test_lab_with_128_files_and_400_idle_connections_goes_on_answering(serve):
    process, port, _, _ = serve
    idle = []
    for number in range(400):
        idle.append(socket.create_connection(("127.0.0.1", port)))
        if number % 2:
            idle[-1].send(b"GET / HTTP/1.1\r\n")
    for _ in range(20):
        with RawClient(f"127.0.0.1:{port}", seconds=30) as client:
            client.send(b"GET /teas/7 HTTP/1.1\r\nHost: teahouse\r\n\r\n")
            assert status(client).status == 200
    for each in idle:
        each.close()
    process.terminate()
    assert process.communicate(timeout=60)[1] == ""


@pytest.mark.parametrize("protocol", ["h2", "http/1.1"])
def test_bad_tls_record_after_the_handshake_prints_nothing(serve, protocol):
    process, port, tls_port, authority = serve
    context = ssl.create_default_context(cafile=authority)
    context.set_alpn_protocols([protocol])
    for _ in range(3):
        raw = socket.create_connection(("127.0.0.1", tls_port))
        tls = context.wrap_socket(raw, server_hostname="localhost")
        twin = socket.socket(fileno=tls.detach())
        for record in (b"\x17\x03\x03\x00\x20" + b"x" * 32, b"\x15\x03\x03\x00\x02\x02\x14", b"junk" * 100):
            try:
                twin.send(record)
            except OSError:
                break
        twin.close()
    with RawClient(f"127.0.0.1:{port}") as client:
        client.send(b"GET /teas/7 HTTP/1.1\r\nHost: teahouse\r\n\r\n")
        assert status(client).status == 200
    process.terminate()
    assert process.communicate(timeout=60)[1] == ""
