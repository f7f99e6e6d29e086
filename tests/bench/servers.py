"""How fast the lab's server is, recording on, beside two that people use: processor time, start, memory, growth.

    pip install -e '.[bench]'            the other servers; without one its row says what is missing
    python tests/bench/servers.py        about three minutes, and never more than ten; make bench runs it too

Processor time for an answer is what to compare: other programs on the machine slow all servers down, but add little to
it. Each ratio is the median of ratios within a round, in which all servers run one after the other. Loopback only.
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

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, a checkout is compiled at each start; packages never are

HERE = Path(__file__).parent
SECONDS, ROUNDS = 2.0, 5
LONGEST = 60.0  # seconds of load that the growth is measured with
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
GUNICORN = "import logging; logging.disable(logging.WARNING); from gunicorn.app.wsgiapp import run; run()"


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
OURS_VARIED = Server("the lab's tea, each request another", "/teas/7?n={n}", (), LAB)
OURS_AS_HTTPBIN = Server("the lab's /get, recording on", "/get", (), LAB)
LAB_ROWS = (OURS, OURS_VARIED, OURS_AS_HTTPBIN)
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

    @property
    def processor_time(self) -> float:
        """Seconds of processor time that the process and its children have had; 0 where the system has no /proc."""
        return sum(_processor_time(pid) for pid in [self.process.pid, *_children(self.process.pid)])


@dataclass(frozen=True)
class Load:
    """What a server did under load: answers per second, their number, and microseconds of processor time for each."""

    rate: float
    answers: int
    cost: float = 0.0


def main() -> None:
    present = [server for server in OTHERS if not server.missing]
    for server in OTHERS:
        if server.missing:
            print(f"{server.name:42} not installed: {', '.join(server.missing)} (pip install -e '.[bench]')")
    print(
        f"{'server, 32 keep-alive connections':42} {'answers/s':>10} {'time each':>11} {'memory':>8} {'the lab is':>11}"
    )
    rounds, memory = side_by_side((OURS, OURS_VARIED, OURS_AS_HTTPBIN, *present))
    for server in (OURS, OURS_VARIED, OURS_AS_HTTPBIN, *present):
        rate = statistics.median(each[server.name].rate for each in rounds)
        cost = statistics.median(each[server.name].cost for each in rounds)
        ours = next(each for each in LAB_ROWS if each.path == server.path)  # like with like
        print(
            f"{server.name:42} {rate:10.0f} {cost:8.1f} µs {memory[server.name]:5.0f} MB {told(rounds, ours, server)}",
            flush=True,
        )
    took = starts((OURS, *present))
    clock, processor = took[OURS.name]
    for name, (by_clock, by_time) in took.items():
        ratios = f"{clock / by_clock:6.2f}x, processor {by_time:6.3f} s {processor / (by_time or processor or 1):6.2f}x"
        print(f"start to first answer, {name:30} {by_clock:6.3f} s {ratios}", flush=True)
    growth()


def told(rounds: list[dict[str, Load]], ours: Server, other: Server) -> str:
    """How many times as fast the lab is, by processor time and by the clock: the medians over the rounds."""
    if ours is other:
        return ""
    by_time = [each[other.name].cost / each[ours.name].cost for each in rounds if each[ours.name].cost]
    by_rate = [each[ours.name].rate / each[other.name].rate for each in rounds]
    return f"{statistics.median(by_time or [0]):10.2f}x ({statistics.median(by_rate):.2f}x by the clock)"


def side_by_side(servers: tuple[Server, ...]) -> tuple[list[dict[str, Load]], dict[str, float]]:
    """What each server did in each round, and its memory after the load, by name."""
    rounds: list[dict[str, Load]] = []
    memory: dict[str, float] = {}
    for server, up in in_turn(servers, ROUNDS):
        if server is servers[0]:
            rounds.append({})
        load(up.address, server.path, 32, 0.5)  # what is imported or compiled at the first requests
        before = up.processor_time
        done = load(up.address, server.path, 32, SECONDS)
        cost = (up.processor_time - before) / done.answers * 1e6
        rounds[-1][server.name] = Load(done.rate, done.answers, cost)
        memory[server.name] = up.memory
    return rounds, memory


def starts(servers: tuple[Server, ...], times: int = 15) -> dict[str, tuple[float, float]]:
    """By name, seconds from starting the program to its first answer, median of so many starts in turn, by the clock.

    And the mean seconds of processor time for it, which the system tells in hundredths.
    """
    found: dict[str, list[tuple[float, float]]] = {server.name: [] for server in servers}
    for server, up in in_turn(servers, times):
        found[server.name].append((up.started, up.processor_time))
    columns = {name: list(zip(*each, strict=True)) for name, each in found.items()}
    return {name: (statistics.median(clock), statistics.mean(time)) for name, (clock, time) in columns.items()}


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
            speed = load(up.address, "/teas/7", connections, SECONDS).rate
            print(f"the lab with {connections:3} connections {speed:24.0f} answers/s", flush=True)
        early, memory, done = load(up.address, "/teas/7", 32, SECONDS).rate, up.memory, 0
        began = time.perf_counter()
        while done < 100_000 and time.perf_counter() - began < LONGEST:
            done += load(up.address, "/teas/7", 32, 10.0).answers
        late = load(up.address, "/teas/7", 32, SECONDS).rate
        print(f"after {done} more requests: {late / early:.2f}x the rate, {up.memory - memory:+.0f} MB", flush=True)


def load(address: str, path: str, connections: int, seconds: float) -> Load:
    """Let a process of its own ask for so many seconds. Raises where it takes much longer than that."""
    command = [sys.executable, str(HERE / "load.py"), address, path, str(connections), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)
    rate, answers = done.stdout.split()
    return Load(float(rate), int(answers))


@contextmanager
def running(server: Server) -> Iterator[Running]:
    with tempfile.TemporaryDirectory() as folder:
        up = next(filter(None, (_start(server, Path(folder)) for _ in range(5))), None)
        if up is None:
            raise SystemExit(f"{server.name} did not answer")
        try:
            yield up
        finally:
            end(up.process)


def _start(server: Server, folder: Path) -> Running | None:
    """Start a server and wait for its first answer; None where it ends before, as when another took its port."""
    port = _free_port()
    program = folder / "serve.py"
    program.write_text(server.program.format(port=port), encoding="utf-8")
    arguments = [each.format(port=port) for each in server.arguments]
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, str(program), *arguments], start_new_session=True)
    if _answers(port, server.path, process):
        return Running(f"127.0.0.1:{port}", process, time.perf_counter() - began)
    end(process)
    return None


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the server to stop, and make it where it still waits for connections to close."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
            return


def _answers(port: int, path: str, process: "subprocess.Popen[bytes]") -> bool:
    """Whether a server answers before it ends, within 30 seconds."""
    deadline = time.perf_counter() + 30
    while process.poll() is None and time.perf_counter() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(
                f"GET {path.format(n=0)} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
            )
            if connection.recv(9).startswith(b"HTTP/1.1"):
                return process.poll() is None
        time.sleep(0.01)
    return False


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in told.read_text().split()] if told.exists() else []


def _processor_time(pid: int) -> float:
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return 0.0
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


if __name__ == "__main__":
    main()
