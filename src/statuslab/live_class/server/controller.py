"""The desk of a class: takes events to the rules, has their effects kept, and tells who needs to know. No HTTP here.

Runs in one loop. Nothing is acknowledged or shown before what it tells of has been committed.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from statuslab.live_class import views
from statuslab.live_class.server import tokens
from statuslab.live_class.server.class_store import ClassFile, Item
from statuslab.live_class.server.event_streams import Hub, Subscriber, frame
from statuslab.live_class.server.export import export
from statuslab.live_class.server.writer import NotSaved, Writer
from statuslab.live_class.session import (
    Answer,
    AnswerRecorded,
    Command,
    Effect,
    EventRefused,
    Join,
    Phase,
    Player,
    PlayerAttempt,
    PlayerChanged,
    StateChanged,
    Tick,
)

TELL_HOST_EVERY = 0.25  # seconds: telling everybody about every answer is what breaks such a server
POLLED = 15.0  # seconds for which somebody who asked without a stream counts as online
_KEYS = 64  # commands of the host that are remembered against doing them twice


class Controller:
    """One class, in one loop."""

    def __init__(
        self, file: ClassFile, names: Mapping[int, str], join_url: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.file, self.names, self.join_url = file, names, join_url
        facts = file.facts()
        self.code, self.expires = str(facts["room"]), facts["expires"]
        self._secret = bytes.fromhex(facts["secret"])
        self._monotonic, self._began = monotonic, monotonic() - float(facts["clock"])
        self.hub = Hub()
        self.room = file.room(names)
        self._tokens = file.tokens()
        self._seen: dict[int, float] = {}
        self._done: dict[str, bool] = {}
        self._common: tuple[object, bytes] = ((), b"")
        self._host_lacks: set[str] = set()
        self._bell: asyncio.TimerHandle | None = None
        self._last: asyncio.Future[None] | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._chores: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Called in the loop."""
        self._loop = asyncio.get_running_loop()
        self.writer = Writer(self.file, self._loop, self._read_again)
        self._ticking = self._loop.create_task(self._tell_hosts())
        self._wind_up()

    async def stop(self) -> None:
        """Say goodbye, write what waits, close the file."""
        self.hub.end(frame("bye", b"{}"))
        if self._ticking:
            self._ticking.cancel()
        if self._bell:
            self._bell.cancel()
        await self._loop.run_in_executor(None, self.writer.close)
        with suppress(sqlite3.Error):
            self.file.keep((), self.now())  # so that time goes on from here
        self.file.close()

    def now(self) -> float:
        """The class's own seconds: they only run forward, and stand still while no server runs."""
        return self._monotonic() - self._began

    # --- who somebody is

    def player_of(self, token: str) -> Player | None:
        number = self._tokens.get(tokens.hashed(token))
        player = self.room.players.get(number or 0)
        if player:
            self._seen[player.number] = self.now()
        return player

    def online(self) -> set[int]:
        since = self.now() - POLLED
        return self.hub.players | {number for number, at in self._seen.items() if at >= since}

    def forget(self, player: int) -> None:
        """Somebody left on purpose; the token stays good."""
        self._seen.pop(player, None)
        for page in list(self.hub.of(player)):
            page.end(frame("bye", b"{}"))
        self._host_lacks.add("snapshot")

    # --- events

    async def join(self, name: str, nonce: str) -> tuple[Player, str, bool]:
        """The player, the token, and whether they are new; the same nonce gives the same."""
        token = tokens.token_for(self._secret, nonce)
        known = self._tokens.get(tokens.hashed(token))
        if known is not None:
            player = self.room.member(known)
            await self.settled()
            return player, token, False
        effects = self._step(Join(name, tokens.seed_of(token)))
        player = next(effect.player for effect in effects if isinstance(effect, PlayerChanged))
        self._tokens[tokens.hashed(token)] = player.number
        self._seen[player.number] = self.now()
        await self._keep(effects, tokens.hashed(token))
        return player, token, True

    async def answer(self, event: Answer) -> PlayerAttempt:
        """What is stored, when it is."""
        effects = self._step(event)
        counted = next(effect for effect in effects if isinstance(effect, AnswerRecorded))
        await self._keep(effects)
        if counted.fresh:
            self._host_lacks.add("tally")
            pages = self.hub.of(event.player)
            for page in pages if len(pages) > 1 else ():
                page.tell("snapshot")
        return counted.given

    async def command(self, event: Command, key: str = "") -> dict[str, Any]:
        """Do what the host asks, once per key; the host's snapshot after it."""
        if not (key and key in self._done):
            if key:
                self._done[key] = True
                self._done = dict(list(self._done.items())[-_KEYS:])
            try:
                await self._keep(self._step(event))
            except BaseException:
                self._done.pop(key, None)
                raise
        await self.settled()
        return self.host()

    def _step(self, event: Join | Answer | Command | Tick) -> tuple[Effect, ...]:
        try:
            return self.room.step(event, self.now())
        except EventRefused as refusal:
            if refusal.effects:
                self._in_background(refusal.effects)
            raise

    async def _keep(self, effects: tuple[Effect, ...], token: str = "") -> None:
        """Return when all is committed, then tell those it concerns."""
        items = tuple(
            Item(each, token) for each in effects if not (isinstance(each, AnswerRecorded) and not each.fresh)
        )
        self._last = self.writer.keep(items, self.now())
        moved = any(isinstance(each, StateChanged) for each in effects)
        if moved:
            self._wind_up()
        await self._last
        if moved:
            self._later(self.hub.tell("snapshot"))
        for effect in effects:
            if isinstance(effect, PlayerChanged):
                self._tell_of(effect.player)

    def _tell_of(self, player: Player) -> None:
        self._host_lacks.add("snapshot")
        for page in list(self.hub.of(player.number)):
            if player.removed:
                page.end(frame("removed", b'{"why": "the host took you out of this class"}'))
            else:
                page.tell("snapshot")

    async def settled(self) -> None:
        """Return when everything so far is on the disk."""
        if self._last is not None and not self._last.done():
            await asyncio.shield(self._last)

    # --- time

    def _wind_up(self, least: float = 0.0) -> None:
        """Ring when the bell is due; after the grace tell once more, for answers may have come in it."""
        if self._bell:
            self._bell.cancel()
            self._bell = None
        due = self.room.wakes()
        if due is not None:
            self._bell = self._loop.call_later(max(least, due - self.now()) + 0.001, self._ring)
        elif self.room.state.phase is Phase.CLOSED and self.room.state.closed is not None:
            over = self.room.state.closed + self.room.settings.grace - self.now()
            self._bell = self._loop.call_later(max(0.0, over) + 0.001, self._after_grace)

    def _ring(self) -> None:
        effects = self._step(Tick())
        if effects:
            self._in_background(effects)
        else:  # a timer that was early
            self._wind_up()

    def _after_grace(self) -> None:
        self._common = ((), b"")
        if self.room.state.vote > 1:
            self._later(self.hub.tell("snapshot"))
        self._host_lacks.add("snapshot")

    def _in_background(self, effects: tuple[Effect, ...]) -> None:
        self._later(self._keep(effects))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        chore = self._loop.create_task(work)
        self._chores.add(chore)
        chore.add_done_callback(self._chore_done)

    def _chore_done(self, chore: asyncio.Task[None]) -> None:
        self._chores.discard(chore)
        if not chore.cancelled():
            chore.exception()  # a bell that could not be kept rings again after the file was read again

    async def _tell_hosts(self) -> None:
        while True:
            await asyncio.sleep(TELL_HOST_EVERY)
            if self.hub.changed:
                self.hub.changed = False
                self._host_lacks.add("snapshot")
            if self._host_lacks:
                kinds, self._host_lacks = self._host_lacks, set()
                for page in self.hub.of("host"):
                    page.tell(*kinds)
                for page in self.hub.of("screen"):
                    page.tell("snapshot")

    def _read_again(self) -> None:
        """A commit failed: go back to what the file has, and tell everybody what is true now."""
        self.room = self.file.room(self.names)
        self._tokens = self.file.tokens()
        self._common, self._done = ((), b""), {}
        self.writer.resume()
        self._wind_up(least=1.0)  # a full disk is not asked in a tight circle
        self._later(self.hub.tell("snapshot"))

    # --- what is shown

    def host(self) -> dict[str, Any]:
        left = {"left_ms": views.left_ms(self.room, self.now()), "room": self.code}
        shown = views.host(self.room, self.online())
        return left | {"join_url": self.join_url, "expires": self.expires} | shown

    def student(self, player: Player) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._student(player))
        return found

    def screen(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._screen())
        return found

    def paper(self, player: Player) -> dict[str, Any]:
        """A student's own questions in an exam, once it has been opened. Raises Refused."""
        if not self.room.exam or self.room.state.index < 0:
            raise EventRefused("not-now", "there is no paper at this moment; wait until the exam is opened")
        return views.paper(self.room, player)

    def results(self, player: Player) -> dict[str, Any]:
        """The results file of one student, in the terms of their own notebook's memory."""
        at = self.file.dates_of(player.number)
        stamp = {"where": "class", "card": f"class {self.code}"}
        said = views.results(self.room, player)
        rows = [row | stamp | {"at": at.get((given.round, given.vote), "")} for given, row in said]
        facts = {"format": "statuslab-results-1", "room": self.code, "title": self.room.settings.title}
        return facts | {"name": player.name, "attempts": rows}

    def export(self) -> dict[str, Any]:
        return export(self.file, self.room)

    async def student_frames(self, player: Player, _: set[str]) -> bytes:
        return await self._settled_frame(lambda: self._student(self.room.players.get(player.number, player)))

    async def screen_frames(self, _: set[str]) -> bytes:
        return await self._settled_frame(self._screen)

    async def _settled_frame(self, made: Callable[[], bytes]) -> bytes:
        """A frame of what is on the disk: a page calls saved what it finds in a snapshot."""
        data = made()
        try:
            await self.settled()
        except NotSaved:  # the file was read again meanwhile
            data = made()
        return frame("snapshot", data)

    async def host_frames(self, kinds: set[str]) -> bytes:
        if "snapshot" in kinds:
            return frame("snapshot", _json(self.host()))
        return frame("tally", _json(views.host_tally(self.room, self.online())))

    def _student(self, player: Player) -> bytes:
        you = _json(views.you(self.room, player))
        return self._spliced(b'"you": ' + you + b", ")

    def _screen(self) -> bytes:
        own = _json({**views.screen(self.room), "join_url": self.join_url})
        return self._spliced(own[1:-1] + b", ")

    def _spliced(self, own: bytes) -> bytes:
        """The shared part is made once for a thousand pages; what is a page's own is put before it."""
        left = views.left_ms(self.room, self.now())
        head = b'{"left_ms": ' + (b"null" if left is None else str(left).encode()) + b", "
        return head + own + self._shared()[1:]

    def _shared(self) -> bytes:
        sign = (self.room.state.version, len(self.room.players), id(self.room))
        if self._common[0] != sign:
            self._common = (sign, _json({"room": self.code, **views.shared(self.room)}))
        return self._common[1]

    def listener(self, who: int | str) -> Subscriber:
        """A new page's; its first frame is a whole snapshot."""
        listener = Subscriber(who, ("snapshot",))
        self.hub.add(listener, most=64 if isinstance(who, str) else 4)
        return listener


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
