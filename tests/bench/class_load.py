"""Simulated students for load tests: raw sockets without an HTTP library, to leave processor time for the server.

Like a phone, a student has one connection for requests and one stream. Loopback only.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from random import Random

PHASE = re.compile(rb'"phase": "(\w+)", "version": (\d+), "round": (\d+)')


class Wire(asyncio.Protocol):
    """One keep-alive connection with one request at a time."""

    def __init__(self) -> None:
        self.data, self.answer, self.length = b"", None, -1
        self.lost = False

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.data += data
        if self.length < 0:
            end = self.data.find(b"\r\n\r\n")
            if end < 0:
                return
            at = self.data.lower().find(b"content-length:", 0, end)
            self.length = end + 4 + (int(self.data[at + 15 : self.data.find(b"\r\n", at)]) if at >= 0 else 0)
        if len(self.data) >= self.length and self.answer and not self.answer.done():
            self.answer.set_result(self.data[: self.length])

    def connection_lost(self, error) -> None:
        self.lost = True
        if self.answer and not self.answer.done():
            self.answer.set_exception(ConnectionError("lost"))

    async def ask(self, request: bytes) -> bytes:
        if self.lost:
            raise ConnectionError("lost")
        self.data, self.length = b"", -1
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await asyncio.wait_for(self.answer, 30)


class Listening(asyncio.Protocol):
    """One stream, which notes when each version of the class was first seen."""

    def __init__(self, student) -> None:
        self.student, self.rest = student, b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(self.student.head("GET", "stream") + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        now = asyncio.get_running_loop().time()
        for found in PHASE.finditer(self.rest):
            self.student.saw(found[1].decode(), int(found[2]), int(found[3]), now)
        self.rest = self.rest[-200:]

    def connection_lost(self, error) -> None:
        self.student.stream = None


@dataclass
class Student:
    """A student with a phone."""

    address: tuple[str, int]
    room: str
    number: int
    rng: Random
    token: str = ""
    player: int = 0
    wire: Wire | None = None
    stream: Listening | None = None
    click: int = 0
    seen: dict[int, float] = field(default_factory=dict)  # version -> when
    phase: str = ""
    round: int = 0
    acknowledged: dict[tuple[int, int], list[int]] = field(default_factory=dict)  # (round, vote) -> choice
    asked: int = 0
    base: str = ""  # what stands before the paths of the class
    user: str = ""  # whom a hub knows the student as

    def saw(self, phase: str, version: int, round: int, now: float) -> None:
        self.seen.setdefault(version, now)
        self.phase, self.round = phase, round

    def head(self, method: str, path: str) -> bytes:
        token = f"Authorization: Bearer {self.token}\r\n" if self.token else ""
        if self.user and not self.token:
            token = f"Authorization: token {self.user}\r\n"
        host, port = self.address
        return f"{method} {self.base}/api/{self.room}/{path} HTTP/1.1\r\nHost: {host}:{port}\r\n{token}".encode()

    async def post(self, path: str, body: dict, again: bool = False) -> tuple[int, dict]:
        """Status and content; `again` sends it on a connection of its own, as an impatient browser does."""
        data = json.dumps(body).encode()
        fields = f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        if again or self.wire is None or self.wire.lost:
            _, wire = await asyncio.get_running_loop().create_connection(Wire, *self.address)
            if not again:
                self.wire = wire
        else:
            wire = self.wire
        answer = await wire.ask(self.head("POST", path) + fields + data)
        if again:
            wire.transport.close()
        head, _, content = answer.partition(b"\r\n\r\n")
        found = json.loads(content) if content else {}
        found["retry-after"] = b"retry-after" in head.lower()
        return int(head[9:12]), found

    async def join(self) -> float:
        """The seconds until the class has let the student in."""
        loop = asyncio.get_running_loop()
        began, nonce = loop.time(), f"{self.rng.getrandbits(128):032x}"
        names = ("Sam", "Ада", "李雷", "نور", "Zoë 🌿")
        status, found = await self.insist("players", {"name": self.rng.choice(names), "nonce": nonce})
        assert status in (200, 201), (status, found)
        self.token, self.player = found["token"], found["player"]
        return loop.time() - began

    async def listen(self) -> float:
        """Open a stream; return the seconds until the first snapshot."""
        loop = asyncio.get_running_loop()
        began, self.seen = loop.time(), {}
        for wait in (0.1, 0.2, 0.4, 0.8, 1.6, 3.2):
            try:
                _, self.stream = await loop.create_connection(lambda: Listening(self), *self.address)
                break
            except OSError:
                await asyncio.sleep(wait * (0.5 + self.rng.random()))
        while not self.seen:
            if self.stream is None:
                raise ConnectionError("no stream")
            await asyncio.sleep(0.005)
        return min(self.seen.values()) - began

    async def answer(self, round: int, vote: int, choices: int, double: bool = False) -> tuple[int, float]:
        """Send one answer until it is acknowledged or refused; return its status and seconds."""
        self.click += 1
        page = f"page{self.number:08}"
        choice = [self.rng.randrange(choices)]
        body = {"round": round, "vote": vote, "choice": choice, "confidence": self.rng.randrange(3)}
        body |= {"page": page, "click": self.click}
        began = asyncio.get_running_loop().time()
        if double:
            (status, found), second = await asyncio.gather(
                self.insist("answers", body), self.insist("answers", body, again=True)
            )
            assert second[0] == status and (status != 200 or second[1]["choice"] == found["choice"])
        else:
            status, found = await self.insist("answers", body)
        if status == 200:
            self.acknowledged[round, vote] = found["choice"]
        return status, asyncio.get_running_loop().time() - began

    async def insist(self, path: str, body: dict, again: bool = False) -> tuple[int, dict]:
        wait = 0.1
        while True:
            self.asked += 1
            try:
                status, found = await self.post(path, body, again)
                if status not in (408, 429, 503):
                    return status, found
                wait = max(wait, 1.0)
            except (OSError, TimeoutError):
                pass
            await asyncio.sleep(wait * (0.5 + self.rng.random()))
            wait = min(2.0, wait * 2)

    def hang_up(self) -> None:
        for each in (self.stream, self.wire):
            if each is not None:
                each.transport.abort()
        self.stream = self.wire = None


async def spread(students, what, seconds: float, rng: Random) -> list:
    """Call `what` for each student at a random moment within `seconds`."""

    async def later(student, wait: float):
        await asyncio.sleep(wait)
        return await what(student)

    return await asyncio.gather(*(later(each, rng.random() * seconds) for each in students))
