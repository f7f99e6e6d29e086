"""How fast the lab's server is, recording on, beside two that people use: answers per second, start, memory, growth.

    python tests/bench/servers.py        about two minutes; make bench runs it too

The others are optional (`pip install -e '.[bench]'`); a row says so where one is missing. Loopback only.
"""

import importlib.util
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SECONDS = 3.0
LAB = """
import time
from statuslab.server.lab import Lab
Lab(port={port}).start()
time.sleep(600)
"""
STARLETTE = """
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def tea(request):
    return JSONResponse({{"id": 7, "name": "Assam", "minutes": 4}})
app = Starlette(routes=[Route("/teas/7", tea)])
uvicorn.run(app, http="h11", port={port}, access_log=False, log_level="error")
"""
GUNICORN = "from gunicorn.app.wsgiapp import run; run()"


@dataclass(frozen=True)
class Server:
    """A server to start: its name, the path that gives a small JSON, the packages it needs, its program."""

    name: str
    path: str
    needs: tuple[str, ...]
    program: str
    arguments: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        return [package for package in self.needs if importlib.util.find_spec(package) is None]


OURS = Server("the lab's tea, recording on", "/teas/7", (), LAB)
OURS_AS_HTTPBIN = Server("the lab's /get, recording on", "/get", (), LAB)
OTHERS = (
    Server("Starlette on uvicorn with h11", "/teas/7", ("uvicorn", "h11"), STARLETTE),
    Server(
        "httpbin under gunicorn gthread",
        "/get",
        ("httpbin", "gunicorn"),
        GUNICORN,
        ("-k", "gthread", "--threads", "4", "--log-level", "error", "-b", "127.0.0.1:{port}", "httpbin:app"),
    ),
)


@dataclass(frozen=True)
class Running:
    """A started server: its address, its process, and how long it took to its first answer."""

    address: str
    process: "subprocess.Popen[bytes]"
    started: float

    @property
    def memory(self) -> float:
        """Resident memory of the process and its children, in MB."""
        pids = [self.process.pid, *_children(self.process.pid)]
        return sum(_resident(pid) for pid in pids) / 1024


def main() -> None:
    print(f"{'server, 32 keep-alive connections':42} {'answers/s':>10} {'the lab is':>11} {'memory':>8}")
    present = [server for server in OTHERS if not server.missing]
    for server in set(OTHERS) - set(present):
        print(f"{server.name:42} not installed: {', '.join(server.missing)}")
    rows = side_by_side((OURS, OURS_AS_HTTPBIN, *present))
    ours = {server.path: rows[server.name][0] for server in (OURS, OURS_AS_HTTPBIN)}
    for server in (OURS, OURS_AS_HTTPBIN, *present):  # like with like: the same path at the lab
        speed, memory = rows[server.name]
        ratio = ours[server.path] / speed
        print(f"{server.name:42} {speed:10.0f} {ratio:10.2f}x {memory:5.0f} MB", flush=True)
    took = starts((OURS, *present))
    for name, seconds in took.items():
        print(f"start to first answer, {name:30} {seconds:6.3f} s {took[OURS.name] / seconds:6.2f}x", flush=True)
    growth()


def side_by_side(servers: tuple[Server, ...]) -> dict[str, tuple[float, float]]:
    """Rate (median of three, in turn) and memory after the load, by name."""
    rates: dict[str, list[float]] = {server.name: [] for server in servers}
    memory: dict[str, float] = {}
    for server, up in in_turn(servers, 3):
        rates[server.name].append(load(up.address, server.path, 32, SECONDS))
        memory[server.name] = up.memory
    return {name: (statistics.median(found), memory[name]) for name, found in rates.items()}


def starts(servers: tuple[Server, ...], times: int = 15) -> dict[str, float]:
    """Seconds from starting the program to its first answer: the median of so many starts, in turn, by name."""
    seconds: dict[str, list[float]] = {server.name: [] for server in servers}
    for server, up in in_turn(servers, times):
        seconds[server.name].append(up.started)
    return {name: statistics.median(found) for name, found in seconds.items()}


def in_turn(servers: tuple[Server, ...], times: int) -> Iterator[tuple[Server, Running]]:
    """Each server, started afresh, so many times; one after the other, so that a slow minute meets them all."""
    for _ in range(times):
        for server in servers:
            with running(server) as up:
                yield server, up


def growth() -> None:
    """The cost of a request with more connections, and with more behind it."""
    with running(OURS) as up:
        for connections in (1, 32, 500):
            speed = load(up.address, "/teas/7", connections, SECONDS)
            print(f"the lab with {connections:3} connections {speed:24.0f} answers/s", flush=True)
        early, memory, done = load(up.address, "/teas/7", 32, SECONDS), up.memory, 0.0
        while done < 100_000:
            done += 10 * load(up.address, "/teas/7", 32, 10.0)
        late = load(up.address, "/teas/7", 32, SECONDS)
        print(f"after {done:.0f} more requests: {late / early:.2f}x the rate, {up.memory - memory:+.0f} MB", flush=True)


def load(address: str, path: str, connections: int, seconds: float) -> float:
    command = [sys.executable, str(HERE / "load.py"), address, path, str(connections), str(seconds)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@contextmanager
def running(server: Server) -> Iterator[Running]:
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "serve.py"
        program.write_text(server.program.format(port=port), encoding="utf-8")
        arguments = [each.format(port=port) for each in server.arguments]
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, str(program), *arguments], start_new_session=True)
        try:
            _first_answer(port, server.path, process)
            yield Running(f"127.0.0.1:{port}", process, time.perf_counter() - began)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _first_answer(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            if connection.recv(9).startswith(b"HTTP/1.1"):
                return
        time.sleep(0.01)
    raise SystemExit("the server ended before it answered")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in told.read_text().split()] if told.exists() else []


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


if __name__ == "__main__":
    main()
