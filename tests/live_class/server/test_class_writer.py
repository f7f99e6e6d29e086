"""The thread that writes the class file, with a file that fails once."""

import asyncio

import pytest

from statuslab.live_class.server.writer import NotSaved, Writer


class FailsOnce:
    """A class file whose first write fails."""

    def __init__(self):
        self.tried, self.saved = 0, []

    def save(self, items, clock):
        self.tried += 1
        if self.tried == 1:
            raise OSError("the disk is full")
        self.saved += items


def test_writer_after_a_failed_write_saves_nothing_until_resumed():
    file, failures = FailsOnce(), []

    async def write():
        loop = asyncio.get_running_loop()
        writer = Writer(file, loop, lambda: failures.append("failed"))
        for item in ("first", "second"):
            with pytest.raises(NotSaved, match="nothing was kept"):
                await writer.save((item,), 1.0)
        writer.resume()
        await writer.save(("third",), 2.0)
        await loop.run_in_executor(None, writer.close)

    asyncio.run(write())
    assert (file.saved, failures) == (["third"], ["failed"])
