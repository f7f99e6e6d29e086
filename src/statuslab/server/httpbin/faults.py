"""Things that go wrong: broken replies on purpose, chance, limits, and failures that pass."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.echo import json_reply
from statuslab.server.httpbin.endpoint import BODY_METHODS, Entry, line
from statuslab.server.httpbin.parameters import in_path, key, need, option, seconds, whole
from statuslab.server.httpbin.state import HttpbinState
from statuslab.token_bucket import TokenBucket

_CONTENT = b"abcdefghijklmnopqrstuvwxyz"


class Broken(NamedTuple):
    """What is wrong with a reply, and its bytes."""

    says: str
    data: bytes = b""


def _message(*lines: str, content: bytes = _CONTENT) -> bytes:
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content


_OK, _CHUNKED = "HTTP/1.1 200 OK", "Transfer-Encoding: chunked"
BROKEN = {
    "close": Broken("the connection closes without a word"),
    "cut": Broken("the content ends long before its Content-Length", _message(_OK, "Content-Length: 100")),
    "long": Broken("there is more content than its Content-Length", _message(_OK, "Content-Length: 5")),
    "two-lengths": Broken(
        "two values of Content-Length, a sign of smuggling",
        _message(_OK, "Content-Length: 26", "Content-Length: 5"),
    ),
    "length": Broken("a Content-Length that is no number", _message(_OK, "Content-Length: a few")),
    "length-and-chunked": Broken(
        "both Content-Length and chunked, a sign of smuggling",
        _message(_OK, "Content-Length: 5", _CHUNKED, content=b"1a\r\n%b\r\n0\r\n\r\n" % _CONTENT),
    ),
    "chunk": Broken(
        "a chunk size that is no number",
        _message(_OK, _CHUNKED, content=b"zz\r\n%b\r\n0\r\n\r\n" % _CONTENT),
    ),
    "cut-chunked": Broken(
        "chunks without the last one",
        _message(_OK, _CHUNKED, content=b"1a\r\n%b\r\n" % _CONTENT),
    ),
    "cut-head": Broken("the head ends in the middle of a field", b"HTTP/1.1 200 OK\r\nContent-Type: text/pl"),
    "no-status-line": Broken("content and nothing before it, as in HTTP/0.9", _CONTENT),
    "status": Broken("a status code of four digits", _message("HTTP/1.1 2000 Much OK", "Content-Length: 26")),
    "version": Broken("a version that nobody speaks", _message("HTTP/9.9 200 OK", "Content-Length: 26")),
    "field": Broken("a field line without a colon", _message(_OK, "Content-Length 26", "Content-Length: 26")),
    "space": Broken("white space before the colon", _message(_OK, "Content-Length : 26", "X-Tea: assam")),
    "folded": Broken("a field folded over two lines", _message(_OK, "X-Tea: assam,", "  oolong", "Content-Length: 26")),
    "bare-lf": Broken("lines that end in LF alone", _message(_OK, "Content-Length: 26").replace(b"\r\n", b"\n")),
    "content-after-204": Broken("content where there can be none", _message("HTTP/1.1 204 No Content")),
    "content-in-205": Broken(
        "content where there should be none", _message("HTTP/1.1 205 Reset Content", "Content-Length: 26")
    ),
    "unasked-101": Broken(
        "another protocol, though nobody asked for one",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tea\r\n\r\n",
    ),
    "interim-only": Broken("a 100, and then nothing", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "garbage": Broken("bytes of some other protocol", bytes(range(1, 129))),
    "gzip": Broken(
        "content that is not in the coding it names",
        _message(_OK, "Content-Encoding: gzip", "Content-Length: 26"),
    ),
}


async def broken(request: Request, _: HttpbinState) -> ASGIApp:
    """The reply of this name; an orderly 404 for a name that is none."""
    how = request.path_params["how"]
    if how not in BROKEN:
        raise HTTPException(404, f"broken in these ways: {', '.join(BROKEN)}")
    kind = "statuslab.hangup" if how == "close" else "statuslab.raw"
    need(request, kind)
    return partial(_send, {"type": kind, **({"data": BROKEN[how].data} if BROKEN[how].data else {})})


async def _send(message: dict[str, object], _: Scope, __: Receive, send: Send) -> None:
    await send(message)


async def ways_to_break(_: Request, __: HttpbinState) -> ASGIApp:
    """The names, and what is wrong under each."""
    return json_reply({how: one.says for how, one in BROKEN.items()})


async def unstable(request: Request, bench: HttpbinState) -> ASGIApp:
    """500 as often as `failure_rate` says, from 0 to 1."""
    rate = seconds(option(request, "failure_rate"), "failure_rate", 0.5, most=1.0)
    return line("Internal Server Error", 500) if bench.rng.random() < rate else line("OK")


async def too_many(request: Request, bench: HttpbinState) -> ASGIApp:
    """So many at once for each key, then one every so many seconds; 429 in between, and when to come back."""
    limit = whole(option(request, "limit"), "limit", 3, 1, 1000)
    every = max(0.1, seconds(option(request, "every"), "every", 2.0, most=3600.0))
    name, now = key(option(request, "key") or "everyone"), bench.clock.now()
    bucket = bench.buckets.find_or(f"{limit} {every} {name}", lambda: TokenBucket(limit, every, now))
    wait = bucket.take(now)
    if wait:
        return line("too many for now", 429, {"Retry-After": str(int(wait + 0.999))})
    return json_reply({"key": name, "left": int(bucket.level + 0.001)})


async def fail(request: Request, bench: HttpbinState) -> ASGIApp:
    """503 so many times for each key, then 200; the success starts the count anew."""
    times, name = in_path(request, "n", limits.FAILURES), key(request.path_params["key"])
    status = whole(option(request, "status"), "status", 503, 400, 599)
    if bench.fail_again(f"{times} {name}", times):
        return line("not yet: try again", status, {"Retry-After": "0"})
    return json_reply({"failed": times, "key": name})


entries = [
    Entry("/broken", ways_to_break, "the ways in which a reply can be broken"),
    *[Entry("/broken/{how}", broken, one.says, f"/broken/{how}", BODY_METHODS) for how, one in BROKEN.items()],
    Entry("/fail/{n}/{key}", fail, "n failures for a key of yours, then success", "/fail/2/my-key", BODY_METHODS),
    Entry("/429", too_many, "a limit for each key, with Retry-After", "/429?key=me&limit=3&every=2", BODY_METHODS),
    Entry("/unstable", unstable, "fails as often as you say", "/unstable?failure_rate=0.5", BODY_METHODS),
]
