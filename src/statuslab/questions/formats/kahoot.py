"""Kahoot's spreadsheet: its template for a quiz, with up to four answers to a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from statuslab.questions import markup
from statuslab.questions.formats.records import (
    Exported,
    FormatMistake,
    Imported,
    Placed,
    Record,
    choice,
    losses,
    option_record,
    told,
    unique_id,
)
from statuslab.questions.formats.spreadsheet import rows_of, written

LONGEST_QUESTION, LONGEST_ANSWER = 120, 75
HEAD_ROW = 8  # of the template
SECONDS = 30
MOST_ANSWERS = 4
_HEADS = (
    f"Question - max {LONGEST_QUESTION} characters",
    *(f"Answer {place} - max {LONGEST_ANSWER} characters" for place in range(1, MOST_ANSWERS + 1)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
_LEFT_OUT = {"number": "numbers to type", "order": "orders", "match": "matches", "poll": "polls"}


def write(questions: Sequence[Placed], names: Mapping[int, str], title: str = "") -> Exported:
    """Return questions as a spreadsheet that Kahoot imports. Texts that are too long for it are named, not cut."""
    rows: dict[int, dict[int, str | int]] = {2: {2: title or "Quiz"}, HEAD_ROW: dict(enumerate(_HEADS, 2))}
    notes: list[str] = []
    count = 0
    for placed in questions:
        question = placed.question
        if kind := _LEFT_OUT.get(question.form):
            notes.append(placed.note(f"left out: Kahoot's spreadsheet has no {kind}"))
            continue
        notes += losses(placed)
        kept = _kept(placed)
        if len(kept) < len(question.options):
            dropped = ", ".join(str(index + 1) for index in range(len(question.options)) if index not in kept)
            notes.append(placed.note(f"left out: option {dropped}, because Kahoot takes {MOST_ANSWERS}"))
        wire = f"\n{question.wire.rstrip()}" if question.wire and question.form != "line" else ""
        ask = markup.plain(question.ask) + wire
        answers = [markup.plain(told(question.options[index], question.form, names)) for index in kept]
        if len(ask) > LONGEST_QUESTION:
            notes.append(
                placed.note(f"too long: the question has {len(ask)} characters, Kahoot takes {LONGEST_QUESTION}")
            )
        for index, answer in zip(kept, answers, strict=True):
            if len(answer) > LONGEST_ANSWER:
                words = f"too long: option {index + 1} has {len(answer)} characters, Kahoot takes {LONGEST_ANSWER}"
                notes.append(placed.note(words))
        rights = ",".join(str(place) for place, index in enumerate(kept, 1) if question.options[index].right)
        count += 1
        row = rows[HEAD_ROW + count] = {1: count, 2: ask, 7: SECONDS, 8: int(rights) if rights.isdecimal() else rights}
        row.update(enumerate(answers, 3))
    return Exported(written("Sheet1", rows, (6, 60, 30, 30, 30, 30, 12, 12)), count, tuple(notes))


def _kept(placed: Placed) -> list[int]:
    """The indices of up to four options, the right ones among them."""
    options = placed.question.options
    indices = sorted(range(len(options)), key=lambda index: not options[index].right)[:MOST_ANSWERS]
    return sorted(indices)


def read(data: bytes, names: Mapping[int, str]) -> Imported:
    """Read the spreadsheet. Raises FormatMistake where it has not the template's columns."""
    rows = rows_of(data)
    head = next((row for row in sorted(rows) if (columns := _columns(rows[row])) is not None), None)
    if head is None:
        raise FormatMistake(
            "is not Kahoot's spreadsheet: expected a row with the columns Question, Answer 1 and Answer 2"
        )
    columns = _columns(rows[head]) or {}
    found, taken = Imported(), set[str]()
    for number in sorted(row for row in rows if row > head):
        row = {name: rows[number].get(column, "") for name, column in columns.items()}
        ask, answers = row["question"], {place: row.get(f"answer {place}", "") for place in range(1, 7)}
        answers = {place: text for place, text in answers.items() if text}
        if not ask and not answers:
            continue
        rights = {int(mark) for mark in re.findall(r"\d", row.get("correct", ""))} & set(answers)
        if not ask or len(answers) < 2 or not rights:
            lacks = "has no question" if not ask else "has fewer than two answers" if len(answers) < 2 else ""
            found.notes.append(f"row {number}: left out: it {lacks or 'names no answer of its own as correct'}")
            continue
        options = [option_record(text, names, place in rights) for place, text in answers.items()]
        record: Record = {"id": unique_id(ask, taken), "ask": ask, **choice(options)}
        found.records.append(record)
        if (seconds := row.get("time", "")) and seconds != str(SECONDS):
            found.notes.append(f"row {number} ({record['id']}): left out: its time limit of {seconds} seconds")
    return found


def _columns(row: Mapping[int, str]) -> dict[str, int] | None:
    """The columns of the template by name, None for another row."""
    found: dict[str, int] = {}
    for column, text in row.items():
        words = text.lower().strip()
        if words.startswith("question"):
            found.setdefault("question", column)
        elif place := re.match(r"answer (\d)", words):
            found.setdefault(f"answer {place[1]}", column)
        elif words.startswith("time"):
            found.setdefault("time", column)
        elif words.startswith("correct"):
            found.setdefault("correct", column)
    return found if found.keys() >= {"question", "answer 1", "answer 2", "correct"} else None
