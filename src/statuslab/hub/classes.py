"""The classes of one folder in one process. Each is opened when somebody asks for it, and closed when it has been idle.

What has been acknowledged is in the class's file, so that closing loses nothing.
"""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from starlette.types import ASGIApp

from statuslab.errors import LabError
from statuslab.live_class.events import SessionState, Settings
from statuslab.live_class.server import class_store as store
from statuslab.live_class.server import tokens
from statuslab.live_class.server.addresses import PublicUrl, hosts
from statuslab.live_class.server.app import Handlers, RateLimits, application
from statuslab.live_class.server.controller import Controller
from statuslab.live_class.server.problems import HttpProblem
from statuslab.live_class.server.static import Pages
from statuslab.live_class.session import ClassSession
from statuslab.questions import Question

MOST_OPEN = 60  # classes in memory; one of 50 people takes about 2 MB
MOST_OF_ONE = 200  # classes that one host may have in the folder
IDLE_SECONDS = 15 * 60.0


@dataclass(frozen=True)
class ClassFacts:
    """What the list of classes shows of one, and the Idempotency-Key of the request that opened it, or ""."""

    room: str
    owner: str
    title: str
    created: str
    ended: bool
    key: str = ""


@dataclass
class OpenClass:
    """A class in memory. `used` is when somebody last asked for it, by the monotonic clock."""

    controller: Controller
    app: ASGIApp
    used: float


class Classes:
    """Opens, creates and lists the classes of a folder. One process at a time may have a folder. Raises LabError."""

    def __init__(
        self, folder: Path, public: PublicUrl, names: Mapping[int, str], days: float, monotonic: Callable[[], float]
    ) -> None:
        self._folder, self._public, self._names = folder, public, dict(names)
        self._days, self._monotonic = days, monotonic
        self._lock = _folder_lock(folder)
        self._open: dict[str, OpenClass] = {}
        self._pages, self._turn = Pages(), Lock()
        self._facts = {room: facts for room in store.rooms(folder) if (facts := _facts_of(folder, room))}

    def of(self, owner: str) -> list[ClassFacts]:
        """Somebody's classes, newest first."""
        mine = [self._now(facts) for facts in self._facts.values() if facts.owner == owner]
        return sorted(mine, key=lambda facts: facts.created, reverse=True)

    def _now(self, facts: ClassFacts) -> ClassFacts:
        found = self._open.get(facts.room)
        return replace(facts, ended=found.controller.session.rules.ended) if found else facts

    def create(self, owner: str, settings: Settings, questions: Sequence[Question], key: str = "") -> str:
        """Write a new class and return its room code. The class that this owner opened with the same key is not opened
        twice, also after a restart. Raises LabError.
        """
        mine = self.of(owner)
        if known := next((facts.room for facts in mine if key and facts.key == key), ""):
            return known
        if len(mine) >= MOST_OF_ONE:
            raise LabError(f"you have {MOST_OF_ONE} classes here; delete one that you do not need, then open this one")
        ClassSession(questions, settings)  # raises LabError before anything is written
        path = store.class_path(self._folder, room := tokens.new_room())
        more = {"owner": owner, "key": key}
        found = store.create(path, room, settings, questions, self._days, SessionState(), {}, more)
        self._facts[room] = _listed(found)
        return room

    def owner(self, room: str) -> str:
        """Who holds a class. Raises HttpProblem for a code that no class has."""
        facts = self._facts.get(room.upper())
        if facts is None:
            raise HttpProblem("unknown-room", "no class has this code; look at the screen again")
        return facts.owner

    def host_token(self, room: str) -> str:
        """The token of a class's host. Raises LabError."""
        return store.read_secret(store.host_path(store.class_path(self._folder, room.upper())))

    async def opened(self, room: str) -> OpenClass:
        """A class, brought into memory where it is not. Raises HttpProblem, LabError."""
        room = room.upper()
        self.owner(room)
        if room not in self._open:
            await self._make_room()
            self._open[room] = self._load(room)
        found = self._open[room]
        found.used = self._monotonic()
        return found

    def _load(self, room: str) -> OpenClass:
        file = store.ClassFile(store.class_path(self._folder, room))
        try:
            controller = Controller(file, self._names, f"{self._public}/r/{room}", self._monotonic, self._turn)
        except LabError:
            file.close()
            raise
        controller.start()
        limits = RateLimits()
        handlers = Handlers(controller, self.host_token(room), self._pages, limits)
        return OpenClass(controller, application(handlers, hosts(self._public.host), self._public, limits), 0.0)

    async def _make_room(self) -> None:
        """Close the class that was idle longest where there are too many. Raises HttpProblem if all are in use."""
        if len(self._open) < MOST_OPEN:
            return
        idle = sorted((room for room in self._open if not len(self._open[room].controller.hub)), key=self._used)
        if not idle:
            detail = f"{MOST_OPEN} classes are being held at this moment; try again when one of them is over"
            raise HttpProblem("too-fast", detail, {"Retry-After": "60"})
        await self.close(idle[0])

    def _used(self, room: str) -> float:
        return self._open[room].used

    async def close_idle(self) -> None:
        """Take classes out of memory that nobody has open and nobody has asked for in 15 minutes."""
        since = self._monotonic() - IDLE_SECONDS
        for room, found in list(self._open.items()):
            if found.used < since and not len(found.controller.hub):
                await self.close(room)

    async def close(self, room: str) -> None:
        """Write what is pending, close the file and note whether the class has ended."""
        if found := self._open.pop(room, None):
            await found.controller.stop()
        if facts := _facts_of(self._folder, room):
            self._facts[room] = facts

    async def delete(self, room: str) -> None:
        """Delete a class with all its data. Raises LabError."""
        room = room.upper()
        await self.close(room)
        store.delete(store.class_path(self._folder, room))
        self._facts.pop(room, None)

    async def stop(self) -> None:
        """Close all classes and give up the folder."""
        for room in list(self._open):
            await self.close(room)
        self._lock.close()

    @property
    def faults(self) -> list[str]:
        """Tracebacks of errors in the server itself, of the classes in memory."""
        return [fault for found in self._open.values() for fault in found.controller.hub.faults]

    def delete_expired(self) -> list[str]:
        """Delete the classes that are past their date and not in memory; return their codes."""
        gone = [room for room in store.expired(self._folder, datetime.now(UTC)) if room not in self._open]
        for room in gone:
            store.delete(store.class_path(self._folder, room))
            self._facts.pop(room, None)
        return gone


def _facts_of(folder: Path, room: str) -> ClassFacts | None:
    """The facts of a class file. None where it cannot be read, or was not made for a hub."""
    try:
        return _listed(store.read_facts(store.class_path(folder, room)) | {"room": room})
    except (LabError, KeyError, TypeError):
        return None


def _listed(facts: Mapping[str, Any]) -> ClassFacts:
    """What is listed of a class, from the facts in its file. Raises KeyError, TypeError."""
    return ClassFacts(
        room=str(facts["room"]),
        owner=str(facts["owner"]),
        title=str(facts["settings"]["title"]),
        created=str(facts["created"]),
        ended=facts["ended"] is not None,
        key=str(facts.get("key", "")),
    )


def _folder_lock(folder: Path) -> IO[str]:
    try:
        return store.locked(folder / "hub.lock")
    except BlockingIOError:
        raise LabError(
            f"another service has the classes in {folder}; give each service a folder of its own (--folder)"
        ) from None
