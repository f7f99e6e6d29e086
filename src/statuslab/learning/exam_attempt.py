"""An exam paper: which questions it has, what was replied so far, and until when.

Values in, values out; the store keeps them, the card shows them.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from random import Random
from typing import Final, Literal

from statuslab.errors import LabError
from statuslab.learning import arranged
from statuslab.questions import Question

GRACE: Final = timedelta(seconds=2)
"""So much later an answer may come that was given in time: it had a way to go."""
HandedInBy = Literal["hand", "time"]
Phase = Literal["cover", "sitting", "handed in"]
COVER: Final = "cover"  # what is asked is not seen yet, and no clock runs
SITTING: Final = "sitting"
HANDED_IN: Final = "handed in"


@dataclass(frozen=True, slots=True)
class Reply:
    """What stands on the paper for one question, as it may still change: what was given there, as a page means it
    (see `unpresented`), empty where it was taken back. Without a confidence it is half a reply.
    """

    given: tuple[int, ...] = ()
    confidence: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper that was laid on the table: the questions by id, and the time they were first seen."""

    questions: tuple[str, ...]
    seed: int
    minutes: float | None = None
    began: datetime | None = None

    @property
    def ends(self) -> datetime | None:
        """When it hands itself in; None while it is not begun, and where nobody looks at a clock."""
        return self.began + timedelta(minutes=self.minutes) if self.began and self.minutes else None

    def is_over(self, now: datetime, grace: timedelta = GRACE) -> bool:
        """Whether an answer comes too late. A clock that was set back gives no more than all the minutes again."""
        return self.ends is not None and now > self.ends + grace


def draw(questions: Iterable[Question], n: int, seed: int) -> tuple[Question, ...]:
    """A paper of n questions: all classes and forms have their share, no two questions have one idea, and no class
    comes three times in a row where that can be helped. One seed, one paper. Raises LabError where n cannot be had.
    """
    shuffled = sorted(questions, key=lambda each: _place(each, seed))
    _judge(n, shuffled)
    shares = _Shares(shuffled)
    chosen: list[Question] = []
    for _ in range(n):
        best = min(shuffled, key=shares.crowding)
        shares.take(best)
        chosen.append(best)
        shuffled = [each for each in shuffled if each.idea != best.idea]
    return tuple(arranged(sorted(chosen, key=lambda each: _place(each, seed))))


def _place(question: Question, seed: int) -> float:
    return Random(zlib.crc32(question.id.encode()) + seed).random()


def _judge(n: int, questions: Collection[Question]) -> None:
    ideas = len({each.idea for each in questions})
    if n > ideas:
        raise LabError(
            f"exam(n={n}): the bank has {len(questions)} questions on {ideas} ideas, and no two of an exam share one; "
            f"expected at most {ideas}"
        )


class _Shares:
    """How much of a paper each class and each form should have, and has. A share grows with the square root of what
    the bank holds, so that the small ones are heard too.
    """

    def __init__(self, questions: Collection[Question]) -> None:
        self._held = [Counter(map(trait, questions)) for trait in (_class, _form)]
        self._taken: list[Counter[str]] = [Counter(), Counter()]

    def crowding(self, question: Question) -> float:
        """The higher, the more the question's class and form have already."""
        traits = (_class(question), _form(question))
        return sum(
            (taken[trait] + 0.5) * sum(map(sqrt, held.values())) / sqrt(held[trait])
            for trait, held, taken in zip(traits, self._held, self._taken, strict=True)
        )

    def take(self, question: Question) -> None:
        for trait, taken in zip((_class(question), _form(question)), self._taken, strict=True):
            taken[trait] += 1


def _class(question: Question) -> str:
    return str(question.codes[0] // 100)


def _form(question: Question) -> str:
    return question.form
