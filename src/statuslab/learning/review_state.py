"""The review state of a question: all attempts on it, folded into a few values, and when FSRS wants it asked again.

The size of a state does not grow with the number of attempts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from statuslab.learning.history import CERTAIN, Attempt, HitRate

if TYPE_CHECKING:  # the first card of a notebook needs no scheduler
    from fsrs import Rating, Scheduler

KEPT_DAYS: Final = 6
PARTLY_RECALLED: Final = 0.8
"""A wrong answer with at least this score is rated Hard, not Again."""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """All attempts on one question so far, as folded by `advance`."""

    question: str
    last: datetime
    score: float  # of the last attempt, like the confidence
    confidence: int
    due: datetime  # when FSRS wants it asked again
    stability: float
    difficulty: float
    days: tuple[tuple[date, bool], ...]  # the last KEPT_DAYS days, and whether the first try of each was right
    by_confidence: tuple[HitRate, ...]  # guessing, fairly sure, certain

    @property
    def right(self) -> bool:
        return self.score >= 1

    @property
    def sure_but_wrong(self) -> bool:
        return self.confidence == CERTAIN and not self.right

    @property
    def tries(self) -> int:
        return sum(each.n for each in self.by_confidence)


def advance(state: ReviewState | None, attempt: Attempt) -> ReviewState:
    """Return the state after one more attempt. Attempts count in the order of the calls, whatever their times."""
    due, stability, difficulty = _scheduled(state, attempt)
    by_confidence = list(state.by_confidence) if state else [HitRate()] * 3
    by_confidence[attempt.confidence] += HitRate(1, attempt.right)
    return ReviewState(
        question=attempt.question,
        last=attempt.at,
        score=attempt.score,
        confidence=attempt.confidence,
        due=due,
        stability=stability,
        difficulty=difficulty,
        days=_days(state.days if state else (), attempt),
        by_confidence=tuple(by_confidence),
    )


def _days(days: tuple[tuple[date, bool], ...], attempt: Attempt) -> tuple[tuple[date, bool], ...]:
    """Return the days with the first try of a new day added; later days came from a clock that was ahead: drop them."""
    today = attempt.at.date()
    past = tuple(day for day in days if day[0] <= today)
    if past and past[-1][0] == today:
        return past
    return (*past, (today, attempt.right))[-KEPT_DAYS:]


# --- FSRS: when a question is due again ---------------------------------------------------------------------


@cache
def _scheduler() -> Scheduler:
    """Return FSRS. Without learning steps an interval is in whole days; within a day, `scheduling` decides."""
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)


def rating(attempt: Attempt) -> Rating:
    """Return the FSRS rating: a right guess is Hard, a right certain answer Easy; confidence never excuses an error."""
    from fsrs import Rating

    if not attempt.right:
        return Rating.Hard if attempt.score >= PARTLY_RECALLED else Rating.Again
    return (Rating.Hard, Rating.Good, Rating.Easy)[attempt.confidence]


def _scheduled(state: ReviewState | None, attempt: Attempt) -> tuple[datetime, float, float]:
    """Return when the question is due, and FSRS's stability and difficulty."""
    from fsrs import Card, State

    at = attempt.at.astimezone(UTC)
    card = Card(card_id=0, due=at)
    if state:
        last = min(state.last.astimezone(UTC), at)  # after the clock was set back, no time has passed
        card = Card(0, State.Review, None, state.stability, state.difficulty, at, last)
    card, _ = _scheduler().review_card(card, rating(attempt), at)
    if card.stability is None or card.difficulty is None:
        raise AssertionError("FSRS gave a reviewed card neither stability nor difficulty")
    return card.due, card.stability, card.difficulty


def is_due(state: ReviewState, now: datetime) -> bool:
    """Whether a question is to be asked again; one answered in a future that has not come is due at once."""
    return state.due <= now or is_ahead(state.last, now)


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether a moment is so far ahead that the clock must have been set back since."""
    return moment > now + timedelta(days=1)


def calibration(attempts: Iterable[Attempt | ReviewState]) -> tuple[HitRate, ...]:
    """Return the hit rate for each confidence, from attempts or, faster, from review states."""
    sums = [HitRate()] * 3
    for each in attempts:
        if isinstance(each, ReviewState):
            sums = [total + part for total, part in zip(sums, each.by_confidence, strict=True)]
        else:
            sums[each.confidence] += HitRate(1, each.right)
    return tuple(sums)
