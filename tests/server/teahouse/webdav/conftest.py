"""A caller that speaks ASGI to WebDAV, and what most tests send: no socket, no real time."""

import asyncio
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest

from statuslab.server.teahouse import make_app

XML = "Content-Type: application/xml"
LABEL = "/cellar/racks/west/assam.txt"
OTHER = "/cellar/racks/west/darjeeling.txt"


@dataclass
class Reply:
    status: int = 0
    fields: dict = field(default_factory=dict)
    content: bytes = b""
    interim: list = field(default_factory=list)
    asked_for_content: int = 0

    @property
    def xml(self):
        return ET.fromstring(self.content)

    @property
    def condition(self):
        """The condition that an error names, and the paths in it."""
        assert self.xml.tag == "{DAV:}error"
        (found,) = self.xml
        return found.tag.removeprefix("{DAV:}"), [href.text for href in found]

    @property
    def members(self):
        """Of a 207: path -> status, for responses with one status."""
        return {
            it.findtext("{DAV:}href"): int(it.findtext("{DAV:}status").split()[1])
            for it in self.xml.findall("{DAV:}response")
            if it.find("{DAV:}status") is not None
        }

    @property
    def properties(self):
        """Of a 207: path -> {name: (status, element)}."""
        found = {}
        for response in self.xml.findall("{DAV:}response"):
            path = response.findtext("{DAV:}href")
            assert path not in found  # RFC 4918 section 14.24
            found[path] = {}
            for propstat in response.findall("{DAV:}propstat"):
                status = int(propstat.findtext("{DAV:}status").split()[1])
                for element in propstat.find("{DAV:}prop"):
                    found[path][element.tag.removeprefix("{DAV:}")] = (status, element)
        return found

    def statuses(self, path):
        return {name: status for name, (status, _) in self.properties[path].items()}


async def call(app, request, lines, content, extensions, meanwhile):
    method, path = request.split(" ", 1)
    headers = [tuple(part.strip() for part in line.encode("latin-1").split(b":", 1)) for line in lines]
    headers = [(name.lower(), value) for name, value in headers]
    if not any(name == b"host" for name, _ in headers):
        headers.append((b"host", b"teahouse"))
    if content and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", str(len(content)).encode()))
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": unquote(path)}
    scope |= {"raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http", "headers": headers}
    scope |= {"server": ("127.0.0.1", 80), "client": None, "extensions": extensions}
    reply = Reply()

    async def receive():
        reply.asked_for_content += 1
        if meanwhile is not None:
            meanwhile()
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message):
        if message["type"] == "statuslab.interim":
            assert not reply.status
            reply.interim.append(message["status"])
        elif message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.fields = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
        else:
            reply.content += message.get("body", b"")

    await app(scope, receive, send)
    return reply


@pytest.fixture
def ask(state):
    app = make_app(state)

    def ask(request, *lines, content=b"", interim=True, meanwhile=None):
        """One request: "METHOD path", field lines, content. A Reply; XML is always well-formed, 207s always XML."""
        content = content.encode() if isinstance(content, str) else content
        extensions = {"statuslab.interim": {}} if interim else {}
        reply = asyncio.run(call(app, request, lines, content, extensions, meanwhile))
        if "xml" in reply.fields.get("content-type", "") or reply.status == 207:
            assert reply.xml is not None
        return reply

    return ask


@pytest.fixture
def lock(ask):
    def lock(path, *lines, scope="exclusive", owner=""):
        """Take a lock; its token."""
        body = (
            f'<lockinfo xmlns="DAV:"><lockscope><{scope}/></lockscope><locktype><write/></locktype>{owner}</lockinfo>'
        )
        reply = ask(f"LOCK {path}", XML, *lines, content=body)
        assert reply.status in (200, 201), reply.content
        return re.fullmatch("<(urn:uuid:.+)>", reply.fields["lock-token"])[1]

    return lock


@pytest.fixture
def find(ask):
    def find(path, *names, depth="0", fields=()):
        """PROPFIND for these properties of DAV:, or, without any, for all."""
        inside = "<prop>" + "".join(f"<{name}/>" for name in names) + "</prop>" if names else "<allprop/>"
        reply = ask(
            f"PROPFIND {path}", f"Depth: {depth}", XML, *fields, content=f'<propfind xmlns="DAV:">{inside}</propfind>'
        )
        assert reply.status == 207, reply.content
        return reply

    return find


@pytest.fixture
def update(ask):
    def update(path, inside, *lines):
        """PROPPATCH; `z` is the prefix of another namespace."""
        body = f'<D:propertyupdate xmlns:D="DAV:" xmlns:z="urn:z">{inside}</D:propertyupdate>'
        return ask(f"PROPPATCH {path}", XML, *lines, content=body)

    return update


@pytest.fixture
def steps(ask):
    def steps(*requests):
        """The statuses of requests without content."""
        return [ask(*(request if isinstance(request, tuple) else (request,))).status for request in requests]

    return steps
