"""HTTP clients of this process reach servers in memory: http.client, urllib, httpx2, and urllib3 with requests.

They open their connections by a few functions of the standard library and one of urllib3. For a port in memory these
now give a connection in memory, and in all other cases what they always did.
"""

from __future__ import annotations

import importlib
import socket
import ssl
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from statuslab.network.interface import LOOPBACK

if TYPE_CHECKING:
    from statuslab.network.memory_network import MemoryLoop

_HOSTS = {LOOPBACK, "localhost"}


_loops: weakref.WeakSet[MemoryLoop] = weakref.WeakSet()


def reach(loop: MemoryLoop) -> None:
    """Let this process's clients connect to the ports of a loop, too."""
    _loops.add(loop)
    if getattr(socket.create_connection, "__module__", "") != __name__:
        _patch_clients()


def _patch_clients() -> None:
    from statuslab.network.memory_network import MemoryConnection, TlsConnection

    def opening(connect: Callable[..., Any]) -> Callable[..., Any]:
        def create_connection(address: tuple[str, int], timeout: Any = None, *more: Any, **options: Any) -> Any:
            host, port = address
            loop = next((each for each in _loops if port in each.ports), None)
            if host not in _HOSTS or loop is None:
                return connect(address, timeout, *more, **options)
            connection = MemoryConnection(loop, timeout if isinstance(timeout, int | float) else None)
            connection.connect((LOOPBACK, port))
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
