import asyncio
import socket

import pytest
from served import Background

from statuslab.server.protocol import listener
from statuslab.server.protocol.listener import Listener


class Opened:
    """A listener for one small handler, which appends to `seen`."""

    def __init__(self, handler):
        self.seen = []
        self.background = Background()
        self.listener = Listener(lambda stream: handler(stream, self.seen), lambda: 0.0)
        self.background.run(self.listener.open("127.0.0.1", 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.background.run(self.listener.close())
        self.background.stop()
        assert self.background.errors == []

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.listener.port), timeout=30)


def rest(client):
    received = b""
    while data := client.recv(65536):
        received += data
    return received


def test_listener_asked_for_any_port_takes_a_free_one():
    async def silent(stream, seen):
        pass

    with Opened(silent) as one, Opened(silent) as other:
        assert 0 < one.listener.port != other.listener.port > 0


def test_listener_asked_for_a_taken_port_raises():
    async def silent(stream, seen):
        pass

    with Opened(silent) as opened, pytest.raises(OSError, match="in use"):
        opened.background.run(Listener(lambda stream: None, lambda: 0.0).open("127.0.0.1", opened.listener.port))


def test_stream_has_both_addresses():
    async def tell(stream, seen):
        stream.write(f"{stream.peer} {stream.host}".encode())

    with Opened(tell) as opened, opened.connect() as client:
        mine = "{}:{}".format(*client.getsockname())
        assert rest(client).decode() == f"{mine} 127.0.0.1:{opened.listener.port}"


def test_stream_is_closed_when_its_handler_is_done():
    async def greet(stream, seen):
        stream.write(b"good morning")

    with Opened(greet) as opened, opened.connect() as client:
        assert rest(client) == b"good morning"


def test_stream_read_gives_bytes_with_their_tick_and_none_at_the_end():
    async def read(stream, seen):
        while (arrived := await stream.read()) is not None:
            seen.append(arrived)
        stream.write(b"read all")

    with Opened(read) as opened, opened.connect() as client:
        client.sendall(b"tea")
        client.shutdown(socket.SHUT_WR)
        assert rest(client) == b"read all"
        assert opened.seen == [(0.0, b"tea")]


def test_read_that_times_out_raises_and_the_next_one_works():
    async def read(stream, seen):
        with pytest.raises(TimeoutError):
            await stream.read(0.01)
        stream.write(b"now")
        seen.append(await stream.read(5))

    with Opened(read) as opened, opened.connect() as client:
        assert client.recv(10) == b"now"
        client.sendall(b"tea")
        assert rest(client) == b""
        assert opened.seen == [(0.0, b"tea")]


def test_waits_of_many_lengths_each_end_in_time():
    async def read(stream, seen):
        for turn, seconds in enumerate((60, 0.01, 60, None, 0.0, 60, 0.01)):
            stream.write(b"%d" % turn)
            try:
                seen.append(await stream.read(seconds))
            except TimeoutError:
                seen.append(seconds)
        stream.write(b".")

    with Opened(read) as opened, opened.connect() as client:
        while (said := client.recv(1)) != b".":
            if said in b"0235":
                client.sendall(b"!")
    assert opened.seen == [(0.0, b"!"), 0.01, (0.0, b"!"), (0.0, b"!"), 0.0, (0.0, b"!"), 0.01]


def test_long_wait_is_not_ended_by_the_timer_of_a_short_one():
    async def read(stream, seen):
        seen.append(await stream.read(0.05))
        timer, waiting = stream._timer, asyncio.ensure_future(stream.read(60))
        while stream._timer is timer:
            await asyncio.sleep(0)
        stream.write(b"?")
        seen.append(await waiting)

    with Opened(read) as opened, opened.connect() as client:
        client.sendall(b"soon")
        client.recv(1)
        client.sendall(b"late")
        assert rest(client) == b""
    assert opened.seen == [(0.0, b"soon"), (0.0, b"late")]


def test_stream_uses_one_timer_for_all_its_waits():
    async def read(stream, seen):
        timers = set()
        while await stream.read(60):
            timers.add(stream._timer)
            stream.write(b"!")
        seen.append(len(timers))

    with Opened(read) as opened, opened.connect() as client:
        for _ in range(20):
            client.sendall(b"?")
            client.recv(1)
        client.shutdown(socket.SHUT_WR)
        opened.background.run(until(opened.seen))
    assert opened.seen == [1]


def test_stream_reads_after_half_closing():
    async def part(stream, seen):
        stream.write(b"my last word")
        stream.finish()
        seen.append(await stream.read(5))

    with Opened(part) as opened, opened.connect() as client:
        assert rest(client) == b"my last word"
        client.sendall(b"yours")
        client.shutdown(socket.SHUT_WR)
        opened.background.run(until(opened.seen))
    assert opened.seen == [(0.0, b"yours")]


async def until(seen):
    while not seen:
        await asyncio.sleep(0)


def test_fast_sender_is_held_back_and_no_byte_is_lost():
    async def slow(stream, seen):
        while not stream._unread:
            await asyncio.sleep(0)
        for _ in range(2000):  # turns in which all could arrive
            await asyncio.sleep(0)
        most, total = stream._unread, 0
        while (arrived := await stream.read()) is not None:
            total += len(arrived[1])
        seen.append((total, most))

    with Opened(slow) as opened, opened.connect() as client:
        client.sendall(b"x" * 20_000_000)
        client.shutdown(socket.SHUT_WR)
        rest(client)
    ((total, most),) = opened.seen
    assert total == 20_000_000
    assert most < 1_000_000


def test_stream_drain_waits_until_the_other_side_takes_bytes():
    async def much(stream, seen):
        for _ in range(100):
            stream.write(b"x" * 100_000)
            await stream.drain()
            seen.append(stream.transport.get_write_buffer_size())

    with Opened(much) as opened, opened.connect() as client:
        assert len(rest(client)) == 10_000_000
    assert max(opened.seen) < 200_000


def test_write_to_a_lost_connection_does_nothing(caplog):
    async def stubborn(stream, seen):
        await stream.read()
        stream.abort()
        for _ in range(20):
            stream.write(b"anybody there?")
        stream.finish()
        await stream.drain()
        seen.append(stream.gone)

    with Opened(stubborn) as opened, opened.connect() as client:
        client.sendall(b"hello")
        with pytest.raises(ConnectionResetError):
            client.recv(10)
        opened.background.run(until(opened.seen))
    assert opened.seen == [True]
    assert caplog.records == []


def test_closed_stream_whose_last_bytes_are_not_read_is_aborted(monkeypatch):
    monkeypatch.setattr(listener, "_FLUSH_SECONDS", 0.01)

    async def much(stream, seen):
        stream.write(b"x" * 20_000_000)
        seen.append(stream)

    with Opened(much) as opened, opened.connect():
        opened.background.run(until(opened.seen))
        opened.background.run(opened.seen[0].ended())
        assert opened.seen[0].gone


@pytest.mark.parametrize("leave", [lambda client: client.shutdown(socket.SHUT_WR), socket.socket.close])
def test_ended_waits_until_the_client_half_closes(leave):
    async def wait(stream, seen):
        stream.write(b"go")
        await stream.ended()
        seen.append(stream.eof)

    with Opened(wait) as opened, opened.connect() as client:
        client.recv(2)
        assert opened.seen == []
        leave(client)
        opened.background.run(until(opened.seen))
    assert opened.seen == [True]


def test_closed_listener_aborts_connections_and_accepts_none():
    async def wait(stream, seen):
        stream.write(b"go")
        try:
            await stream.read()
        finally:
            seen.append("over")

    with Opened(wait) as opened, opened.connect() as client:
        client.recv(2)
        opened.background.run(opened.listener.close())
        assert opened.seen == ["over"]
        assert client.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            opened.connect()


def test_listener_closed_before_it_was_opened_does_nothing():
    asyncio.run(Listener(lambda stream: None, lambda: 0.0).close())
