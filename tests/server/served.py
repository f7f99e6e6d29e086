"""A server on its own thread for one small ASGI app, and clients that send exactly the given bytes."""

import asyncio
import threading

from statuslab.clients.raw_http1 import RawClient
from statuslab.messages.exchange import Origin
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.connection import Connection
from statuslab.server.protocol.listener import Listener
from statuslab.server.protocol.recorder import Recorder
from statuslab.server.protocol.server_config import ServerConfig, Timeouts

PATIENT = Timeouts(idle=1200, head=1200, content=1200, upload=2400, goodbye=1200)  # a minute under the fixed clock
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def post(content, *fields, length=None):
    lines = [b"POST / HTTP/1.1", b"Host: a", b"Content-Length: %d" % (len(content) if length is None else length)]
    return b"\r\n".join([*lines, *fields, b"", content])


class Background:
    """An event loop on a thread; `errors` are those that reached its exception handler."""

    def __init__(self):
        self.errors = []
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda _, context: self.errors.append(context))
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(60)
        self.loop.close()


class Served:
    """`app` behind a listener on loopback, with settings of ServerConfig such as `timeouts`.

    `connection` is what serves a stream, HTTP/1.1 by default.
    """

    def __init__(self, app, **rules):
        self.recorder = rules.pop("recorder", None) or Recorder()
        self.clock = rules.pop("clock", None) or FixedClock()
        rules.setdefault("timeouts", PATIENT)
        connection = rules.pop("connection", Connection)
        self.background = Background()
        site = ServerConfig(lambda origin: app, self.recorder, self.clock, **rules)
        self.listener = Listener(lambda stream: connection(site, stream).serve(), self.clock.tick)
        self.background.run(self.listener.open("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.port}"
        self._claimed = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.background.run(self.listener.close())
        self.background.stop()
        assert self.background.errors == []

    def client(self):
        since = []
        client = RawClient(
            self.address, lambda peer: since.append(self.recorder.claim(peer, Origin.LEARNER)), seconds=30
        )
        self._claimed[client] = since[0]
        return client

    def wire(self, *pieces):
        """All that comes back on one connection whose client sends these pieces and then half-closes."""
        with self.client() as client:
            for piece in pieces:
                client.send(piece)
            client.finish()
            return client.rest()

    def exchange(self, client, index=0):
        return self.recorder.of(client.peer, self._claimed[client], index, timeout=30)

    def recorded(self, *pieces):
        """The exchange of a client that sends these pieces, half-closes, and reads to the end."""
        with self.client() as client:
            for piece in pieces:
                client.send(piece)
            client.finish()
            client.rest()
        return self.exchange(client)


async def read_all(receive):
    content, more = b"", True
    while more:
        message = await receive()
        content += message.get("body", b"")
        more = message.get("more_body", False)
    return content


async def reply(send, content=b"tea\n", status=200, headers=()):
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": content})


async def echo(scope, receive, send):
    """Responds with the method, the path and the content of the request."""
    content = await read_all(receive)
    await reply(send, f"{scope['method']} {scope['path']} ".encode() + content)


async def ignores_request(scope, receive, send):
    """Responds at once and reads no content."""
    await reply(send)


def responding(status=200, content=b"", headers=()):
    """An app that always gives this response."""

    async def app(scope, receive, send):
        await reply(send, content, status, headers)

    return app
