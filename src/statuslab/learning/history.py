"""The record of a learner's answers: attempts, confused codes, hit rates and the gain between two tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

GUESSING, FAIRLY_SURE, CERTAIN = 0, 1, 2
EXAM, PRETEST, POSTTEST = "exam", "pretest", "posttest"
WHERE: Final = ("quiz", "predict", "review", EXAM, "challenge", "class", PRETEST, POSTTEST)
TEST_SIZE: Final = 8  # questions of a pre-test or a post-test


@dataclass(frozen=True, slots=True)
class Attempt:
    """One graded answer to one question.

    `at` has a time zone, and its date in that zone is the learner's day. Raises ValueError on impossible values.
    """

    question: str
    at: datetime
    score: float
    confidence: int
    answer: tuple[int, ...]
    seed: int = 0
    where: str = "quiz"  # one of WHERE
    card: str = ""  # which card on which page: a page that runs again finds its answers by it
    mistaken: tuple[int, int] | None = None  # the right code, and the code chosen instead
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"attempt at {self.at}: a time with its zone was expected")
        if not 0 <= self.score <= 1 or self.confidence not in (GUESSING, FAIRLY_SURE, CERTAIN):
            raise ValueError(f"score {self.score}, confidence {self.confidence}: 0 to 1 and 0, 1 or 2 were expected")

    @property
    def right(self) -> bool:
        """Whether the answer was entirely right; a partial score is not."""
        return self.score >= 1


@dataclass(frozen=True, slots=True)
class HitRate:
    """How many answers there were, and how many of them were right."""

    n: int = 0
    right: int = 0

    @property
    def share(self) -> float | None:
        """The share of right answers; None without any answer."""
        return self.right / self.n if self.n else None

    def __add__(self, other: HitRate) -> HitRate:
        return HitRate(self.n + other.n, self.right + other.right)


@dataclass(frozen=True, slots=True)
class Confusion:
    """One code chosen instead of the right one: how often, and when last."""

    right: int
    chosen: int
    times: int
    last: datetime


def confuse(confusion: Confusion | None, attempt: Attempt) -> Confusion | None:
    """Return the confusion after one more attempt; unchanged if that attempt confused no codes."""
    if attempt.mistaken is None:
        return confusion
    right, chosen = attempt.mistaken
    return Confusion(right, chosen, (confusion.times if confusion else 0) + 1, attempt.at)


def gain(pre: float, post: float) -> float | None:
    """Return the normalized gain between two shares (0 to 1): the part of the possible gain that was made (Hake 1998).

    A loss is given as a part of the first share (Marx and Cummings 2007), so that the result runs from -1 to 1.
    None if both shares are 1, when nothing could be gained. Raises ValueError for a share outside 0 to 1.
    """
    if not (0 <= pre <= 1 and 0 <= post <= 1):
        raise ValueError(f"shares {pre} and {post}: 0 to 1 was expected")
    if post < pre:
        return (post - pre) / pre
    return (post - pre) / (1 - pre) if pre < 1 else None
