"""A request from a gateway or proxy to the next server, and how it can fail. Which status follows is decided there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from statuslab.messages.exchange import Direction, Event, Exchange, Layer, Origin
from statuslab.messages.http1 import BadMessage, ResponseReader
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.recorder import Recorder


class UpstreamUnreachable(Exception):
    """Nobody accepted the connection."""


class UpstreamUnroutable(UpstreamUnreachable):
    """There is no way to that address."""


class UpstreamUnknown(UpstreamUnreachable):
    """Nobody knows an address for that name."""


class UpstreamTlsFailure(UpstreamUnreachable):
    """The TLS handshake failed."""


class UpstreamCertificateInvalid(UpstreamTlsFailure):
    """The server's certificate is not accepted."""


class BadUpstreamResponse(Exception):
    """What came back is not a complete HTTP response."""


class IncompleteUpstreamResponse(BadUpstreamResponse):
    """The connection ended before the response did."""


class UpstreamTimeout(Exception):
    """No response in time."""


class UpstreamConnectTimeout(UpstreamTimeout):
    """No connection in time."""


async def connect(
    address: tuple[str, int], clock: Clock, seconds: float
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the next server. Raises UpstreamUnreachable, or UpstreamTimeout after `seconds` lab seconds."""
    try:
        return await asyncio.wait_for(asyncio.open_connection(*address), clock.real(seconds))
    except TimeoutError:
        raise UpstreamConnectTimeout(f"no connection within {seconds:g} s") from None
    except OSError as error:
        raise UpstreamUnreachable("nobody accepts connections there") from error


Connect = Callable[[tuple[str, int], Clock, float], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


def may_go_on(response: ResponseReader) -> bool:
    """Has a server sent the 100 for which the content was held back?"""
    return any(head.status == 100 for head in response.interim)


@dataclass
class UpstreamRequest:
    """One request to an upstream server; `seconds` (lab seconds) is how long the response may take."""

    address: tuple[str, int]
    clock: Clock
    seconds: float
    origin: Origin
    recorder: Recorder
    events: list[Event] = field(default_factory=list)
    layer: Layer | None = None
    connect: Connect = field(default=connect)
    _began: float = 0.0
    _start: float = 0.0
    _onwards: Sequence[Callable[[], Exchange]] = ()  # what the next server forwarded, if it is ours

    @property
    def host(self) -> str:
        return f"{self.address[0]}:{self.address[1]}"

    async def run(
        self, method: str, request: bytes, content: Callable[[], Awaitable[bytes]] | None = None
    ) -> ResponseReader:
        """Send the request and read the whole response.

        With `content`, the request is a head that expects a 100: what `content` gives is sent once that has come.
        Raises UpstreamUnreachable, BadUpstreamResponse or UpstreamTimeout, and what `content` raises.
        """
        self._began, self._start = self.clock.now(), self.clock.tick()
        reader, writer = await self.connect(self.address, self.clock, self.seconds)
        claimed = self._claim(writer)
        try:
            self._send(writer, request)
            response = ResponseReader(method)
            if content:
                await self._read(reader, response, lambda: may_go_on(response) or response.head is not None)
                if response.head is None:
                    self._send(writer, await content())
            await self._read(reader, response, lambda: response.complete)
            recording = self.recorder.upstream_recording(claimed)
            self.layer = (recording and recording.layer) or Layer.APPLICATION
            return response
        except TimeoutError:
            self._note(Direction.CLIENT_CLOSED)
            raise UpstreamTimeout(f"no answer within {self.seconds:g} s") from None
        finally:
            if recording := self.recorder.upstream_recording(claimed):
                self._onwards = recording.via
            writer.close()
            self.recorder.release(claimed)

    def _send(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        self._note(Direction.SENT, data)
        writer.write(data)

    def _claim(self, writer: asyncio.StreamWriter) -> str:
        host, port = writer.get_extra_info("sockname")[:2]
        self.recorder.claim(f"{host}:{port}", self.origin, upstream=True)
        return f"{host}:{port}"

    async def _read(self, reader: asyncio.StreamReader, response: ResponseReader, enough: Callable[[], bool]) -> None:
        """Read of the response what is enough. Raises BadUpstreamResponse, and TimeoutError where it takes too long."""
        async with asyncio.timeout(self.clock.real(self.seconds)):
            await self._read_on(reader, response, enough)

    async def _read_on(
        self, reader: asyncio.StreamReader, response: ResponseReader, enough: Callable[[], bool]
    ) -> None:
        while not enough():
            try:
                data = await reader.read(65536)
            except ConnectionError:
                data = b""
            self._note(Direction.RECEIVED if data else Direction.SERVER_CLOSED, data)
            try:
                response.feed(data) if data else response.close()
            except BadMessage as refused:
                raise BadUpstreamResponse(refused.why) from None
            if not data and not response.complete:
                raise IncompleteUpstreamResponse("the connection ended in the middle of the answer")

    def _note(self, direction: Direction, data: bytes = b"") -> None:
        self.events.append(Event(self.clock.tick() - self._start, direction, data))

    def exchange_within(self, began: float, start: float) -> Exchange:
        """The same, begun after an exchange of these times. A fixed clock tells no two moments of it apart."""
        return replace(self.exchange(), began=began + self._start - start)

    def exchange(self) -> Exchange:
        """What crossed the wire between the two servers so far."""
        return Exchange(
            events=tuple(self.events),
            layer=self.layer,
            origin=self.origin,
            via=tuple(onward() for onward in self._onwards),
            began=self._began,
            host=self.host,
        )
