"""An exam attempt: which questions are drawn for it, what the learner has answered so far, and until when.

The store keeps it, the card shows it.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from random import Random
from typing import Final, Literal

from statuslab.errors import LabError
from statuslab.learning.interleaving import arranged
from statuslab.questions import Question

GRACE: Final = timedelta(seconds=2)
"""How late an answer may arrive that was given in time: it has to travel."""
HandedInBy = Literal["hand", "time"]
Phase = Literal["cover", "sitting", "handed in"]
COVER: Final = "cover"  # the questions are not shown yet, and no clock runs
IN_PROGRESS: Final = "sitting"
HANDED_IN: Final = "handed in"


@dataclass(frozen=True, slots=True)
class ExamAnswer:
    """An answer that may still change, until the exam is handed in.

    `positions` are those on the page (see `unpresented`), empty if the answer was taken back. Without a confidence the
    answer is incomplete.
    """

    positions: tuple[int, ...] = ()
    confidence: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ExamAttempt:
    """One attempt at an exam: the ids of its questions, and the time at which they were first seen."""

    questions: tuple[str, ...]
    seed: int
    minutes: float | None = None
    began: datetime | None = None

    @property
    def ends(self) -> datetime | None:
        """When it is handed in by the clock; None before it begins, and in an exam without a clock."""
        return self.began + timedelta(minutes=self.minutes) if self.began and self.minutes else None

    def is_over(self, now: datetime, grace: timedelta = GRACE) -> bool:
        """Whether an answer comes too late. Setting the clock back gives at most all the minutes again."""
        return self.ends is not None and now > self.ends + grace


def draw(questions: Iterable[Question], n: int, seed: int) -> tuple[Question, ...]:
    """Return n questions for an exam, the same for the same seed.

    Every class and form has its share, no two questions share an idea, and the classes are interleaved. Raises
    LabError if there are too few ideas.
    """
    shuffled = sorted(questions, key=lambda each: _place(each, seed))
    ideas = len({each.idea for each in shuffled})
    if n > ideas:
        raise LabError(
            f"exam(n={n}): the bank has {len(shuffled)} questions on {ideas} ideas, and no two of an exam share one; "
            f"expected at most {ideas}"
        )
    # A share grows with the square root of what the bank has, so that small classes and rare forms are drawn too.
    available = [Counter(trait(each) for each in shuffled) for trait in TRAITS]
    drawn: list[Counter[str]] = [Counter() for _ in TRAITS]

    def crowding(question: Question) -> float:
        """How much of their share the question's class and form have already."""
        return sum(
            (taken[trait(question)] + 0.5) * sum(map(sqrt, there.values())) / sqrt(there[trait(question)])
            for trait, there, taken in zip(TRAITS, available, drawn, strict=True)
        )

    chosen: list[Question] = []
    for _ in range(n):
        best = min(shuffled, key=crowding)
        for trait, taken in zip(TRAITS, drawn, strict=True):
            taken[trait(best)] += 1
        chosen.append(best)
        shuffled = [each for each in shuffled if each.idea != best.idea]
    return tuple(arranged(sorted(chosen, key=lambda each: _place(each, seed))))


def _place(question: Question, seed: int) -> float:
    return Random(zlib.crc32(question.id.encode()) + seed).random()


def _class(question: Question) -> str:
    return str(question.codes[0] // 100)


def _form(question: Question) -> str:
    return question.form


TRAITS: Final = (_class, _form)
