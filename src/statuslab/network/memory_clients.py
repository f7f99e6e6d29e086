"""HTTP clients of this process reach servers in memory: http.client, urllib, httpx2, and urllib3 with requests.

They open their connections by a few functions of the standard library and one of urllib3. For a port in memory these
now give a connection in memory, and in all other cases what they always did.
"""

from __future__ import annotations

import importlib.util
import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from statuslab.network.interface import LOOPBACK

if TYPE_CHECKING:
    from statuslab.network.memory_network import MemoryLoop

_HOSTS = {LOOPBACK, "localhost"}


def reach(loop: MemoryLoop) -> None:
    """Let this process's clients connect to the ports of a loop, too."""
    from statuslab.network.memory_network import MemoryConnection, TlsConnection

    def opening(connect: Callable[..., Any]) -> Callable[..., Any]:
        def create_connection(address: tuple[str, int], timeout: Any = None, *more: Any, **options: Any) -> Any:
            host, port = address
            if host not in _HOSTS or port not in loop.ports:
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

    if getattr(socket.create_connection, "__module__", "") == __name__:
        return
    socket.create_connection = opening(socket.create_connection)
    ssl.SSLContext.wrap_socket = wrap_socket  # type: ignore[method-assign, assignment]
    if importlib.util.find_spec("urllib3"):
        from urllib3.util import connection as urllib3_connection

        urllib3_connection.create_connection = opening(urllib3_connection.create_connection)
