"""The interface between the protocol layer and an app: ASGI 3.0 and the lab's own extensions to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from statuslab.messages.http1 import RequestHead, split_target
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


def http_scope(scheme: str, stream: ByteStream, head: RequestHead, recording: Recording) -> dict[str, Any]:
    """The ASGI scope of a request. The lab's own layers also find the request's head and recording in it."""
    path, _, query = split_target(head.target)[2].partition("?")
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
        "headers": [(name.lower(), value) for name, value in head.fields],
        "server": _host_and_port(stream.host),
        "client": _host_and_port(stream.peer),
        "extensions": EXTENSIONS,
        "statuslab.recording": recording,
        "statuslab.head": head,
    }


@lru_cache(maxsize=1024)
def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port or 0)
