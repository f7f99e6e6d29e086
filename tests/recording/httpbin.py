"""Every endpoint of httpbin: the requests that its own index offers, and others with the obvious errors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

from recording.client import ask, basic, exchanged
from statuslab import lab


class Asked(NamedTuple):
    """A request as `ask` takes it."""

    request: str
    fields: tuple[str, ...] = ()
    content: bytes = b""
    then: bytes = b""
    close: bool = True


def _(request: str, *fields: str, **more: Any) -> Asked:
    return Asked(request, fields, **more)


FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"
PARTS = "Content-Type: multipart/form-data; boundary=tea"
UPLOAD = (
    b'--tea\r\nContent-Disposition: form-data; name="leaf"\r\n\r\nassam\r\n'
    b'--tea\r\nContent-Disposition: form-data; name="label"; filename="label.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nMalty.\r\n--tea--\r\n"
)
KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", KEY)
FRAMES = b"\x81\x83\x00\x00\x00\x00tea" + b"\x88\x82\x00\x00\x00\x00\x03\xe8"  # text, then close; masked with zeros

# Requests beyond those of the index, by the first segment of the path.
MORE = {
    "get": [_("POST /get", content=b"x"), _("HEAD /get"), _("OPTIONS /get"), _("GET /get/"), _("GET /get?a=1&a=2&b")],
    "post": [
        _("POST /post", FORM, content=b"tea=assam&cups=2&cups=3"),
        _("POST /post", JSON, content=b'{"tea": "assam"}'),
        _("POST /post", PARTS, content=UPLOAD),
        _("POST /post", "Content-Type: text/plain", content="Grüner Tee".encode()),
        _("POST /post", content=b"\xff\xfe\x00"),
        _("GET /post"),
    ],
    "put": [_("PUT /put", JSON, content=b"[1, 2]"), _("POST /put", content=b"x")],
    "patch": [_("PATCH /patch", content=b"a change"), _("GET /patch")],
    "delete": [_("DELETE /delete"), _("GET /delete")],
    "anything": [_("POST /anything", FORM, content=b"a=1"), _("FROB /anything/else", content=b"x")],
    "headers": [_("GET /headers", "X-Tea: assam", "x-tea: oolong", "X-Real-Ip: 192.0.2.1")],
    "ip": [_("GET /ip", "X-Forwarded-For: 192.0.2.1")],
    "user-agent": [_("GET /user-agent", "User-Agent: recorder/1")],
    "raw": [_("POST /raw", "x-lower: 1", "X-UPPER: 2", content=b"to the byte")],
    "dump": [_("PUT /dump/request?x=1", content=b"x")],
    "status": [
        *(_(f"GET /status/{code}") for code in (100, 101, 204, 205, 206, 301, 304, 401, 405, 406, 407, 416, 429, 500)),
        _("GET /status/99"),
        _("GET /status/tea"),
        _("POST /status/201", content=b"x"),
    ],
    "with": [_("GET /with"), _("GET /with/status=2/get"), _("GET /with/frob=1/get"), _("GET /with/delay=x/get")],
    "trailers": [_("GET /trailers?Content-Length=3"), _("GET /trailers")],
    "hints": [_("GET /hints")],
    "redirect": [_("GET /redirect/1"), _("GET /redirect/0"), _("GET /redirect/x"), _("GET /redirect/2?absolute=true")],
    "relative-redirect": [_("GET /relative-redirect/1"), _("GET /relative-redirect/1000")],
    "absolute-redirect": [_("GET /absolute-redirect/1")],
    "redirect-to": [
        _("GET /redirect-to"),
        _("POST /redirect-to", FORM, content=b"url=/get"),
        _("GET /redirect-to?url=%23"),
    ],
    "basic-auth": [
        _("GET /basic-auth/waiter/oolong", basic("waiter", "oolong")),
        _("GET /basic-auth/waiter/oolong", basic("waiter", "wrong")),
    ],
    "hidden-basic-auth": [_("GET /hidden-basic-auth/chef/assam", basic("chef", "assam"))],
    "bearer": [_("GET /bearer", "Authorization: Bearer leaf")],
    "digest-auth": [
        _("GET /digest-auth/auth/chef/assam/MD5"),
        _("GET /digest-auth/auth/chef/assam/MD5", "Authorization: $digest"),
        _("GET /digest-auth/frob/chef/assam"),
        _("GET /digest-auth/auth/chef/assam/ROT13"),
        _("GET /digest-auth/auth/chef/assam", 'Authorization: Digest username="chef", nonce="x"'),
    ],
    "cookies": [
        _("GET /cookies", "Cookie: tea=assam; cups=2"),
        _("GET /cookies/set?a%20b=1"),
        _("GET /cookies/delete"),
    ],
    "cache": [
        _("GET /cache", 'If-None-Match: "a"'),
        _("GET /cache", "If-Modified-Since: Sun, 22 Nov 2026 09:00:00 GMT"),
        _("GET /cache/x"),
    ],
    "etag": [
        _("GET /etag/assam", 'If-None-Match: "assam"'),
        _("GET /etag/assam", 'If-Match: "oolong"'),
        _("GET /etag/W/assam", 'If-None-Match: W/"assam"'),
    ],
    "response-headers": [_("POST /response-headers?X-Tea=1"), _("GET /response-headers?Content-Length=3")],
    "range": [
        _("GET /range/26", "Range: bytes=2-5"),
        _("GET /range/26", "Range: bytes=0-1,-2"),
        _("GET /range/26", "Range: bytes=30-"),
        _("GET /range/0"),
        _("GET /range/x"),
    ],
    "delay": [_("POST /delay/0.1", content=b"x"), _("GET /delay/x")],
    "drip": [_("GET /drip?numbytes=0"), _("GET /drip?duration=x")],
    "stream": [_("GET /stream/x"), _("GET /stream/0")],
    "bytes": [_("GET /bytes/16"), _("GET /bytes/x")],
    "stream-bytes": [_("GET /stream-bytes/x")],
    "sse": [_("GET /sse?count=x")],
    "ws": [_("GET /ws/echo", *UPGRADE, then=FRAMES, close=False)],
    "encoding": [_("GET /encoding/latin1")],
    "links": [_("GET /links/3"), _("GET /links/3/2"), _("GET /links/0/0"), _("GET /links/x/0")],
    "base64": [_("GET /base64/%F0"), _("GET /base64/c3RhdHVz")],
    "image": [_("GET /image", "Accept: image/svg+xml"), _("GET /image", "Accept: text/plain"), _("GET /image/gif")],
    "broken": [_("GET /broken/heart")],
    "fail": [_("GET /fail/1/k"), _("GET /fail/1/k"), _("GET /fail/x/k")],
    "429": [*[_("GET /429?key=k&limit=1&every=2")] * 2, _("GET /429?limit=x")],
    "unstable": [_("GET /unstable?failure_rate=1"), _("GET /unstable?failure_rate=2")],
}


def record() -> Iterator[tuple[str, str]]:
    """A text for the index, and one for each first segment of the paths that it lists."""
    yield "index", _answers([_("GET /httpbin"), _("POST /httpbin", content=b"x"), _("GET /no-such-endpoint")])
    for name, requests in _offered().items():
        yield name, _answers([*requests, *MORE.get(name, ())])


def _offered() -> dict[str, list[Asked]]:
    """What the index lists: its links, and each path that no click can ask for."""
    page = exchanged(b"GET /httpbin HTTP/1.1\r\nHost: teahouse\r\nConnection: close\r\n\r\n").decode()
    found: dict[str, list[Asked]] = {}
    for link, path in re.findall(r'<tr><td>(?:<a href="([^"]*)">)?<code>([^<]*)</code>', page):
        segment = path.split("/")[1].partition("?")[0]
        requests = found.setdefault(segment, [])
        if link:
            requests.append(_(f"GET {_encoded(unescape(link))}"))
        elif segment not in MORE:
            raise ValueError(f"{path} takes no GET; add a request for it to MORE in tests/recording/httpbin.py")
    return found


def _encoded(path: str) -> str:
    """A link as a browser asks for it."""
    return path.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _answers(requests: list[Asked]) -> str:
    """The answers of a lab that has just been started, so that no endpoint depends on what another was asked."""
    told = ""
    try:
        for each in requests:
            fields = [field.replace("$digest", _digest(told, each.request)) for field in each.fields]
            told += ask(each.request, *fields, content=each.content, then=each.then, close=each.close)
    except Exception as error:  # recorded, so that the other endpoints are compared all the same
        return f"{told}{type(error).__name__}: {error}\n"
    finally:
        lab.stop()
    return told


def _digest(told: str, request: str) -> str:
    """The credentials of the chef for the latest challenge (RFC 7616 section 3.4.1)."""
    nonces = re.findall(r'nonce="([^"]+)", opaque="([^"]+)"', told)
    if not nonces:
        return ""
    (nonce, opaque), (method, uri) = nonces[-1], request.split(" ")
    secret, asked = _md5("chef:statuslab:assam"), _md5(f"{method}:{uri}")
    response = _md5(f"{secret}:{nonce}:00000001:tea:auth:{asked}")
    return (
        f'Digest username="chef", realm="statuslab", nonce="{nonce}", uri="{uri}", algorithm=MD5, qop=auth, '
        f'nc=00000001, cnonce="tea", response="{response}", opaque="{opaque}"'
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
