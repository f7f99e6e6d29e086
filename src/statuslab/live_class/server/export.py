"""A class as one plain record for reports: players, rounds and answers, in the terms of the question bank."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from statuslab.errors import LabError
from statuslab.live_class import views
from statuslab.live_class.server.class_store import ClassFile, class_path, lifetime, rooms
from statuslab.live_class.session import ClassSession
from statuslab.storage import files


def class_file(of: Path | str) -> Path:
    """The file of a class, by room code or path. Raises LabError."""
    path = Path(of).expanduser()
    if path.is_file() or not re.fullmatch(r"[A-Za-z0-9]{6}", str(of)):
        return path
    folder = files.home() / "classes"
    found = class_path(folder, str(of).upper())
    if not found.is_file():
        raise LabError(f"no class {of} in {folder}; there is {', '.join(rooms(folder)) or 'none'}")
    return found


def is_open(path: Path, since: datetime) -> bool:
    """Whether a class was created after `since` and has not ended. Works while a server has the file open."""
    try:
        created, ended = lifetime(path)
    except (sqlite3.Error, ValueError, TypeError):
        return False
    return not ended and datetime.fromisoformat(created) > since


def read_class(path: Path | str) -> dict[str, Any]:
    """The record of a class that is not running. Raises LabError."""
    path = Path(path)
    if not path.is_file():
        raise LabError(f"no class file {path}; expected one such as class-K7M2PX.sqlite")
    with closing(ClassFile(path)) as file:
        return export(file, file.session({}))


def export(file: ClassFile, session: ClassSession) -> dict[str, Any]:
    """The record of a class: everything but its secrets."""
    facts = file.facts()
    joined, at = file.dates()
    begun = session.state.index + 1
    if session.exam and begun:
        begun = len(session.questions)
    return {
        "format": "statuslab-class-1",
        "room": facts["room"],
        "title": session.settings.title,
        "mode": session.settings.mode,
        "created": facts["created"],
        "expires": facts["expires"],
        "ended": facts["ended"],
        "rounds": [_round(session, index) for index in range(begun)],
        "players": [
            {
                "player": player.number,
                "name": player.name,
                "joined": joined.get(player.number, ""),
                "from_round": player.first,
                "removed": player.removed,
            }
            for player in session.players.values()
        ],
        "answers": [_answer(session, key, at) for key in sorted(at)],
    }


def _round(session: ClassSession, index: int) -> dict[str, Any]:
    question = session.questions[index]
    hands = {str(vote): list(counts) for (round, vote), counts in session.hands.items() if round == index + 1}
    facts = {
        "round": index + 1,
        "question": question.id,
        "ask": question.ask,
        "form": question.form,
        "seed": session.settings.seed,
    }
    facts |= {"codes": list(question.codes), "idea": question.idea, "revealed": index in session.state.revealed}
    facts |= {"hands": hands}
    if not session.exam:  # the right choice in the order shown, to read the hands by; in an exam orders differ
        facts |= {"right": list(session.presented(index).reveal["right"])}
    return facts


def _answer(session: ClassSession, key: tuple[int, int, int], at: dict[tuple[int, int, int], str]) -> dict[str, Any]:
    round, vote, player = key
    attempt = session.answers[round, vote][player]
    facts = views.attempt_record(session, attempt)
    facts |= {"round": round, "vote": vote, "player": player, "right": attempt.right, "at": at[key]}
    return facts
