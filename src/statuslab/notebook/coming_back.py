"""Says in a sentence when questions come back: for `review`, and at the end of a quiz and of a page."""

from __future__ import annotations

from collections.abc import Collection

from statuslab.learning.scheduling import forecast
from statuslab.notebook import stored_progress
from statuslab.wording import quantity

DAYS = 14


def comes_back(questions: Collection[str]) -> str:
    """Say when the next of these questions comes back in `review`, or "" if none does in the next two weeks."""
    states = stored_progress.store().review_states()
    ahead = forecast([states[id] for id in questions if id in states], stored_progress.now(), DAYS)
    day = next((day for day, count in enumerate(ahead) if count), None)
    if day is None:
        return ""
    verb = "comes" if ahead[day] == 1 else "come"
    return f"{quantity(ahead[day], 'question')} {verb} back {in_days(day)}: review() asks what is due."


def in_days(day: int) -> str:
    return "today" if day == 0 else "tomorrow" if day == 1 else f"in {day} days"
