"""Where a learner is in the course: what each page asks, what of it was answered and how, and where they left off.

All follows from the attempts in the progress store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from statuslab.catalog.pages import Ask, Page, Section
from statuslab.learning.history import EXAM, POSTTEST, PRETEST, Attempt

SKIP: Final = "skip"
SKIP_QUESTIONS, SKIP_RIGHT = 6, 5
"""A page counts as known when so many of its questions were answered right at the first try, on one day."""
WHOLE: Final = (EXAM, "review")  # count as one thing to do, whatever they ask


@dataclass(frozen=True, slots=True)
class Tasks:
    """What a page asks: the section of each question, by id, and the ids of the cells that ask."""

    page: Page
    sections: Mapping[str, Section]
    cells: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a page, and when something was last answered there."""

    page: Page
    section: Section
    at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """How many questions were answered, and how many of them right at the first try; without pre- and post-test."""

    answered: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class PageState:
    """What a learner has done of a page.

    `done` and `asked` count all that the page asks. `ever` counts first tries, `today` first tries of today. `missed`
    are the sections of today's first tries that were not right, `open` those in which something was never answered.
    """

    page: Page
    asked: int
    done: int = 0
    noted: int = 0  # answers to a test, of which nothing is told
    ever: Count = Count()
    today: Count = Count()
    answered: tuple[str, ...] = ()
    missed: tuple[Section, ...] = ()
    open: tuple[Section, ...] = ()
    last: Place | None = None
    known: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do here: all was answered, or the page counts as known."""
        return self.known or self.done == self.asked > 0


def tasks_of(page: Page, questions_of: Callable[[Ask], Iterable[str]]) -> Tasks:
    """Return what a page asks; `questions_of` gives the ids of the questions that a cell asks."""
    sections: dict[str, Section] = {}
    for section in page.sections:
        for ask in section.asks:
            for question in (ask.function,) if ask.function in WHOLE else questions_of(ask):
                sections.setdefault(question, section)
    return Tasks(page, sections, frozenset(ask.cell for section in page.sections for ask in section.asks))


def course_states(course: Sequence[Tasks], attempts: Iterable[Attempt], today: date) -> list[PageState]:
    """Return what was done of each page."""
    given: dict[str, list[Attempt]] = {tasks.page.name: [] for tasks in course}
    listed = list(attempts)
    for attempt in listed:
        for tasks in _pages_of(attempt, course):
            given[tasks.page.name].append(attempt)
    known = known_pages(listed)
    return [_state(tasks, given[tasks.page.name], today, tasks.page.name in known) for tasks in course]


def _pages_of(attempt: Attempt, course: Iterable[Tasks]) -> list[Tasks]:
    """Return the page whose cell asked or, where no cell is known, every page that asks this question."""
    if attempt.card.startswith(f"{SKIP} "):
        return []
    asking = [tasks for tasks in course if _task(attempt) in tasks.sections]
    cell = attempt.card.rpartition(" ")[2]
    return [tasks for tasks in asking if cell in tasks.cells] or asking


def _task(attempt: Attempt) -> str:
    return attempt.where if attempt.where in WHOLE else attempt.question


def _state(tasks: Tasks, attempts: Sequence[Attempt], today: date, known: bool) -> PageState:
    done = {_task(attempt) for attempt in attempts}
    graded = [attempt for attempt in attempts if attempt.where not in (PRETEST, POSTTEST, *WHOLE)]
    first, first_today = _first(graded), _first(each for each in graded if each.at.date() == today)
    missed = (tasks.sections[each.question] for each in first_today.values() if not each.right)
    last = max(attempts, key=lambda each: each.at, default=None)
    return PageState(
        page=tasks.page,
        asked=len(tasks.sections),
        done=len(done),
        noted=len({attempt.question for attempt in attempts if attempt.where in (PRETEST, POSTTEST)}),
        ever=_count(first),
        today=_count(first_today),
        answered=tuple(first),
        missed=tuple(dict.fromkeys(missed)),
        open=tuple(dict.fromkeys(section for task, section in tasks.sections.items() if task not in done)),
        last=Place(tasks.page, tasks.sections[_task(last)], last.at) if last else None,
        known=known,
    )


def _first(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    found: dict[str, Attempt] = {}
    for attempt in attempts:
        found.setdefault(attempt.question, attempt)
    return found


def _count(first: Mapping[str, Attempt]) -> Count:
    return Count(len(first), sum(attempt.right for attempt in first.values()))


def left_off(states: Iterable[PageState]) -> Place | None:
    """Return the page and the section where something was answered last."""
    places = [state.last for state in states if state.last]
    return max(places, key=lambda place: place.at, default=None)


# --- Skipping a page that is known --------------------------------------------------------------------------


def skip_card(page: str, day: date) -> str:
    """Return the key under which a day's try at skipping a page is saved."""
    return f"{SKIP} {page} {day.isoformat()}"


def known_pages(attempts: Iterable[Attempt]) -> frozenset[str]:
    """Return the pages that count as known: on one day, enough of their questions were right at the first try."""
    tries: dict[str, dict[str, Attempt]] = {}
    for attempt in attempts:
        if attempt.card.startswith(f"{SKIP} "):
            tries.setdefault(attempt.card, {}).setdefault(attempt.question, attempt)
    return frozenset(card.split(" ")[1] for card, first in tries.items() if _count(first).right >= SKIP_RIGHT)
