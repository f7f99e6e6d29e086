"""What an exam shows about the learner: by class, by idea, by confidence, and against the pre-test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from statuslab.catalog import pages
from statuslab.codes import lesson_on
from statuslab.learning.history import CERTAIN, Attempt, HitRate, gain
from statuslab.learning.review_state import calibration
from statuslab.questions import Question

MIN_ANSWERS: Final = 5
"""With fewer answers on either side, a gain would be a matter of luck."""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of an exam, and the attempt at it if it was answered; `no_confidence` if the learner gave none."""

    question: Question
    attempt: Attempt | None = None
    no_confidence: bool = False

    @property
    def score(self) -> float:
        """From 0 to 1; an open question scores 0."""
        return self.attempt.score if self.attempt else 0.0

    @property
    def outcome(self) -> str:
        """right, partly, wrong or open."""
        if self.attempt is None:
            return "open"
        return "right" if self.attempt.right else "partly" if self.attempt.score > 0 else "wrong"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """The questions on one class: how many, how many entirely right, and their points."""

    family: int
    questions: int
    right: int
    points: float


@dataclass(frozen=True, slots=True)
class IdeaRow:
    """One idea, which stands for one question: no two of an exam share an idea.

    Its title, the question's number from 1, its outcome, and the pages to read again.
    """

    idea: str
    title: str
    number: int
    code: int
    score: float
    outcome: str
    sure_but_wrong: bool
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """The shares before and now, of how many answers and questions, and the normalized gain between them.

    `value` is None if it would mean nothing, and `missing` says why.
    """

    before: float = 0.0
    answers: int = 0
    now: float = 0.0
    questions: int = 0
    value: float | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ExamReport:
    """The report on an exam.

    Ideas run from the worst to the best. `reread` has the pages to read again, each with the numbers of the questions
    it is for, the page with the most questions first.
    """

    questions: int
    points: float
    right: int
    partly: int
    wrong: int
    open: int
    classes: tuple[ClassRow, ...]
    ideas: tuple[IdeaRow, ...]
    calibration: tuple[HitRate, ...]
    no_confidence: int
    reread: tuple[tuple[str, tuple[int, ...]], ...]
    gain: Gain

    @property
    def share(self) -> float:
        return self.points / self.questions

    @property
    def sure_but_wrong(self) -> tuple[int, ...]:
        """The numbers of the questions answered with certainty and not right."""
        return tuple(sorted(row.number for row in self.ideas if row.sure_but_wrong))


def exam_report(
    results: Sequence[QuestionResult], pretest: Iterable[Attempt] = (), title: Callable[[str], str] = str
) -> ExamReport:
    """Return the report on an exam that was handed in.

    `pretest` are the learner's attempts at the pre-test; `title` gives the title of an idea.
    """
    outcomes = [each.outcome for each in results]
    ideas = tuple(sorted(_ideas(results, title), key=lambda row: (row.score, not row.sure_but_wrong, row.number)))
    return ExamReport(
        questions=len(results),
        points=sum(each.score for each in results),
        right=outcomes.count("right"),
        partly=outcomes.count("partly"),
        wrong=outcomes.count("wrong"),
        open=outcomes.count("open"),
        classes=tuple(_classes(results)),
        ideas=ideas,
        calibration=calibration(each.attempt for each in results if each.attempt and not each.no_confidence),
        no_confidence=sum(each.no_confidence for each in results),
        reread=_reread(ideas),
        gain=_gain(pretest, results),
    )


def _classes(results: Sequence[QuestionResult]) -> Iterator[ClassRow]:
    for family in sorted({each.question.codes[0] // 100 for each in results}):
        mine = [each for each in results if each.question.codes[0] // 100 == family]
        right = sum(each.outcome == "right" for each in mine)
        yield ClassRow(family, len(mine), right, sum(each.score for each in mine))


def _ideas(results: Sequence[QuestionResult], title: Callable[[str], str]) -> Iterator[IdeaRow]:
    for number, each in enumerate(results, 1):
        sure = each.attempt is not None and not each.no_confidence and each.attempt.confidence == CERTAIN
        yield IdeaRow(
            idea=each.question.idea,
            title=title(each.question.idea),
            number=number,
            code=each.question.codes[0],
            score=each.score,
            outcome=each.outcome,
            sure_but_wrong=sure and each.outcome != "right",
            pages=_pages(each.question),
        )


def _pages(question: Question) -> tuple[str, ...]:
    """Return the pages that teach a question: that of its first code, and the look-alikes if it tells codes apart."""
    lesson = lesson_on(question.codes[0])
    beside = pages.LOOK_ALIKES if question.skill == "tell apart" else None
    return tuple(page for page in (lesson, beside) if page)


def _reread(ideas: Iterable[IdeaRow]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    asking: dict[str, list[int]] = {}
    for row in ideas:
        for page in row.pages if row.outcome != "right" else ():
            asking.setdefault(page, []).append(row.number)
    return tuple(
        (page, tuple(sorted(numbers)))
        for page, numbers in sorted(asking.items(), key=lambda each: (-len(each[1]), each[0]))
    )


def _gain(pretest: Iterable[Attempt], results: Sequence[QuestionResult]) -> Gain:
    """Return the gain since the first answers to the pre-test.

    Questions left open in the pre-test do not count as wrong, those left open in the exam do: better to report a gain
    too small than too large.
    """
    first: dict[str, Attempt] = {}
    for attempt in pretest:
        first.setdefault(attempt.question, attempt)
    before = sum(each.score for each in first.values()) / len(first) if first else 0.0
    now = sum(each.score for each in results) / len(results)
    value = gain(before, now)
    missing = ""
    if not first:
        missing = "you have not answered it, so there is nothing to compare with"
    elif len(first) < MIN_ANSWERS:
        missing = f"you answered only {len(first)} of its questions; fewer than {MIN_ANSWERS} say too little"
    elif len(results) < MIN_ANSWERS:
        missing = f"an exam of fewer than {MIN_ANSWERS} questions is too short to compare"
    elif value is None:
        missing = "everything was right then, and everything is right now"
    return Gain(before, len(first), now, len(results), None if missing else value, missing)
