"""Homework: a set of questions with a date, the answers of one learner, and the answers of many as a class's record.

Plain values that are kept as JSON. A set carries whole questions, so that it needs no bank; so it also has their keys.
Answers are graded again when they are collected, by the set of whoever collects them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.live_class.presented_question import PresentedQuestion
from statuslab.questions import Question
from statuslab.questions.compiled import question_of
from statuslab.wording import quantity

SET, ANSWERS = "statuslab-homework-1", "statuslab-homework-answers-1"
LONGEST_NAME, MOST_ANSWERS = 60, 5000


@dataclass(frozen=True)
class Homework:
    """A set of questions. `due` is the last day, as people write it where they are; None for no date."""

    title: str
    due: date | None
    seed: int
    questions: tuple[Question, ...]

    @cached_property
    def id(self) -> str:
        """What answers name their set by: it changes with any question, the title and the date."""
        text = json.dumps(self._content(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def _content(self) -> dict[str, Any]:
        due = None if self.due is None else self.due.isoformat()
        return {"title": self.title, "due": due, "seed": self.seed, "questions": list(map(asdict, self.questions))}

    def record(self) -> dict[str, Any]:
        """The set as JSON has it."""
        return {"format": SET, **self._content()}

    def answers(self, name: str, attempts: Iterable[Attempt], now: datetime) -> dict[str, Any]:
        """What a learner hands in: their first answer to each question. Raises LabError without a name or answers."""
        known = {question.id for question in self.questions}
        first: dict[str, Attempt] = {}
        for attempt in attempts:
            if attempt.question in known:
                first.setdefault(attempt.question, attempt)
        if not (name := " ".join(name.split())[:LONGEST_NAME]):
            raise LabError('hand in under a name that your teacher knows: name="Ann Meyer"')
        if not first:
            raise LabError(f"no answer to {self.title!r} is in your records; work on it first, then hand it in")
        rows = [{"question": each.question, "at": each.at.isoformat(), "confidence": each.confidence,
                 "answer": list(each.answer), "seed": each.seed, "seconds": each.seconds}
                for each in first.values()]  # fmt: skip
        facts = {"format": ANSWERS, "set": self.id, "title": self.title, "name": name}
        return facts | {"handed_in": now.isoformat(), "attempts": rows}


def homework_of(record: Any) -> Homework:
    """The set of a record. Raises LabError where it is none."""
    try:
        if record["format"] != SET:
            raise ValueError(f"format {str(record['format'])[:40]!r}, expected {SET!r}")
        questions = tuple(map(question_of, record["questions"]))
        if not questions or len({each.id for each in questions}) != len(questions):
            raise ValueError("it needs questions with different ids")
        for question in questions:
            for row in question.rows:
                shown = PresentedQuestion(row, 0, {})
                _ = shown.shown, shown.reveal  # raises for what is no question
        due = None if record["due"] is None else date.fromisoformat(record["due"])
        return Homework(str(record["title"]), due, int(record["seed"]), questions)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}" if isinstance(error, LookupError) else error
        raise LabError(f"this is no homework ({why}); expected the file that your teacher sent") from None


# --- Collecting ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HandedIn:
    """The answers of one learner, graded: {question id: (attempt fields, late)}."""

    name: str
    handed_in: str
    rows: tuple[Mapping[str, Any], ...]

    @property
    def late(self) -> int:
        """How many answers came after the date."""
        return sum(row["late"] for row in self.rows)


def handed_in(homework: Homework, record: Any, names: Mapping[int, str]) -> HandedIn:
    """The answers of a file, graded by the set. Raises LabError where they are none, or belong to another set."""
    try:
        if record["format"] != ANSWERS:
            raise ValueError(f"format {str(record['format'])[:40]!r}, expected {ANSWERS!r}")
        if record["set"] != homework.id:
            raise ValueError(f"it answers another set: {str(record['title'])[:40]!r}")
        name = " ".join(str(record["name"]).split())[:LONGEST_NAME]
        when = datetime.fromisoformat(record["handed_in"]).isoformat()
        rows = {str(raw["question"]): raw for raw in record["attempts"][:MOST_ANSWERS]}
        known = {question.id: question for question in homework.questions}
        graded = tuple(_graded(homework, known[id], raw, names) for id, raw in rows.items())
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        why = f"{type(error).__name__}: {error}" if isinstance(error, LookupError) else error
        raise LabError(f"no answers to this homework ({why})") from None
    if not name:
        raise LabError("no answers to this homework (nobody's name is on them)")
    return HandedIn(name, when, graded)


def _graded(homework: Homework, question: Question, raw: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    presented = PresentedQuestion.at(question, int(raw["seed"]), names)
    answer = tuple(int(each) for each in raw["answer"])
    confidence = None if raw["confidence"] is None else int(raw["confidence"])
    verdict, at = presented.graded(answer, confidence), datetime.fromisoformat(raw["at"])
    return {
        "question": question.id,
        "answer": list(answer),
        "chose": presented.in_words(answer, lettered=False),
        "confidence": confidence,
        "score": round(verdict.score, 3),
        "points": round(verdict.score, 3),
        "right": verdict.right,
        "mistaken": presented.mistaken(answer),
        "seconds": raw["seconds"],
        "at": at.isoformat(),
        "seed": int(raw["seed"]),
        "late": homework.due is not None and at.date() > homework.due,
    }


def collected(homework: Homework, files: Sequence[tuple[str, Any]], names: Mapping[int, str]) -> dict[str, Any]:
    """The record of a class, for a report: what was handed in, by file name and content; `remarks` is what is wrong.

    Of two files with one name the one that was handed in later counts. What could not be read is an exception.
    """
    people: dict[str, HandedIn] = {}
    remarks: list[str] = []
    for file, content in files:
        try:
            if isinstance(content, Exception):
                raise content
            found = handed_in(homework, content, names)
        except LabError as error:
            remarks.append(f"{file} is left out: {error}")
            continue
        key = found.name.casefold()
        if key in people:
            remarks.append(f"{file}: there are two files of {found.name}; the one that was handed in later counts")
        if key not in people or found.handed_in >= people[key].handed_in:
            people[key] = found
    remarks += [
        f"{each.name}: {quantity(each.late, 'answer')} after {homework.due}" for each in people.values() if each.late
    ]
    return _record(homework, list(people.values()), names) | {"remarks": remarks}


def _record(homework: Homework, people: Sequence[HandedIn], names: Mapping[int, str]) -> dict[str, Any]:
    place = {question.id: number for number, question in enumerate(homework.questions, 1)}
    answers = [
        {**row, "round": place[row["question"]], "vote": 1, "player": number, "undone": False}
        for number, each in enumerate(people, 1)
        for row in each.rows
    ]
    players = [
        {"player": number, "name": each.name, "joined": each.handed_in, "from_round": 1, "removed": False}
        for number, each in enumerate(people, 1)
    ]
    due = "" if homework.due is None else homework.due.isoformat()
    return {
        "format": "statuslab-class-1",
        "room": f"homework {homework.id[:6]}",
        "title": homework.title,
        "mode": "homework",
        "created": due,
        "expires": "",
        "ended": due,
        "rounds": [
            _round(question, number, len(people), names) for number, question in enumerate(homework.questions, 1)
        ],
        "players": players,
        "answers": answers,
    }


def _round(question: Question, number: int, people: int, names: Mapping[int, str]) -> dict[str, Any]:
    """A question as the record of a class has it. Cards show no letters."""
    presented = PresentedQuestion(question, 0, names)
    options = [
        {"index": index, "named": presented.named(index, lettered=False), "right": option.right}
        for index, option in enumerate(question.options)
    ]
    facts = {"round": number, "question": question.id, "ask": question.ask, "form": question.form, "seed": 0}
    facts |= {"codes": list(question.codes), "idea": question.idea, "revealed": True, "hands": {}, "worth": 1}
    return facts | {"options": options, "could": {"1": people}, "after_key": [], "skipped": False, "key": ""}
