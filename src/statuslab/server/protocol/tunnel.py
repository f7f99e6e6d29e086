"""After a 2xx to CONNECT: bytes both ways, as they are (RFC 9110 section 9.3.6). What they say cannot be read here."""

from __future__ import annotations

import asyncio

from statuslab.server.protocol.asgi import ClientDisconnected
from statuslab.server.protocol.interfaces import Http1Connection

MOST = 50_000_000  # bytes, both ways together
LONGEST = 600.0  # told seconds
_AT_ONCE = 65_536


class Tunnel:
    """A client's connection and one to where it wants to go; what one side says the other hears, until one is done."""

    def __init__(self, near: Http1Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.near, self.reader, self.writer = near, reader, writer
        self.there = self.back = 0
        self._last = near.config.clock.tick()

    async def run(self) -> None:
        """Pass bytes on until one side closes, is silent for too long, or has had enough; then note how it was."""
        clock = self.near.config.clock
        ways = [asyncio.ensure_future(self._up()), asyncio.ensure_future(self._down())]
        why = f"it was open for {LONGEST:g} s"
        try:
            done, _ = await asyncio.wait(ways, timeout=clock.real(LONGEST), return_when=asyncio.FIRST_COMPLETED)
            why = next((way.result() for way in done), why)
        finally:  # also where the lab stops meanwhile
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        recording = self.near.record_input()
        recording.note = f"a tunnel, {self.there} bytes there and {self.back} bytes back; {why}"

    async def _up(self) -> str:
        buffer = self.near.reader.buffer
        try:
            while self._goes_on:
                if buffer:  # what was sent in the same breath as CONNECT comes first
                    self.writer.write(bytes(buffer))
                    self._count(there=len(buffer))
                    buffer.clear()
                    self.near.record_input()
                    await self.writer.drain()
                elif not await self._more():
                    return "the client ended it" if self.near.stream.eof else "nobody said anything any more"
        except ConnectionError:
            return "the other side broke it off"
        return f"{MOST} bytes are the most"

    async def _more(self) -> bool:
        """False at the client's end, or after silence in both directions."""
        patience = self.near.config.timeouts.idle
        try:
            return await self.near.more(patience)
        except TimeoutError:
            silence = self.near.config.clock.tick() - self._last
            return silence < self.near.config.clock.real(patience)

    async def _down(self) -> str:
        try:
            while self._goes_on:
                data = await self.reader.read(_AT_ONCE)
                if not data:
                    return "the other side ended it"
                self._count(back=len(data))
                self.near.write(data)
                await self.near.drain()
        except ConnectionError:
            return "the other side broke it off"
        except ClientDisconnected:
            return "the client stopped reading"
        return f"{MOST} bytes are the most"

    @property
    def _goes_on(self) -> bool:
        return self.there + self.back < MOST

    def _count(self, there: int = 0, back: int = 0) -> None:
        self.there, self.back, self._last = self.there + there, self.back + back, self.near.config.clock.tick()
