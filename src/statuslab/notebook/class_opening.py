"""classroom.open() on a hub: the hub's service holds the class, and the panel in the notebook follows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from statuslab.errors import LabError
from statuslab.live_class.events import Settings
from statuslab.notebook import hub, stored_progress

if TYPE_CHECKING:
    from statuslab.live_class.server.remote_class import RemoteClass
    from statuslab.questions import Question

REOPEN_WITHIN = timedelta(days=1)  # a cell that is run again within this time brings back the class it opened


@dataclass(frozen=True)
class Wishes:
    """What a host sets beside the settings of a class: points and notes by question id, and two switches."""

    points: Mapping[str, float]
    notes: Mapping[str, str]
    leaderboard: bool
    names_hidden: bool


def refuse_on_a_hub(**given: object) -> None:
    """Raise LabError for arguments that only a class on one's own machine has."""
    if named := [name for name, value in given.items() if value]:
        raise LabError(
            f"on this hub its service holds your classes, at {hub.service_url()}; leave out {' and '.join(named)}"
        )


def open_on_the_hub(
    room: str,
    known: Mapping[str, Any],
    settings: Settings,
    questions: Callable[[], Sequence[Question]],
    wishes: Wishes,
) -> RemoteClass:
    """The class with this code, else the one that this cell opened within a day and that goes on, else a new one.

    `known` is what the cell stored. Raises LabError.
    """
    from statuslab.live_class.server.remote_class import RemoteClass

    url, token = hub.service_url(), hub.user_token()
    if room:
        return RemoteClass.again(url, token, room.upper())
    with suppress(LabError, KeyError, ValueError):  # it was deleted, or what was stored is none of ours
        if datetime.fromisoformat(known["at"]) > stored_progress.now() - REOPEN_WITHIN:
            found = RemoteClass.again(url, token, known["room"])
            if found.host.snapshot()["view"] != "ended":
                return found
    opened = RemoteClass.open(url, token, settings, questions())
    for id, points in wishes.points.items():
        opened.host.points(points, id)
    for id, note in wishes.notes.items():
        opened.host.note(note, id)
    if wishes.leaderboard:
        opened.host.leaderboard(True)
    if wishes.names_hidden:
        opened.host.names(False)
    return opened
