"""What an exam says of the one who sat it: by class, by idea, by confidence, and against the pre-test.

Values in, values out; how it is shown is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from statuslab.catalog import pages
from statuslab.codes import lesson_on
from statuslab.learning import calibration, gain
from statuslab.learning.review_state import Attempt, Sureness
from statuslab.questions import Question

LEAST: Final = 5
"""With fewer answers on either side, a gain would be a matter of luck."""


@dataclass(frozen=True, slots=True)
class ExamAttempt:
    """One question of a paper and the answer to it; `unsaid` where no confidence was told with it."""

    question: Question
    attempt: Attempt | None = None
    unsaid: bool = False

    @property
    def score(self) -> float:
        """From 0 to 1; what was not answered scores nothing."""
        return self.attempt.score if self.attempt else 0.0

    @property
    def outcome(self) -> str:
        """right, partly, wrong or open."""
        if self.attempt is None:
            return "open"
        return "right" if self.attempt.right else "partly" if self.attempt.score > 0 else "wrong"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """The questions on one class: how many, how many wholly right, and their points."""

    family: int
    questions: int
    right: int
    points: float


@dataclass(frozen=True, slots=True)
class IdeaRow:
    """One idea, as no two questions of a paper share one: the question's number from 1, what came of it, and where to
    read again."""

    idea: str
    number: int
    code: int
    score: float
    outcome: str
    sure_but_wrong: bool
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gained:
    """The shares before and now, of how many answers and questions, and the normalized gain between them.

    `value` is None where there is none to tell, and `missing` says why.
    """

    before: float = 0.0
    answers: int = 0
    now: float = 0.0
    questions: int = 0
    value: float | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ExamReport:
    """An exam as it is told. Ideas run from the worst to the best; `reread` has the pages with the numbers of the
    questions that ask for them, the most asked for first."""

    questions: int
    points: float
    right: int
    partly: int
    wrong: int
    open: int
    classes: tuple[ClassRow, ...]
    ideas: tuple[IdeaRow, ...]
    sureness: tuple[Sureness, ...]
    unsaid: int
    reread: tuple[tuple[str, tuple[int, ...]], ...]
    gained: Gained

    @property
    def share(self) -> float:
        return self.points / self.questions

    @property
    def sure_but_wrong(self) -> tuple[int, ...]:
        """The numbers of the questions whose answer was certain and not right."""
        return tuple(sorted(row.number for row in self.ideas if row.sure_but_wrong))


def exam_report(paper: Sequence[ExamAttempt], pretest: Iterable[Attempt] = ()) -> ExamReport:
    """The report on a paper that was handed in; `pretest` are the learner's attempts there."""
    outcomes = [each.outcome for each in paper]
    ideas = tuple(sorted(_ideas(paper), key=lambda row: (row.score, not row.sure_but_wrong, row.number)))
    return ExamReport(
        questions=len(paper),
        points=sum(each.score for each in paper),
        right=outcomes.count("right"),
        partly=outcomes.count("partly"),
        wrong=outcomes.count("wrong"),
        open=outcomes.count("open"),
        classes=tuple(_classes(paper)),
        ideas=ideas,
        sureness=calibration(each.attempt for each in paper if each.attempt and not each.unsaid),
        unsaid=sum(each.unsaid for each in paper),
        reread=_reread(ideas),
        gained=_gained(pretest, paper),
    )


def _classes(paper: Sequence[ExamAttempt]) -> Iterator[ClassRow]:
    for family in sorted({each.question.codes[0] // 100 for each in paper}):
        mine = [each for each in paper if each.question.codes[0] // 100 == family]
        right = sum(each.outcome == "right" for each in mine)
        yield ClassRow(family, len(mine), right, sum(each.score for each in mine))


def _ideas(paper: Sequence[ExamAttempt]) -> Iterator[IdeaRow]:
    for number, each in enumerate(paper, 1):
        sure = each.attempt is not None and not each.unsaid and each.attempt.confidence == 2
        yield IdeaRow(
            idea=each.question.idea,
            number=number,
            code=each.question.codes[0],
            score=each.score,
            outcome=each.outcome,
            sure_but_wrong=sure and each.outcome != "right",
            pages=_pages(each.question),
        )


def _pages(question: Question) -> tuple[str, ...]:
    """Where a question's matter is taught: the page of its first code, and that of the look-alikes."""
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


def _gained(pretest: Iterable[Attempt], paper: Sequence[ExamAttempt]) -> Gained:
    """What was gained since the first answers to the pre-test. What was left open there does not count as wrong, what
    is left open here does: a gain is rather told too small."""
    first: dict[str, Attempt] = {}
    for attempt in pretest:
        first.setdefault(attempt.question, attempt)
    before = sum(each.score for each in first.values()) / len(first) if first else 0.0
    now = sum(each.score for each in paper) / len(paper)
    value = gain(before, now)
    missing = ""
    if not first:
        missing = "no pre-test was answered, so what was gained cannot be told"
    elif len(first) < LEAST:
        missing = f"only {len(first)} of the pre-test's questions were answered; fewer than {LEAST} say too little"
    elif len(paper) < LEAST:
        missing = f"an exam of fewer than {LEAST} questions says too little beside the pre-test"
    elif value is None:
        missing = "everything was right then and is now: there was nothing to gain"
    return Gained(before, len(first), now, len(paper), None if missing else value, missing)
