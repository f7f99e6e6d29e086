"""A class with few open files: connections that send nothing give way to people who do something."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from class_samples import each_frame
from starlette.applications import Starlette

from sampling import sampled
from statuslab.live_class.server import HostClient, PlayerClient
from statuslab.live_class.server.connections import GuardedSocket
from statuslab.live_class.server.uvicorn_server import listen

resource = pytest.importorskip("resource")
HERE = Path(__file__).parent
SERVE = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
from class_samples import questions
from statuslab.live_class.server import ClassServer
server = ClassServer(questions(), folder=sys.argv[1], tls=sys.argv[2] == "tls" or None)
server.start()
print(json.dumps([server.join_url, server.url, server.room, server.host_token, str(server.ca_file or "")]), flush=True)
sys.stdin.read()
print(server.faults, file=sys.stderr)
server.stop()
"""


@pytest.fixture
def start(tmp_path):
    """Start a class in a process that may open 128 files; afterwards it must have printed no error."""
    processes = []

    def started(tls=""):
        command = [sys.executable, "-c", SERVE, str(tmp_path), tls]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = subprocess.Popen(command, env=environment, text=True, **pipes)
        processes.append(process)
        return json.loads(process.stdout.readline())

    yield started
    for process in processes:
        assert process.communicate(timeout=60)[1] == "()\n"


BEGUN = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: 127",
    "half a body": b"POST /api/ROOM/players HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 90\r\n\r\n{",
    "a request, then nothing": b"GET /pages/icon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


@pytest.mark.parametrize("begun", sampled(BEGUN.values(), every=3), ids=BEGUN)
def test_400_idle_connections_keep_nobody_out(start, begun):
    join_url, url, room, token, _ = start()
    host = HostClient.over_http(url, room, token)
    address = "127.0.0.1", urlsplit(url).port
    sam = PlayerClient(join_url)
    sam.join("Sam")
    host.open()
    with ExitStack() as stack:
        stream = stack.enter_context(socket.create_connection(address, timeout=60))
        head = f"GET /api/{room}/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {sam.token}\r\n\r\n"
        stream.sendall(head.encode())
        frames = each_frame(stack.enter_context(stream.makefile("rb")))
        assert next(frames)[0] == "snapshot"
        for number in range(400):
            idle = stack.enter_context(socket.create_connection(address, timeout=60))
            idle.sendall(begun.replace(b"ROOM", room.encode()))
            if number % 50 == 49:
                began = time.monotonic()
                assert sam.answer([1])["saved"]
                assert time.monotonic() - began < 20
        late = PlayerClient(join_url)
        assert late.join("Late") == "Late"
        assert host.snapshot()["players"] == 2
        host.close()
        assert any(data["phase"] == "closed" for _, data in frames)  # a stream in use was not closed for others


def test_400_connections_without_a_handshake_keep_nobody_out_of_a_class_with_tls(start):
    join_url, url, _, _, authority = start("tls")
    with ExitStack() as stack:
        for _ in range(400):
            stack.enter_context(socket.create_connection(("127.0.0.1", urlsplit(url).port), timeout=60))
        assert PlayerClient(join_url, ca_file=authority).join("Sam") == "Sam"


def test_class_behind_a_low_limit_takes_as_many_files_as_the_system_allows():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    hard = before[1]

    async def limit_while_listening():
        async with listen(Starlette(), socket.create_server(("127.0.0.1", 0)), None):
            return resource.getrlimit(resource.RLIMIT_NOFILE)

    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        assert asyncio.run(limit_while_listening()) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


# --- The socket alone


@pytest.fixture
def guarded():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        with GuardedSocket(listener, 2) as made:
            yield made


def accepted(guarded):
    for _ in range(100):
        try:
            return guarded.accept()[0]
        except BlockingIOError:
            time.sleep(0.01)
    return None


def test_connection_that_waits_longest_gives_way(guarded):
    clients = [socket.create_connection(guarded.getsockname()) for _ in range(3)]
    first, second = accepted(guarded), accepted(guarded)
    guarded.mark(first.fileno(), answering=True)
    guarded.mark(first.fileno(), answering=False)  # the first was answered after the second had come
    with pytest.raises(BlockingIOError):
        guarded.accept()
    assert second.recv(1) == b""
    second.close()
    third = accepted(guarded)
    assert third is not None
    for each in (first, third, *clients):
        each.close()


def test_new_connection_is_refused_while_everybody_is_answered(guarded):
    clients = [socket.create_connection(guarded.getsockname()) for _ in range(3)]
    served = [accepted(guarded) for _ in range(2)]
    for each in served:
        guarded.mark(each.fileno(), answering=True)
    with pytest.raises(BlockingIOError):
        guarded.accept()
    clients[2].settimeout(30)
    assert clients[2].recv(1) == b""
    for each in (*served, *clients):
        each.close()
