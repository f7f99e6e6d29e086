"""The controller of a class: passes events to the session, has their effects stored, and notifies those concerned.

Runs in one event loop and knows no HTTP. Nothing is acknowledged or shown before it has been committed.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from statuslab.live_class import views
from statuslab.live_class.events import (
    Answer,
    AnswerRecorded,
    Command,
    Effect,
    EventRefused,
    Join,
    Player,
    PlayerAttempt,
    PlayerChanged,
    StateChanged,
    Tick,
)
from statuslab.live_class.server import tokens
from statuslab.live_class.server.class_store import ClassFile, Item
from statuslab.live_class.server.event_streams import Hub, Subscriber, frame
from statuslab.live_class.server.export import export
from statuslab.live_class.server.writer import NotSaved, Writer

HOST_INTERVAL = 0.25  # seconds between updates of hosts and projectors; one for every answer would be too many
POLL_COUNTS_ONLINE = 15.0  # seconds for which a request without a stream counts as being online
_KEYS = 64  # idempotency keys of host commands that are remembered
LARGEST_SILENT_SHARE = 0.5  # of all places, for people of one network address who have answered nothing


class Controller:
    """One class in one event loop. `turn` is what all classes of the loop share, to notify pages one after another."""

    def __init__(
        self,
        file: ClassFile,
        names: Mapping[int, str],
        join_url: str,
        monotonic: Callable[[], float] = time.monotonic,
        turn: asyncio.Lock | None = None,
    ) -> None:
        self.file, self.names, self.join_url = file, names, join_url
        facts = file.facts()
        self.code, self.expires = str(facts["room"]), facts["expires"]
        self._secret = bytes.fromhex(facts["secret"])
        self._monotonic, self._clock_start = monotonic, monotonic() - float(facts["clock"])
        self.hub = Hub(turn or asyncio.Lock())
        self.session = file.session(names)
        self._tokens = file.tokens()
        self._last_seen: dict[int, float] = {}
        self._forget_sources()
        self._done_keys: dict[str, bool] = {}
        self.live: Any = None  # the scene that the host runs, for the wall
        self._live_at: object = None  # where the class was then
        self._shared_cache: tuple[object, bytes] = ((), b"")
        self._host_pending: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._last_commit: asyncio.Future[None] | None = None
        self._notifier: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start the writer and the timers. Call this in the event loop."""
        self._loop = asyncio.get_running_loop()
        self.writer = Writer(self.file, self._loop, self._reload)
        self._notifier = self._loop.create_task(self._notify_hosts())
        self._schedule_timer()

    async def stop(self) -> None:
        """End all streams, write what is pending and close the file."""
        self.hub.end(frame("bye", b"{}"))
        if self._notifier:
            self._notifier.cancel()
        if self._timer:
            self._timer.cancel()
        await self._loop.run_in_executor(None, self.writer.close)
        with suppress(sqlite3.Error):
            self.file.save((), self.now())  # stores the class's clock
        self.file.close()

    def now(self) -> float:
        """Seconds of the class's own clock, which only runs forward and stops while no server runs."""
        return self._monotonic() - self._clock_start

    # --- people

    def token_of(self, nonce: str) -> str:
        """The token that joining with this nonce gives, whether somebody has or not."""
        return tokens.token_for(self._secret, nonce)

    def player_of(self, token: str) -> Player | None:
        number = self._tokens.get(tokens.hashed(token))
        player = self.session.players.get(number or 0)
        if player:
            self._last_seen[player.number] = self.now()
        return player

    def online(self) -> set[int]:
        since = self.now() - POLL_COUNTS_ONLINE
        found = self.hub.players | {number for number, at in self._last_seen.items() if at >= since}
        return found & {player.number for player in self.session.present}

    def disconnect(self, player: int) -> None:
        """End the streams of a player who leaves. The token stays valid."""
        self._last_seen.pop(player, None)
        for page in list(self.hub.subscribers(player)):
            page.end(frame("bye", b"{}"))
        self._host_pending.add("snapshot")

    # --- events

    async def join(self, name: str, nonce: str, source: str = "", given: bool = False) -> tuple[Player, str, bool]:
        """The player, the token, and whether they are new. The same nonce gives the same player.
        `given` says that a hub has given the name.

        In a full class somebody who is away and has answered nothing gives up their place. Raises EventRefused, also
        if too many people of one network address (`source`) have joined and answered nothing.
        """
        token = self.token_of(nonce)
        known = self._tokens.get(tokens.hashed(token))
        if known is not None:
            player = self.session.member(known)
            await self.flush()
            return player, token, False
        if self._silent[source] >= self.session.settings.most_players * LARGEST_SILENT_SHARE:
            detail = f"{self._silent[source]} people of your network have joined and answered nothing; talk to the host"
            raise EventRefused("full", detail)
        if self.session.is_full and (freed := self._free_a_place()):
            self._start(self._save(freed))
        effects = self._step(Join(name, tokens.seed_of(token), given))
        player = next(effect.player for effect in effects if isinstance(effect, PlayerChanged))
        self._source_of[player.number] = source
        self._silent[source] += 1
        self._tokens[tokens.hashed(token)] = player.number
        self._last_seen[player.number] = self.now()
        await self._save(effects, tokens.hashed(token))
        return player, token, True

    def _free_a_place(self) -> tuple[Effect, ...]:
        """Remove whoever joined first of those who are away and have answered nothing, if there is anybody."""
        if self.session.state.locked or self.session.rules.ended:
            return ()
        online = self.online()
        away = (each.number for each in self.session.present if each.number not in self._answered | online)
        number = next(away, None)
        return () if number is None else self._step(Command("kick", player=number))

    async def answer(self, event: Answer) -> PlayerAttempt:
        """Store an answer; return the attempt that is stored for it."""
        effects = self._step(event)
        recorded = next(effect for effect in effects if isinstance(effect, AnswerRecorded))
        await self._save(effects)
        self._answered.add(event.player)
        self._forget_silent(event.player)
        if recorded.fresh:
            self._host_pending.add("tally")
            pages = self.hub.subscribers(event.player)
            for page in pages if len(pages) > 1 else ():
                page.notify("snapshot")
        return recorded.attempt

    def _forget_silent(self, player: int) -> None:
        """Note that a player has answered, or is gone, and counts no more among the silent ones of an address."""
        if (source := self._source_of.pop(player, None)) is not None:
            self._silent[source] -= 1

    def _forget_sources(self) -> None:
        """Start to count anew who has answered, from the session, and who has not, by network address."""
        self._answered = {number for votes in self.session.answers.values() for number in votes}
        self._source_of: dict[int, str] = {}
        self._silent: Counter[str] = Counter()

    async def command(self, event: Command, key: str = "") -> dict[str, Any]:
        """Carry out a command of the host, once for each key, and return the host's snapshot.

        "away" puts away what the host has run for the wall; the session knows nothing of it.
        """
        if event.do == "away":
            self.show_live(None)
            return self.host()
        if not (key and key in self._done_keys):
            if key:
                self._done_keys[key] = True
                self._done_keys = dict(list(self._done_keys.items())[-_KEYS:])
            try:
                await self._save(self._step(event))
            except BaseException:
                self._done_keys.pop(key, None)
                raise
            if event.do in {"kick", "restore"}:  # numbers on every page change
                self._start(self.hub.notify("snapshot"))
        await self.flush()
        return self.host()

    def show_live(self, run: Any) -> None:
        """Show the wall a scene that the host runs, until the class moves on; None to end it. `run` is plain JSON."""
        self.live, self._live_at = run, self._place
        self._host_pending.add("snapshot")

    @property
    def _place(self) -> object:
        state = self.session.state
        return state.phase, state.index, state.vote

    def _step(self, event: Join | Answer | Command | Tick) -> tuple[Effect, ...]:
        try:
            return self.session.step(event, self.now())
        except EventRefused as refusal:
            if refusal.effects:
                self._start(self._save(refusal.effects))
            raise

    async def _save(self, effects: tuple[Effect, ...], token: str = "") -> None:
        """Commit effects, then notify those concerned."""
        items = tuple(
            Item(each, token) for each in effects if not (isinstance(each, AnswerRecorded) and not each.fresh)
        )
        self._last_commit = self.writer.save(items, self.now())
        state_changed = any(isinstance(each, StateChanged) for each in effects)
        if state_changed:
            self.live = self.live if self._live_at == self._place else None
            self._schedule_timer()
        await self._last_commit
        if state_changed:
            self._start(self.hub.notify("snapshot"))
        for effect in effects:
            if not isinstance(effect, PlayerChanged):
                continue
            self._host_pending.add("snapshot")
            if effect.player.removed:
                self._forget_silent(effect.player.number)
            for page in list(self.hub.subscribers(effect.player.number)):
                if effect.player.removed:
                    page.end(frame("removed", b'{"why": "the host took you out of this class"}'))
                else:
                    page.notify("snapshot")

    async def flush(self) -> None:
        """Wait until everything so far is on disk."""
        if self._last_commit is not None and not self._last_commit.done():
            await asyncio.shield(self._last_commit)

    # --- time

    def _schedule_timer(self, least: float = 0.0) -> None:
        """Set the timer for the deadline, or for the end of the grace, in which late answers change the tally."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        due = self.session.next_deadline()
        if due is not None:
            self._timer = self._loop.call_later(max(least, due - self.now()) + 0.001, self._deadline_passed)
        elif self.session.rules.grace and self.session.state.closed is not None:
            over = self.session.state.closed + self.session.settings.grace - self.now()
            self._timer = self._loop.call_later(max(0.0, over) + 0.001, self._after_grace)

    def _deadline_passed(self) -> None:
        effects = self._step(Tick())
        if effects:
            self._start(self._save(effects))
        else:  # the timer was early
            self._schedule_timer()

    def _after_grace(self) -> None:
        self._shared_cache = ((), b"")
        if self.session.state.vote > 1:
            self._start(self.hub.notify("snapshot"))
        self._host_pending.add("snapshot")

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # after a failed commit `_reload` sets the timer again

    async def _notify_hosts(self) -> None:
        due = self._loop.time()
        while True:
            due = max(due + HOST_INTERVAL, self._loop.time())  # late once, the next one is on time again
            await asyncio.sleep(due - self._loop.time())
            if self.hub.changed:
                self.hub.changed = False
                self._host_pending.add("snapshot")
            if self._host_pending:
                kinds, self._host_pending = self._host_pending, set()
                for page in self.hub.subscribers("host"):
                    page.notify(*kinds)
                for page in (*self.hub.subscribers("wall"), *self.hub.subscribers("screen")):
                    page.notify("snapshot")

    def _reload(self) -> None:
        """Go back to the state in the file after a failed commit, and notify everybody."""
        self.session = self.file.session(self.names)
        self._tokens = self.file.tokens()
        self._forget_sources()
        self._shared_cache, self._done_keys = ((), b""), {}
        self.writer.resume()
        self._schedule_timer(least=1.0)  # do not retry in a tight loop while the disk is full
        self._start(self.hub.notify("snapshot"))

    # --- snapshots

    def host(self) -> dict[str, Any]:
        left = {"left_ms": views.left_ms(self.session, self.now()), "room": self.code}
        shown = views.host(self.session, self.online())
        return left | {"join_url": self.join_url, "expires": self.expires, "runs": self.live is not None} | shown

    def student(self, player: Player) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._student(player))
        return found

    def screen(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._screen())
        return found

    def paper(self, player: Player) -> dict[str, Any]:
        """A student's own questions in an exam. Raises EventRefused before it has been opened."""
        if not self.session.exam or self.session.state.index < 0:
            raise EventRefused("not-now", "there is no paper at this moment; wait until the exam is opened")
        return views.paper(self.session, player)

    def results(self, player: Player) -> dict[str, Any]:
        """The results file of one student, which their own notebook can import."""
        at = self.file.dates_of(player.number)
        stamp = {"where": "class", "card": f"class {self.code}"}
        attempts = views.results(self.session, player)
        rows = [row | stamp | {"at": at.get((attempt.round, attempt.vote), "")} for attempt, row in attempts]
        facts = {"format": "statuslab-results-1", "room": self.code, "title": self.session.settings.title}
        return facts | {"name": player.name, "attempts": rows}

    def export(self) -> dict[str, Any]:
        return export(self.file, self.session)

    async def student_frames(self, player: Player, _: set[str]) -> bytes:
        return await self._flushed_frame(lambda: self._student(self.session.players.get(player.number, player)))

    async def screen_frames(self, _: set[str]) -> bytes:
        return await self._flushed_frame(self._screen)

    async def _flushed_frame(self, render: Callable[[], bytes]) -> bytes:
        """A snapshot frame of what is on disk, because pages show every answer in a snapshot as saved."""
        data = render()
        try:
            await self.flush()
        except NotSaved:  # the file was reloaded meanwhile
            data = render()
        return frame("snapshot", data)

    async def host_frames(self, kinds: set[str], limited: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
        if "snapshot" in kinds:
            return frame("snapshot", _json(limited(self.host())))
        return frame("tally", _json(views.host_tally(self.session, self.online())))

    def _student(self, player: Player) -> bytes:
        you = _json(views.you(self.session, player))
        return self._with_shared(b'"you": ' + you + b", ")

    def _screen(self) -> bytes:
        own = _json({**views.screen(self.session), "join_url": self.join_url, "live": self.live})
        return self._with_shared(own[1:-1] + b", ")

    def _with_shared(self, own: bytes) -> bytes:
        """A snapshot: a page's own part, then the shared part, which is encoded once for all pages."""
        left = views.left_ms(self.session, self.now())
        head = b'{"left_ms": ' + (b"null" if left is None else str(left).encode()) + b", "
        return head + own + self._shared()[1:]

    def _shared(self) -> bytes:
        version = (self.session.state.version, self.session.people_version, id(self.session))
        if self._shared_cache[0] != version:
            self._shared_cache = (version, _json({"room": self.code, **views.shared(self.session)}))
        return self._shared_cache[1]

    def subscribe(self, who: int | str) -> Subscriber:
        """Subscribe a new page. Its first frame is a whole snapshot."""
        subscriber = Subscriber(who, ("snapshot",))
        self.hub.add(subscriber, most=64 if isinstance(who, str) else 4)
        return subscriber


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
