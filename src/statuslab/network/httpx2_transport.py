"""httpx2 over a network in memory, for a browser: there httpx2 would hand its requests to the browser's own fetch."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import httpx2

from statuslab.messages.http1 import BadMessage, ResponseReader
from statuslab.network.interface import Connection

OUT_OF_REACH = "in a browser httpx2 reaches only this lab, and without TLS; %%http and the demos reach its TLS port"


class MemoryTransport(httpx2.BaseTransport):
    """Sends each request on a connection of its own. `connect` opens one to a port of the lab, or raises OSError.

    `proxy` is the one that the client was given. Other options of httpx2's own transports are ignored.
    """

    def __init__(self, connect: Callable[[str, int], Connection], proxy: httpx2.Proxy | None = None, **_: Any) -> None:
        self._connect, self._proxy = connect, proxy

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        target = request.url.raw_path
        host, port = request.url.host, request.url.port or 80
        if self._proxy:
            target = str(request.url).partition("#")[0].encode("ascii")
            host, port = self._proxy.url.host, self._proxy.url.port or 80
        if request.url.scheme != "http":
            raise httpx2.ConnectError(OUT_OF_REACH, request=request)
        try:
            connection = self._connect(host, port)
        except ConnectionRefusedError as error:
            raise httpx2.ConnectError(str(error), request=request) from None
        except OSError:
            raise httpx2.ConnectError(OUT_OF_REACH, request=request) from None
        connection.settimeout(request.extensions.get("timeout", {}).get("read"))
        try:
            connection.sendall(self._written(request, target))
            return self._read(connection, request)
        except TimeoutError:
            raise httpx2.ReadTimeout("timed out", request=request) from None
        except (BadMessage, OSError) as error:
            raise httpx2.RemoteProtocolError(str(error), request=request) from None
        finally:
            connection.close()

    def _written(self, request: httpx2.Request, target: bytes) -> bytes:
        """The request's bytes. Content without a length goes out in one chunk."""
        content = request.read()
        fields = [*request.headers.raw, *(self._proxy.headers.raw if self._proxy else ())]
        if any(name.lower() == b"transfer-encoding" for name, _ in fields):
            content = b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content) if content else b"0\r\n\r\n"
        lines = (b"%b: %b\r\n" % field for field in fields)
        return b"%b %b HTTP/1.1\r\n%b\r\n%b" % (request.method.encode(), target, b"".join(lines), content)

    def _read(self, connection: Connection, request: httpx2.Request) -> httpx2.Response:
        response = ResponseReader(request.method)
        while not response.complete:
            data = connection.recv(65_536)
            if not data:
                response.close()
                break
            response.feed(data)
        head = response.head
        if head is None or not response.complete:
            raise OSError(errno.ECONNRESET, "Server disconnected without sending a complete response.")
        extensions = {"http_version": head.version.encode(), "reason_phrase": head.reason.encode("latin-1")}
        return httpx2.Response(
            head.status, headers=list(head.fields), content=bytes(response.content), extensions=extensions
        )


class AsyncMemoryTransport(httpx2.AsyncBaseTransport):
    """The same for httpx2's asynchronous client: the lab runs while it waits."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._transport = MemoryTransport(*arguments, **options)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self._transport.handle_request(request)
