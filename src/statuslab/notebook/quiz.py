"""The notebook function `quiz`, and the question bank behind it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from statuslab.errors import LabError
from statuslab.learning.history import CERTAIN, POSTTEST, PRETEST, TEST_SIZE, Attempt
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.coming_back import comes_back
from statuslab.notebook.saved_cards import answer_saver, card_key, restored
from statuslab.storage.files import compiled_questions, data_folder
from statuslab.storage.published_bank import published_bank
from statuslab.wording import quantity

if TYPE_CHECKING:
    from statuslab.questions import Bank, Question
    from statuslab.widgets.quiz import QuizCard


FORM_A, FORM_B = f"{PRETEST}-a", f"{PRETEST}-b"
LATER = ("cache-",)  # ideas with a page of their own, later in the course: a quiz about codes leaves them to it
TESTS = (PRETEST, FORM_A, FORM_B, POSTTEST)  # asked without feedback


@cache
def bank() -> Bank:
    """Return the published question bank. It is read once."""
    published, problem = published_bank(data_folder() / "questions", compiled_questions())
    if problem and not os.environ.get("STATUSLAB_FIXED"):  # the outputs of a fixed lab say nothing about its files
        print(f"statuslab: {problem}", file=sys.stderr)
    return published


def lessons() -> tuple[Question, ...]:
    """Return the published questions without those of the pre-test, which are asked only once."""
    return tuple(question for question in bank() if not question.id.startswith(PRETEST))


@cache
def cdn_bank() -> Bank:
    """Return the questions on a CDN's own numbers. They are beside the bank: no review, exam or report asks them."""
    folder = "cdn_questions"
    return published_bank(data_folder() / folder, compiled_questions(folder))[0]


def own_bank(path: str | Path) -> Bank:
    """Read a teacher's own bank. Raises LabError if it is missing or has mistakes."""
    from statuslab.questions.loader import load_bank

    return load_bank(Path(path).expanduser())


def quiz(
    *what: int | str, n: int = 8, seed: int = 0, bank: str | Path | None = None, level: int | None = None
) -> QuizCard:
    """Ask n questions about codes or classes: quiz("2xx"), quiz(401, 403), quiz("2xx", n=20).

    The name of an idea gives the questions that share it: quiz("ask-or-refuse"). quiz("pretest") asks eight questions
    without feedback, and quiz("posttest") eight others on the same ideas: those of the form that you have not had. Half
    of a group begins with quiz("pretest-b"). Another `seed` gives other questions, orders and numbers. `bank` is a file
    or folder of your own questions; alone it asks the first n in their order. `level` is that of the hardest questions
    to ask, 1 to 3. Raises LabError if no question fits.
    """
    from statuslab.widgets.quiz import QuizCard

    test = str(what[0]) if len(what) == 1 and what[0] in TESTS and bank is None else ""
    form = _form(test) if test else ""
    where, key = (_test_place(test), _test_key(test, form)) if test else ("quiz", _key(what, n, seed, bank, level))
    card = QuizCard(
        questions_about((form,) if test else what, n, seed, bank, level),
        names(),
        save=answer_saver(where, key),
        mode=PRETEST if test else "practice",
        seed=seed,
        ending=lambda _, count: closing_line(key, count),
    )
    return restored(card, key, bank)


def _key(what: Iterable[int | str], n: int, seed: int, bank: str | Path | None, level: int | None) -> str:
    return card_key("quiz", *what, n, seed, bank or "", *([] if level is None else [f"level {level}"]))


def closing_line(key: str, count: int) -> str:
    """Say how the first answers on a card were, and when its questions come back; "" for a single question."""
    if count < 2:
        return ""
    first: dict[str, Attempt] = {}
    for attempt in stored_progress.store().attempts(card=key):
        first.setdefault(attempt.question, attempt)
    right = sum(attempt.right for attempt in first.values())
    sure = sum(attempt.confidence == CERTAIN and not attempt.right for attempt in first.values())
    done = f"Done: {right} of {count} right at the first try."
    again = f"You were certain of {quantity(sure, 'answer')} and wrong: review() asks about that first." if sure else ""
    return " ".join(filter(None, (done, again, comes_back(first))))


def questions_about(
    what: Iterable[int | str],
    n: int = 8,
    seed: int = 0,
    bank: str | Path | None = None,
    level: int | None = None,
) -> tuple[Question, ...]:
    """Return the questions that quiz() would ask. Raises LabError if no question fits."""
    keys = tuple(what)
    if len(keys) == 1 and keys[0] in TESTS and bank is None:
        return _questions_of_form(FORM_B if keys[0] in (FORM_B, POSTTEST) else FORM_A)
    about = _about(keys, bank)
    fitting = tuple(question for question in about if level is None or question.level <= level)
    if not fitting:
        raise LabError(
            f"no question about {', '.join(map(str, keys))} has level {level} or less; expected level 1 to 3"
        )
    return _drawn(fitting, n, seed) if keys else fitting[:n]


def _about(what: Iterable[int | str], path: str | Path | None = None) -> tuple[Question, ...]:
    keys = tuple(what)
    if not keys and path is None:
        raise LabError('quiz() needs to know about what: quiz("2xx"), quiz(401, 403) or quiz("pretest")')
    questions: Iterable[Question] = bank() if path is None else own_bank(path)
    if not keys:
        return tuple(questions)
    ideas = {each.idea for each in questions} & set(map(str, keys))
    codes = {record.code for key in keys if key not in ideas for record in catalog.find(key)}
    if path is None and not codes.isdisjoint(catalog.extras):
        questions = (*questions, *cdn_bank())
    left_out = LATER if path is None else ()
    about = [
        each
        for each in questions
        if each.idea in ideas or (codes & set(each.codes) and not (each.idea or "").startswith(left_out))
    ]
    found = [each for each in about if not each.id.startswith(PRETEST)]
    if not found:
        where = (
            'the bank yet; try quiz("2xx")' if path is None else f"{path}; `statuslab bank list {path}` shows them all"
        )
        raise LabError(f"no question about {', '.join(map(str, keys))} in {where}")
    return tuple(found)


def _drawn(questions: tuple[Question, ...], n: int, seed: int) -> tuple[Question, ...]:
    """Return n questions: one of each code before any code comes twice. The same seed draws the same questions."""
    from random import Random

    if n < 1:
        raise LabError(f"quiz(n={n}): expected at least 1 question")
    shuffled = sorted(questions, key=lambda each: Random(f"{each.id} {seed}").random())  # a new question moves no other
    turns: dict[int, int] = {}
    places = []
    for question in shuffled:
        code = next(iter(question.codes), 0)
        turns[code] = turns.get(code, 0) + 1
        places.append((turns[code], question))
    return tuple(question for _, question in sorted(places, key=lambda place: place[0]))[:n]


# --- Pre-test and post-test ---------------------------------------------------------------------------------


def _questions_of_form(form: str) -> tuple[Question, ...]:
    both = tuple(question for question in bank() if question.id.startswith(PRETEST))
    return both[TEST_SIZE:] if form == FORM_B else both[:TEST_SIZE]


def _form(test: str) -> str:
    """Return the form that a test has for this learner: the one they have begun, and the other one afterwards."""
    if begun := _begun(POSTTEST if test == POSTTEST else PRETEST):
        return begun
    if test == POSTTEST:
        return FORM_A if _begun(PRETEST) == FORM_B else FORM_B
    return FORM_B if test == FORM_B else FORM_A


def _begun(where: str) -> str:
    """Return the form that a learner has answered questions of, or ""."""
    answered = {attempt.question for attempt in stored_progress.store().attempts(where=where)}
    return next(
        (form for form in (FORM_A, FORM_B) if answered & {question.id for question in _questions_of_form(form)}), ""
    )


def _test_place(test: str) -> str:
    return POSTTEST if test == POSTTEST else PRETEST


def _test_key(test: str, form: str) -> str:
    """Return the key of a card; that of form A before the course is the key that it always had."""
    if test == POSTTEST:
        return POSTTEST if form == FORM_B else f"{POSTTEST}-a"
    return FORM_B if form == FORM_B else PRETEST
