"""The notebook function `review`: the questions that are due now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

from statuslab.codes import all_challenges, all_scenes, find_challenge, find_scene
from statuslab.errors import LabError
from statuslab.learning.review_state import ReviewState
from statuslab.learning.scheduling import Due, due, forecast
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.coming_back import DAYS, in_days
from statuslab.notebook.demos import display_options, lab, predict_question, prediction_feedback
from statuslab.notebook.quiz import lessons
from statuslab.notebook.saved_cards import answer_saver, restored
from statuslab.notebook.view import View

if TYPE_CHECKING:
    from statuslab.questions import Question, Verdict
    from statuslab.scenarios.judging import Challenge
    from statuslab.widgets.quiz import LearnerAnswer, QuizCard

REVIEW = "review"


@cache
def review_bank() -> Mapping[str, Question]:
    """Return everything that a review may ask, by id: the published bank, every prediction, every challenge."""
    questions = (*lessons(), *map(predict_question, all_scenes()), *map(_challenge_question, all_challenges()))
    return {question.id: question for question in questions}


def _challenge_question(challenge: Challenge) -> Question:
    """Return a challenge as a question: it has no options, and is judged by what the lab has seen."""
    from statuslab.questions import Question
    from statuslab.questions.proof import Proof

    return Question(
        id=f"provoke-{challenge.name}",
        codes=(challenge.code,),
        idea=f"provoke-{challenge.code}",
        skill="situation to code",
        form="provoke",
        level=3,
        ask=challenge.task,
        options=(),
        hint=challenge.hints[0],
        source=catalog[challenge.code].source,
        proof=(Proof(rfc=catalog[challenge.code].source),),
    )


def made_question(id: str) -> Question | None:
    """Return the question that is made from a scene or a challenge and has this id; None for all others."""
    kind, _, name = id.partition("-")
    if kind == "predict":
        return predict_question(find_scene(name))
    return _challenge_question(find_challenge(name)) if kind == "provoke" else None


def review(n: int = 12) -> QuizCard | View:
    """Ask n questions that are due today, each with the reason why it is asked.

    A review of today that was not finished goes on. Raises LabError.
    """
    from statuslab.widgets.quiz import QuizCard

    if n < 1:
        raise LabError(f"review(n={n}): expected at least 1 question")
    number, drawn = _open_review() or _new_review(n)
    if not drawn:
        return _nothing_due()
    key = f"{REVIEW} {number}"
    questions = [review_bank()[each.question] for each in drawn]
    card = QuizCard(
        questions,
        names(),
        _feedback,
        save=answer_saver(REVIEW, key),
        seed=number,
        reasons={each.question: _reason(each) for each in drawn},
        ending=_ending,
    )
    return restored(card, key)


def _reason(drawn: Due) -> str:
    """Say why a question is asked, and for a challenge also where the lab is."""
    where = f" · your lab: {display_options().host(lab.url)}" if review_bank()[drawn.question].form == "provoke" else ""
    return drawn.reason + where


def _open_review() -> tuple[int, list[Due]] | None:
    """Return today's review, if it has an open question."""
    stored = stored_progress.stored_value(REVIEW, _read_review)
    if not stored or stored[1] != stored_progress.now().date().isoformat():
        return None
    number, _, drawn = stored
    drawn = [each for each in drawn if each.question in review_bank()]
    answered = {attempt.question for attempt in stored_progress.saved_attempts(f"{REVIEW} {number}")}
    return (number, drawn) if {each.question for each in drawn} - answered else None


def _read_review(stored: Any) -> tuple[int, str, list[Due]]:
    """Return number, day and questions of a review as it is stored."""
    return int(stored["number"]), str(stored["day"]), [Due(str(id), str(reason)) for id, reason in stored["drawn"]]


def _new_review(n: int) -> tuple[int, list[Due]]:
    """Draw what is due, and store it, so that the review goes on after a kernel has died."""
    stored = stored_progress.stored_value(REVIEW, _read_review)
    number = (stored[0] if stored else 0) + 1
    drawn = draw_due(n, number)
    day = stored_progress.now().date().isoformat()
    if drawn:
        stored_progress.store().put(
            REVIEW, {"number": number, "day": day, "drawn": [[each.question, each.reason] for each in drawn]}
        )
    return number, drawn


def review_states() -> dict[str, ReviewState]:
    """Return the review states of the questions that a review may still ask."""
    return {id: state for id, state in stored_progress.store().review_states().items() if id in review_bank()}


def draw_due(n: int, seed: int) -> list[Due]:
    """Return the n questions that this learner should be asked now."""
    known = review_states()
    return due(_candidates(known), known, stored_progress.store().confusions(), stored_progress.now(), Random(seed), n)


def _candidates(known: Mapping[str, ReviewState]) -> list[Question]:
    """Return the questions that were asked before, and new ones on their codes; at first, those on everyday codes."""
    met = {code for id in known for code in review_bank()[id].codes}
    if not met:
        met = {record.code for record in catalog if record.met == "everyday"}
    return [question for question in review_bank().values() if question.id in known or met.issuperset(question.codes)]


def _feedback(answer: LearnerAnswer, verdict: Verdict) -> dict[str, Any]:
    """Make the feedback on a question of any form."""
    from statuslab.notebook.challenges import challenge_feedback
    from statuslab.widgets.quiz import feedback_of

    if answer.question.form == "predict":
        return prediction_feedback(answer, verdict)
    if answer.question.form == "provoke":
        return challenge_feedback(answer, verdict)
    return feedback_of(answer, verdict, names())


def _ending(right: int, count: int) -> str:
    ahead = forecast(review_states().values(), stored_progress.now(), DAYS)
    return f"Done: {right} of {count} right. {_outlook(ahead)}"


def _nothing_due() -> View:
    ahead = forecast(review_states().values(), stored_progress.now(), DAYS)
    message = f"Nothing is due today. {_outlook(ahead)} progress() shows the map."
    return View(message, f"<p>{message}</p>")


def _outlook(ahead: Sequence[int]) -> str:
    """Say in a sentence when the next questions fall due."""
    if ahead[0]:
        return f"{_questions(ahead[0])} still due today: review() again."
    day = next((day for day, count in enumerate(ahead) if count), None)
    if day is None:
        return "Nothing falls due in the next two weeks."
    return f"{_questions(ahead[day])} due {in_days(day)}."


def _questions(count: int) -> str:
    return "1 question falls" if count == 1 else f"{count} questions fall"
