"""What is held, and what to ask next: read from standings alone, so that the cost does not grow with the attempts.

Time and chance are arguments; nothing is kept here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final, Literal, Protocol, TypeVar

from statuslab.learning.review_state import Attempt, Confusion, ReviewState, Sureness, advance, confuse

__all__ = [
    "STATES", "Asked", "Attempt", "Confusion", "Due", "Mastery", "ReviewState", "Sureness",
    "advance", "arranged", "calibration", "confuse", "due", "forecast", "gain", "mastery",
]  # fmt: skip


class Asked(Protocol):
    """What practice needs to know of a question."""

    @property
    def id(self) -> str: ...
    @property
    def codes(self) -> tuple[int, ...]: ...
    @property
    def idea(self) -> str: ...
    @property
    def level(self) -> int: ...


AskedT = TypeVar("AskedT", bound=Asked)

# --- When ---------------------------------------------------------------------------------------------------


def _is_due(standing: ReviewState, now: datetime) -> bool:
    return standing.due <= now or _is_ahead(standing.last, now)


def _is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether a moment lies so far ahead that the clock must have been set back since."""
    return moment > now + timedelta(days=1)


def forecast(standings: Iterable[ReviewState], now: datetime, days: int) -> tuple[int, ...]:
    """How many questions fall due on each of so many days; the first is today, with all that is overdue."""
    counts = [0] * days
    for standing in standings:
        ahead = 0 if _is_due(standing, now) else (standing.due.astimezone(now.tzinfo).date() - now.date()).days
        if ahead < days:
            counts[ahead] += 1
    return tuple(counts)


# --- Mastery ------------------------------------------------------------------------------------------------

Held = Literal["new", "learning", "shaky", "held", "due again"]
STATES: Final[tuple[Held, ...]] = ("new", "learning", "shaky", "held", "due again")


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well a code or an idea is held, how many of its questions were answered, and when the next is due."""

    state: Held = "new"
    answered: int = 0
    questions: int = 0
    due: datetime | None = None


def mastery(
    questions: Iterable[Asked], standings: Mapping[str, ReviewState], now: datetime
) -> tuple[dict[int, Mastery], dict[str, Mastery]]:
    """How well each code and each idea that the questions are about is held.

    A question's first answer on a calendar day is a first try; a code's (an idea's) first tries on a day are those of
    all its questions. A day is good when at least 80 % of them were wholly right. Then the code is

    new        while none of its questions was answered;
    held       when the two latest days on which it was asked were both good;
    due again  when it would be held, but at least one of its questions has fallen due;
    shaky      when the latest day was not good although one kept before it was;
    learning   else.

    Later tries of a day never count, so nothing is held by trying until it fits. A day after today (the clock was set
    back) counts as today.
    """
    codes: dict[int, list[Asked]] = {}
    ideas: dict[str, list[Asked]] = {}
    for question in questions:
        ideas.setdefault(question.idea, []).append(question)
        for code in dict.fromkeys(question.codes):
            codes.setdefault(code, []).append(question)
    return (
        {code: _mastered(about, standings, now) for code, about in codes.items()},
        {idea: _mastered(about, standings, now) for idea, about in ideas.items()},
    )


def _mastered(questions: Sequence[Asked], standings: Mapping[str, ReviewState], now: datetime) -> Mastery:
    met = [standings[question.id] for question in questions if question.id in standings]
    if not met:
        return Mastery(questions=len(questions))
    state = _state(_good_days(met, now.date()))
    if state == "held" and any(_is_due(standing, now) for standing in met):
        state = "due again"
    return Mastery(state, len(met), len(questions), min(standing.due for standing in met))


def _good_days(standings: Iterable[ReviewState], today: date) -> list[bool]:
    """Whether each day on which they were asked was good, the latest first."""
    tries: dict[date, list[bool]] = {}
    for standing in standings:
        for day, right in standing.days:
            tries.setdefault(min(day, today), []).append(right)
    return [5 * sum(tries[day]) >= 4 * len(tries[day]) for day in sorted(tries, reverse=True)]


def _state(good: list[bool]) -> Held:
    if good[:2] == [True, True]:
        return "held"
    return "shaky" if not good[0] and any(good) else "learning"


# --- What to ask next ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """A question to ask, and why now, as a learner reads it."""

    question: str
    reason: str


def due(
    questions: Iterable[Asked],
    standings: Mapping[str, ReviewState],
    confusions: Iterable[Confusion],
    now: datetime,
    rng: Random,
    n: int,
) -> list[Due]:
    """Up to n questions to ask now, none twice: sure but wrong first, then this learner's own confusions, then what
    FSRS finds due, then new ones; mixed so that no class comes three times in a row where that can be helped.

    What was missed comes back as another question of its idea first, and as itself when that one has been answered.
    Standings of questions that are not among these are ignored.
    """
    line = _Line(questions, standings, now, rng)
    line.take_sure_but_wrong()
    line.take_confused(confusions)
    line.take_fallen_due()
    line.take_new()
    ids = _mixed([line.known[id] for id in line.reasons], n)
    return [Due(question.id, line.reasons[question.id]) for question in ids]


class _Line:
    """The questions to ask, in the order in which they were taken; each stands in it once, for its first reason."""

    def __init__(
        self, questions: Iterable[Asked], standings: Mapping[str, ReviewState], now: datetime, rng: Random
    ) -> None:
        # A place drawn for each id alone: neither the order of the files nor a new question moves the others.
        salt = rng.random()
        shuffled = sorted(questions, key=lambda question: Random(f"{question.id} {salt}").random())
        self.known = {question.id: question for question in shuffled}
        self.met = {id: standings[id] for id in self.known if id in standings}
        self.now = now
        self.reasons: dict[str, str] = {}
        self._ideas: dict[str, list[Asked]] = {}
        self._codes: dict[int, list[Asked]] = {}
        for question in self.known.values():
            self._ideas.setdefault(question.idea, []).append(question)
            for code in question.codes:
                self._codes.setdefault(code, []).append(question)

    def take_sure_but_wrong(self) -> None:
        wrong = [standing for standing in self.met.values() if standing.sure_but_wrong]
        for standing in sorted(wrong, key=lambda standing: standing.last, reverse=True):
            if _is_due(standing, self.now) or not self._retried(standing):
                when = self._ago(standing.last)
                self._take_missed(
                    standing,
                    f"You were certain and it was another answer, {when}",
                    f"You were certain and it was another answer, {when}: the same idea from another side",
                )

    def take_confused(self, confusions: Iterable[Confusion]) -> None:
        """One question for each pair of codes that was mixed up and not told apart since, most often first."""
        pairs: set[frozenset[int]] = set()
        for each in sorted(confusions, key=lambda each: (each.times, each.last), reverse=True):
            pair = frozenset((each.right, each.chosen))
            if pair in pairs or _is_ahead(each.last, self.now):
                continue
            pairs.add(pair)
            about = self._about(each.right, each.chosen)
            if not any(self._right_since(question, each.last) for question in about):
                for question in self._longest_ago(about)[:1]:
                    self._take(
                        question, f"You answered {each.chosen} where it was {each.right}, {self._ago(each.last)}"
                    )

    def take_fallen_due(self) -> None:
        fallen = [standing for standing in self.met.values() if _is_due(standing, self.now)]
        for standing in sorted(fallen, key=lambda standing: standing.due):
            when = self._ago(standing.last)
            if standing.right:
                self._take(self.known[standing.question], f"You knew this {when}; it is time to recall it")
            else:
                self._take_missed(standing, f"Missed {when}", f"Missed {when}: another question on the same idea")

    def take_new(self) -> None:
        for question in sorted(self.known.values(), key=lambda question: question.level):
            if question.id not in self.met:
                self._take(question, "New to you")

    def _take(self, question: Asked, reason: str) -> None:
        self.reasons.setdefault(question.id, reason)

    def _take_missed(self, standing: ReviewState, itself: str, another: str) -> None:
        question = self.known[standing.question]
        others = [] if self._retried(standing) else self._longest_ago(self._siblings(question))
        if others:
            self._take(others[0], another)
        else:
            self._take(question, itself)

    def _retried(self, standing: ReviewState) -> bool:
        """Whether another question of the idea was answered since; after a clock set back, as if it were."""
        if standing.last > self.now:
            return True
        siblings = self._siblings(self.known[standing.question])
        return any(self.met[each.id].last > standing.last for each in siblings if each.id in self.met)

    def _siblings(self, question: Asked) -> list[Asked]:
        return [each for each in self._ideas[question.idea] if each.id != question.id]

    def _about(self, one: int, other: int) -> list[Asked]:
        """The questions on both codes, or where there are none, on either."""
        either = [*self._codes.get(one, ()), *self._codes.get(other, ())]
        return [each for each in either if one in each.codes and other in each.codes] or either

    def _longest_ago(self, questions: Iterable[Asked]) -> list[Asked]:
        """Those that do not stand in the line yet: never answered first, then by how long ago."""
        free = [question for question in questions if question.id not in self.reasons]
        return sorted(free, key=lambda each: (each.id in self.met, each.id in self.met and self.met[each.id].last))

    def _right_since(self, question: Asked, moment: datetime) -> bool:
        standing = self.met.get(question.id)
        return standing is not None and standing.right and standing.last > moment

    def _ago(self, moment: datetime) -> str:
        days = (self.now.date() - moment.astimezone(self.now.tzinfo).date()).days
        return "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"


# --- Mixing -------------------------------------------------------------------------------------------------

RUN: Final = 2  # so many of one class in a row, and no more


def _mixed(line: Sequence[Asked], n: int) -> list[Asked]:
    """The first n of the line; where they are too much of one class, its last give way to the next of another."""
    chosen, spare = list(line[:n]), list(line[n:])
    while chosen and not _fits(Counter(map(_class, chosen))):
        most = Counter(map(_class, chosen)).most_common(1)[0][0]
        other = next((question for question in spare if _class(question) != most), None)
        if other is None:
            break
        spare.remove(other)
        del chosen[max(place for place, question in enumerate(chosen) if _class(question) == most)]
        chosen.append(other)
    return list(arranged(chosen))


def arranged(questions: Sequence[AskedT]) -> Iterator[AskedT]:
    """The same questions, each as early as the rule allows, looking far enough ahead that the end can keep it too."""
    rest = list(questions)
    left, last, run = Counter(map(_class, rest)), 0, 0

    def kept(kind: int, far: bool) -> bool:
        longer = run + 1 if kind == last else 1
        return longer <= RUN and (not far or _fits(left - Counter([kind]), kind, longer))

    while rest:
        places = (place for far in (True, False) for place, each in enumerate(rest) if kept(_class(each), far))
        question = rest.pop(next(places, 0))
        run = run + 1 if _class(question) == last else 1
        last = _class(question)
        left -= Counter([last])
        yield question


def _fits(left: Counter[int], last: int = 0, run: int = 0) -> bool:
    """Whether so many of each class can follow a run of the last one: each other question parts two runs."""
    total = left.total()
    return all(count <= RUN * (total - count + 1) - (run if kind == last else 0) for kind, count in left.items())


def _class(question: Asked) -> int:
    return question.codes[0] // 100 if question.codes else 0


# --- Looking back -------------------------------------------------------------------------------------------


def calibration(attempts: Iterable[Attempt | ReviewState]) -> tuple[Sureness, ...]:
    """How often answers were right, by confidence; from attempts, or faster from standings."""
    sums = [Sureness()] * 3
    for each in attempts:
        if isinstance(each, ReviewState):
            sums = [total + part for total, part in zip(sums, each.sureness, strict=True)]
        else:
            sums[each.confidence] += Sureness(1, each.right)
    return tuple(sums)


def gain(pre: float, post: float) -> float | None:
    """The normalized gain between two shares (0 to 1): how much of what could be gained was (Hake 1998).

    A loss is told as the share of what was there (Marx and Cummings 2007), so that the result runs from -1 to 1.
    None where nothing could be gained and nothing was lost. Raises ValueError where a share is none.
    """
    if not (0 <= pre <= 1 and 0 <= post <= 1):
        raise ValueError(f"shares {pre} and {post}: 0 to 1 was expected")
    if post < pre:
        return (post - pre) / pre
    return (post - pre) / (1 - pre) if pre < 1 else None
