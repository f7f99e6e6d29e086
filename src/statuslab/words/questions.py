"""The words that ask: quiz, and the bank behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from statuslab.errors import LabError
from statuslab.io.files import data_folder
from statuslab.words.codes import catalog, names

if TYPE_CHECKING:
    from statuslab.bank import Bank
    from statuslab.questions import Question
    from statuslab.widgets.quiz import QuizCard

PRETEST = "pretest"


@cache
def bank() -> Bank:
    """The published bank, read once."""
    from statuslab.bank import load_bank

    return load_bank(data_folder() / "questions")


def quiz(*what: int | str, n: int = 8, seed: int = 0) -> QuizCard:
    """Questions about codes or classes: quiz("2xx"), quiz(401, 403), quiz("2xx", n=20); quiz("pretest") keeps quiet.

    Raises LabError where nothing fits.
    """
    from statuslab.widgets.quiz import QuizCard

    if what == (PRETEST,):
        return QuizCard(_pretest(), names(), _keep_quietly, mode="pretest")
    questions = _drawn(_about(what), n, seed)
    return QuizCard(questions, names(), _graded, seed=seed)


def _about(what: Iterable[int | str]) -> tuple[Question, ...]:
    keys = tuple(what)
    if not keys:
        raise LabError('quiz() needs to know about what: quiz("2xx"), quiz(401, 403) or quiz("pretest")')
    codes = {record.code for key in keys for record in catalog.find(key)}
    found = [each for each in bank() if codes & set(each.codes) and not each.id.startswith(PRETEST)]
    if not found:
        raise LabError(f'no question about {", ".join(map(str, keys))} in the bank yet; try quiz("2xx")')
    return tuple(found)


def _drawn(questions: tuple[Question, ...], n: int, seed: int) -> tuple[Question, ...]:
    """So many questions, one code after another before any code comes twice, the same for one seed."""
    from random import Random

    if n < 1:
        raise LabError(f"quiz(n={n}): expected at least 1 question")
    shuffled = list(questions)
    Random(seed).shuffle(shuffled)
    turns: dict[int, int] = {}
    places = []
    for question in shuffled:
        turns[question.codes[0]] = turns.get(question.codes[0], 0) + 1
        places.append((turns[question.codes[0]], question))
    return tuple(question for _, question in sorted(places, key=lambda place: place[0]))[:n]


def _graded(id: str, selected: tuple[int, ...], confidence: int) -> Mapping[str, Any]:
    from statuslab.questions import grade
    from statuslab.widgets.quiz import feedback_of

    question = bank()[id]
    return feedback_of(grade(question, selected, confidence), question.source)


def _pretest() -> tuple[Question, ...]:
    return tuple(question for question in bank() if question.id.startswith(PRETEST))


def _keep_quietly(id: str, selected: tuple[int, ...], confidence: int) -> None:
    """Grade without telling, and keep it for the comparison at the end of the course."""
    from statuslab.io.answers import keep
    from statuslab.io.files import home
    from statuslab.questions import grade

    score = grade(bank()[id], selected, confidence).score
    keep(home() / "pretest.json", id, {"selected": list(selected), "confidence": confidence, "score": score})
