"""The word exam: a paper drawn by a seed, on which each answer is kept at once and nothing told before it is handed in.

What is kept, all in the learner's store: the paper when it is begun, a small state for each answer, and when it is
handed in the attempts, all at once and once only.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statuslab.errors import LabError
from statuslab.learning.exam_attempt import (
    COVER,
    HANDED_IN,
    IN_PROGRESS,
    ExamAnswer,
    ExamAttempt,
    HandedInBy,
    Phase,
    draw,
)
from statuslab.learning.exam_report import ExamReport, QuestionResult, exam_report
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import names
from statuslab.notebook.quiz import PRETEST, lessons, own_bank
from statuslab.notebook.saved_cards import attempt_of
from statuslab.questions import grade, presented, unpresented

if TYPE_CHECKING:
    from statuslab.learning.history import Attempt
    from statuslab.questions import Question
    from statuslab.widgets.exam import ExamCard

EXAM = "exam"
A_DAY = 24 * 60  # minutes
UNSAID = 1  # the confidence an answer is stored with that came without one


def exam(n: int = 20, seed: int = 0, minutes: float | None = None, bank: str | Path | None = None) -> ExamCard:
    """A mixed test of n questions that tells nothing until it is handed in: exam(), exam(n=10, seed=3, minutes=15).

    The same n and seed give the same paper, as it was left; another `seed` gives another. `minutes` sets a clock,
    which starts when the paper is begun and is stopped by nothing. `bank` names a file or folder of your own questions.
    Raises LabError.
    """
    from statuslab.widgets.exam import ExamCard

    _judge(n, seed, minutes, bank)
    return ExamCard(_stored_exam(n, seed, minutes, bank), names())


def _judge(n: Any, seed: Any, minutes: Any, bank: Any) -> None:
    for name, value in (("n", n), ("seed", seed)):
        if not isinstance(value, int) or isinstance(value, bool):
            raise LabError(f"exam({name}={value!r}): expected a whole number")
    if n < 1:
        raise LabError(f"exam(n={n}): expected at least 1 question")
    if bank is not None and not isinstance(bank, str | Path):
        raise LabError(f"exam(bank={bank!r}): expected the path of a file or folder of questions")
    if minutes is not None and (not isinstance(minutes, int | float) or not 0 < minutes <= A_DAY):
        raise LabError(
            f"exam(minutes={minutes!r}): expected more than 0 and at most {A_DAY}; leave it out for an exam without "
            "a clock"
        )


def _stored_exam(n: int, seed: int, minutes: float | None, path: str | Path | None) -> StoredExam:
    questions = {each.id: each for each in _asked(path)}
    place = "" if path is None else f" {Path(path).expanduser().resolve()}"
    key = f"{EXAM} {n} {seed}{place}"
    kept = stored_progress.store().get(key)
    if kept is None:
        drawn = draw(questions.values(), n, seed)
        stored = StoredExam(key, ExamAttempt(tuple(each.id for each in drawn), seed, minutes), drawn)
        if not minutes:
            stored.begin()
        return stored
    paper = _read(kept)
    there = tuple(questions[id] for id in paper.questions if id in questions)
    if not there:
        raise LabError("no question of this exam is in the bank any more; take another: another seed")
    return StoredExam(key, paper, there, _notice(paper, len(there), minutes))


def _asked(path: str | Path | None) -> Sequence[Question]:
    return lessons() if path is None else own_bank(path).questions


def _notice(paper: ExamAttempt, there: int, minutes: float | None) -> str:
    """What is worth a line when a paper is taken up again."""
    gone = len(paper.questions) - there
    if gone:
        return f"{gone} of this paper's questions {'is' if gone == 1 else 'are'} no longer in the bank and left out."
    if minutes != paper.minutes:
        how = f"with {paper.minutes:g} minutes" if paper.minutes else "without a clock"
        return f"This paper was begun {how}, and stays so. Another seed gives another paper."
    return ""


# --- One paper, and what the store has of it ----------------------------------------------------------------


@dataclass
class StoredExam:
    """A paper in the learner's store. Each change is on the disk before a method returns; LabError where it is not."""

    key: str
    paper: ExamAttempt
    questions: tuple[Question, ...]
    notice: str = ""
    _handed: dict[str, Any] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.hand_in_if_over()

    @property
    def seed(self) -> int:
        return self.paper.seed

    @property
    def minutes(self) -> float | None:
        return self.paper.minutes

    @property
    def ends(self) -> datetime | None:
        return self.paper.ends

    @property
    def phase(self) -> Phase:
        if self.handed is not None:
            return HANDED_IN
        return IN_PROGRESS if self.paper.began else COVER

    @property
    def handed(self) -> dict[str, Any] | None:
        """How it was handed in, here or anywhere else; None while it was not."""
        if self._handed is None and self.paper.began:
            self._handed = stored_progress.store().get(f"{self.key} handed in")
        return self._handed

    def begin(self) -> None:
        """Lay the paper on the table; the clock runs from the first time that this was done."""
        paper = replace(self.paper, began=stored_progress.now())
        if not stored_progress.store().add_once(self.key, _written(paper), ()):
            paper = _read(stored_progress.store().get(self.key))
        self.paper = paper

    def answers(self) -> dict[str, ExamAnswer]:
        """What stands on the paper, by question; what was replied to a question that has changed since is left out."""
        found = {}
        for question in self.questions:
            kept = stored_progress.store().get(self._place(question.id))
            if kept and kept["of"] == _look(question, self.seed) and (kept["given"] or kept["confidence"] is not None):
                found[question.id] = ExamAnswer(tuple(kept["given"]), kept["confidence"], kept["seconds"])
        return found

    def save(self, id: str, answer: ExamAnswer) -> None:
        """Save an answer in place of an earlier one. Raises LabError if it comes too late or is not an answer."""
        if self.handed is not None:
            raise LabError("this paper was handed in already, so this answer came too late; nothing was changed")
        if self.paper.is_over(stored_progress.now()):
            self._settle("time")
            raise LabError(
                "the time was over and the paper handed in; the last answer came too late and does not count"
            )
        question = self._question(id)
        if answer.positions:
            grade(question.at(self.seed), unpresented(question, self.seed, answer.positions))
        stored_progress.store().put(
            self._place(id),
            {
                "given": list(answer.positions),
                "confidence": answer.confidence,
                "seconds": answer.seconds,
                "of": _look(question, self.seed),
            },
        )

    def hand_in(self) -> None:
        """Hand the paper in as it stands. Once is enough: what was handed in stays as it was."""
        self._settle("time" if self.paper.is_over(stored_progress.now()) else "hand")

    def hand_in_if_over(self) -> None:
        """Hand the exam in if its time is over."""
        if self.paper.is_over(stored_progress.now()) and self.handed is None:
            self._settle("time")

    def outcome(self) -> list[QuestionResult]:
        """Each question with the attempt that was handed in."""
        attempts = {attempt.question: attempt for attempt in stored_progress.store().last_attempts(self.key)}
        unsaid = (self.handed or {}).get("unsaid", ())
        return [QuestionResult(each, attempts.get(each.id), each.id in unsaid) for each in self.questions]

    def report(self) -> ExamReport:
        """What the exam says, with the pre-test beside it."""
        return exam_report(self.outcome(), stored_progress.store().attempts(where=PRETEST))

    def _settle(self, by: HandedInBy) -> None:
        """Turn the answers into attempts, in one transaction and once only, whoever else tries."""
        if not self.paper.began:
            raise LabError("this exam was not begun, so there is nothing to hand in; begin it first")
        answers = {id: answer for id, answer in self.answers().items() if answer.positions}
        unsaid = [id for id, answer in answers.items() if answer.confidence is None]
        attempts = [self._attempt(id, answer) for id, answer in answers.items()]
        value = {"at": stored_progress.now().isoformat(), "by": by, "unsaid": unsaid}
        stored_progress.store().add_once(f"{self.key} handed in", value, attempts)

    def _attempt(self, id: str, answer: ExamAnswer) -> Attempt:
        from statuslab.widgets.quiz import LearnerAnswer

        question = self._question(id)
        asked, chosen = question.at(self.seed), unpresented(question, self.seed, answer.positions)
        confidence = UNSAID if answer.confidence is None else answer.confidence
        learner_answer = LearnerAnswer(asked, chosen, confidence, self.seed, answer.seconds)
        return attempt_of(learner_answer, grade(asked, chosen, confidence), EXAM, self.key)

    def _question(self, id: str) -> Question:
        for question in self.questions:
            if question.id == id:
                return question
        raise LabError(f'no question "{id}" on this paper; run the cell again')

    def _place(self, id: str) -> str:
        return f"{self.key} answer {id}"


def _look(question: Question, seed: int) -> int:
    """Tells a question from what it was before somebody changed it."""
    return zlib.crc32(json.dumps(presented(question, seed), sort_keys=True).encode())


def _written(paper: ExamAttempt) -> dict[str, Any]:
    began = paper.began.isoformat() if paper.began else None
    return {"questions": list(paper.questions), "seed": paper.seed, "minutes": paper.minutes, "began": began}


def _read(kept: Mapping[str, Any]) -> ExamAttempt:
    began = datetime.fromisoformat(kept["began"]) if kept["began"] else None
    return ExamAttempt(tuple(kept["questions"]), kept["seed"], kept["minutes"], began)
