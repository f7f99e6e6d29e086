"""Cards that remember: each answer is stored when it is given, and a cell run again finds its card as it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statuslab.learning.review_state import Attempt
from statuslab.notebook import running_shell, stored_progress

if TYPE_CHECKING:
    from statuslab.widgets.quiz import LearnerAnswer, QuizCard, SaveAnswer


def card_key(*parts: object) -> str:
    """What a card is remembered by: what was asked for, and the cell that asked, where the notebook tells which."""
    return " ".join(map(str, (*parts, *_cell())))


def answer_saver(where: str, card: str) -> SaveAnswer:
    """Stores each answer of a card; gives a line to show where that went wrong."""

    def keep(given: LearnerAnswer) -> str:
        return stored_progress.save(attempt_of(given, where, card))

    return keep


def attempt_of(given: LearnerAnswer, where: str, card: str) -> Attempt:
    """An answer on a card as the memory keeps it."""
    from statuslab.questions import grade, mistaken  # here already, or there would be no answer

    return Attempt(
        question=given.question.id,
        at=stored_progress.now(),
        score=grade(given.question, given.answer, given.confidence).score,
        confidence=given.confidence,
        answer=given.answer,
        seed=given.seed,
        where=where,
        card=card,
        mistaken=mistaken(given.question, given.answer),
        seconds=given.seconds,
    )


def restored(card: QuizCard, key: str) -> QuizCard:
    """The card with the answers it was given before."""
    card.restore({each.question: (each.answer, each.confidence) for each in stored_progress.saved_attempts(key)})
    return card


def _cell() -> tuple[str, ...]:
    """The id of the cell that is being run, as JupyterLab names it; nothing anywhere else."""
    try:
        return (running_shell().get_parent()["metadata"]["cellId"],)
    except (AttributeError, KeyError, TypeError):
        return ()
