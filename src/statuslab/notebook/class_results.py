"""The results of a class that a student keeps: their answers, imported into their own progress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.notebook import stored_progress
from statuslab.notebook.review import review_bank
from statuslab.wording import quantity

CLASS, RESULTS = "class", "statuslab-results-1"
DEFAULT_CONFIDENCE = 1  # "fairly sure" in a learner's own records, which have no other word for what was not said


def import_results(results: Any) -> str:
    """Store the attempts of a results file that are new, and return a line that says how many."""
    attempts = _attempts(results)
    known = {(each.question, each.at) for each in stored_progress.store().attempts(where=CLASS)}
    fresh = [each for each in attempts if (each.question, each.at) not in known]
    stored_progress.store().add_all(fresh)
    missed = [each.question for each in fresh if not each.right]
    unknown = len(set(missed) - set(review_bank()))
    words = f"{quantity(len(fresh), 'answer')} kept, {len(missed)} of them missed"
    if unknown:
        return f"{words}; {quantity(unknown, 'question')} of the host's own bank cannot come back in review()."
    return f"{words}: review() brings {'those' if len(missed) > 1 else 'it'} back." if missed else f"{words}."


def _attempts(results: Any) -> list[Attempt]:
    try:
        if results["format"] != RESULTS:
            raise ValueError(f"format {str(results['format'])[:40]!r}")
        return [_attempt(each) for each in results["attempts"]]
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        why = f"{type(error).__name__}: {error}" if isinstance(error, LookupError) else error
        raise LabError(f"these are no results of a class ({why}); expected the file that a class page kept") from None


def _attempt(raw: Mapping[str, Any]) -> Attempt:
    mistaken, seconds = raw["mistaken"], raw["seconds"]
    return Attempt(
        question=str(raw["question"]),
        at=datetime.fromisoformat(raw["at"]).astimezone(stored_progress.now().tzinfo),
        score=float(raw["score"]),
        confidence=DEFAULT_CONFIDENCE if raw["confidence"] is None else int(raw["confidence"]),
        answer=tuple(int(each) for each in raw["answer"]),
        seed=int(raw["seed"]),
        where=CLASS,
        card=str(raw["card"]),
        mistaken=(int(mistaken[0]), int(mistaken[1])) if mistaken else None,
        seconds=None if seconds is None else float(seconds),
    )
