"""Saved cards: each answer is stored when it is given, and a cell that is run again shows its card as it was left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from statuslab.learning.history import Attempt
from statuslab.notebook import stored_progress
from statuslab.notebook.shell import running_shell

if TYPE_CHECKING:
    from statuslab.questions import Verdict
    from statuslab.widgets.quiz import LearnerAnswer, QuizCard, SaveAnswer


def card_key(*parts: object) -> str:
    """Return the key that a card is saved under: its arguments, and the id of the cell if the front end sends one."""
    return " ".join(map(str, (*parts, *_cell())))


def answer_saver(where: str, card: str) -> SaveAnswer:
    """Return a callback that stores each answer of a card, and returns a line to show where that failed."""
    return lambda answer, verdict: stored_progress.save(attempt_of(answer, verdict, where, card))


def attempt_of(answer: LearnerAnswer, verdict: Verdict, where: str, card: str) -> Attempt:
    """Return a graded answer as the progress store keeps it."""
    from statuslab.questions import mistaken  # imported already, or there would be no answer

    return Attempt(
        question=answer.question.id,
        at=stored_progress.now(),
        score=verdict.score,
        confidence=answer.confidence,
        answer=answer.answer,
        seed=answer.seed,
        where=where,
        card=card,
        mistaken=mistaken(answer.question, answer.answer),
        seconds=answer.seconds,
    )


def restored(card: QuizCard, key: str, bank: str | Path | None = None) -> QuizCard:
    """Return the card with its saved answers shown. `bank` is where its questions are, if they are a teacher's own."""
    card.saved_as = {"card": key} | ({"bank": str(Path(bank).expanduser().resolve())} if bank else {})
    card.restore({each.question: (each.answer, each.confidence) for each in stored_progress.saved_attempts(key)})
    return card


def _cell() -> tuple[str, ...]:
    """Return the id of the running cell as JupyterLab sends it, or nothing in other front ends."""
    try:
        return (running_shell().get_parent()["metadata"]["cellId"],)
    except (AttributeError, KeyError, TypeError):
        return ()
