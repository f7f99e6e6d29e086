"""A small load: so many keep-alive connections, each asking again as soon as it is answered, for so many seconds.

    python tests/bench/load.py HOST:PORT PATH CONNECTIONS SECONDS     prints the answers per second

It counts answers by their length, which must not change, so that the load costs far less than what it measures.
Loopback only.
"""

import asyncio
import sys


class Asking(asyncio.Protocol):
    """One connection that asks until the time is over."""

    def __init__(self, request: bytes, length: int, tally: list[int]) -> None:
        self.request, self.length, self.tally, self.got = request, length, tally, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.got += len(data)
        if self.got >= self.length:
            self.got -= self.length
            self.tally[0] += 1
            self.transport.write(self.request)  # type: ignore[attr-defined]


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


async def rate(address: str, path: str, connections: int, seconds: float) -> float:
    """Answers per second."""
    host, _, port = address.rpartition(":")
    if not host.startswith("127."):
        raise SystemExit(f"met {host}, expected an address of this machine's loopback")
    request = f"GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\n\r\n".encode()
    length, tally = await answer_length(host, int(port), request), [0]
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Asking(request, length, tally), host, int(port))
    await asyncio.sleep(0.3)  # warm
    before, began = tally[0], loop.time()
    await asyncio.sleep(seconds)
    return (tally[0] - before) / (loop.time() - began)


if __name__ == "__main__":
    address, path, connections, seconds = sys.argv[1:]
    print(asyncio.run(rate(address, path, int(connections), float(seconds))))
