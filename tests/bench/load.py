"""A small load: so many keep-alive connections, each asking again as soon as it is answered, for so many seconds.

    python tests/bench/load.py HOST:PORT PATH CONNECTIONS SECONDS     prints the answers per second, and how many in all

A `{n}` in the path becomes a number that is another one in each request. It counts answers by their length, which must
not change, so that the load costs far less than what it measures.
Loopback only.
"""

import asyncio
import sys
from collections.abc import Iterator
from itertools import cycle


class Asking(asyncio.Protocol):
    """One connection that asks until the time is over."""

    def __init__(self, requests: Iterator[bytes], length: int, tally: list[int]) -> None:
        self.requests, self.length, self.tally, self.got = requests, length, tally, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(next(self.requests))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.got += len(data)
        if self.got >= self.length:
            self.got -= self.length
            self.tally[0] += 1
            self.transport.write(next(self.requests))  # type: ignore[attr-defined]


async def answer_length(host: str, port: int, request: bytes) -> int:
    """The length of one answer, head and content."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
    length = int(fields[b"content-length"])
    await reader.readexactly(length)
    writer.close()
    return len(head) + length


async def rate(address: str, path: str, connections: int, seconds: float) -> tuple[float, int]:
    """Answers per second once it is warm, and the number of all answers."""
    host, _, port = address.rpartition(":")
    if not host.startswith("127."):
        raise SystemExit(f"met {host}, expected an address of this machine's loopback")
    paths = [path.format(n=f"{number:04}") for number in range(5000 if "{n}" in path else 1)]
    requests = [f"GET {each} HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\n\r\n".encode() for each in paths]
    length, tally, in_turn = await answer_length(host, int(port), requests[0]), [0], cycle(requests)
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Asking(in_turn, length, tally), host, int(port))
    await asyncio.sleep(0.3)  # warm
    before, began = tally[0], loop.time()
    await asyncio.sleep(seconds)
    per_second = (tally[0] - before) / (loop.time() - began)
    return per_second, tally[0] + 1


if __name__ == "__main__":
    address, path, connections, seconds = sys.argv[1:]
    print(*asyncio.run(rate(address, path, int(connections), float(seconds))))
