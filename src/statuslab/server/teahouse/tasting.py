"""The live tasting: it is a conversation, so it is held over WebSocket and not over HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from statuslab.server.teahouse.replies import Problem

LONGEST = 200  # signs of a note
ONLY_TEXT = 1003  # the close code for a kind of data that is not taken: RFC 6455 section 7.4.1


async def tasting(socket: WebSocket) -> None:
    """Greet, then read every note back, until the guest has said enough."""
    await socket.accept()
    await socket.send_text("Welcome to the tasting. What do you taste?")
    while (message := await socket.receive())["type"] == "websocket.receive":
        if message.get("text") is None:
            await socket.close(ONLY_TEXT)
            return
        await socket.send_text(f"Noted: {message['text'][:LONGEST]}")


async def tasting_page(request: Request) -> Response:
    """Plain HTTP will not do here; a 426 must say what will (RFC 9110 section 15.5.22)."""
    fields = {"Upgrade": "websocket", "Connection": "Upgrade"}  # both, for Upgrade is of this connection: section 7.8
    if "sec-websocket-version" in request.headers:  # it was asked for, in a version not spoken: RFC 6455 section 4.2.2
        fields["Sec-WebSocket-Version"] = "13"
    raise Problem(426, "The tasting is a conversation: come again over WebSocket.", fields)


routes = [
    Route("/tasting", tasting_page),
    WebSocketRoute("/tasting", tasting),
]
