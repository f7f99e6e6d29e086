"""Failures on purpose: broken responses, random errors, rate limits, and errors that a retry gets past."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from statuslab.server.httpbin import limits
from statuslab.server.httpbin.echo import json_reply
from statuslab.server.httpbin.endpoint import BODY_METHODS, Entry, text_reply
from statuslab.server.httpbin.parameters import integer, key, option, path_integer, require_extension, seconds
from statuslab.server.httpbin.state import HttpbinState
from statuslab.token_bucket import TokenBucket

_CONTENT = b"abcdefghijklmnopqrstuvwxyz"


class BrokenReply(NamedTuple):
    """What is wrong with a response, and its bytes."""

    summary: str
    data: bytes = b""


def _message(*lines: str, content: bytes = _CONTENT) -> bytes:
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + content


_OK, _CHUNKED = "HTTP/1.1 200 OK", "Transfer-Encoding: chunked"
BROKEN = {
    "close": BrokenReply("the connection closes without a word"),
    "cut": BrokenReply("the content ends long before its Content-Length", _message(_OK, "Content-Length: 100")),
    "long": BrokenReply("there is more content than its Content-Length", _message(_OK, "Content-Length: 5")),
    "two-lengths": BrokenReply(
        "two values of Content-Length, a sign of smuggling",
        _message(_OK, "Content-Length: 26", "Content-Length: 5"),
    ),
    "length": BrokenReply("a Content-Length that is no number", _message(_OK, "Content-Length: a few")),
    "length-and-chunked": BrokenReply(
        "both Content-Length and chunked, a sign of smuggling",
        _message(_OK, "Content-Length: 5", _CHUNKED, content=b"1a\r\n%b\r\n0\r\n\r\n" % _CONTENT),
    ),
    "chunk": BrokenReply(
        "a chunk size that is no number",
        _message(_OK, _CHUNKED, content=b"zz\r\n%b\r\n0\r\n\r\n" % _CONTENT),
    ),
    "cut-chunked": BrokenReply(
        "chunks without the last one",
        _message(_OK, _CHUNKED, content=b"1a\r\n%b\r\n" % _CONTENT),
    ),
    "cut-head": BrokenReply("the head ends in the middle of a field", b"HTTP/1.1 200 OK\r\nContent-Type: text/pl"),
    "no-status-line": BrokenReply("content and nothing before it, as in HTTP/0.9", _CONTENT),
    "status": BrokenReply("a status code of four digits", _message("HTTP/1.1 2000 Much OK", "Content-Length: 26")),
    "version": BrokenReply("a version that nobody speaks", _message("HTTP/9.9 200 OK", "Content-Length: 26")),
    "field": BrokenReply("a field line without a colon", _message(_OK, "Content-Length 26", "Content-Length: 26")),
    "space": BrokenReply("white space before the colon", _message(_OK, "Content-Length : 26", "X-Tea: assam")),
    "folded": BrokenReply(
        "a field folded over two lines", _message(_OK, "X-Tea: assam,", "  oolong", "Content-Length: 26")
    ),
    "bare-lf": BrokenReply("lines that end in LF alone", _message(_OK, "Content-Length: 26").replace(b"\r\n", b"\n")),
    "content-after-204": BrokenReply("content where there can be none", _message("HTTP/1.1 204 No Content")),
    "content-in-205": BrokenReply(
        "content where there should be none", _message("HTTP/1.1 205 Reset Content", "Content-Length: 26")
    ),
    "unasked-101": BrokenReply(
        "another protocol, though nobody asked for one",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tea\r\n\r\n",
    ),
    "interim-only": BrokenReply("a 100, and then nothing", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "garbage": BrokenReply("bytes of some other protocol", bytes(range(1, 129))),
    "gzip": BrokenReply(
        "content that is not in the coding it names",
        _message(_OK, "Content-Encoding: gzip", "Content-Length: 26"),
    ),
}


async def broken(request: Request, _: HttpbinState) -> ASGIApp:
    """The broken response of this name, or 404 for an unknown name."""
    how = request.path_params["how"]
    if how not in BROKEN:
        raise HTTPException(404, f"broken in these ways: {', '.join(BROKEN)}")
    kind = "statuslab.hangup" if how == "close" else "statuslab.raw"
    require_extension(request, kind)
    return partial(_send, {"type": kind, **({"data": BROKEN[how].data} if BROKEN[how].data else {})})


async def _send(message: dict[str, object], _: Scope, __: Receive, send: Send) -> None:
    await send(message)


async def list_broken(_: Request, __: HttpbinState) -> ASGIApp:
    """The names of the broken responses, with what is wrong with each."""
    return json_reply({how: one.summary for how, one in BROKEN.items()})


async def unstable(request: Request, state: HttpbinState) -> ASGIApp:
    """500 with the probability `failure_rate`, from 0 to 1."""
    rate = seconds(option(request, "failure_rate"), "failure_rate", 0.5, most=1.0)
    return text_reply("Internal Server Error", 500) if state.rng.random() < rate else text_reply("OK")


async def rate_limited(request: Request, state: HttpbinState) -> ASGIApp:
    """A rate limit for each key: `limit` requests at once, then one every `every` seconds; 429 beyond it."""
    limit = integer(option(request, "limit"), "limit", 3, 1, 1000)
    every = max(0.1, seconds(option(request, "every"), "every", 2.0, most=3600.0))
    name, now = key(option(request, "key") or "everyone"), state.clock.now()
    bucket = state.buckets.find_or(f"{limit} {every} {name}", lambda: TokenBucket(limit, every, now))
    wait = bucket.take(now)
    if wait:
        return text_reply("too many for now", 429, {"Retry-After": str(int(wait + 0.999))})
    return json_reply({"key": name, "left": int(bucket.level + 0.001)})


async def fail(request: Request, state: HttpbinState) -> ASGIApp:
    """503 for the first n requests of each key, then 200, which restarts the count."""
    times, name = path_integer(request, "n", limits.FAILURES), key(request.path_params["key"])
    status = integer(option(request, "status"), "status", 503, 400, 599)
    if state.should_fail(f"{times} {name}", times):
        return text_reply("not yet: try again", status, {"Retry-After": "0"})
    return json_reply({"failed": times, "key": name})


entries = [
    Entry("/broken", list_broken, "the ways in which a reply can be broken"),
    *[Entry("/broken/{how}", broken, one.summary, f"/broken/{how}", BODY_METHODS) for how, one in BROKEN.items()],
    Entry("/fail/{n}/{key}", fail, "n failures for a key of yours, then success", "/fail/2/my-key", BODY_METHODS),
    Entry("/429", rate_limited, "a limit for each key, with Retry-After", "/429?key=me&limit=3&every=2", BODY_METHODS),
    Entry("/unstable", unstable, "fails as often as you say", "/unstable?failure_rate=0.5", BODY_METHODS),
]
