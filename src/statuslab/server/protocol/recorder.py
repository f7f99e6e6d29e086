"""Records what crosses the wire: bytes, times, who answered and what the log says. Bounded in count and bytes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

from statuslab.messages.exchange import Direction, Event, Exchange, Frame, Layer, Origin

WaitFor: TypeAlias = Callable[[threading.Condition, Callable[[], bool], float], bool]

MAX_EVENTS = 10_000  # of one exchange; the bytes of further ones are counted, not kept
EVENT_OVERHEAD = 100  # bytes of memory that an event takes, however little it carries
OPEN_BYTES = 64_000_000  # bytes that all exchanges under way keep together
FIRST_BYTES = 8_000  # bytes of each direction that are kept whatever the others keep
_UNCLAIMED = (Origin.LEARNER, False)


class Room:
    """How many bytes all recordings of exchanges under way may still keep together."""

    def __init__(self) -> None:
        self.left = OPEN_BYTES


class Recording:
    """An exchange while it happens. The server's thread writes it, and `exchange` gives its state to any other.

    `began` is the time of day, `start` the tick of the clock from which the events are counted. `keep` bounds the bytes
    of each direction. `upstream` marks a request that the lab's own gateway or proxy made; the recorder lists none.
    """

    layer: Layer | None = None  # these are attributes of the class until one is set: most exchanges set few
    logged_status: int | None = None
    internal_status: int | None = None
    note = ""
    via: Sequence[Callable[[], Exchange]] = ()
    kept = 0
    omitted = 0
    done = False
    listed = True
    counted = 0  # of the recorder's bytes, once it is done
    _frames: list[Frame] | tuple[()] = ()

    def __init__(
        self,
        number: int,
        peer: str,
        host: str,
        began: float,
        start: float,
        origin: Origin = Origin.LEARNER,
        keep: int = 1_000_000,
        room: Room | None = None,
        upstream: bool = False,
    ) -> None:
        self.number, self.peer, self.host, self.began, self.start = number, peer, host, began, start
        self.origin, self.keep, self.room, self.upstream = origin, keep, room or Room(), upstream
        self._events: list[tuple[float, Direction, bytes]] = []
        self._kept_of: dict[Direction, int] = {}

    def add(self, time: float, direction: Direction, data: bytes = b"") -> None:
        """Record bytes (or a hang-up) at a tick of the clock; what is over a bound is counted, not kept."""
        before, size, room = self._kept_of.get(direction, 0), len(data), self.room
        most = self.keep if room.left > 0 else FIRST_BYTES
        if before + size > most or len(self._events) >= MAX_EVENTS:
            data = data[: max(0, most - before)] if len(self._events) < MAX_EVENTS else b""
            self.omitted += size - len(data)
            if size and not data:
                return
            size = len(data)
        self._events.append((time - self.start, direction, data))
        room.left -= size
        self._kept_of[direction] = before + size
        self.kept += size

    def add_frame(self, frame: Frame, raw: bytes) -> None:
        """Record an HTTP/2 frame, its time a tick of the clock, and its bytes; what is over a bound is left out.

        Decoded fields count too, because a few bytes of HPACK can stand for many.
        """
        most = self.keep if self.room.left > 0 else FIRST_BYTES
        if self._kept_of.get(frame.direction, 0) < most:
            size = len(frame.content) + sum(len(name) + len(value) for name, value in frame.fields)
            self.kept, self.room.left = self.kept + size, self.room.left - size
            if not self._frames:
                self._frames = []
            self._frames.append(replace(frame, time=frame.time - self.start))
        self.add(frame.time, frame.direction, raw)

    @property
    def weight(self) -> int:
        """The memory this takes, in bytes."""
        return self.kept + EVENT_OVERHEAD * (len(self._events) + len(self._frames))

    def add_upstream(self, exchange: Callable[[], Exchange]) -> None:
        """Add a request that a gateway or proxy makes for this one; `exchange` gives its state at any time."""
        self.via = [*self.via, exchange]

    def exchange(self) -> Exchange:
        """What has been recorded so far, as a value."""
        return Exchange(
            events=tuple(Event(*each) for each in sorted(self._events, key=lambda each: each[0])),
            layer=self.layer,
            logged_status=self.logged_status,
            internal_status=self.internal_status,
            origin=self.origin,
            note=self.note,
            via=tuple(upstream() for upstream in self.via),
            omitted=self.omitted,
            number=self.number,
            peer=self.peer,
            began=self.began,
            host=self.host,
            frames=tuple(sorted(self._frames, key=lambda frame: frame.time)),
        )


class Recorder:
    """The exchanges of a lab, oldest first; safe to read from any thread.

    `count` and `bytes` bound what is kept, `each` the bytes of one direction of one exchange; the oldest go first.
    `wait_for` waits on a condition until something has happened, for at most so many seconds.
    Each callback of `on_exchange` gets every exchange when it is over, on the server's thread.
    """

    def __init__(
        self,
        count: int = 1000,
        bytes: int = 32_000_000,
        each: int = 1_000_000,
        wait_for: WaitFor = threading.Condition.wait_for,
    ) -> None:
        self.count, self.bytes, self.each, self._wait_until = count, bytes, each, wait_for
        self.on_exchange: list[Callable[[Exchange], None]] = []
        self._kept: deque[Recording] = deque()
        self._size = 0
        self._next = 1
        self._room = Room()
        self._claims: dict[str, tuple[Origin, bool]] = {}
        self._upstream_recordings: dict[str, Recording] = {}
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._waiting = 0  # threads that wait for the end of an exchange

    # --- who connects

    def claim(self, peer: str, origin: Origin, upstream: bool = False) -> int:
        """Say whose a client address is, before it connects. Requests to an `upstream` are not listed.

        Returns the lowest number that an exchange of this client can have: the address may have been another's before.
        """
        self._claims[peer] = (origin, upstream)
        return self._next

    def release(self, peer: str) -> None:
        """The connection is over, and another client may get its address."""
        self._claims.pop(peer, None)
        self._upstream_recordings.pop(peer, None)

    def upstream_recording(self, peer: str) -> Recording | None:
        """The upstream request made from this address, as its server recorded it; None for servers of others."""
        return self._upstream_recordings.get(peer)

    # --- writing, on the server's thread

    def begin(self, peer: str, host: str, began: float, start: float) -> Recording:
        """Begin a recording of a client's exchange."""
        origin, upstream = self._claims.get(peer, _UNCLAIMED)
        recording = Recording(self._next, peer, host, began, start, origin, self.each, self._room, upstream)
        if upstream:
            recording.listed = False
            self._upstream_recordings[peer] = recording
            return recording
        with self._lock:
            self._next += 1
            self._kept.append(recording)
            if len(self._kept) > self.count:
                self._drop_oldest()
        return recording

    def finish(self, recording: Recording) -> None:
        """The exchange is over: wake the threads that wait for it, and call the callbacks."""
        with self._lock:
            recording.done = True
            self._room.left += recording.kept
            if recording.listed:
                recording.counted = recording.weight
                self._size += recording.counted
            while self._size > self.bytes and len(self._kept) > 1:
                self._drop_oldest()
            if self._waiting:
                self._changed.notify_all()
        if self.on_exchange and not recording.upstream:
            exchange = recording.exchange()
            for callback in self.on_exchange:
                with suppress(Exception):  # a broken callback must not cost a client its connection
                    callback(exchange)

    def _drop_oldest(self) -> None:
        oldest = self._kept.popleft()
        oldest.listed = False
        self._size -= oldest.counted

    # --- reading, from any thread

    def exchanges(self) -> tuple[Exchange, ...]:
        """All that is kept, oldest first, with those still under way."""
        with self._lock:
            recordings = tuple(self._kept)
        return tuple(recording.exchange() for recording in recordings)

    def last(self, origin: Origin | None = None, timeout: float = 0.5) -> Exchange | None:
        """The newest exchange (of an origin); waits up to `timeout` seconds for its end."""
        with self._lock:
            found = self._newest(origin)
            if found is None:
                return None
            self._wait_for(lambda: found.done, timeout)
        return found.exchange()

    def _newest(self, origin: Origin | None) -> Recording | None:
        return next((each for each in reversed(self._kept) if origin in (None, each.origin)), None)

    def of(self, peer: str, since: int, index: int, timeout: float) -> Exchange | None:
        """The exchange with this index on a claimed connection; waits up to `timeout` seconds for its end.

        `since` is what `claim` returned. None if there is no such exchange.
        """
        with self._lock:
            self._wait_for(lambda: (found := self._nth(peer, since, index)) is not None and found.done, timeout)
            found = self._nth(peer, since, index)
        return found.exchange() if found else None

    def _wait_for(self, condition: Callable[[], bool], timeout: float) -> None:
        self._waiting += 1
        try:
            self._wait_until(self._changed, condition, timeout)
        finally:
            self._waiting -= 1

    def _nth(self, peer: str, since: int, index: int) -> Recording | None:
        mine = [recording for recording in self._kept if recording.peer == peer and recording.number >= since]
        return mine[index] if index < len(mine) else None

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            while self._kept:
                self._drop_oldest()
