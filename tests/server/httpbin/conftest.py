"""A fresh httpbin for each test: called in process, or over a real connection."""

import asyncio
import socket
import threading
from contextlib import contextmanager, suppress
from random import Random

import pytest
from httpbin_caller import call
from stopped_clock import StoppedClock

from statuslab.server.httpbin import make_app
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.connection import Connection
from statuslab.server.protocol.listener import Listener
from statuslab.server.protocol.recorder import Recorder
from statuslab.server.protocol.server_config import ServerConfig, Timeouts

# The clock is fast for what is delayed; nobody is cut for being slow.
PATIENT = Timeouts(idle=60_000, head=60_000, content=60_000, upload=60_000, goodbye=60_000)


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def app(clock):
    return make_app(clock, Random(1))


@pytest.fixture
def ask(app):
    """`call` for the app of this test."""
    return lambda request, *lines, **more: call(app, request, *lines, **more)


@contextmanager
def listening(app, clock):
    """The address of a server on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    talks = lambda target: target == "/ws/echo"  # noqa: E731
    site = ServerConfig(lambda _: app, Recorder(), clock, timeouts=PATIENT, accepts_websocket=talks)
    listener = Listener(lambda stream: Connection(site, stream).serve(), clock.tick)
    asyncio.run_coroutine_threadsafe(listener.open("127.0.0.1", 0), loop).result(60)
    try:
        yield "127.0.0.1", listener.port
    finally:
        asyncio.run_coroutine_threadsafe(listener.close(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


@pytest.fixture
def wire():
    """What comes back over a real connection to these bytes."""
    clock = FixedClock(pace=0.001)
    with listening(make_app(clock, Random(1)), clock) as server:

        def wire(*pieces):
            """Send pieces, read to the end; after a tuple (piece, end), wait until what came ends with `end`."""
            back = b""
            with socket.create_connection(server, 30) as connection:
                for piece in pieces:
                    data, end = piece if isinstance(piece, tuple) else (piece, b"")
                    connection.sendall(data)
                    while not back.endswith(end):
                        back += connection.recv(65536)
                with suppress(OSError):  # the server may have closed the connection
                    connection.shutdown(socket.SHUT_WR)
                while data := connection.recv(65536):
                    back += data
            return back

        yield wire
