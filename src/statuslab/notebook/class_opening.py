"""How classroom.open() gets a class: from a server in this kernel, or from the service of the hub.

Both bring back the class that the same cell opened within a day, if it goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from statuslab.errors import LabError
from statuslab.live_class.events import Settings
from statuslab.notebook import hub, stored_progress
from statuslab.notebook.codes import names

if TYPE_CHECKING:
    from statuslab.live_class.server import ClassServer
    from statuslab.live_class.server.remote_class import RemoteClass
    from statuslab.questions import Question

REOPEN_WITHIN = timedelta(days=1)  # a cell that is run again within this time brings back the class it opened


@dataclass(frozen=True)
class Wanted:
    """The class that a cell asks for. `questions` draws them; `points` and `notes` are by question id."""

    settings: Settings
    questions: Callable[[], tuple[Question, ...]]
    points: Mapping[str, float]
    notes: Mapping[str, str]
    leaderboard: bool
    names_hidden: bool


# --- On one's own machine -----------------------------------------------------------------------------------


def open_here(
    room: str,
    known: Mapping[str, Any],
    wanted: Wanted,
    running: Mapping[str, ClassServer | RemoteClass],
    **where: Any,
) -> ClassServer | RemoteClass:
    """The class with this code, else the one that this cell has opened, else a new one.

    `known` is what the cell stored, `running` are the classes of this kernel, `where` says at which address a server
    listens and how long its class is kept. Raises LabError.
    """
    from statuslab.live_class.server import ClassServer

    again = room or _unfinished(str(known.get("room", "")), running)
    if again in running:
        return running[again]
    questions, problem = _questions_now(wanted, room, again)
    settings = wanted.settings
    server = ClassServer(
        () if again else questions, room=again or None, names=names(), title=settings.title, mode=settings.mode,
        seconds=settings.seconds, seed=settings.seed, points=wanted.points or settings.points, teams=settings.teams,
        name_filter=settings.name_filter, nameless=settings.nameless, notes=wanted.notes,
        leaderboard=wanted.leaderboard, names_hidden=wanted.names_hidden, **where,
    ).start()  # fmt: skip
    if again and questions and not server.asks(questions):
        problem = "its bank has changed"
    if problem:
        _tell(f"class {server.room} keeps the questions it was opened with: {problem}")
    if server.moved:
        _tell(server.moved)
    if expired := server.expired():
        _tell(f'{expired}; classroom.delete("...") deletes one')
    return server


def _unfinished(room: str, running: Container[str]) -> str:
    """The room code, if its class has not ended and runs here or was created recently, else ""."""
    from statuslab.live_class.server import class_file, is_open

    # A clock that was set ahead does not make a class old that runs here.
    since = datetime.min.replace(tzinfo=UTC) if room in running else datetime.now(UTC) - REOPEN_WITHIN
    with suppress(LabError):
        return room if room and is_open(class_file(room), since) else ""
    return ""


def _questions_now(wanted: Wanted, room: str, again: str) -> tuple[tuple[Question, ...], str]:
    """The questions of a new class, or those that one which is brought back would have today, and what is wrong.

    A class goes on whatever has become of its bank meanwhile. Raises LabError for a new one.
    """
    if room:
        return (), ""
    try:
        return wanted.questions(), ""
    except LabError as error:
        if not again:
            raise
        return (), str(error)


def _tell(line: str) -> None:
    print(f"statuslab: {line}", file=sys.stderr)


# --- On a hub -----------------------------------------------------------------------------------------------


def open_on_the_hub(room: str, known: Mapping[str, Any], wanted: Wanted) -> RemoteClass:
    """The class with this code, else the one that this cell has opened, else a new one.

    `known` is what the cell stored. Raises LabError.
    """
    from statuslab.live_class.server.remote_class import RemoteClass

    url, token = hub.service_url(), hub.user_token()
    if room:
        return RemoteClass.again(url, token, room)
    with suppress(LabError, KeyError, ValueError):  # it was deleted, or what was stored is none of ours
        if datetime.fromisoformat(known["at"]) > stored_progress.now() - REOPEN_WITHIN:
            found = RemoteClass.again(url, token, known["room"])
            if found.host.snapshot()["view"] != "ended":
                return found
    opened = RemoteClass.open(url, token, wanted.settings, wanted.questions())
    for id, points in wanted.points.items():
        opened.host.points(points, id)
    for id, note in wanted.notes.items():
        opened.host.note(note, id)
    if wanted.leaderboard:
        opened.host.leaderboard(True)
    if wanted.names_hidden:
        opened.host.names(False)
    return opened


def refuse_on_a_hub(**given: object) -> None:
    """Raise LabError for arguments that only a class on one's own machine has."""
    if named := [name for name, value in given.items() if value]:
        raise LabError(
            f"on this hub its service holds your classes, at {hub.service_url()}; leave out {' and '.join(named)}"
        )
