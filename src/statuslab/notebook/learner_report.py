"""The notebook function `report`: a page about what a learner has done, to keep or to hand out."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from statuslab.codes import index as code_index
from statuslab.errors import LabError
from statuslab.learning.course import PageState
from statuslab.learning.history import EXAM, POSTTEST, PRETEST, TEST_SIZE, Attempt
from statuslab.learning.learner_report import LONGEST_NAME, CodeRow, LearnerReport, PageRow, Score, to_json
from statuslab.learning.mastery import mastery
from statuslab.learning.review_state import ReviewState
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import catalog
from statuslab.notebook.course import page_states
from statuslab.notebook.review import review_bank, review_states
from statuslab.notebook.view import View
from statuslab.notebook.written_files import link_to, working_folder, write_page

KIND = "report"
LEARNER = "report"  # the key of the learner's random number in the progress store


def report(name: str = "", path: str | Path | None = None) -> View:
    """Write one page about what you have done, to keep or to hand out: report(), report(name="Ann").

    It has your pages, the codes you master, your last exam, and the gain since the pre-test; no name unless you give
    one. `statuslab team` makes an overview of several. Raises LabError.
    """
    from statuslab.widgets.learner_report import report_html, report_text

    made = learner_report(_checked(name))
    file = path if path is not None else file_name(made)
    shown, titles = {record.code: record.name for record in catalog}, _titles()
    output = report_html(made, shown, titles)
    title = "HTTP Status Lab: report" + (f" of {made.name}" if made.name else "")
    write_page(working_folder(), file, KIND, title, output, to_json(made))
    link = link_to(file, "Your report is in", "beside this page, to keep, to print or to send. It looks like this:")
    return View(f"{link.text}\n\n{report_text(made, titles)}", link.html + output)


def _checked(name: Any) -> str:
    text = " ".join(name.split()) if isinstance(name, str) else None
    if text is None or len(text) > LONGEST_NAME:
        raise LabError(f"report(name={name!r:.80}): expected a name of at most {LONGEST_NAME} characters, in quotes")
    return text


def file_name(made: LearnerReport) -> str:
    """The name of a report's file: with the name on it or, without one, with a part of its random number."""
    return f"statuslab-report-{re.sub(r'[^a-z0-9]+', '-', made.name.lower()).strip('-') or made.learner[:6]}.html"


# --- What is in it ------------------------------------------------------------------------------------------


def learner_report(name: str = "") -> LearnerReport:
    """The report of this machine's learner, as of today."""
    attempts = stored_progress.store().attempts()
    states = review_states()
    exam, after = _exam(attempts), _first_answers(attempts, POSTTEST)
    complete = after is not None and after.questions >= TEST_SIZE
    return LearnerReport(
        learner=_learner(),
        name=name,
        day=stored_progress.now().date().isoformat(),
        course=version("statuslab"),
        answers=len(attempts),
        pages=tuple(map(_page, page_states())),
        codes=tuple(_codes(states)),
        confused=_confused(),
        pretest=_first_answers(attempts, PRETEST) if exam or complete else None,  # sealed until then
        exam=exam,
        posttest=after if complete else None,
    )


def _learner() -> str:
    """The learner's random number, drawn with the first report. In a fixed lab it is zero."""
    if os.environ.get("STATUSLAB_FIXED"):
        return "0" * 32
    store = stored_progress.store()
    store.add_once(LEARNER, secrets.token_hex(16), ())
    found = stored_progress.stored_value(LEARNER, lambda stored: re.fullmatch("[0-9a-f]{32}", stored))
    if found is None:
        raise LabError(f"the random number of your reports in {store.path} cannot be read; statuslab forget draws anew")
    return found[0]


def _page(state: PageState) -> PageRow:
    return PageRow(state.page.name, state.asked if state.known else state.done, state.asked)


def _codes(states: Mapping[str, ReviewState]) -> Iterable[CodeRow]:
    about, _ = mastery(review_bank().values(), states, stored_progress.now())
    days: dict[int, list[bool]] = {}
    for id, state in states.items():
        for code in dict.fromkeys(review_bank()[id].codes):
            days.setdefault(code, []).extend(right for _, right in state.days)
    for record in catalog:
        first = days.get(record.code, [])
        yield CodeRow(record.code, about[record.code].state, len(first), sum(first))


def _confused() -> tuple[tuple[int, int, int], ...]:
    known = [each for each in stored_progress.store().confusions() if each.right in catalog and each.chosen in catalog]
    return tuple(sorted((each.right, each.chosen, each.times) for each in known))


def _first_answers(attempts: Iterable[Attempt], where: str) -> Score | None:
    """The first answers to a pre-test or post-test."""
    first: dict[str, Attempt] = {}
    for each in attempts:
        if each.where == where:
            first.setdefault(each.question, each)
    return _test(first.values(), len(first))


def _exam(attempts: Iterable[Attempt]) -> Score | None:
    """The last exam that was handed in with an answer. What was left open counts as wrong."""
    handed_in = [each for each in attempts if each.where == EXAM]
    if not handed_in:
        return None
    card = handed_in[-1].card
    asked = stored_progress.stored_value(card, lambda stored: len(stored["questions"]))
    given = {each.question: each for each in handed_in if each.card == card}
    return _test(given.values(), max(asked or 0, len(given)))


def _test(answers: Iterable[Attempt], questions: int) -> Score | None:
    given = list(answers)
    if not given:
        return None
    return Score(questions, round(sum(each.score for each in given), 4), given[-1].at.date().isoformat())


def _titles() -> dict[str, str]:
    return {page.name: page.title for page in code_index().pages.values()}
