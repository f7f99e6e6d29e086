"""The live tasting: a WebSocket (101), and 426 for plain HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from statuslab.server.teahouse.replies import Problem

LONGEST = 200  # characters of a message that are echoed
ONLY_TEXT = 1003  # close code for an unsupported kind of data: RFC 6455 section 7.4.1


async def tasting(socket: WebSocket) -> None:
    """Greet, then echo every text message until the client closes; close on binary data."""
    await socket.accept()
    await socket.send_text("Welcome to the tasting. What do you taste?")
    while (message := await socket.receive())["type"] == "websocket.receive":
        if message.get("text") is None:
            await socket.close(ONLY_TEXT)
            return
        await socket.send_text(f"Noted: {message['text'][:LONGEST]}")


async def tasting_page(request: Request) -> Response:
    """426, with the protocol to upgrade to (RFC 9110 section 15.5.22)."""
    fields = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
    }  # Upgrade is hop-by-hop: section 7.8
    if "sec-websocket-version" in request.headers:  # a handshake, in an unsupported version: RFC 6455 section 4.2.2
        fields["Sec-WebSocket-Version"] = "13"
    raise Problem(426, "The tasting is a conversation: come again over WebSocket.", fields)


routes = [
    Route("/tasting", tasting_page),
    WebSocketRoute("/tasting", tasting),
]
