"""A caller that speaks ASGI to httpbin: no socket, no real time."""

import asyncio
import json
from dataclasses import dataclass, field
from urllib.parse import unquote

EXTENSIONS = {name: {} for name in ("statuslab.interim", "statuslab.raw", "statuslab.hangup", "http.response.trailers")}


@dataclass
class Reply:
    status: int = 0
    pairs: list = field(default_factory=list)
    chunks: list = field(default_factory=list)
    before: list = field(default_factory=list)  # interim responses
    trailers: list = field(default_factory=list)
    odd: list = field(default_factory=list)  # raw bytes and hang-ups

    @property
    def content(self):
        return b"".join(self.chunks)

    @property
    def text(self):
        return self.content.decode()

    @property
    def json(self):
        return json.loads(self.content)

    @property
    def fields(self):
        return dict(self.pairs)

    def all(self, name):
        return [value for key, value in self.pairs if key == name]

    def take(self, message):
        kind = message["type"]
        if kind == "http.response.start":
            self.status = message["status"]
            self.pairs = [(name.decode(), value.decode("latin-1")) for name, value in message["headers"]]
        elif kind == "http.response.body":
            self.chunks += [message["body"]] if message.get("body") else []
        elif kind == "http.response.trailers":
            self.trailers += message["headers"]
        elif kind == "statuslab.interim":
            assert not self.status
            self.before.append((message["status"], dict(message["headers"])))
        else:
            self.odd.append(message)


def scope_of(request, lines, content, extensions):
    method, target = request.split(" ", 1)
    path, _, query = target.partition("?")
    headers = [tuple(part.strip() for part in line.encode("latin-1").split(b":", 1)) for line in lines]
    if content:
        headers.append((b"content-length", str(len(content)).encode()))
    if not any(line.lower().startswith("host:") for line in lines):
        headers.insert(0, (b"host", b"bin.test"))
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1"}
    scope |= {"method": method, "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode()}
    scope |= {"root_path": "", "scheme": "http", "headers": [(name.lower(), value) for name, value in headers]}
    return scope | {"server": ("127.0.0.1", 80), "client": ("9.8.7.6", 5), "extensions": extensions}


def call(app, request, *lines, content=b"", extensions=None):
    """One request to any ASGI app: "METHOD target", field lines, content. A Reply."""
    content = content.encode() if isinstance(content, str) else content
    reply, receives = Reply(), []

    async def receive():
        receives.append(1)
        if len(receives) == 1:
            return {"type": "http.request", "body": content, "more_body": False}
        return {"type": "http.disconnect"}

    async def send(message):
        reply.take(message)

    scope = scope_of(request, lines, content, EXTENSIONS if extensions is None else extensions)
    asyncio.run(app(scope, receive, send))
    return reply
