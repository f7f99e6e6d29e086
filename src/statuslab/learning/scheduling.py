"""Which questions to ask next, and how many fall due on the coming days.

Read from review states alone, so that the cost does not grow with the number of attempts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from statuslab.learning.history import Confusion
from statuslab.learning.interleaving import Reviewable, mixed
from statuslab.learning.review_state import ReviewState, is_ahead, is_due


def forecast(states: Iterable[ReviewState], now: datetime, days: int) -> tuple[int, ...]:
    """Return how many questions fall due on each of the coming days; the first is today, with everything overdue."""
    counts = [0] * days
    for state in states:
        ahead = 0 if is_due(state, now) else (state.due.astimezone(now.tzinfo).date() - now.date()).days
        if ahead < days:
            counts[ahead] += 1
    return tuple(counts)


@dataclass(frozen=True, slots=True)
class Due:
    """A question to ask, by id, and the reason a learner is shown for it."""

    question: str
    reason: str


def due(
    questions: Iterable[Reviewable],
    states: Mapping[str, ReviewState],
    confusions: Iterable[Confusion],
    now: datetime,
    rng: Random,
    n: int,
) -> list[Due]:
    """Return up to n questions to ask now, none twice.

    Wrong answers given with certainty come first, then the codes this learner confuses, then what FSRS finds due, then
    new questions; interleaved by class. After a wrong answer, another question on the same idea comes first, and the
    missed one once that has been answered. States of questions that are not among these are ignored.
    """
    queue = _Queue(questions, states, now, rng)
    queue.add_sure_but_wrong()
    queue.add_confused(confusions)
    queue.add_due()
    queue.add_new()
    drawn = mixed([queue.questions[id] for id in queue.reasons], n)
    return [Due(question.id, queue.reasons[question.id]) for question in drawn]


class _Queue:
    """The questions to ask, in the order in which they were added; each is in it once, for its first reason."""

    def __init__(
        self, questions: Iterable[Reviewable], states: Mapping[str, ReviewState], now: datetime, rng: Random
    ) -> None:
        # A random place for each id alone: neither the order of the files nor a new question moves the others.
        salt = rng.random()
        shuffled = sorted(questions, key=lambda question: Random(f"{question.id} {salt}").random())
        self.questions = {question.id: question for question in shuffled}
        self.answered = {id: states[id] for id in self.questions if id in states}
        self.now = now
        self.reasons: dict[str, str] = {}
        self._ideas: dict[str, list[Reviewable]] = {}
        self._codes: dict[int, list[Reviewable]] = {}
        for question in self.questions.values():
            self._ideas.setdefault(question.idea, []).append(question)
            for code in question.codes:
                self._codes.setdefault(code, []).append(question)

    def add_sure_but_wrong(self) -> None:
        wrong = [state for state in self.answered.values() if state.sure_but_wrong]
        for state in sorted(wrong, key=lambda state: state.last, reverse=True):
            if is_due(state, self.now) or not self._retried(state):
                when = self._ago(state.last)
                self._add_missed(
                    state,
                    f"You were certain and it was another answer, {when}",
                    f"You were certain and it was another answer, {when}: the same idea from another side",
                )

    def add_confused(self, confusions: Iterable[Confusion]) -> None:
        """Add a question for each pair of codes confused and not told apart since, the most frequent first."""
        pairs: set[frozenset[int]] = set()
        for each in sorted(confusions, key=lambda each: (each.times, each.last), reverse=True):
            pair = frozenset((each.right, each.chosen))
            if pair in pairs or is_ahead(each.last, self.now):
                continue
            pairs.add(pair)
            about = self._about(each.right, each.chosen)
            if not any(self._right_since(question, each.last) for question in about):
                for question in self._longest_ago(about)[:1]:
                    self._add(question, f"You answered {each.chosen} where it was {each.right}, {self._ago(each.last)}")

    def add_due(self) -> None:
        fallen = [state for state in self.answered.values() if is_due(state, self.now)]
        for state in sorted(fallen, key=lambda state: state.due):
            when = self._ago(state.last)
            if state.right:
                self._add(self.questions[state.question], f"You knew this {when}; it is time to recall it")
            else:
                self._add_missed(state, f"Missed {when}", f"Missed {when}: another question on the same idea")

    def add_new(self) -> None:
        for question in sorted(self.questions.values(), key=lambda question: question.level):
            if question.id not in self.answered:
                self._add(question, "New to you")

    def _add(self, question: Reviewable, reason: str) -> None:
        self.reasons.setdefault(question.id, reason)

    def _add_missed(self, state: ReviewState, itself: str, another: str) -> None:
        question = self.questions[state.question]
        others = [] if self._retried(state) else self._longest_ago(self._siblings(question))
        if others:
            self._add(others[0], another)
        else:
            self._add(question, itself)

    def _retried(self, state: ReviewState) -> bool:
        """Whether another question on the idea was answered since."""
        if state.last > self.now:  # the clock was set back: ask the question itself
            return True
        siblings = self._siblings(self.questions[state.question])
        return any(self.answered[each.id].last > state.last for each in siblings if each.id in self.answered)

    def _siblings(self, question: Reviewable) -> list[Reviewable]:
        return [each for each in self._ideas[question.idea] if each.id != question.id]

    def _about(self, one: int, other: int) -> list[Reviewable]:
        """Return the questions on both codes or, if there are none, on either."""
        either = [*self._codes.get(one, ()), *self._codes.get(other, ())]
        return [each for each in either if one in each.codes and other in each.codes] or either

    def _longest_ago(self, questions: Iterable[Reviewable]) -> list[Reviewable]:
        """Return those not in the queue yet: never answered first, then by how long ago."""
        free = [question for question in questions if question.id not in self.reasons]
        return sorted(
            free, key=lambda each: (each.id in self.answered, each.id in self.answered and self.answered[each.id].last)
        )

    def _right_since(self, question: Reviewable, moment: datetime) -> bool:
        state = self.answered.get(question.id)
        return state is not None and state.right and state.last > moment

    def _ago(self, moment: datetime) -> str:
        days = (self.now.date() - moment.astimezone(self.now.tzinfo).date()).days
        return "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"
