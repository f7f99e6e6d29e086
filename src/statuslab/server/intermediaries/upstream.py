"""A request from a gateway or proxy to the next server, and how it can fail. Which status follows is decided there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from statuslab.messages.exchange import Direction, Event, Exchange, Layer, Origin
from statuslab.messages.http1 import BadMessage, ResponseReader
from statuslab.server.protocol.clock import Clock
from statuslab.server.protocol.recorder import Recorder


class UpstreamUnreachable(Exception):
    """Nobody accepted the connection."""


class BadUpstreamResponse(Exception):
    """What came back is not a complete HTTP response."""


class UpstreamTimeout(Exception):
    """No response in time."""


async def connect(
    address: tuple[str, int], clock: Clock, seconds: float
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the next server. Raises UpstreamUnreachable, or UpstreamTimeout after `seconds` lab seconds."""
    try:
        return await asyncio.wait_for(asyncio.open_connection(*address), clock.real(seconds))
    except TimeoutError:
        raise UpstreamTimeout(f"no connection within {seconds:g} s") from None
    except OSError as error:
        raise UpstreamUnreachable("nobody accepts connections there") from error


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
    _began: float = 0.0
    _start: float = 0.0
    _onwards: Sequence[Callable[[], Exchange]] = ()  # what the next server forwarded, if it is ours

    @property
    def host(self) -> str:
        return f"{self.address[0]}:{self.address[1]}"

    async def run(self, method: str, request: bytes) -> ResponseReader:
        """Send the request and read the whole response.

        Raises UpstreamUnreachable, BadUpstreamResponse or UpstreamTimeout.
        """
        self._began, self._start = self.clock.now(), self.clock.tick()
        reader, writer = await connect(self.address, self.clock, self.seconds)
        claimed = self._claim(writer)
        try:
            self._note(Direction.SENT, request)
            writer.write(request)
            response = await asyncio.wait_for(self._read(reader, method), self.clock.real(self.seconds))
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

    def _claim(self, writer: asyncio.StreamWriter) -> str:
        host, port = writer.get_extra_info("sockname")[:2]
        self.recorder.claim(f"{host}:{port}", self.origin, upstream=True)
        return f"{host}:{port}"

    async def _read(self, reader: asyncio.StreamReader, method: str) -> ResponseReader:
        response = ResponseReader(method)
        while not response.complete:
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
                raise BadUpstreamResponse("the connection ended in the middle of the answer")
        return response

    def _note(self, direction: Direction, data: bytes = b"") -> None:
        self.events.append(Event(self.clock.tick() - self._start, direction, data))

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
