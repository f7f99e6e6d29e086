"""Every WebDAV method on /cellar/: a typical request, and the obvious errors. A fresh lab for each method."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recording.client import ask
from statuslab import lab

LABEL, RACK = "/cellar/racks/west/assam.txt", "/cellar/racks/west/"
XML = "Content-Type: application/xml"
LOCK = (
    b'<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype>'
    b"<owner>the chef</owner></lockinfo>"
)
SOME = b'<propfind xmlns="DAV:"><prop><displayname/><getetag/><frob/></prop></propfind>'
NAMES = b'<propfind xmlns="DAV:"><propname/></propfind>'
UPDATE = b'<propertyupdate xmlns="DAV:" xmlns:z="urn:z"><set><prop><z:shelf>3</z:shelf></prop></set></propertyupdate>'
FORBIDDEN = (
    b'<propertyupdate xmlns="DAV:"><set><prop><getetag>"x"</getetag><displayname>A</displayname></prop></set>'
    b"</propertyupdate>"
)


def _bind(kind: bytes, name: bytes, href: bytes = b"") -> bytes:
    where = b"<href>%s</href>" % href if href else b""
    return b'<%s xmlns="DAV:"><segment>%s</segment>%s</%s>' % (kind, name, where, kind)


# method -> requests in their order: "METHOD target", fields, content. $token is the lock that was granted last.
REQUESTS: dict[str, list[tuple[str, tuple[str, ...], bytes]]] = {
    "OPTIONS": [("OPTIONS /cellar/", (), b""), (f"OPTIONS {LABEL}", (), b""), ("OPTIONS /cellar/new", (), b"")],
    "GET": [
        (f"GET {LABEL}", (), b""),
        ("GET /cellar/racks", (), b""),
        (f"GET {LABEL}", ("Range: bytes=0-4",), b""),
        ("GET /cellar/none", (), b""),
    ],
    "HEAD": [(f"HEAD {LABEL}", (), b""), ("HEAD /cellar/none", (), b"")],
    "PROPFIND": [
        (f"PROPFIND {LABEL}", ("Depth: 0",), b""),
        (f"PROPFIND {RACK}", ("Depth: 1", XML), SOME),
        (f"PROPFIND {LABEL}", ("Depth: 0", XML), NAMES),
        ("PROPFIND /cellar/racks/", ("Depth: infinity",), b""),
        ("PROPFIND /cellar/racks/", ("Depth: infinity", "DAV: bind"), b""),
        (f"PROPFIND {LABEL}", ("Depth: 2",), b""),
        (f"PROPFIND {LABEL}", (XML,), b"<propfind>"),
        ("PROPFIND /cellar/none", (), b""),
    ],
    "PUT": [
        ("PUT /cellar/new.txt", ("Content-Type: text/plain",), b"new"),
        ("PUT /cellar/new.txt", ("If-None-Match: *",), b"newer"),
        (f"PUT {LABEL}", (), b"Assam, 39 chests\n"),
        ("PUT /cellar/none/new.txt", (), b"x"),
        ("PUT /cellar/racks/", (), b"x"),
    ],
    "MKCOL": [
        ("MKCOL /cellar/new/", (), b""),
        ("MKCOL /cellar/new/", (), b""),
        ("MKCOL /cellar/none/new/", (), b""),
        ("MKCOL /cellar/other/", (XML,), b"<x/>"),
    ],
    "PROPPATCH": [
        (f"PROPPATCH {LABEL}", (XML,), UPDATE),
        (f"PROPPATCH {LABEL}", (XML,), FORBIDDEN),
        (f"PROPPATCH {LABEL}", (XML,), b"<propertyupdate>"),
    ],
    "DELETE": [
        (f"DELETE {LABEL}", (), b""),
        (f"DELETE {LABEL}", (), b""),
        ("LOCK /cellar/racks/east/gyokuro.txt", (XML,), LOCK),
        ("DELETE /cellar/racks/east/", (), b""),
        ("DELETE /cellar/", (), b""),
    ],
    "COPY": [
        (f"COPY {LABEL}", ("Destination: /cellar/copy.txt",), b""),
        (f"COPY {LABEL}", ("Destination: /cellar/copy.txt", "Overwrite: F"), b""),
        (f"COPY {LABEL}", ("Destination: /cellar/none/copy.txt",), b""),
        (f"COPY {LABEL}", (f"Destination: {LABEL}",), b""),
        (f"COPY {LABEL}", ("Destination: http://elsewhere.example/x",), b""),
        (f"COPY {LABEL}", (), b""),
        ("COPY /cellar/harvest/", ("Destination: /cellar/harvest-2/",), b""),
    ],
    "MOVE": [
        (f"MOVE {LABEL}", ("Destination: /cellar/moved.txt",), b""),
        (f"MOVE {LABEL}", ("Destination: /cellar/moved.txt",), b""),
        ("MOVE /cellar/moved.txt", (f"Destination: {RACK}darjeeling.txt", "Overwrite: F"), b""),
        ("MOVE /cellar/racks/", ("Destination: /cellar/racks/west/inside/",), b""),
    ],
    "LOCK": [
        (f"LOCK {LABEL}", (XML, "Timeout: Second-60"), LOCK),
        (f"LOCK {LABEL}", (XML,), LOCK),
        (f"PUT {LABEL}", (), b"refused"),
        (f"PUT {LABEL}", ("If: (<$token>)",), b"taken"),
        (f"LOCK {LABEL}", ("If: (<$token>)", "Timeout: Second-120"), b""),
        ("LOCK /cellar/reserved.txt", (XML,), LOCK),
        ("LOCK /cellar/none/x.txt", (XML,), LOCK),
        (f"LOCK {LABEL}", (XML,), b"<lockinfo>"),
    ],
    "UNLOCK": [
        (f"LOCK {LABEL}", (XML,), LOCK),
        (f"UNLOCK {LABEL}", ("Lock-Token: <urn:uuid:0>",), b""),
        (f"UNLOCK {LABEL}", (), b""),
        (f"UNLOCK {LABEL}", ("Lock-Token: <$token>",), b""),
        (f"UNLOCK {LABEL}", ("Lock-Token: <$token>",), b""),
    ],
    "BIND": [
        ("BIND /cellar/", (XML,), _bind(b"bind", b"best.txt", LABEL.encode())),
        ("BIND /cellar/", (XML, "Overwrite: F"), _bind(b"bind", b"best.txt", LABEL.encode())),
        ("BIND /cellar/", (XML,), _bind(b"bind", b"none", b"/cellar/none")),
        ("BIND /cellar/", (XML,), b"<bind/>"),
    ],
    "UNBIND": [
        (f"UNBIND {RACK}", (XML,), _bind(b"unbind", b"assam.txt")),
        (f"UNBIND {RACK}", (XML,), _bind(b"unbind", b"assam.txt")),
    ],
    "REBIND": [
        ("REBIND /cellar/", (XML,), _bind(b"rebind", b"assam.txt", LABEL.encode())),
        ("REBIND /cellar/", (XML,), _bind(b"rebind", b"assam.txt", LABEL.encode())),
    ],
    "other": [("POST /cellar/", (), b"x"), ("PATCH /cellar/", (), b"x"), ("REPORT /cellar/", (), b"")],
}


def record() -> Iterator[tuple[str, str]]:
    """A text for each method."""
    for name, requests in REQUESTS.items():
        yield name, _answers(requests)


def _answers(requests: list[tuple[str, tuple[str, ...], bytes]]) -> str:
    told, token = "", "none"
    try:
        for request, fields, content in requests:
            told += ask(request, *(field.replace("$token", token) for field in fields), content=content)
            granted = re.findall(r"(?i)< lock-token: <(\S+)>", told)
            token = granted[-1] if granted else token
    except Exception as error:  # recorded, so that the other methods are compared all the same
        return f"{told}{type(error).__name__}: {error}\n"
    finally:
        lab.stop()
    return told
