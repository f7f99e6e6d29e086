"""The notebook functions for the way through the course: `course`, `page`, `summary` and `skip`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from statuslab.catalog import Met
from statuslab.catalog.pages import START, Ask, Page
from statuslab.codes import index
from statuslab.errors import LabError
from statuslab.learning.course import (
    SKIP_QUESTIONS,
    SKIP_RIGHT,
    PageState,
    Tasks,
    course_states,
    known_pages,
    left_off,
    skip_card,
    tasks_of,
)
from statuslab.learning.history import CERTAIN, PRETEST
from statuslab.learning.mastery import Mastery, mastery
from statuslab.notebook import hub, stored_progress
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.coming_back import comes_back
from statuslab.notebook.quiz import questions_about
from statuslab.notebook.review import review_bank, review_states
from statuslab.notebook.saved_cards import answer_saver, restored
from statuslab.notebook.view import View
from statuslab.wording import did_you_mean

if TYPE_CHECKING:
    from statuslab.questions import Question
    from statuslab.widgets.quiz import QuizCard

EVERY = 10**6  # questions, more than any bank has


def course() -> View:
    """Show the map of the course: each page with its minutes and codes, what you have done, and where you left off."""
    from statuslab.widgets.course import course_html, course_text

    def shown() -> View:
        states = page_states()
        facts = (states, left_off(states), _is_sure(), hub.COURSE if hub.on_a_hub() else "")
        return View(course_text(*facts), str(course_html(*facts)))

    return _if_readable(shown)


def page(key: str) -> View:
    """Show what you have done on a page so far, and where to go on: page("2xx").

    A page is named by its file or by how that begins. Raises LabError.
    """
    from statuslab.widgets.course import page_html, page_text

    wanted = _page(key)

    def shown() -> View:
        state = _state(wanted)
        facts = (state, _mastery(wanted.codes), bool(_questions_on(wanted)))
        return View(page_text(*facts), str(page_html(*facts)))

    return _if_readable(shown)


def summary(key: str) -> View:
    """Sum up what you did on a page: answered today, right at the first try, what comes back when: summary("2xx").

    Raises LabError.
    """
    from statuslab.widgets.course import summary_html, summary_text

    wanted = _page(key)

    def shown() -> View:
        state = _state(wanted)
        facts = (state, comes_back(state.answered), _next_open(state))
        return View(summary_text(*facts), str(summary_html(*facts)))

    return _if_readable(shown)


def _if_readable(shown: Callable[[], View]) -> View:
    """Return a view, or the line that says why the progress cannot be read: that must not stop a page that is run."""
    from statuslab.widgets import html

    try:
        return shown()
    except LabError as error:
        return View(str(error), str(html.page((), html.tag("p", None, str(error)))))


def skip(key: str) -> QuizCard:
    """Ask six questions about a page you may know: skip("2xx"). With five right at the first try it counts as known.

    The next day there are other questions. Raises LabError for a page that has nothing to skip.
    """
    from statuslab.widgets.quiz import QuizCard

    chosen, today = _page(key), stored_progress.now().date()
    seed, card_key = today.toordinal(), skip_card(chosen.name, today)
    questions = _questions_on(chosen, seed)[:SKIP_QUESTIONS]
    if not questions:
        raise LabError(f'skip("{key}"): there is nothing to skip on {chosen.name}; try skip("2xx")')
    card = QuizCard(
        questions, names(), save=answer_saver("quiz", card_key), seed=seed, ending=lambda *_: _verdict(chosen)
    )
    return restored(card, card_key)


def _verdict(chosen: Page) -> str:
    if chosen.name in known_pages(stored_progress.store().attempts()):
        rule = f"at least {SKIP_RIGHT} of {SKIP_QUESTIONS} right at the first try"
        return f"You know this page: {rule}. It counts as known, and course() shows what is left."
    rule = f"fewer than {SKIP_RIGHT} of {SKIP_QUESTIONS} right at the first try"
    return f"Not yet: {rule}, so the page stays on your way. Tomorrow skip() has other questions."


# --- What was done ------------------------------------------------------------------------------------------


def page_states() -> list[PageState]:
    """Return what the learner has done of each page, in the order of the course."""
    return course_states(_course(), stored_progress.store().attempts(), stored_progress.now().date())


def _state(wanted: Page) -> PageState:
    return next(state for state in page_states() if state.page is wanted)


def _page(key: str) -> Page:
    """Return the page of a name, or the one page whose name begins so. Raises LabError."""
    pages = index().pages
    found = [each for name, each in pages.items() if name.startswith(str(key))]
    if str(key) in pages:
        return pages[str(key)]
    if len(found) == 1:
        return found[0]
    if found:
        raise LabError(f'"{key}" begins the names of {len(found)} pages: {", ".join(each.name for each in found)}')
    raise LabError(
        f'no page "{key}"; {did_you_mean(str(key), list(pages), "name one by how its file begins: 2xx or 4xx_a")}'
    )


@cache
def _course() -> tuple[Tasks, ...]:
    return tuple(tasks_of(page, _questions_of) for page in index().pages.values())


def _questions_of(ask: Ask) -> list[str]:
    """Return the ids of the questions that a cell asks."""
    if ask.function == "predict":
        return [f"predict-{ask.what[0]}"]
    if ask.function == "challenge":
        names_of = (name for name, code in index().challenges.items() if code == ask.what[0])
        return [f"provoke-{next(names_of, ask.what[0])}"]  # asked by code, or by the name of a challenge or quest
    try:
        return [question.id for question in questions_about(ask.what, *_drawing(ask), level=ask.level)]
    except LabError:  # the bank has no such question any more
        return []


def _drawing(ask: Ask) -> tuple[int, int]:
    """Return n and seed of a quiz, as `quiz` takes them where they are not given."""
    return 8 if ask.n is None else ask.n, ask.seed or 0


def _mastery(codes: Sequence[int]) -> dict[int, Mastery]:
    about = [question for question in review_bank().values() if set(question.codes) & set(codes)]
    found, _ = mastery(about, review_states(), stored_progress.now())
    return {code: found[code] for code in sorted(codes) if code in found}


def _next_open(state: PageState) -> Page | None:
    """Return the next page on which something is left to do."""
    states = page_states()
    place = next(number for number, each in enumerate(states) if each.page is state.page)
    return next((each.page for each in states[place + 1 :] if not each.is_done), None)


def _is_sure() -> bool:
    """Whether the learner was certain of at least half of the pre-test, by their own words: a hint for their way."""
    noted = stored_progress.store().attempts(where=PRETEST)
    return bool(noted) and 2 * sum(each.confidence == CERTAIN for each in noted) >= len(noted)


# --- The questions of who skips a page ----------------------------------------------------------------------


def _questions_on(page: Page, seed: int = 0) -> tuple[Question, ...]:
    """Return questions about the codes of a page or, without codes, on the ideas of its quizzes; rare codes last."""
    if page.name == START:
        return ()
    asks = (ask for section in page.sections for ask in section.asks if ask.function == "quiz")
    what: Sequence[int | str] = page.codes or [key for ask in asks for key in ask.what if isinstance(key, str)]
    try:
        found = questions_about(what, n=EVERY, seed=seed)
    except LabError:  # nothing is asked there
        return ()
    return tuple(sorted(found, key=lambda question: catalog[question.codes[0]].met is Met.RARE))
