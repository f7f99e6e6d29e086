"""The notebook function `exam`: questions drawn by a seed, without feedback until the exam is handed in.

The progress store gets the exam when it begins, each answer as it is given, and when the exam is handed in its
attempts, in one transaction and only once.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
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
from statuslab.learning.history import EXAM, PRETEST
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import idea_title, names
from statuslab.notebook.quiz import lessons, own_bank
from statuslab.notebook.saved_cards import attempt_of
from statuslab.questions import grade, presented, unpresented

if TYPE_CHECKING:
    from statuslab.learning.history import Attempt
    from statuslab.questions import Question
    from statuslab.widgets.exam import ExamCard

A_DAY = 24 * 60  # minutes
DEFAULT_CONFIDENCE = 1  # stored with an answer that has none; the exam keeps which ones they are


def exam(n: int = 20, seed: int = 0, minutes: float | None = None, bank: str | Path | None = None) -> ExamCard:
    """Take a mixed test of n questions, without feedback until you hand it in: exam(), exam(n=10, seed=3, minutes=15).

    The same n and seed give the same exam, as you left it; another `seed` draws another one. `minutes` sets a clock
    that starts when you begin and does not stop. `bank` is a file or folder of your own questions. Raises LabError.
    """
    from statuslab.widgets.exam import ExamCard

    _check_arguments(n, seed, minutes, bank)
    stored = _stored_exam(n, seed, minutes, bank)
    card = ExamCard(stored, names())
    card.saved_as = {"exam": stored.key} | ({"bank": str(_resolved(bank))} if bank else {})
    return card


def _resolved(bank: str | Path) -> Path:
    return Path(bank).expanduser().resolve()


def _check_arguments(n: Any, seed: Any, minutes: Any, bank: Any) -> None:
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
    key = f"{EXAM} {n} {seed}{'' if path is None else f' {_resolved(path)}'}"
    if stored_progress.store().get(key) is not None:
        return exam_going_on(key, path, minutes)
    drawn = draw(_questions(path).values(), n, seed)
    new = StoredExam(key, ExamAttempt(tuple(each.id for each in drawn), seed, minutes), drawn)
    if not minutes:
        new.begin()
    return new


def exam_going_on(key: str, path: str | Path | None = None, minutes: float | None = None) -> StoredExam:
    """Return an exam that was stored under a key. Raises LabError if it is not there, or cannot be used any more."""
    exam_attempt = stored_progress.stored_value(key, _from_json)
    if exam_attempt is None:
        raise LabError("what is stored of this exam cannot be read any more; take another exam with another seed")
    questions = _questions(path)
    there = tuple(questions[id] for id in exam_attempt.questions if id in questions)
    if not there:
        raise LabError("no question of this exam is in the bank any more; take another exam with another seed")
    return StoredExam(key, exam_attempt, there, _notice(exam_attempt, len(there), minutes))


def _questions(path: str | Path | None) -> dict[str, Question]:
    return {each.id: each for each in (lessons() if path is None else own_bank(path).questions)}


def _notice(exam_attempt: ExamAttempt, there: int, minutes: float | None) -> str:
    """Return a line for the learner when an earlier exam goes on, or ""."""
    gone = len(exam_attempt.questions) - there
    if gone:
        return f"{gone} of this exam's questions {'is' if gone == 1 else 'are'} no longer in the bank and left out."
    if minutes != exam_attempt.minutes:
        how = f"with {exam_attempt.minutes:g} minutes" if exam_attempt.minutes else "without a clock"
        return f"This exam began {how}, and that does not change. Another seed gives another exam."
    return ""


# --- An exam in the progress store --------------------------------------------------------------------------


@dataclass
class StoredExam:
    """An exam in the learner's store. A change is on the disk when its method returns. Raises LabError if it is not."""

    key: str
    exam_attempt: ExamAttempt
    questions: tuple[Question, ...]
    notice: str = ""
    _hand_in_record: dict[str, Any] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.hand_in_if_over()

    @property
    def seed(self) -> int:
        return self.exam_attempt.seed

    @property
    def minutes(self) -> float | None:
        return self.exam_attempt.minutes

    @property
    def ends(self) -> datetime | None:
        return self.exam_attempt.ends

    @property
    def phase(self) -> Phase:
        if self.hand_in_record is not None:
            return HANDED_IN
        return IN_PROGRESS if self.exam_attempt.began else COVER

    @property
    def hand_in_record(self) -> dict[str, Any] | None:
        """How the exam was handed in, in this process or another, or None."""
        if self._hand_in_record is None and self.exam_attempt.began:
            self._hand_in_record = stored_progress.store().get(f"{self.key} handed in")
        return self._hand_in_record

    def begin(self) -> None:
        """Begin the exam. The clock runs from the first time that this was called."""
        exam_attempt = replace(self.exam_attempt, began=stored_progress.now())
        if not stored_progress.store().add_once(self.key, _to_json(exam_attempt), ()):
            exam_attempt = stored_progress.stored_value(self.key, _from_json) or exam_attempt
        self.exam_attempt = exam_attempt

    def answers(self) -> dict[str, ExamAnswer]:
        """Return the answers so far, by question. Answers to a question that has changed since are left out."""
        found = {}
        for question in self.questions:
            stored = stored_progress.stored_value(self._answer_key(question.id), _read_answer)
            if stored and stored[0] == _fingerprint(question, self.seed):
                answer = stored[1]
                if answer.positions or answer.confidence is not None:
                    found[question.id] = answer
        return found

    def save(self, id: str, answer: ExamAnswer) -> None:
        """Save an answer in place of an earlier one. Raises LabError if it comes too late or is not an answer."""
        if self.hand_in_record is not None:
            raise LabError("this exam was handed in already, so this answer came too late; nothing was changed")
        if self.exam_attempt.is_over(stored_progress.now()):
            self._turn_in("time")
            raise LabError(
                "the time was over and the exam was handed in; the last answer came too late and does not count"
            )
        question = self._question(id)
        if answer.positions:
            grade(question.at(self.seed), unpresented(question, self.seed, answer.positions))
        stored_progress.store().put(
            self._answer_key(id),
            {
                "given": list(answer.positions),
                "confidence": answer.confidence,
                "seconds": answer.seconds,
                "of": _fingerprint(question, self.seed),
            },
        )

    def hand_in(self) -> None:
        """Hand the exam in as it is. A second time changes nothing."""
        self._turn_in("time" if self.exam_attempt.is_over(stored_progress.now()) else "hand")

    def hand_in_if_over(self) -> None:
        """Hand the exam in if its time is over."""
        if self.exam_attempt.is_over(stored_progress.now()) and self.hand_in_record is None:
            self._turn_in("time")

    def outcome(self) -> list[QuestionResult]:
        """Return each question with the attempt that was handed in."""
        attempts = {attempt.question: attempt for attempt in stored_progress.store().last_attempts(self.key)}
        unsaid = (self.hand_in_record or {}).get("unsaid", ())
        return [QuestionResult(each, attempts.get(each.id), each.id in unsaid) for each in self.questions]

    def report(self) -> ExamReport:
        """Return the report on the exam, with the pre-test for comparison."""
        return exam_report(self.outcome(), stored_progress.store().attempts(where=PRETEST), idea_title)

    def _turn_in(self, by: HandedInBy) -> None:
        """Turn the answers into attempts, in one transaction. Only the first of several calls or processes does so."""
        if not self.exam_attempt.began:
            raise LabError("this exam has not begun, so there is nothing to hand in; begin it first")
        answers = {id: answer for id, answer in self.answers().items() if answer.positions}
        unsaid = [id for id, answer in answers.items() if answer.confidence is None]
        attempts = [self._attempt(id, answer) for id, answer in answers.items()]
        value = {"at": stored_progress.now().isoformat(), "by": by, "unsaid": unsaid}
        stored_progress.store().add_once(f"{self.key} handed in", value, attempts)

    def _attempt(self, id: str, answer: ExamAnswer) -> Attempt:
        from statuslab.widgets.quiz import LearnerAnswer

        question = self._question(id)
        asked, chosen = question.at(self.seed), unpresented(question, self.seed, answer.positions)
        confidence = DEFAULT_CONFIDENCE if answer.confidence is None else answer.confidence
        learner_answer = LearnerAnswer(asked, chosen, confidence, self.seed, answer.seconds)
        return attempt_of(learner_answer, grade(asked, chosen, confidence), EXAM, self.key)

    def _question(self, id: str) -> Question:
        for question in self.questions:
            if question.id == id:
                return question
        raise LabError(f'no question "{id}" in this exam; run the cell again')

    def _answer_key(self, id: str) -> str:
        return f"{self.key} answer {id}"


def _fingerprint(question: Question, seed: int) -> int:
    """Return a checksum that changes when somebody changes the question."""
    return zlib.crc32(json.dumps(presented(question, seed), sort_keys=True).encode())


def _to_json(exam_attempt: ExamAttempt) -> dict[str, Any]:
    began = exam_attempt.began.isoformat() if exam_attempt.began else None
    return {
        "questions": list(exam_attempt.questions),
        "seed": exam_attempt.seed,
        "minutes": exam_attempt.minutes,
        "began": began,
    }


def _read_answer(stored: Mapping[str, Any]) -> tuple[int, ExamAnswer]:
    """Return an answer as it is stored, and the checksum of its question."""
    positions, confidence, seconds = stored["given"], stored["confidence"], stored["seconds"]
    if confidence not in (None, 0, 1, 2):
        raise ValueError(f"confidence {confidence}")
    return stored["of"], ExamAnswer(tuple(int(each) for each in positions), confidence, seconds)


def _from_json(stored: Mapping[str, Any]) -> ExamAttempt:
    began = datetime.fromisoformat(stored["began"]) if stored["began"] else None
    if began and began.tzinfo is None:
        raise ValueError(f"{began} has no time zone")
    return ExamAttempt(tuple(stored["questions"]), stored["seed"], stored["minutes"], began)
