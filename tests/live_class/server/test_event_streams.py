"""Who is told when: pages of several classes in batches, so that no answer waits for the frames of them all."""

import asyncio

from statuslab.live_class.server.event_streams import BATCH, Hub, Subscriber


def class_of(turn, pages):
    """A class with so many pages, all of which are up to date."""
    hub = Hub(turn)
    for number in range(pages):
        hub.add(Subscriber(number, ()))
    return hub


async def told_at_a_time(hubs):
    """How many pages of each class were told, after each step of the event loop in which it were any."""
    tasks = [asyncio.create_task(hub.notify("snapshot")) for hub in hubs]
    told = [[0 for _ in hubs]]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
        if (now := [sum(bool(page.pending) for page in hub) for hub in hubs]) != told[-1]:
            told.append(now)
    return told[1:]


def test_classes_of_one_loop_tell_their_pages_in_turns():
    async def two_classes():
        turn = asyncio.Lock()
        return await told_at_a_time([class_of(turn, 2 * BATCH), class_of(turn, BATCH + 5)])

    found = asyncio.run(two_classes())
    assert found == [[BATCH, 0], [BATCH, BATCH], [2 * BATCH, BATCH], [2 * BATCH, BATCH + 5]]
