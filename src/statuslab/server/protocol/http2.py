"""The server layer: HTTP/2 on one connection (RFC 9113). Its streams run side by side; each is one exchange.

Frames are cut here and given to h2 one by one, so that the recording has the bytes of each. h2 does HPACK and the rules
of the connection; http2_stream.py answers a stream.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from h2.config import H2Configuration
from h2.connection import AllowedStreamIDs, H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    RemoteSettingsChanged,
    RequestReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
    WindowUpdated,
)
from h2.exceptions import NoSuchStreamError, ProtocolError
from h2.stream import H2Stream
from hpack.exceptions import HPACKError

from statuslab.messages.exchange import Direction, Frame
from statuslab.messages.http1 import BadMessage, Field
from statuslab.messages.http2 import (
    MAX_FRAME_SIZE,
    PREFACE,
    RawFrame,
    check_size,
    content_length,
    error_name,
    malformed_request,
    malformed_trailers,
    take_frames,
)
from statuslab.server.protocol.asgi import ClientDisconnected
from statuslab.server.protocol.http2_stream import Http2Stream
from statuslab.server.protocol.listener import ByteStream
from statuslab.server.protocol.server_config import ServerConfig

STREAMS = 100  # h2 sends this as SETTINGS_MAX_CONCURRENT_STREAMS, and enforces it
STREAM_WINDOW = 65_535  # bytes that each stream may send before its content is read (section 6.9.2)
RESETS = 200  # more streams than this, reset by the client, are an attack (section 10.5)

LEFT, CUT_OFF = "the client left", "the connection was broken off"
# h2 would end the connection for a malformed message, which is an error of its stream alone (section 8.1.1).
_CONFIGURATION = H2Configuration(
    client_side=False, header_encoding=None, normalize_inbound_headers=False, validate_inbound_headers=False
)
_CODES = {
    "RFC 9113 section 4.2": ErrorCodes.FRAME_SIZE_ERROR,
    "RFC 9113 section 10.5": ErrorCodes.ENHANCE_YOUR_CALM,
}


class _H2(H2Connection):
    """h2's connection, without its check of Content-Length, which would end the connection too."""

    def _begin_new_stream(self, stream_id: int, allowed_ids: AllowedStreamIDs) -> H2Stream:
        stream = super()._begin_new_stream(stream_id, allowed_ids)
        stream._initialize_content_length = lambda headers: None  # type: ignore[method-assign]  # noqa: ARG005
        return stream


class Http2Connection:
    """One client's connection from the preface to the last frame."""

    def __init__(self, config: ServerConfig, stream: ByteStream) -> None:
        self.config, self.stream = config, stream
        self.h2 = _H2(_CONFIGURATION)
        self._buffer = bytearray()
        self._streams: dict[int, Http2Stream] = {}
        self._highest = self._resets = 0
        self._blamed_stream = 0  # the stream whose frame broke the connection
        self._preface_received = self._settings_received = False
        self._closing = self._client_left = False
        self._idle_since = config.clock.tick()

    async def serve(self) -> None:
        """Answer streams until the client leaves, is silent for too long, or breaks the protocol."""
        orderly = True
        try:
            self._send_preface()
            while not self._closing and await self._read():
                pass
            self._closing = True
        except (ProtocolError, BadMessage) as broken:
            orderly = False
            self._break_off(broken)
        except ClientDisconnected:
            orderly, self._closing = False, True
        finally:
            await self._end_streams()
            self.config.recorder.release(self.stream.peer)
        await self._close(orderly)

    def _send_preface(self) -> None:
        """The server's preface: SETTINGS, and a connection window wide enough for all streams together.

        So no stream can use up the window of another.
        """
        self.h2.initiate_connection()
        self.h2.increment_flow_control_window(STREAM_WINDOW * (STREAMS - 1))
        self.flush()

    # --- reading

    async def _read(self) -> bool:
        """Read and handle what comes next; False where the client has left, or was silent for `idle` seconds."""
        try:
            arrived = await self.stream.read(self.config.clock.real(self.config.timeouts.idle))
        except TimeoutError:
            idle = self.config.clock.tick() - self._idle_since >= self.config.clock.real(self.config.timeouts.idle)
            return bool(self._streams) or not idle
        if arrived is None:
            self._client_left = True
            return False
        self._buffer += arrived[1]
        self._preface_received = self._preface_received or self._take_preface()
        if self._preface_received:
            for frame in take_frames(self._buffer):
                self._take_frame(arrived[0], frame)
        await self.drain()
        return True

    def _take_preface(self) -> bool:
        """Section 3.4: bytes that no HTTP/1.1 server would take for a request. False while they are incomplete."""
        start = bytes(self._buffer[: len(PREFACE)])
        if not PREFACE.startswith(start):
            raise BadMessage(400, "no connection preface", "RFC 9113 section 3.4")
        if len(start) < len(PREFACE):
            return False
        del self._buffer[: len(PREFACE)]
        self.h2.receive_data(PREFACE)
        return True

    def _take_frame(self, time: float, frame: RawFrame) -> None:
        self._idle_since = time
        if not self._settings_received and frame.kind != "SETTINGS":
            self._buffer[:0] = frame.raw
            raise BadMessage(400, "a first frame that is no SETTINGS", "RFC 9113 section 3.4")
        self._settings_received = True
        check_size(frame)
        stream = self._streams.get(frame.stream)
        if frame.kind == "WINDOW_UPDATE" and stream and not int.from_bytes(frame.raw[9:]) & 0x7FFF_FFFF:
            self._record(time, Direction.SENT, frame, (), b"")
            self._reset_broken(stream, "a window that grows by 0 (RFC 9113 section 6.9)")
            return
        if frame.kind == "HEADERS" and stream and stream.task and not frame.ends_stream:
            frame = frame.ending_stream()  # so that its fields are decoded; the stream is reset for it below
            stream.broken = "trailers that do not end the stream"
        if frame.kind == "HEADERS" and frame.stream > self._highest:
            self._highest = frame.stream
            self._begin(frame.stream, time)
        self._receive_frame(time, frame)
        self.flush()

    def _begin(self, number: int, time: float) -> Http2Stream:
        config, channel = self.config, self.stream
        recording = config.recorder.begin(channel.peer, channel.host, config.clock.now(), time)
        self._streams[number] = Http2Stream(self, number, recording)
        self.stream.busy = True
        return self._streams[number]

    def _receive_frame(self, time: float, frame: RawFrame) -> None:
        events: list[Event] = []
        try:
            events = self.h2.receive_data(frame.raw)
        except ProtocolError:
            self._blamed_stream = self._blamed(frame, time)
            raise
        finally:
            self._record(time, Direction.SENT, frame, _fields(events), _content(events))
        for event in events:
            self._handle_event(event)

    def _blamed(self, frame: RawFrame, time: float) -> int:
        """The stream whose exchange shows a broken rule: the frame's own, or one whose head it interrupted."""
        if frame.stream in self._streams:
            return frame.stream
        unfinished = next((number for number, stream in self._streams.items() if stream.task is None), None)
        return self._begin(frame.stream, time).number if unfinished is None else unfinished

    def _handle_event(self, event: Event) -> None:
        match event:
            case RequestReceived(stream_id=int(number), headers=list(decoded)):
                self._start(self._streams[number], _pairs(decoded), ended=event.stream_ended is not None)
            case DataReceived(stream_id=int(number)):
                self._feed(number, event)
            case TrailersReceived(stream_id=int(number), headers=list(decoded)) if number in self._streams:
                stream = self._streams[number]
                stream.broken = stream.broken or malformed_trailers(_pairs(decoded))
            case StreamEnded(stream_id=int(number)) if number in self._streams:
                self._end(self._streams[number])
            case StreamReset(stream_id=int(number)):
                self._reset_by_client(number, event)
            case WindowUpdated() | RemoteSettingsChanged():
                for stream in self._streams.values():
                    stream.window_opened.set()
            case ConnectionTerminated():  # the client's GOAWAY; h2 sends nothing after it
                self._closing = self._client_left = True

    def _start(self, stream: Http2Stream, decoded: list[Field], ended: bool) -> None:
        if malformed := malformed_request(decoded, ended):
            self._reset_broken(stream, malformed)
            return
        stream.length = content_length(decoded)
        task = asyncio.get_running_loop().create_task(stream.run(tuple(decoded)))
        stream.task = task
        task.add_done_callback(lambda done: self._finish(stream, None if done.cancelled() else done.exception()))

    def _feed(self, number: int, event: DataReceived) -> None:
        stream, size = self._streams.get(number), event.flow_controlled_length or 0
        data = event.data or b""
        if stream:
            stream.feed(data)
            size -= len(data)  # the stream restores this part when it is read; padding is restored at once
        self.restore_window(number, size)
        if stream and stream.length is not None and stream.received > stream.length:
            self._reset_broken(stream, "content that is longer than its content-length")

    def _end(self, stream: Http2Stream) -> None:
        if not stream.broken and stream.length not in (None, stream.received):
            stream.broken = "content that is shorter than its content-length"
        if stream.broken:
            self._reset_broken(stream, stream.broken)
        else:
            stream.end()

    def _reset_broken(self, stream: Http2Stream, why: str) -> None:
        """Reset the stream of a malformed message; the others go on (section 8.1.1)."""
        self._count_reset()
        stream.break_off(why)
        if not stream.task:
            self._finish(stream)

    def restore_window(self, number: int, size: int) -> None:
        """Let the client send `size` bytes more on a stream."""
        if size and not self._closing:
            self.h2.acknowledge_received_data(size, number)
            self.flush()

    def _reset_by_client(self, number: int, event: StreamReset) -> None:
        self._count_reset()
        if number in self._streams:
            code = error_name(int(event.error_code or 0))
            self._streams[number].leave(f"the client reset the stream ({code})")

    def _count_reset(self) -> None:
        """Count a reset that the client caused, by itself or by what it sent."""
        self._resets += 1
        if self._resets > RESETS:
            raise BadMessage(400, f"more than {RESETS} streams taken back", "RFC 9113 section 10.5")

    # --- writing

    def send_head(self, number: int, fields: list[Field], ends: bool = False) -> None:
        """A HEADERS frame (with CONTINUATION where it is long)."""
        self.h2.send_headers(number, fields, end_stream=ends)
        self.flush(tuple(fields))

    def send_data(self, number: int, data: bytes, ends: bool) -> None:
        """One DATA frame; it must fit in the client's window."""
        self.h2.send_data(number, data, end_stream=ends)
        self.flush()

    def send_window(self, number: int) -> int:
        """How many bytes of content a stream may send now (section 6.9)."""
        return min(self.h2.local_flow_control_window(number), MAX_FRAME_SIZE)

    async def drain(self) -> None:
        """Wait until the client takes bytes again.

        Raises ClientDisconnected, and aborts the connection, where it reads nothing for `idle` seconds.
        """
        try:
            await self.stream.drain(self.config.clock.real(self.config.timeouts.idle))
        except TimeoutError:
            self.stream.abort()
            raise ClientDisconnected from None

    def reset(self, number: int, code: int) -> None:
        """Reset one stream; the others go on. One that has ended on both sides stays so."""
        with suppress(NoSuchStreamError):
            self.h2.reset_stream(number, code)
        self.flush()

    def flush(self, fields: tuple[Field, ...] = (), goaway: int | None = None) -> None:
        """Record, then write: a client that has seen the bytes finds them recorded.

        `goaway` is the error code of a GOAWAY, where h2 has chosen another.
        """
        data = self.h2.data_to_send()
        if goaway is not None:
            data = b"".join(_with_code(frame, goaway) for frame in take_frames(bytearray(data), max_size=len(data)))
        tick, buffer = self.config.clock.tick(), bytearray(data)
        for frame in take_frames(buffer, max_size=len(data)):
            content = frame.raw[9:] if frame.kind == "DATA" else b""
            self._record(tick, Direction.RECEIVED, frame, fields if frame.ends_fields else (), content)
        self.stream.write(data)

    def _record(
        self, time: float, direction: Direction, raw: RawFrame, fields: tuple[Field, ...], content: bytes
    ) -> None:
        """Record a frame of a stream. Frames of the connection are kept only where it breaks (see `_break_off`)."""
        if raw.stream in self._streams:
            shown = _shown(fields) or ((("error", raw.error),) if raw.error else ())
            frame = Frame(time, direction, raw.kind, raw.stream, shown, content, raw.ends_stream)
            self._streams[raw.stream].recording.add_frame(frame, raw.raw)

    # --- ends

    def _finish(self, stream: Http2Stream, error: BaseException | None = None) -> None:
        """A stream's task is done or cancelled. An error in it is a fault of the lab's, and is noted."""
        if error:
            stream.recording.note = f"the server raised {type(error).__name__}: {error}"
        self._idle_since = self.config.clock.tick()
        self._streams.pop(stream.number, None)
        self.stream.busy = bool(self._streams)
        stream.complete_recording()
        self.config.recorder.finish(stream.recording)

    def _break_off(self, broken: ProtocolError | BadMessage) -> None:
        """Send GOAWAY: after a broken rule the two sides may disagree about the connection's state (section 5.4.1)."""
        clock, self._closing = self.config.clock, True
        stream = self._streams.pop(self._blamed_stream, None) or self._begin(0, clock.tick())
        self._streams[0] = stream  # frames of the connection now belong to this exchange
        if isinstance(broken, BadMessage):
            code, why = _CODES.get(broken.rule, ErrorCodes.PROTOCOL_ERROR), f"{broken.why} ({broken.rule})"
            rest = bytes(self._buffer)
            stream.recording.add_frame(Frame(clock.tick(), Direction.SENT, "", 0, (), rest), rest)
            self.h2.close_connection(code)
        else:
            code, why = broken.error_code, str(broken)
            if isinstance(broken.__cause__, HPACKError):  # section 4.3
                code = ErrorCodes.COMPRESSION_ERROR
        stream.blame(f"{error_name(int(code))}: {why}")
        self.flush(goaway=int(code))
        stream.recording.add(clock.tick(), Direction.SERVER_CLOSED)

    async def _end_streams(self) -> None:
        """Stop all streams: nobody waits for their responses any more."""
        running = [stream.task for stream in self._streams.values() if stream.task]
        client_left = LEFT, Direction.CLIENT_CLOSED
        cut_off = CUT_OFF, Direction.SERVER_CLOSED
        for stream in tuple(self._streams.values()):
            stream.leave(*(client_left if self._client_left else cut_off))
            if not stream.task:
                self._finish(stream)
        await asyncio.gather(*running, return_exceptions=True)

    async def _close(self, orderly: bool) -> None:
        """Send GOAWAY, and read what the client is still sending, so that it gets the reason."""
        clock = self.config.clock
        if orderly and not self.stream.gone:
            self.h2.close_connection()
            self.flush()
        self.stream.finish()
        deadline = clock.tick() + clock.real(self.config.timeouts.goodbye)
        try:
            while await self.stream.read(max(0.0, deadline - clock.tick())):
                pass
        except TimeoutError:
            return


def _pairs(decoded: list[Any]) -> list[Field]:
    return [(bytes(name), bytes(value)) for name, value in decoded]


def _with_code(frame: RawFrame, code: int) -> bytes:
    """The frame; a GOAWAY with this error code (section 6.8)."""
    return frame.raw[:13] + code.to_bytes(4) + frame.raw[17:] if frame.kind == "GOAWAY" else frame.raw


def _fields(events: list[Event]) -> tuple[Field, ...]:
    """The decoded fields, where a field section ended."""
    found = (event.headers for event in events if isinstance(event, RequestReceived | TrailersReceived))
    return tuple((bytes(name), bytes(value)) for name, value in next(found, None) or ())


def _content(events: list[Event]) -> bytes:
    return b"".join(event.data or b"" for event in events if isinstance(event, DataReceived))


def _shown(fields: tuple[Field, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in fields)
