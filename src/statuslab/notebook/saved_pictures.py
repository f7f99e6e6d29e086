"""The pictures of cards in a saved page, drawn anew from the progress store when the page is opened.

A picture is the `text/html` of a card's output: it shows where the card's kernel is gone. The metadata of the output
say what it shows. The live view is kept there while the page lies on the disk, so that no other program looks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from statuslab.errors import LabError
from statuslab.learning.history import Attempt
from statuslab.notebook import stored_progress
from statuslab.widgets.html import STYLE_MARK, Safe, join, page, tag
from statuslab.widgets.quiz import MARK, VIEW

if TYPE_CHECKING:
    from statuslab.questions import Question
    from statuslab.widgets.quiz import Feedback

Output = dict[str, Any]
ASLEEP = "Saved picture: this card's kernel has ended. Run its cell (Shift+Enter) to go on; your answers are kept."
ELSEWHERE = (  # on the disk, where any program may find it
    "Saved picture. To go on, run the page's first code cell and then this one (Shift+Enter); your answers are kept."
)
_END_OF_LINE = "<!-- end of the line above the card -->"  # so that the line never stands there twice


def put_away(page: Mapping[str, Any]) -> None:
    """Make a page ready for the disk: pictures of open cards, and the live views in the metadata of their outputs.

    What was answered is not in the file, so an answer does not change it: two tabs may save the same page.
    """
    with stored_progress.only_reading(nothing=True):
        for output, picture, _ in _pictures(page):
            output["data"]["text/html"] = _with_lines([ELSEWHERE], picture)
            output.setdefault("metadata", {}).setdefault(MARK, {})["view"] = output["data"].pop(VIEW)


def bring_back(page: Mapping[str, Any]) -> None:
    """Make a page from the disk ready to be shown: live views, and pictures of how each card was left."""
    for _, output in _our_outputs(page):
        if "view" in output["metadata"].get(MARK, {}):
            output["data"][VIEW] = output["metadata"][MARK].pop("view")
    told: set[str] = set()
    with stored_progress.only_reading():
        for output, picture, problem in _pictures(page):
            output["data"]["text/html"] = _with_lines([ASLEEP] + [problem] * (problem not in {"", *told}), picture)
            told.add(problem)


def _pictures(page: Mapping[str, Any]) -> Iterator[tuple[Output, str, str]]:
    """Go through the outputs with a live view: their pictures, and a line where one cannot be drawn anew."""
    for trusted, output in list(_our_outputs(page)):
        if VIEW in output["data"]:
            saved = output.get("metadata", {}).get(MARK, {})
            yield output, *_drawn(saved, trusted, _bare(output))


def _bare(output: Output) -> str:
    """Return the picture of an output, without lines above it."""
    return "".join(output["data"].get("text/html", "")).rpartition(_END_OF_LINE)[2]


def _with_lines(lines: list[str], picture: str) -> str:
    """Return a picture with lines above it."""
    above = page(("saved",), join(tag("p", {"class": "saved line"}, line) for line in lines))
    return f"{above}{_END_OF_LINE}{picture}"


def _our_outputs(page: Mapping[str, Any]) -> Iterator[tuple[bool, Output]]:
    """Go through the outputs of our cards, and whether the cell of each is trusted."""
    for cell in page["cells"]:
        for output in cell.get("outputs", ()):
            data, metadata = output.get("data", {}), output.get("metadata", {})
            if MARK in metadata or (VIEW in data and STYLE_MARK in "".join(data.get("text/html", ""))):
                yield bool(cell["metadata"].get("trusted")), output


def _drawn(saved: Mapping[str, Any], trusted: bool, old: str) -> tuple[str, str]:
    """Return a picture, and a line if it could not be drawn anew. It is then as it was."""
    try:
        return str(_picture(saved) or old) if trusted else old, ""
    except LabError as error:
        return old, f"Your answers cannot be shown now: {error}. Nothing is lost."
    except Exception as error:  # a mistake of ours must not keep the page from opening
        return old, f"This picture cannot be drawn anew ({type(error).__name__}: {error}). Nothing is lost."


# --- One card -----------------------------------------------------------------------------------------------


def _picture(saved: Mapping[str, Any]) -> Safe | None:
    """Draw a card as it was left; None for one of which nothing is stored. Raises LabError."""
    match saved:
        case {"challenge": str(name)}:
            return _challenge(name)
        case {"exam": str(key)}:
            return _exam(key, saved.get("bank"))
        case {"card": str(key), "questions": list(ids), "seed": int(seed)}:
            found = {each.question: each for each in stored_progress.store().last_attempts(key)}
            return _quiz([_question(str(id), saved.get("bank")) for id in ids], seed, found, saved.get("mode"))
    return None


def _quiz(questions: list[Question], seed: int, found: Mapping[str, Attempt], mode: Any) -> Safe:
    from statuslab.notebook.codes import names
    from statuslab.widgets.quiz import items_html, question_item

    items = [question_item(each, names(), seed=seed) for each in questions]
    answered = [(each, found[each.id]) for each in questions if each.id in found]
    return items_html(items, {each.id: _feedback(each, attempt, seed, mode) for each, attempt in answered})


def _feedback(question: Question, attempt: Attempt, seed: int, mode: Any) -> Feedback:
    from statuslab.notebook.codes import names
    from statuslab.questions import grade
    from statuslab.widgets.quiz import LearnerAnswer, feedback_of, predict_feedback, unjudged

    if mode == "pretest":
        return {"noted": True}
    answer = LearnerAnswer(question.at(seed), attempt.answer, attempt.confidence, seed, earlier=True)
    try:
        verdict = grade(answer.question, answer.answer, answer.confidence)
    except LabError:  # the question was changed since
        return unjudged("")
    feedback = predict_feedback if question.form == "predict" else feedback_of
    return feedback(answer, verdict, names())


def _question(id: str, bank: str | None) -> Question:
    """Return a question by id: of a bank, or made from a scene or a challenge."""
    from statuslab.notebook import quiz, review

    if bank:
        return quiz.own_bank(bank)[id]
    if made := review.made_question(id):
        return made
    return quiz.cdn_bank()[id] if id.startswith("cdn-") else quiz.bank()[id]


def _challenge(name: str) -> Safe:
    from statuslab.codes import find_challenge
    from statuslab.notebook.challenges import challenge_facts, challenge_key, done_before
    from statuslab.widgets.challenge import card_html

    challenge = find_challenge(name)
    attempts = stored_progress.store().last_attempts(challenge_key(challenge))
    stages = challenge.stages if challenge.is_quest else ()
    shown = {
        "state": "done" if attempts else "ended",
        "stages": [{"goal": stage.goal, "done": bool(attempts)} for stage in stages],
        "message": done_before(attempts[-1]) if attempts else "Not done yet.",
        **dict.fromkeys(("seen", "news", "html"), ""),
        "hints": [],
    }
    return card_html(challenge_facts(challenge, ""), shown)


def _exam(key: str, bank: str | None) -> Safe | None:
    from statuslab.notebook.codes import names
    from statuslab.notebook.exam import exam_going_on
    from statuslab.widgets.exam import exam_html

    if stored_progress.store().get(key) is None:
        return None
    return exam_html(exam_going_on(key, bank), names())
