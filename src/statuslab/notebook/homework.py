"""Homework from a notebook: a teacher gives it out as a file, learners work on it in their own notebooks and hand in a
file, and the teacher collects the files into one report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statuslab.errors import LabError
from statuslab.live_class.homework import Homework, collected, homework_of
from statuslab.notebook import stored_progress
from statuslab.notebook.class_questions import Order, class_questions, titled
from statuslab.notebook.codes import names
from statuslab.notebook.saved_cards import answer_saver, restored
from statuslab.notebook.view import View
from statuslab.storage.files import write_atomically
from statuslab.widgets.html import page, tag
from statuslab.wording import quantity

if TYPE_CHECKING:
    from statuslab.notebook.class_reports import ClassReportView
    from statuslab.widgets.quiz import QuizCard

HOMEWORK = "homework"  # where its answers are kept in a learner's records
LARGEST_FILE = 20_000_000  # bytes


def assign(
    what: Sequence[int | str],
    file: str | Path,
    due: str | date | None,
    title: str,
    bank: str | Path | None,
    n: int | None,
    seed: int,
    level: int | None,
    order: Order,
) -> View:
    """Write a set of questions to a file that learners get. Raises LabError."""
    drawn = class_questions(what, bank, n, seed, level, order)
    questions = tuple(question for question in drawn if question.has_key)
    if not questions:
        raise LabError("a homework needs a question that can be right or wrong; polls are for a class")
    homework = Homework(title or titled(what, bank), _day(due), seed, questions)
    path = Path(file).expanduser()
    write_atomically(path, json.dumps(homework.record(), ensure_ascii=False, indent=1) + "\n")
    polls = len(drawn) - len(questions)
    return _lines(
        *([f"{quantity(polls, 'poll')} left out: they are for a class."] if polls else []),
        f"{path}: {quantity(len(questions), 'question')}{_until(homework)}. Send it to your learners.",
        f'They run classroom.homework("{path.name}"), and then classroom.hand_in("{path.name}", name="...").',
        "The file has the right answers, as every copy of the course does: it is for practice, not for grades.",
    )


def work_on(file: str | Path) -> QuizCard:
    """The card of a homework, as it was left. Raises LabError."""
    from statuslab.widgets.quiz import QuizCard

    homework, key = _read(file), _key(file)
    hand_in = f'classroom.hand_in("{Path(file).name}", name="...") writes the file for your teacher{_until(homework)}.'
    card = QuizCard(
        homework.questions,
        names(),
        save=answer_saver(HOMEWORK, key),
        seed=homework.seed,
        ending=lambda right, count: f"Done: {right} of {count} right at the first try. {hand_in}",
    )
    return restored(card, key)


def hand_in(file: str | Path, name: str, to: str | Path | None) -> View:
    """Write the first answers to a homework to a file for the teacher. Raises LabError."""
    homework = _read(file)
    found = homework.answers(name, stored_progress.store().attempts(card=_key(file)), stored_progress.now())
    short = re.sub(r"\W+", "-", found["name"]).strip("-").lower() or "answers"
    path = Path(to).expanduser() if to else Path(file).expanduser().with_name(f"{Path(file).stem}-{short}.json")
    write_atomically(path, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    answered = f"{len(found['attempts'])} of {len(homework.questions)} answers"
    late = homework.due is not None and stored_progress.now().date() > homework.due
    return _lines(
        f"{path}: {answered} of {found['name']}. Send it to your teacher{_until(homework)}.",
        *([f"The date was {homework.due}. Answers from before it are not late."] if late else []),
    )


def collect(file: str | Path, answers: str | Path | Sequence[str | Path]) -> ClassReportView:
    """The report on a homework: its set, and a folder or a list of files that were handed in. Raises LabError."""
    from statuslab.notebook.class_reports import ClassReportView

    homework = _read(file)
    found = list(_files(answers, Path(file).expanduser()))
    if not found:
        raise LabError(f"no file in {answers}; put the files that learners sent you there")
    return ClassReportView(collected(homework, found, names()))


def _files(answers: str | Path | Sequence[str | Path], homework: Path) -> Iterator[tuple[str, Any]]:
    """Name and content of each file; what cannot be read is an error that says why."""
    if isinstance(answers, str | Path):
        folder = Path(answers).expanduser()
        paths = sorted(folder.glob("*.json")) if folder.is_dir() else [folder]
    else:
        paths = [Path(each).expanduser() for each in answers]
    for path in paths:
        if path.exists() and homework.exists() and path.samefile(homework):
            continue
        try:
            yield path.name, _json(path)
        except LabError as error:
            yield path.name, error


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise LabError(f"it has {path.stat().st_size:,} bytes, expected {LARGEST_FILE:,} at most")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else "no JSON"
        raise LabError(f"{path.name} cannot be read ({why})") from None


def _read(file: str | Path) -> Homework:
    return homework_of(_json(Path(file).expanduser()))


def _key(file: str | Path) -> str:
    """The key that a homework's card is saved under: the same in whatever cell and folder it is worked on."""
    return f"{HOMEWORK} {_read(file).id}"


def _day(due: str | date | None) -> date | None:
    if due is None or isinstance(due, date):
        return due
    try:
        return date.fromisoformat(due)
    except ValueError:
        raise LabError(f"due={due!r}, expected a day such as 2026-12-05") from None


def _until(homework: Homework) -> str:
    return "" if homework.due is None else f", due on {homework.due}"


def _lines(*lines: str) -> View:
    return View("\n".join(lines), str(page((), tag("div", None, *(tag("p", None, line) for line in lines)))))
