"""Attempts, and how they fold into one small standing a question, with FSRS saying when each is due again.

Values in, values out. Whatever their number, the attempts on a question make a standing of the same size.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from fsrs import Card, Rating, Scheduler, State

GUESSING, FAIRLY_SURE, CERTAIN = 0, 1, 2
WHERE: Final = ("quiz", "predict", "review", "exam", "challenge", "class", "pretest")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer to one question. `at` is aware, and its own calendar date is the learner's day."""

    question: str
    at: datetime
    score: float
    confidence: int
    answer: tuple[int, ...]
    seed: int = 0
    where: str = "quiz"  # one of WHERE
    card: str = ""  # which card on which page, so that a page that is run again finds its answers
    mistaken: tuple[int, int] | None = None  # the right code, and the one chosen for it
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"attempt at {self.at}: a time with its zone was expected")
        if not 0 <= self.score <= 1 or self.confidence not in (GUESSING, FAIRLY_SURE, CERTAIN):
            raise ValueError(f"score {self.score}, confidence {self.confidence}: 0 to 1 and 0, 1 or 2 were expected")

    @property
    def right(self) -> bool:
        """Whether it was wholly right."""
        return self.score >= 1


@dataclass(frozen=True, slots=True)
class Sureness:
    """How often an answer was given with one confidence, and how often it was right."""

    n: int = 0
    right: int = 0

    @property
    def share(self) -> float | None:
        """The share that was right; None where nothing was answered."""
        return self.right / self.n if self.n else None

    def __add__(self, other: Sureness) -> Sureness:
        return Sureness(self.n + other.n, self.right + other.right)


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Where one question stands: its attempts so far, folded by `advance`. Its size does not grow with them."""

    question: str
    last: datetime
    score: float  # of the last attempt, as is the confidence
    confidence: int
    due: datetime  # when FSRS wants it asked again
    stability: float
    difficulty: float
    days: tuple[tuple[date, bool], ...]  # the latest days, and whether the first try of each was right
    sureness: tuple[Sureness, ...]  # by confidence

    @property
    def right(self) -> bool:
        return self.score >= 1

    @property
    def sure_but_wrong(self) -> bool:
        return self.confidence == CERTAIN and not self.right

    @property
    def tries(self) -> int:
        return sum(each.n for each in self.sureness)


@dataclass(frozen=True, slots=True)
class Confusion:
    """One code chosen where another was right: how often, and when last."""

    right: int
    chosen: int
    times: int
    last: datetime


# --- The fold -----------------------------------------------------------------------------------------------

KEPT_DAYS: Final = 6


def advance(standing: ReviewState | None, attempt: Attempt) -> ReviewState:
    """The standing after one more attempt. Attempts count in the order in which they come in, whatever their times."""
    due, stability, difficulty = _remembered(standing, attempt)
    before = standing.sureness if standing else (Sureness(),) * 3
    return ReviewState(
        question=attempt.question,
        last=attempt.at,
        score=attempt.score,
        confidence=attempt.confidence,
        due=due,
        stability=stability,
        difficulty=difficulty,
        days=_days(standing.days if standing else (), attempt),
        sureness=_counted(before, attempt),
    )


def confuse(confusion: Confusion | None, attempt: Attempt) -> Confusion | None:
    """The confusion after one more attempt that may have been mistaken in the same way."""
    if attempt.mistaken is None:
        return confusion
    right, chosen = attempt.mistaken
    return Confusion(right, chosen, (confusion.times if confusion else 0) + 1, attempt.at)


def _days(days: tuple[tuple[date, bool], ...], attempt: Attempt) -> tuple[tuple[date, bool], ...]:
    """With the first try of a new day; days after it came from a clock that ran ahead, and are dropped."""
    today = attempt.at.date()
    past = tuple(day for day in days if day[0] <= today)
    if past and past[-1][0] == today:
        return past
    return (*past, (today, attempt.right))[-KEPT_DAYS:]


def _counted(sureness: tuple[Sureness, ...], attempt: Attempt) -> tuple[Sureness, ...]:
    counted = list(sureness)
    counted[attempt.confidence] += Sureness(1, attempt.right)
    return tuple(counted)


# --- FSRS: when a question is due again ---------------------------------------------------------------------

NEARLY: Final = 0.8
# Without learning steps an interval is whole days: within a day, the queue below decides and not a stop-watch.
_FSRS: Final = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)


def rating(attempt: Attempt) -> Rating:
    """What FSRS is told: a guess that was right is a hard one, a certainty an easy one; confidence excuses no error."""
    if not attempt.right:
        return Rating.Hard if attempt.score >= NEARLY else Rating.Again
    return (Rating.Hard, Rating.Good, Rating.Easy)[attempt.confidence]


def _remembered(standing: ReviewState | None, attempt: Attempt) -> tuple[datetime, float, float]:
    """When it is due, and what FSRS must know the next time: stability and difficulty."""
    at = attempt.at.astimezone(UTC)
    card = Card(card_id=0, due=at)
    if standing:
        last = min(standing.last.astimezone(UTC), at)  # a clock set back: no time has passed
        card = Card(0, State.Review, None, standing.stability, standing.difficulty, at, last)
    card, _ = _FSRS.review_card(card, rating(attempt), at)
    if card.stability is None or card.difficulty is None:
        raise AssertionError("FSRS gave a reviewed card neither stability nor difficulty")
    return card.due, card.stability, card.difficulty
