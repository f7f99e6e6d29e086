"""After a 2xx to CONNECT: bytes both ways, unchanged and unread (RFC 9110 section 9.3.6)."""

from __future__ import annotations

import asyncio

from statuslab.server.protocol.asgi import ClientDisconnected
from statuslab.server.protocol.interfaces import Http1Connection

MAX_BYTES = 50_000_000  # both ways together
MAX_SECONDS = 600.0  # lab seconds
_READ_SIZE = 65_536


class Tunnel:
    """A client's connection and one to its target: each gets what the other sends, until one side ends."""

    def __init__(self, connection: Http1Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connection, self.reader, self.writer = connection, reader, writer
        self.there = self.back = 0  # bytes to the target and from it
        self._last_byte = connection.config.clock.tick()

    async def run(self) -> None:
        """Pass bytes on until one side closes, both are silent for `idle` seconds, or a limit is reached."""
        clock = self.connection.config.clock
        directions = [asyncio.ensure_future(self._up()), asyncio.ensure_future(self._down())]
        why = f"it was open for {MAX_SECONDS:g} s"
        try:
            seconds = clock.real(MAX_SECONDS)
            done, _ = await asyncio.wait(directions, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            why = next((direction.result() for direction in done), why)
        finally:  # also where the lab stops meanwhile
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)
        recording = self.connection.record_input()
        recording.note = f"a tunnel, {self.there} bytes there and {self.back} bytes back; {why}"

    async def _up(self) -> str:
        buffer = self.connection.reader.buffer
        try:
            while self._below_limit:
                if buffer:  # first what was sent together with CONNECT
                    self.writer.write(bytes(buffer))
                    self._count(there=len(buffer))
                    buffer.clear()
                    self.connection.record_input()
                    await self.writer.drain()
                elif not await self._more():
                    return "the client ended it" if self.connection.stream.eof else "nobody said anything any more"
        except ConnectionError:
            return "the other side broke it off"
        return f"{MAX_BYTES} bytes are the most"

    async def _more(self) -> bool:
        """Wait for bytes of the client; False at its end, or after silence in both directions."""
        config = self.connection.config
        try:
            return await self.connection.more(config.timeouts.idle)
        except TimeoutError:
            silence = config.clock.tick() - self._last_byte
            return silence < config.clock.real(config.timeouts.idle)

    async def _down(self) -> str:
        try:
            while self._below_limit:
                data = await self.reader.read(_READ_SIZE)
                if not data:
                    return "the other side ended it"
                self._count(back=len(data))
                self.connection.write(data)
                await self.connection.drain()
        except ConnectionError:
            return "the other side broke it off"
        except ClientDisconnected:
            return "the client stopped reading"
        return f"{MAX_BYTES} bytes are the most"

    @property
    def _below_limit(self) -> bool:
        return self.there + self.back < MAX_BYTES

    def _count(self, there: int = 0, back: int = 0) -> None:
        self.there, self.back = self.there + there, self.back + back
        self._last_byte = self.connection.config.clock.tick()
