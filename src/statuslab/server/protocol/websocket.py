"""After 101: WebSocket (RFC 6455) between a connection and an ASGI app. wsproto reads and writes the frames."""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress
from typing import Any

from wsproto.connection import Connection as Frames
from wsproto.connection import ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage
from wsproto.frame_protocol import CloseReason, Frame, FrameProtocol, ParseFailed
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from statuslab.messages.exchange import Layer
from statuslab.messages.http1 import RequestHead, status_line, write_fields
from statuslab.server.protocol.asgi import ClientDisconnected, Message, http_scope, shared_scope
from statuslab.server.protocol.budget import Holding, NoRoom
from statuslab.server.protocol.fields import date
from statuslab.server.protocol.interfaces import Http1Connection

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3
MAX_SIZE, MAX_FRAGMENTS = 1_000_000, 1000  # bytes and fragments of one message; even empty ones take memory


def accept_key(key: bytes) -> bytes:
    """The Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 section 4.2.2).

    >>> accept_key(b"dGhlIHNhbXBsZSBub25jZQ==")
    b's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
    """
    return base64.b64encode(hashlib.sha1(key + _GUID).digest())


class WebSocketFrames(FrameProtocol):
    """wsproto's frames, with a close code that its table does not have: 1014, Bad Gateway, which IANA lists."""

    def _process_close(self, frame: Frame) -> Frame:
        assert isinstance(frame.payload, bytes | bytearray)
        code, reason = bytes(frame.payload[:2]), bytes(frame.payload[2:])
        if code != (1014).to_bytes(2):
            return super()._process_close(frame)  # type: ignore[no-any-return, unused-ignore]
        try:
            payload = (1014, reason.decode())
        except UnicodeDecodeError as error:
            raise ParseFailed(str(error), CloseReason.INVALID_FRAME_PAYLOAD_DATA) from None
        return Frame(frame.opcode, payload, frame.frame_finished, frame.message_finished)


class WebSocketSession:
    """One upgraded connection: the app accepts (101) or refuses (403), then messages go both ways until one closes."""

    def __init__(self, connection: Http1Connection, head: RequestHead) -> None:
        self.connection, self.head = connection, head
        self.recording = connection.record_input()
        self.frames = Frames(ConnectionType.SERVER)
        self.frames._proto = WebSocketFrames(client=False, extensions=[])
        self._accepted = self._closed = self._connect_delivered = False
        self._pending: list[Message] = []
        self._holding = Holding(connection.config.budget, connection.stream.abort)
        self._partial: list[str | bytes] = []
        self._held = 0  # bytes of messages that the app has not done with

    async def run(self) -> None:
        """Serve the session to its end, and close the connection."""
        with self._holding:
            await self._serve()

    async def _serve(self) -> None:
        config = self.connection.config
        shared = {**shared_scope("ws", self.connection.stream, self.head), "type": "websocket"}
        scope = http_scope(shared, self.recording)
        scope["subprotocols"] = [each.decode("latin-1") for each in self.head.members(b"sec-websocket-protocol")]
        try:
            await config.app(self.recording.origin)(scope, self._receive, self._send)
        except ClientDisconnected:
            pass
        except Exception as error:  # a broken app closes with 1011
            self.recording.note = f"the handler raised {type(error).__name__}"
            self._close(1011)
        if not self._closed:
            self._close(1000)
        await self.connection.hang_up()

    # --- what the app is given

    async def _receive(self) -> Message:
        if not self._connect_delivered:
            self._connect_delivered = True
            return {"type": "websocket.connect"}
        if not self._partial:
            self._holding.give_back(self._held)  # the app has done with the last message
            self._held = 0
        while not self._pending:
            if not self._take_frames() and not self._pending:
                await self._more()
        return self._pending.pop(0)

    def _take_frames(self) -> bool:
        """Take frames until one makes a message for the app; the rest stays, so that messages keep their order."""
        try:
            for event in self.frames.events():
                self._take(event)
                if self._pending:
                    return True
        except RemoteProtocolError as error:
            self._close(int(error.event_hint.code) if isinstance(error.event_hint, CloseConnection) else 1002)
            self._pending.append({"type": "websocket.disconnect", "code": 1002})
        return False

    async def _more(self) -> None:
        """Read some bytes; the end of the connection makes a message for the app too."""
        await self.connection.drain()  # pongs must be read by the client too, or they would pile up here
        buffer = self.connection.reader.buffer
        if not buffer:
            try:
                arrived = await self.connection.more(self.connection.config.timeouts.idle)
            except TimeoutError:
                arrived = False
            if not arrived:
                self._pending.append({"type": "websocket.disconnect", "code": 1006})
                return
        self.frames.receive_data(bytes(buffer))
        buffer.clear()
        self.connection.record_input()

    def _take(self, event: Any) -> None:
        if isinstance(event, TextMessage | BytesMessage):
            self._message(event)
        elif isinstance(event, Ping):
            self.connection.write(self.frames.send(event.response()))
        elif isinstance(event, CloseConnection):
            self._pending.append({"type": "websocket.disconnect", "code": event.code})
            self._closed = True
            self.connection.write(self.frames.send(event.response()))
        elif not isinstance(event, Pong):
            raise RemoteProtocolError("a frame that has no place here")

    def _message(self, event: TextMessage | BytesMessage) -> None:
        try:
            self._holding.take(len(event.data))
        except NoRoom:  # 1013: try again later (the IANA registry of close codes)
            self._partial.clear()
            self._close(1013)
            self._pending.append({"type": "websocket.disconnect", "code": 1013})
            return
        self._held += len(event.data)
        self._partial.append(event.data if isinstance(event, TextMessage) else bytes(event.data))
        if sum(map(len, self._partial)) > MAX_SIZE or len(self._partial) > MAX_FRAGMENTS:
            self._partial.clear()
            self._close(1009)
            self._pending.append({"type": "websocket.disconnect", "code": 1009})
        elif event.message_finished:
            parts, self._partial = self._partial, []
            self._pending.append(_received(parts))

    # --- what the app sends

    async def _send(self, message: Message) -> None:
        if self.connection.stream.gone:
            raise ClientDisconnected
        kind = message["type"]
        if kind == "websocket.accept":
            self._accept(message)
        elif kind == "websocket.send" and not self._closed:
            text = message.get("text")
            self.connection.write(
                self.frames.send(TextMessage(text) if text is not None else BytesMessage(message["bytes"]))
            )
        elif kind == "websocket.close":
            self._close(message.get("code", 1000)) if self._accepted else self._refuse()
        await self.connection.drain()

    def _accept(self, message: Message) -> None:
        self._accepted = True
        self.recording.layer, self.recording.logged_status = Layer.APPLICATION, 101
        fields = [
            (b"Date", date(self.connection.config.clock)),
            (b"Upgrade", b"websocket"),
            (b"Connection", b"Upgrade"),
            (b"Sec-WebSocket-Accept", accept_key(self.head.values(b"sec-websocket-key")[0])),
        ]
        if message.get("subprotocol"):
            fields.append((b"Sec-WebSocket-Protocol", message["subprotocol"].encode()))
        self.connection.write(status_line(101, self.connection.config.reason(101)) + write_fields(fields))

    def _refuse(self) -> None:
        self._closed = True
        self.recording.layer, self.recording.logged_status = Layer.APPLICATION, 403
        fields = [(b"Date", date(self.connection.config.clock)), (b"Content-Length", b"0"), (b"Connection", b"close")]
        self.connection.write(status_line(403, self.connection.config.reason(403)) + write_fields(fields))

    def _close(self, code: int) -> None:
        if self._closed or not self._accepted:
            self._closed = True
            return
        self._closed = True
        with suppress(LocalProtocolError):  # the client has closed already
            self.connection.write(self.frames.send(CloseConnection(code)))


def _received(parts: list[str | bytes]) -> Message:
    if isinstance(parts[0], str):
        return {"type": "websocket.receive", "text": "".join(str(part) for part in parts)}
    return {"type": "websocket.receive", "bytes": b"".join(part for part in parts if isinstance(part, bytes))}
