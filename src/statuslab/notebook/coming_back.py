"""Says in a sentence when questions come back: for `review`, and at the end of a quiz and of a page."""

from __future__ import annotations

from collections.abc import Collection

from statuslab.learning.scheduling import forecast
from statuslab.notebook import stored_progress
from statuslab.wording import quantity

DAYS = 14
SHOWN_DAYS = 3


def comes_back(questions: Collection[str]) -> str:
    """Say on which days these questions come back in `review`, or "" if none does in the next two weeks.

    The next days are named, at most three.
    """
    states = stored_progress.store().review_states()
    ahead = forecast([states[id] for id in questions if id in states], stored_progress.now(), DAYS)
    days = [(day, count) for day, count in enumerate(ahead) if count]
    if not days:
        return ""
    (first, count), *more = days[:SHOWN_DAYS]
    parts = [f"{quantity(count, 'question')} {in_days(first)}", *(f"{count} {in_days(day)}" for day, count in more)]
    return f"What comes back in review(): {', '.join(parts)}."


def in_days(day: int) -> str:
    return "today" if day == 0 else "tomorrow" if day == 1 else f"in {day} days"
