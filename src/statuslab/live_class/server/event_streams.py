"""Server-Sent Events: one stream for each page. Every frame is complete, so a slow page may skip frames.

A subscriber only notes which kinds of frame are pending. The frame is made when the page can take it.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from starlette.types import Receive, Scope, Send

HEARTBEAT = 10.0  # seconds without a frame after which a comment keeps the connection alive
SOON = 1.0  # seconds after the first frame in which a comment shows that no proxy holds back what follows it
_BEAT = b": beat\n\n"
SEND_TIMEOUT = 30.0  # seconds a page may take to accept one frame
BATCH = 25  # subscribers notified before other tasks get a turn
MAX_STREAMS = 4  # of one student
_FIELDS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
_FIELDS += [(b"x-accel-buffering", b"no")]  # tells nginx in front not to buffer

Frames = Callable[[set[str]], Awaitable[bytes]]


class Subscriber:
    """One page: whose it is, and which kinds of frame are pending.

    `who` is a player's number, "host", "wall" (a screen with the host's link) or "screen".
    """

    def __init__(self, who: int | str, first: Iterable[str]) -> None:
        self.who = who
        self.pending = set(first)
        self.last_frame: bytes | None = None  # sent before the stream ends
        self.wake = asyncio.Event()
        self.wake.set()

    def notify(self, *kinds: str) -> None:
        """Mark these kinds of frame as pending."""
        self.pending.update(kinds)
        self.wake.set()

    async def news(self) -> bool:
        """Wait until something is pending, and forget it. False where the stream has ended."""
        await self.wake.wait()
        self.wake.clear()
        self.pending.clear()
        return self.last_frame is None

    def end(self, frame: bytes) -> None:
        """Send one last frame and close."""
        self.last_frame = frame
        self.wake.set()


class Hub:
    """All subscribers of a class, by whose they are. The classes of one event loop share `turn`."""

    def __init__(self, turn: asyncio.Lock) -> None:
        self._turn = turn
        self._subscribers: dict[int | str, list[Subscriber]] = {}
        self.faults: deque[str] = deque(maxlen=20)  # tracebacks of the server's own errors
        self.changed = False  # set whenever a page comes or goes

    def add(self, subscriber: Subscriber, most: int = MAX_STREAMS) -> None:
        """Add a page. With more than `most` pages of one person the oldest is closed."""
        self.changed = True
        pages = self._subscribers.setdefault(subscriber.who, [])
        pages.append(subscriber)
        if len(pages) > most:
            pages[0].end(frame("elsewhere", b'{"why": "opened in too many pages"}'))
            del pages[0]

    def remove(self, subscriber: Subscriber) -> None:
        self.changed = True
        pages = self._subscribers.get(subscriber.who, [])
        if subscriber in pages:
            pages.remove(subscriber)
        if not pages:
            self._subscribers.pop(subscriber.who, None)

    def subscribers(self, who: int | str) -> list[Subscriber]:
        return self._subscribers.get(who, [])

    @property
    def players(self) -> set[int]:
        """The numbers of players with an open page."""
        return {who for who in self._subscribers if isinstance(who, int)}

    async def notify(self, *kinds: str) -> None:
        """Notify everybody, in batches, so that no answer waits for a thousand frames of this or other classes."""
        subscribers = sorted(self, key=lambda subscriber: isinstance(subscriber.who, int))  # host and screens first
        for start in range(0, len(subscribers), BATCH):
            async with self._turn:
                for subscriber in subscribers[start : start + BATCH]:
                    subscriber.notify(*kinds)
                await asyncio.sleep(0)

    def end(self, frame: bytes) -> None:
        for subscriber in list(self):
            subscriber.end(frame)

    def __iter__(self) -> Iterator[Subscriber]:
        return (subscriber for pages in self._subscribers.values() for subscriber in pages)

    def __len__(self) -> int:
        return sum(map(len, self._subscribers.values()))


class EventStreamResponse:
    """An ASGI response that sends pending frames until the page or the class goes."""

    def __init__(self, hub: Hub, subscriber: Subscriber, frames: Frames) -> None:
        self._hub, self._subscriber, self._frames = hub, subscriber, frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            self._subscriber.end(b"")
        leaving = asyncio.ensure_future(_disconnected(receive))
        leaving.add_done_callback(lambda _: self._subscriber.wake.set())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _FIELDS})
            await self._send_frames(leaving, send)
        except (TimeoutError, OSError):  # the page stopped reading
            return
        except Exception:
            self._hub.faults.append(traceback.format_exc())
        finally:
            leaving.cancel()
            self._hub.remove(self._subscriber)

    async def _send_frames(self, leaving: asyncio.Future[None], send: Send) -> None:
        subscriber, proof = self._subscriber, None
        while not leaving.done():
            data = _BEAT
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await subscriber.wake.wait()
            except TimeoutError:
                pass
            else:
                subscriber.wake.clear()
                kinds, subscriber.pending = subscriber.pending, set()
                frames = kinds - {"beat"}
                data = (await self._frames(frames) if frames else b"") + (_BEAT if "beat" in kinds else b"")
            if subscriber.last_frame is not None:
                await _send(send, data + subscriber.last_frame, more=False)
                return
            if data:
                await _send(send, data)
                proof = proof or asyncio.get_running_loop().call_later(SOON, subscriber.notify, "beat")


def frame(event: str, data: bytes) -> bytes:
    """One event frame. `data` is JSON without line breaks."""
    return b"event: " + event.encode() + b"\ndata: " + data + b"\n\n"


async def _send(send: Send, data: bytes, more: bool = True) -> None:
    async with asyncio.timeout(SEND_TIMEOUT):
        await send({"type": "http.response.body", "body": data, "more_body": more})


async def _disconnected(receive: Callable[[], Awaitable[Any]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
