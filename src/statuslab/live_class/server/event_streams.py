"""The way down: one Server-Sent Events stream a page. A slow page skips frames; as each is whole, it misses nothing.

A listener remembers only that there is something new. What it is, is looked up when the page can take it.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from starlette.types import Receive, Scope, Send

BEAT = 10.0  # seconds of silence after which a comment shows that the link stands
STUCK = 30.0  # seconds a page may take to accept one frame
TURN = 25  # frames sent before whoever else waits has a turn
PAGES = 4  # streams of one student: more pages than anybody needs
_FIELDS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
_FIELDS += [(b"x-accel-buffering", b"no")]  # asks nginx, the usual proxy in front, to pass frames on at once

Frames = Callable[[set[str]], Awaitable[bytes]]


class Subscriber:
    """One page: who it is, and which kinds of frame it lacks."""

    def __init__(self, who: int | str, first: Iterable[str]) -> None:
        self.who = who
        self.lacks = set(first)
        self.last: bytes | None = None  # a frame after which the stream ends
        self.wake = asyncio.Event()
        self.wake.set()

    def tell(self, *kinds: str) -> None:
        """There is something new of these kinds."""
        self.lacks.update(kinds)
        self.wake.set()

    def end(self, frame: bytes) -> None:
        """Say one last thing and close."""
        self.last = frame
        self.wake.set()


class Hub:
    """All listeners, by who they are: a player's number, "host" or "screen"."""

    def __init__(self) -> None:
        self._by: dict[int | str, list[Subscriber]] = {}
        self.faults: deque[str] = deque(maxlen=20)  # the server's own, told to nobody in the room
        self.changed = False  # somebody came or went since this was last set back

    def add(self, listener: Subscriber, most: int = PAGES) -> None:
        """Let a page listen; the oldest page of the same person goes when there are too many."""
        self.changed = True
        pages = self._by.setdefault(listener.who, [])
        pages.append(listener)
        if len(pages) > most:
            pages[0].end(frame("elsewhere", b'{"why": "opened in too many pages"}'))
            del pages[0]

    def remove(self, listener: Subscriber) -> None:
        self.changed = True
        pages = self._by.get(listener.who, [])
        if listener in pages:
            pages.remove(listener)
        if not pages:
            self._by.pop(listener.who, None)

    def of(self, who: int | str) -> list[Subscriber]:
        return self._by.get(who, [])

    @property
    def players(self) -> set[int]:
        """Who has a page open."""
        return {who for who in self._by if isinstance(who, int)}

    async def tell(self, *kinds: str) -> None:
        """Everybody lacks this now. They are told in turns, so that an answer need not wait for a thousand frames."""
        everybody = sorted(self, key=lambda listener: isinstance(listener.who, int))  # host and screens first
        for start in range(0, len(everybody), TURN):
            for listener in everybody[start : start + TURN]:
                listener.tell(*kinds)
            await asyncio.sleep(0)

    def end(self, frame: bytes) -> None:
        for listener in list(self):
            listener.end(frame)

    def __iter__(self) -> Iterator[Subscriber]:
        return (listener for pages in self._by.values() for listener in pages)

    def __len__(self) -> int:
        return sum(map(len, self._by.values()))


class EventStreamResponse:
    """The response: sends what the listener lacks, until it or the class goes. An ASGI application."""

    def __init__(self, hub: Hub, listener: Subscriber, frames: Frames) -> None:
        self._hub, self._listener, self._frames = hub, listener, frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            self._listener.end(b"")
        leaving = asyncio.ensure_future(_gone(receive))
        leaving.add_done_callback(lambda _: self._listener.wake.set())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _FIELDS})
            await self._talk(leaving, send)
        except (TimeoutError, OSError):  # the page takes nothing any more
            return
        except Exception:
            self._hub.faults.append(traceback.format_exc())
        finally:
            leaving.cancel()
            self._hub.remove(self._listener)

    async def _talk(self, leaving: asyncio.Future[None], send: Send) -> None:
        listener = self._listener
        while not leaving.done():
            data = b": beat\n\n"
            try:
                async with asyncio.timeout(BEAT):
                    await listener.wake.wait()
            except TimeoutError:
                pass
            else:
                listener.wake.clear()
                kinds, listener.lacks = listener.lacks, set()
                data = await self._frames(kinds) if kinds else b""
            if listener.last is not None:
                await _send(send, data + listener.last, more=False)
                return
            if data:
                await _send(send, data)


def frame(event: str, data: bytes) -> bytes:
    """One frame; the data is JSON, which has no line break."""
    return b"event: " + event.encode() + b"\ndata: " + data + b"\n\n"


async def _send(send: Send, data: bytes, more: bool = True) -> None:
    async with asyncio.timeout(STUCK):
        await send({"type": "http.response.body", "body": data, "more_body": more})


async def _gone(receive: Callable[[], Awaitable[Any]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
