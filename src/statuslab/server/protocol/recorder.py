"""Keeps what crossed the wire: the bytes, the times, who answered and what the log says. Bounded in count and bytes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from statuslab.messages.exchange import Direction, Event, Exchange, Frame, Layer, Origin

PIECES = 10_000  # events of one exchange; the bytes of more are counted, not kept
PIECE = 100  # bytes that the note of a piece takes, however small the piece


@dataclass(eq=False, slots=True)
class Recording:
    """An exchange while it happens; written by the server's thread, frozen by `exchange` from any other."""

    number: int
    peer: str
    host: str
    began: float
    start: float
    origin: Origin = Origin.LEARNER
    keep: int = 1_000_000
    layer: Layer | None = None
    logged_status: int | None = None
    internal_status: int | None = None
    note: str = ""
    via: list[Callable[[], Exchange]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    kept: int = 0
    omitted: int = 0
    done: bool = False
    errand: bool = False
    listed: bool = True
    _events: list[tuple[float, Direction, bytes]] = field(default_factory=list)
    _of: dict[Direction, int] = field(default_factory=dict)

    def add(self, time: float, direction: Direction, data: bytes = b"") -> None:
        """Note bytes (or a hang-up) at a tick of the clock; what is over the bound is counted, not kept."""
        before = self._of.get(direction, 0)
        room = data[: max(0, self.keep - before)] if len(self._events) < PIECES else b""
        self._of[direction] = before + len(room)
        self.kept += len(room)
        self.omitted += len(data) - len(room)
        if room or not data:
            self._events.append((time - self.start, direction, room))

    def add_frame(self, frame: Frame, raw: bytes) -> None:
        """Note a frame of HTTP/2, its time a tick of the clock, and its bytes; what is over the bound is left out.

        Decoded fields count as well: a few bytes of HPACK can stand for many.
        """
        if self._of.get(frame.direction, 0) < self.keep:
            self.kept += len(frame.content) + sum(len(name) + len(value) for name, value in frame.fields)
            self.frames.append(replace(frame, time=frame.time - self.start))
        self.add(frame.time, frame.direction, raw)

    @property
    def weight(self) -> int:
        """What it takes to keep this, in bytes."""
        return self.kept + PIECE * (len(self._events) + len(self.frames))

    def errand_to(self, exchange: Callable[[], Exchange]) -> None:
        """Note that a gateway or proxy asks another server; `exchange` tells what has crossed that wire by then."""
        self.via.append(exchange)

    def exchange(self) -> Exchange:
        """What is known by now, as a value."""
        return Exchange(
            events=tuple(Event(*each) for each in sorted(self._events, key=lambda each: each[0])),
            layer=self.layer,
            logged_status=self.logged_status,
            internal_status=self.internal_status,
            origin=self.origin,
            note=self.note,
            via=tuple(told() for told in self.via),
            omitted=self.omitted,
            number=self.number,
            peer=self.peer,
            began=self.began,
            host=self.host,
            frames=tuple(sorted(self.frames, key=lambda frame: frame.time)),
        )


class Recorder:
    """The exchanges of a lab, oldest first; safe to read from any thread.

    `count` and `bytes` bound what is kept, `each` bounds one direction of one exchange; the oldest go first.
    `heard` is told of each exchange when it is over.
    """

    def __init__(self, count: int = 1000, bytes: int = 32_000_000, each: int = 1_000_000) -> None:
        self.count, self.bytes, self.each = count, bytes, each
        self.heard: list[Callable[[Exchange], None]] = []
        self._kept: deque[Recording] = deque()
        self._size = 0
        self._next = 1
        self._claims: dict[str, tuple[Origin, bool]] = {}
        self._errands: dict[str, Recording] = {}
        self._changed = threading.Condition()

    # --- who is calling

    def claim(self, peer: str, origin: Origin, errand: bool = False) -> int:
        """Say who a client address is before it connects; the lab's own errands (to an upstream) are not listed.

        Gives the number from which on exchanges with this address are this client's.
        """
        self._claims[peer] = (origin, errand)
        return self._next

    def release(self, peer: str) -> None:
        """The connection is over; its address may come back as somebody else's."""
        self._claims.pop(peer, None)
        self._errands.pop(peer, None)

    def answered(self, peer: str) -> Layer | None:
        """Who answered an errand that was run from this address, where it was one of the lab's own servers."""
        errand = self._errands.get(peer)
        return errand.layer if errand else None

    # --- writing, on the server's thread

    def begin(self, peer: str, host: str, began: float, start: float) -> Recording:
        """Open a recording; `began` is the time of day, `start` the tick its events are counted from."""
        origin, errand = self._claims.get(peer, (Origin.LEARNER, False))
        recording = Recording(self._next, peer, host, began, start, origin, self.each, errand=errand, listed=not errand)
        if errand:
            self._errands[peer] = recording
            return recording
        with self._changed:
            self._next += 1
            self._kept.append(recording)
            if len(self._kept) > self.count:
                self._drop_oldest()
        return recording

    def finish(self, recording: Recording) -> None:
        """The exchange is over: wake those who wait for it, tell those who listen."""
        with self._changed:
            recording.done = True
            if recording.listed:
                self._size += recording.weight
            while self._size > self.bytes and len(self._kept) > 1:
                self._drop_oldest()
            self._changed.notify_all()
        if self.heard and not recording.errand:
            over = recording.exchange()
            for listener in self.heard:
                with suppress(Exception):  # whoever listens badly must not cost a client its connection
                    listener(over)

    def _drop_oldest(self) -> None:
        oldest = self._kept.popleft()
        oldest.listed = False
        if oldest.done:
            self._size -= oldest.weight

    # --- reading, from any thread

    def exchanges(self) -> tuple[Exchange, ...]:
        """All that is kept, oldest first, those still under way included."""
        with self._changed:
            recordings = tuple(self._kept)
        return tuple(recording.exchange() for recording in recordings)

    def last(self, origin: Origin | None = None, patience: float = 0.5) -> Exchange | None:
        """The newest exchange (of an origin), given a moment to end if it has not."""
        with self._changed:
            found = self._newest(origin)
            if found is None:
                return None
            self._changed.wait_for(lambda: found.done, patience)
        return found.exchange()

    def _newest(self, origin: Origin | None) -> Recording | None:
        fits = (recording for recording in reversed(self._kept) if origin in (None, recording.origin))
        return next(fits, None)

    def of(self, peer: str, since: int, index: int, patience: float) -> Exchange | None:
        """The exchange with this index on a claimed connection, once it is over; None if it never came."""
        with self._changed:
            self._changed.wait_for(
                lambda: (found := self._nth(peer, since, index)) is not None and found.done, patience
            )
            found = self._nth(peer, since, index)
        return found.exchange() if found else None

    def _nth(self, peer: str, since: int, index: int) -> Recording | None:
        mine = [recording for recording in self._kept if recording.peer == peer and recording.number >= since]
        return mine[index] if index < len(mine) else None

    def clear(self) -> None:
        """Forget everything."""
        with self._changed:
            while self._kept:
                self._drop_oldest()
