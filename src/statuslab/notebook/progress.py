"""The notebook function `progress`: the map of all codes, colored by mastery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from statuslab.learning.mastery import Mastery, mastery
from statuslab.learning.review_state import ReviewState
from statuslab.learning.scheduling import forecast
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import catalog, idea_title
from statuslab.notebook.coming_back import DAYS
from statuslab.notebook.quiz import bank
from statuslab.notebook.review import review_bank, review_states
from statuslab.notebook.view import View

if TYPE_CHECKING:
    from statuslab.widgets.progress import Outlook

FEW = 5


def progress(*what: int | str) -> View:
    """Show a map of all codes, or of some: progress(401, "5xx"). Colors say how well you have mastered each code.

    Below it are the questions that fall due, your weakest ideas, and the codes you mix up. Raises LabError for a code
    that the catalog does not have.
    """
    from statuslab.widgets.progress import Cell, progress_html, progress_text

    found = (record for key in what for record in catalog.find(key)) if what else catalog
    records = {record.code: record for record in found}
    about = {id: each for id, each in review_bank().items() if set(each.codes) & set(records)}
    known = {id: state for id, state in review_states().items() if id in about}
    codes, _ = mastery(about.values(), known, stored_progress.now())
    cells = [
        Cell(code, record.name, codes[code].state, _questions_met(codes[code]))
        for code, record in sorted(records.items())
    ]
    outlook = _outlook(known, set(records))
    return View(progress_text(cells, outlook), str(progress_html(cells, outlook)))


def _questions_met(mastery: Mastery) -> str:
    return f"{mastery.answered} of {mastery.questions} questions met" if mastery.answered else ""


def _outlook(known: Mapping[str, ReviewState], codes: set[int]) -> Outlook:
    from statuslab.widgets.progress import Outlook

    pairs = (each for each in stored_progress.store().confusions() if codes & {each.right, each.chosen})
    mixed = sorted(pairs, key=lambda each: (-each.times, each.right, each.chosen))
    return Outlook(
        answers=sum(state.tries for state in known.values()),
        due=forecast(known.values(), stored_progress.now(), DAYS),
        weakest=tuple(_weakest(known)[:FEW]),
        confused=tuple((each.right, each.chosen, each.times) for each in mixed[:FEW]),
    )


def _weakest(known: Mapping[str, ReviewState]) -> list[tuple[str, str]]:
    """Return the titles of the ideas with the most wrong last answers, the weakest first, each with its count."""
    ideas: dict[str, list[bool]] = {}
    for question in bank():
        if question.id in known:
            ideas.setdefault(question.idea, []).append(known[question.id].right)
    missed = [(idea, right) for idea, right in ideas.items() if not all(right)]
    ranked = sorted(missed, key=lambda each: (sum(each[1]) / len(each[1]), -len(each[1]), each[0]))
    return [(idea_title(idea), f"{sum(right)} of {len(right)} right") for idea, right in ranked]
