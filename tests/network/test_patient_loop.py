"""A loop that stood still for a while, as on a busy machine: what has arrived counts before the timers that are due."""

import asyncio

import pytest

from statuslab.network.memory_loop import MemoryLoop
from statuslab.network.memory_network import MemoryNetwork
from statuslab.network.patient_loop import PatientLoop

MINUTE = 60.0


class Stalling:
    stalled = 0.0

    def machine_time(self):
        return super().machine_time() + self.stalled


class StallingSockets(Stalling, PatientLoop):
    pass


class StallingMemory(Stalling, MemoryLoop):
    pass


@pytest.fixture
def loop():
    loop = StallingSockets()
    yield loop
    loop.close()


async def answers_after_hops(reader, writer):
    for _ in range(10):
        await asyncio.sleep(0)
    writer.write(await reader.readline())
    writer.close()


async def ask_during_a_stall(loop, port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(1):
            writer.write(b"tea\n")
            loop.stalled += MINUTE
            return await reader.read()
    finally:
        writer.close()


def test_answer_of_a_server_on_the_same_loop_comes_before_a_timeout_that_a_stall_has_made_due(loop):
    async def run():
        async with await asyncio.start_server(answers_after_hops, "127.0.0.1", 0) as server:
            return await ask_during_a_stall(loop, server.sockets[0].getsockname()[1])

    assert loop.run_until_complete(run()) == b"tea\n"


def test_answer_in_memory_comes_before_a_timeout_that_a_stall_has_made_due():
    network = MemoryNetwork()
    network.loop.close()
    network.loop = loop = StallingMemory()

    async def run():
        accept = lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader(loop=loop), answers_after_hops, loop)  # noqa: E731
        listening = await network.listen(accept, "127.0.0.1", 0)
        return await ask_during_a_stall(loop, listening.port)

    assert loop.run_work(run()) == b"tea\n"
    loop.close()


def test_ticks_in_memory_tell_what_came_first_while_a_timer_is_held_back():
    network = MemoryNetwork()
    network.loop.close()
    network.loop = loop = StallingMemory()
    ticks = []

    async def run():
        loop.call_later(1, asyncio.Event().set)
        loop.stalled += MINUTE
        for _ in range(5):
            await asyncio.sleep(0)
            ticks.append(network.tick())

    loop.run_work(run())
    loop.close()
    assert ticks == sorted(set(ticks)) and len(ticks) == 5


def test_timeout_without_an_answer_ends_after_a_stall(loop):
    async def run():
        async with asyncio.timeout(1):
            loop.stalled += MINUTE
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        loop.run_until_complete(run())


def test_timer_goes_off_though_there_is_always_something_else_to_do(loop):
    rounds = []

    async def run():
        over = asyncio.Event()
        loop.call_later(1, over.set)
        loop.stalled += MINUTE
        while not over.is_set():
            rounds.append(loop.time())
            await asyncio.sleep(0)

    loop.run_until_complete(run())
    assert 50 < len(rounds) < 200
    assert rounds == sorted(rounds)


def test_timer_that_is_set_after_a_stall_waits_its_whole_time(loop):
    async def run():
        loop.call_later(1, asyncio.Event().set)
        loop.stalled += MINUTE
        await asyncio.sleep(0)
        began = loop.machine_time()
        await asyncio.sleep(0.01)
        return loop.machine_time() - began

    assert loop.run_until_complete(run()) > 0.009
