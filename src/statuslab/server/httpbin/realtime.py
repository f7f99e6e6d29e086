"""Server-sent events and WebSocket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.endpoint import Entry, text_reply
from statuslab.server.httpbin.parameters import integer, option, seconds
from statuslab.server.httpbin.state import HttpbinState


async def sse(request: Request, state: HttpbinState) -> ASGIApp:
    """`count` events, `delay` seconds apart; with Last-Event-ID, those after that event."""
    count = integer(option(request, "count"), "count", 10, 1, limits.LINES)
    pause = min(seconds(option(request, "delay"), "delay", 1.0), limits.EVENTS_LAST / count)
    last = request.headers.get("last-event-id", "")
    first = int(last) + 1 if last.isascii() and last.isdigit() and len(last) < 9 else 0
    fields = {"Cache-Control": "no-store"}
    return StreamingResponse(events(first, count, pause, state), 200, fields, "text/event-stream")


async def events(first: int, count: int, pause: float, state: HttpbinState) -> AsyncIterator[str]:
    """The events as text; each has an id, so that a client can resume."""
    for number in range(first, count):
        if number > first:
            await state.clock.sleep(pause)
        data = json.dumps({"id": number, "timestamp": int(state.clock.now() * 1000)})
        yield f"event: ping\nid: {number}\ndata: {data}\n\n"


async def echo(socket: WebSocket) -> None:
    """Echo every message, text as text and bytes as bytes, until the client closes or a limit is reached."""
    await socket.accept()
    try:
        for _ in range(limits.MESSAGES):
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                break
            text, data = message.get("text"), message.get("bytes")
            if len(text or data or "") > limits.MESSAGE:
                await socket.close(1009, f"a message has at most {limits.MESSAGE} characters or bytes")
                break
            await (socket.send_text(text) if text is not None else socket.send_bytes(data or b""))
        else:
            await socket.close(1008, f"{limits.MESSAGES} messages are enough")
    except WebSocketDisconnect:
        return


async def no_echo(_: Request, __: HttpbinState) -> ASGIApp:
    """Plain HTTP requests get 426 (RFC 9110 section 15.5.22)."""
    return text_reply(
        "a WebSocket echoes here: connect by ws://", 426, {"Upgrade": "websocket", "Connection": "upgrade"}
    )


entries = [
    Entry("/sse", sse, "server-sent events, 100 at most", "/sse?count=5&delay=1"),
    Entry("/ws/echo", no_echo, "every WebSocket message back; 426 by plain HTTP"),
]
