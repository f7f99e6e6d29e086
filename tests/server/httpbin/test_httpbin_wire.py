"""A few exchanges over a real connection: what only bytes can show."""

import asyncio
import base64
import os

import pytest


def get(target, *lines, method="GET"):
    return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: a", *lines, "", ""]).encode()


def test_interim_response_precedes_the_final_one(wire):
    back = wire(get("/with/interim=103:Link:<a.css>/status/404"))
    assert back.startswith(b"HTTP/1.1 103 Early Hints\r\nLink: <a.css>\r\n\r\nHTTP/1.1 404 Not Found\r\n")


def test_raw_request_keeps_case_and_order(wire):
    request = get("/raw?x", "x-B: 2", "X-a: 1", "cOntent-length: 3", method="BREW") + b"tea"
    assert wire(request).endswith(b"\r\n\r\n" + request)


def test_raw_request_of_a_browser_has_only_cookies_that_were_set_here(wire):
    wire(get("/cookies/set?tea=assam"))
    cookies = ("COOKIE: other=secret; tea=assam", "cookie: x=secret")
    back = wire(get("/raw", "x-B: 2", *cookies, "Sec-Fetch-Mode: cors"))
    assert b"secret" not in back
    assert b"\r\nx-B: 2\r\n" in back
    assert back.endswith(b"\r\nCookie: tea=assam\r\n\r\n")


def test_trailers_follow_the_last_chunk(wire):
    assert wire(get("/trailers?X-Tea=assam")).endswith(b"\r\n0\r\nX-Tea: assam\r\n\r\n")


def test_broken_response_is_its_bytes_and_then_closed(wire):
    assert wire(get("/broken/no-status-line"), get("/get")) == b"abcdefghijklmnopqrstuvwxyz"
    assert wire(get("/broken/close")) == b""


def test_chunked_content_is_reported(wire):
    request = get("/post", "Transfer-Encoding: chunked", method="POST") + b"3\r\ntea\r\n0\r\n\r\n"
    assert b'"data": "tea"' in wire(request)


@pytest.mark.parametrize("target", ["/status/204", "/status/304", "/with/status=204/get"])
def test_status_without_content_keeps_the_connection_usable(wire, target):
    back = wire(get(target), get("/status/418"))
    assert back.count(b"HTTP/1.1 ") == 2
    assert back.split(b"\r\n\r\n", 1)[1].startswith(b"HTTP/1.1 418")


def test_head_has_the_fields_of_the_get_and_no_content(wire):
    back = wire(get("/bytes/100", method="HEAD"))
    assert b"Content-Length: 100\r\n" in back
    assert back.endswith(b"\r\n\r\n")


def test_plain_http_to_the_echo_is_426(wire):
    back = wire(get("/ws/echo"))
    assert back.startswith(b"HTTP/1.1 426 ")
    assert b"Upgrade: websocket\r\n" in back


def frame(opcode, data):
    """A masked frame with the mask of zeros (RFC 6455 section 5.2)."""
    length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0xFE]) + len(data).to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + b"\0\0\0\0" + data


def test_echo_returns_text_and_bytes(wire):
    key = base64.b64encode(os.urandom(16)).decode()
    lines = "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"
    text, data = b"\x81\x03tea", b"\x82\x01\xff"
    back = wire(
        (get("/ws/echo", *lines), b"\r\n\r\n"), (frame(1, b"tea"), text), (frame(2, b"\xff"), data), frame(8, b"")
    )
    assert back.startswith(b"HTTP/1.1 101 ")
    assert back.split(b"\r\n\r\n", 1)[1].startswith(text + data + b"\x88")


class Socket:
    """A WebSocket client without a connection."""

    def __init__(self, *messages):
        self.incoming = [{"type": "websocket.connect"}, *messages]
        self.sent = []

    async def receive(self):
        return self.incoming.pop(0) if self.incoming else {"type": "websocket.disconnect", "code": 1000}

    async def send(self, message):
        self.sent.append(message)


def converse(app, *messages):
    socket = Socket(*messages)
    scope = {"type": "websocket", "path": "/ws/echo", "raw_path": b"/ws/echo", "query_string": b"", "headers": []}
    scope |= {"root_path": "", "scheme": "ws", "subprotocols": [], "asgi": {"version": "3.0"}}
    asyncio.run(app(scope, socket.receive, socket.send))
    return socket.sent


def test_message_over_the_limit_closes_the_echo(app):
    sent = converse(app, {"type": "websocket.receive", "text": "x" * 65537})
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"]
    assert sent[1]["code"] == 1009


def test_too_many_messages_close_the_echo(app):
    sent = converse(app, *[{"type": "websocket.receive", "text": "x"}] * 1001)
    assert (len(sent), sent[-1]["code"]) == (1002, 1008)
