"""What a ByteStream inside another has in common with the one below it."""

from __future__ import annotations

from statuslab.server.protocol.listener import TcpStream


class StreamAbove:
    """A stream that reads and writes its own way, and leaves the rest to the stream below."""

    def __init__(self, below: TcpStream) -> None:
        self._below = below
        self.peer, self.host = below.peer, below.host

    @property
    def gone(self) -> bool:
        return self._below.gone

    @property
    def busy(self) -> bool:
        return self._below.busy

    @busy.setter
    def busy(self, busy: bool) -> None:
        self._below.busy = busy

    @property
    def writable(self) -> bool:
        return self._below.writable

    async def drain(self, seconds: float | None = None) -> None:
        await self._below.drain(seconds)

    async def ended(self) -> None:
        await self._below.ended()

    def abort(self) -> None:
        self._below.abort()
