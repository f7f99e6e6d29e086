"""The interface between the protocol layer and an app: ASGI 3.0 and the lab's own extensions to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from statuslab.messages.http1 import Field, RequestHead, split_target
from statuslab.server.protocol.listener import ByteStream
from statuslab.server.protocol.recorder import Recording

Message = MutableMapping[str, Any]
App = Callable[[Any, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

EXTENSIONS: dict[str, dict[str, Any]] = {
    "statuslab.interim": {},  # {"status": 103, "headers": [...]} before the response
    "statuslab.raw": {},  # {"data": bytes} as they are, instead of a response
    "statuslab.hangup": {},  # {"logged": 444} instead of a response
    "statuslab.tunnel": {},  # {"to": (reader, writer)} instead of a response to CONNECT
    "http.response.trailers": {},
}


class ClientDisconnected(Exception):
    """The client has left, so nobody is there to receive a response."""


def shared_scope(scheme: str, stream: ByteStream, head: RequestHead) -> dict[str, Any]:
    """What the ASGI scopes of all requests with this head on this connection have in common."""
    path, _, query = split_target(head.target)[2].partition("?")
    fields = list(head.lowered)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": head.version[5:],
        "method": head.method,
        "scheme": scheme,
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": _with_one_length(fields) if head.values(b"content-length") else fields,
        "server": _host_and_port(stream.host),
        "client": _host_and_port(stream.peer),
        "extensions": EXTENSIONS,
        "statuslab.head": head,
    }


def http_scope(shared: dict[str, Any], recording: Recording) -> dict[str, Any]:
    """The ASGI scope of one request. The lab's own layers also find the request's head and recording in it."""
    return {**shared, "headers": shared["headers"].copy(), "statuslab.recording": recording}


def _with_one_length(fields: list[Field]) -> list[Field]:
    """The fields with one Content-Length where the same was sent several times (RFC 9110 section 8.6).

    An app that expects a number in it must not meet `5, 5`.
    """
    lengths = [value for name, value in fields if name == b"content-length"]
    if len(lengths) == 1 and b"," not in lengths[0]:
        return fields
    length = next(part for part in b",".join(lengths).split(b",") if part.strip()).strip()
    others = [field for field in fields if field[0] != b"content-length"]
    return [*others, (b"content-length", length)]


@lru_cache(maxsize=1024)
def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port or 0)
