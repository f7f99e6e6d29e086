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
from statuslab.live_class.class_data import ClassData
from statuslab.live_class.presented_question import PresentedQuestion
from statuslab.live_class.server.class_store import ClassFile, class_path, lifetime, rooms
from statuslab.storage import files


def class_file(of: Path | str, folder: Path | None = None) -> Path:
    """The file of a class, by path, or by room code in a folder (else the one at home). Raises LabError."""
    path = Path(of).expanduser()
    if path.is_file() or not re.fullmatch(r"[A-Za-z0-9]{6}", str(of)):
        return path
    folder = folder or files.home() / "classes"
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


def export(file: ClassFile, session: ClassData) -> dict[str, Any]:
    """The record of a class: everything but its secrets."""
    facts = file.facts()
    joined, at = file.dates()
    rounds = session.asked
    if session.exam and rounds:
        rounds = tuple(range(1, len(session.questions) + 1))
    return {
        "format": "statuslab-class-1",
        "room": facts["room"],
        "title": session.settings.title,
        "mode": session.settings.mode,
        "scoring": views.scoring(session),
        "created": facts["created"],
        "expires": facts["expires"],
        "ended": facts["ended"],
        "rounds": [_round(session, round - 1) for round in rounds],
        "players": [
            {
                "player": player.number,
                "name": player.name,
                "joined": joined.get(player.number, ""),
                "from_round": player.first,
                "removed": player.removed,
                "team": session.team(player),
                **({"login": player.login} if player.login else {}),
            }
            for player in session.players.values()
        ],
        "answers": [_answer(session, key, at) for key in sorted(at)],
    }


def _round(session: ClassData, index: int) -> dict[str, Any]:
    question, round = session.questions[index], index + 1
    presented = session.presented(index)
    hands = {str(vote): list(counts) for (at, vote), counts in session.hands.items() if at == round}
    votes = range(1, session.votes(round) + 1)
    facts = {"round": round, "question": question.id, "ask": question.ask, "seed": session.settings.seed}
    facts |= {"codes": list(question.codes), "idea": question.idea, "revealed": index in session.state.revealed}
    facts |= {
        "hands": hands,
        "worth": session.worth(index),
        "form": question.form,
        "note": session.notes.get(question.id, ""),
    }
    facts["could"] = {str(vote): session.could_count(round, vote) for vote in votes}
    facts["after_key"] = [vote for vote in votes if (found := session.vote(round, vote)) and found.after_key]
    facts["skipped"] = not session.exam and index not in session.state.revealed and index != session.state.index
    facts["options"] = [_option(presented, at, session.exam) for at in _shown_order(session, index)]
    facts["key"] = presented.key_in_words if not session.exam else ""
    if not session.exam:  # the right choice in the order shown, to read the hands by; in an exam orders differ
        facts |= {"right": list(presented.reveal["right"])}
    return facts


def _shown_order(session: ClassData, index: int) -> tuple[int, ...]:
    """Option indices as the class saw them; in an exam, where everybody has an order of their own, as in the file."""
    size = len(session.questions[index].options)
    return tuple(range(size)) if session.exam else session.presented(index).order


def _option(presented: PresentedQuestion, index: int, exam: bool) -> dict[str, Any]:
    """An option by its index in the file, and named by letter and text, in an exam by text alone."""
    right = presented.question.options[index].right
    return {"index": index, "named": presented.named(index, lettered=not exam), "right": right}


def _answer(session: ClassData, key: tuple[int, int, int], at: dict[tuple[int, int, int], str]) -> dict[str, Any]:
    round, vote, player = key
    attempt = session.answers[round, vote][player]
    facts = views.attempt_record(session, attempt)
    facts |= {"round": round, "vote": vote, "player": player, "right": attempt.right, "at": at[key]}
    return facts | {"undone": session.vote(round, vote) is None}  # the host took back the move that opened the vote
