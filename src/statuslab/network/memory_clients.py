"""HTTP clients of this process reach servers in memory: http.client, urllib, httpx2, and urllib3 with requests.

They open their connections by a few functions of the standard library and one of urllib3. For a port in memory these
now give a connection in memory, and in all other cases what they always did.
"""

from __future__ import annotations

import errno
import importlib
import socket
import ssl
import sys
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

from statuslab.network.interface import LOOPBACK, Connection
from statuslab.network.memory_loop import MemoryLoop, os_error
from statuslab.network.memory_network import MemoryConnection, TlsConnection

_HOSTS = {LOOPBACK, "localhost"}
_loops: weakref.WeakSet[MemoryLoop] = weakref.WeakSet()


def reach(loop: MemoryLoop) -> None:
    """Let this process's clients connect to the ports of a loop, too."""
    _loops.add(loop)
    if getattr(socket.create_connection, "__module__", "") != __name__:
        _patch_clients()


def _connect(host: str, port: int) -> Connection:
    """A connection in memory. Raises OSError where no loop has that port, or nobody listens there."""
    loop = next((each for each in _loops if port in each.ports), None)
    if host not in _HOSTS or loop is None:
        raise os_error(errno.ENETUNREACH)
    connection = MemoryConnection(loop)
    connection.connect((LOOPBACK, port))
    return connection


def _patch_clients() -> None:
    def opening(connect: Callable[..., Any]) -> Callable[..., Any]:
        def create_connection(address: tuple[str, int], timeout: Any = None, *more: Any, **options: Any) -> Any:
            host, port = address
            if host not in _HOSTS or not any(port in loop.ports for loop in _loops):
                return connect(address, timeout, *more, **options)
            connection = _connect(host, port)
            connection.settimeout(timeout if isinstance(timeout, int | float) else None)
            return connection

        return create_connection

    wrap = ssl.SSLContext.wrap_socket

    def wrap_socket(context: ssl.SSLContext, sock: Any, *more: Any, **options: Any) -> Any:
        if isinstance(sock, MemoryConnection):
            return TlsConnection(sock, context, options.get("server_hostname"))
        return wrap(context, sock, *more, **options)

    socket.create_connection = opening(socket.create_connection)
    ssl.SSLContext.wrap_socket = wrap_socket  # type: ignore[method-assign, assignment]
    if urllib3 := _installed("urllib3.util.connection"):
        urllib3.create_connection = opening(urllib3.create_connection)
    for name, looks in (("urllib3.connection", "wait_for_read"), ("httpcore2._backends.sync", "is_socket_readable")):
        if client := _installed(name):
            setattr(client, looks, _looking(getattr(client, looks)))
    if sys.platform == "emscripten" and (client := _installed("httpx2._client")):
        from statuslab.network.httpx2_transport import AsyncMemoryTransport, MemoryTransport

        client.HTTPTransport = partial(MemoryTransport, _connect)
        client.AsyncHTTPTransport = partial(AsyncMemoryTransport, _connect)


def _installed(name: str) -> Any:
    """A module of a client, or None where the client is not installed or does not work in this place."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _looking(look: Callable[..., bool]) -> Callable[..., bool]:
    """How a client finds out whether a connection that it has kept was closed meanwhile: then it can be read."""

    def is_readable(sock: Any, *more: Any, **options: Any) -> bool:
        return sock.readable if hasattr(sock, "readable") else look(sock, *more, **options)

    return is_readable
