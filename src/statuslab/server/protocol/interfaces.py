"""What is needed of a connection by the classes that it creates, so that they need not know its own class."""

from __future__ import annotations

import math
from typing import Protocol

from statuslab.messages.http1 import Field, RequestReader
from statuslab.server.protocol.listener import ByteStream
from statuslab.server.protocol.recorder import Recording
from statuslab.server.protocol.server_config import ServerConfig


class Http1Connection(Protocol):
    """One HTTP/1.1 connection, as a request, a WebSocket session or a tunnel on it needs it."""

    config: ServerConfig
    stream: ByteStream
    reader: RequestReader

    async def more(self, seconds: float, deadline: float = math.inf) -> bool: ...

    def record_input(self) -> Recording: ...

    def write(self, data: bytes) -> None: ...

    async def drain(self) -> None: ...

    def finish(self) -> None: ...

    async def hang_up(self) -> None: ...


class FrameChannel(Protocol):
    """One HTTP/2 connection, as a stream on it needs it. `number` is the stream's."""

    config: ServerConfig
    stream: ByteStream

    def restore_window(self, number: int, size: int) -> None: ...

    def send_head(self, number: int, fields: list[Field], ends: bool = False) -> None: ...

    def send_data(self, number: int, data: bytes, ends: bool) -> None: ...

    def send_window(self, number: int) -> int: ...

    async def drain(self) -> None: ...

    def reset(self, number: int, code: int) -> None: ...
