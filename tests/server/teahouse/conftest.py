"""A fresh Teahouse for each test, and a caller that speaks ASGI to it: no socket, no real time."""

import asyncio
import json
from dataclasses import dataclass, field
from email.parser import BytesParser

import pytest
from stopped_clock import StoppedClock

from statuslab.server.teahouse import AppState, make_app

JSON = "Content-Type: application/json"


@dataclass
class Reply:
    status: int = 0
    fields: dict = field(default_factory=dict)
    content: bytes = b""
    interim: list = field(default_factory=list)
    read: int = 0  # how often the app asked for content
    raised: Exception | None = None

    @property
    def json(self):
        return json.loads(self.content)

    @property
    def parts(self):
        head = f"Content-Type: {self.fields['content-type']}\r\n\r\n".encode()
        return BytesParser().parsebytes(head + self.content).get_payload()


async def call(app, request, lines, content, chunks, extensions, meanwhile):
    method, target = request.split(" ", 1)
    path, _, query = target.partition("?")
    headers = [tuple(part.strip() for part in line.encode("latin-1").split(b":", 1)) for line in lines]
    headers = [(name.lower(), value) for name, value in headers]
    if content and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", str(len(content)).encode()))
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path}
    scope |= {"raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "scheme": "http"}
    scope |= {"headers": headers, "server": ("127.0.0.1", 80), "client": None, "extensions": extensions}
    queue = list(chunks or [content])
    reply = Reply()

    async def receive():
        reply.read += 1
        if meanwhile is not None:
            meanwhile()
        part = queue.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(queue)}

    async def send(message):
        if message["type"] == "statuslab.interim":
            assert not reply.status
            reply.interim.append((message["status"], message["headers"]))
        elif message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.fields = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
            assert len(reply.fields) == len(message["headers"])
        else:
            reply.content += message.get("body", b"")

    try:
        await app(scope, receive, send)
    except Exception as error:
        reply.raised = error
    return reply


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def state(clock):
    return AppState(clock)


@pytest.fixture
def ask(state):
    app = make_app(state)

    def ask(request, *lines, content=b"", chunks=None, interim=True, meanwhile=None):
        """One request: "METHOD target", field lines, content; `meanwhile` is what happens as it is read. A Reply."""
        content = content.encode() if isinstance(content, str) else content
        extensions = {"statuslab.interim": {}} if interim else {}
        return asyncio.run(call(app, request, lines, content, chunks, extensions, meanwhile))

    return ask


@pytest.fixture
def send(ask):
    """As `ask`, with a value as JSON."""

    def send(request, value, *lines):
        return ask(request, JSON, *lines, content=json.dumps(value))

    return send
