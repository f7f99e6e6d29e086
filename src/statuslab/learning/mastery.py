"""How well a learner has mastered each code and each idea.

Read from review states alone, so that the cost does not grow with the number of attempts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from statuslab.learning.interleaving import Reviewable
from statuslab.learning.review_state import ReviewState, is_due

MasteryState = Literal["new", "met today", "learning", "slipping", "mastered", "due again"]
STATES: Final[tuple[MasteryState, ...]] = ("new", "met today", "learning", "slipping", "mastered", "due again")


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well a code or an idea is mastered, how many of its questions were answered, and when the next is due."""

    state: MasteryState = "new"
    answered: int = 0
    questions: int = 0
    due: datetime | None = None


def mastery(
    questions: Iterable[Reviewable], states: Mapping[str, ReviewState], now: datetime
) -> tuple[dict[int, Mastery], dict[str, Mastery]]:
    """Return the mastery of each code and of each idea that the questions are about.

    A question's first answer on a calendar day is a first try. A day is good for a code (or an idea) if at least 80 %
    of the first tries at its questions were entirely right. A code is

    new        while none of its questions was answered;
    mastered   if the two latest days on which it was asked were both good;
    due again  if it would be mastered, but at least one of its questions is due;
    met today  if it was asked today and today is good so far;
    slipping   if the latest day was not good, but an earlier one was;
    learning   otherwise.

    Later tries on a day never count, so that nothing is mastered by trying all options. A day after today counts as
    today: the clock was set back.
    """
    codes: dict[int, list[Reviewable]] = {}
    ideas: dict[str, list[Reviewable]] = {}
    for question in questions:
        ideas.setdefault(question.idea, []).append(question)
        for code in dict.fromkeys(question.codes):
            codes.setdefault(code, []).append(question)
    return (
        {code: _mastery(about, states, now) for code, about in codes.items()},
        {idea: _mastery(about, states, now) for idea, about in ideas.items()},
    )


def _mastery(questions: Sequence[Reviewable], states: Mapping[str, ReviewState], now: datetime) -> Mastery:
    answered = [states[question.id] for question in questions if question.id in states]
    if not answered:
        return Mastery(questions=len(questions))
    days = _days(answered, now.date())
    good = [is_good for _, is_good in days]
    state: MasteryState = "learning"
    if good[:2] == [True, True]:
        state = "due again" if any(is_due(each, now) for each in answered) else "mastered"
    elif days[0] == (now.date(), True):
        state = "met today"
    elif not good[0] and any(good):
        state = "slipping"
    return Mastery(state, len(answered), len(questions), min(each.due for each in answered))


def _days(states: Iterable[ReviewState], today: date) -> list[tuple[date, bool]]:
    """Return each day with an answer, and whether it was good, the latest day first."""
    tries: dict[date, list[bool]] = {}
    for state in states:
        for day, right in state.days:
            tries.setdefault(min(day, today), []).append(right)
    return [(day, 5 * sum(tries[day]) >= 4 * len(tries[day])) for day in sorted(tries, reverse=True)]
