"""The notebook function `review`: what is due now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

from statuslab.codes import all_challenges, all_scenes
from statuslab.errors import LabError
from statuslab.learning.review_state import ReviewState
from statuslab.learning.scheduling import Due, due, forecast
from statuslab.notebook import stored_progress
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.demos import display_options, lab, predict_question, prediction_feedback
from statuslab.notebook.quiz import lessons
from statuslab.notebook.saved_cards import answer_saver, restored
from statuslab.notebook.view import View

if TYPE_CHECKING:
    from statuslab.questions import Question, Verdict
    from statuslab.scenarios.judging import Challenge
    from statuslab.widgets.quiz import LearnerAnswer, QuizCard

REVIEW = "review"
DAYS = 14


@cache
def review_bank() -> Mapping[str, Question]:
    """Everything that may be asked, by id: the published bank, every prediction, every challenge."""
    questions = (*lessons(), *map(predict_question, all_scenes()), *map(_task, all_challenges()))
    return {question.id: question for question in questions}


def _task(challenge: Challenge) -> Question:
    """A challenge as a question of a review: no options, judged by what the lab saw."""
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


def review(n: int = 12) -> QuizCard | View:
    """What is due today, mixed, each with the reason it came. A review that was left open goes on where it was."""
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
    """Why it is asked; and where the lab is, for what has to be brought about."""
    where = f" · your lab: {display_options().host(lab.url)}" if review_bank()[drawn.question].form == "provoke" else ""
    return drawn.reason + where


def _open_review() -> tuple[int, list[Due]] | None:
    """Today's review, as long as it has an open question."""
    kept = stored_progress.store().get(REVIEW)
    if not kept or kept["day"] != stored_progress.now().date().isoformat():
        return None
    drawn = [Due(id, reason) for id, reason in kept["drawn"] if id in review_bank()]
    answered = {attempt.question for attempt in stored_progress.saved_attempts(f"{REVIEW} {kept['number']}")}
    return (kept["number"], drawn) if {each.question for each in drawn} - answered else None


def _new_review(n: int) -> tuple[int, list[Due]]:
    """Draw what is due, and remember it, so that a kernel that dies takes nothing along."""
    number = (stored_progress.store().get(REVIEW) or {"number": 0})["number"] + 1
    drawn = draw_due(n, number)
    day = stored_progress.now().date().isoformat()
    if drawn:
        stored_progress.store().put(
            REVIEW, {"number": number, "day": day, "drawn": [[each.question, each.reason] for each in drawn]}
        )
    return number, drawn


def review_states() -> dict[str, ReviewState]:
    """Where everything that may still be asked stands."""
    return {id: state for id, state in stored_progress.store().review_states().items() if id in review_bank()}


def draw_due(n: int, seed: int) -> list[Due]:
    """The n questions that this learner should be asked now."""
    known = review_states()
    return due(
        _within_reach(known), known, stored_progress.store().confusions(), stored_progress.now(), Random(seed), n
    )


def _within_reach(known: Mapping[str, ReviewState]) -> list[Question]:
    """What was met, and what is new on codes that were met; for a beginner, what people meet every day."""
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
    return f"Done: {right} of {count} right. {_comes(ahead)}"


def _nothing_due() -> View:
    ahead = forecast(review_states().values(), stored_progress.now(), DAYS)
    words = f"Nothing is due today. {_comes(ahead)} progress() shows the map."
    return View(words, f"<p>{words}</p>")


def _comes(ahead: Sequence[int]) -> str:
    """When the next questions fall due, in a sentence."""
    if ahead[0]:
        return f"{_questions(ahead[0])} still due today: review() again."
    day = next((day for day, count in enumerate(ahead) if count), None)
    if day is None:
        return "Nothing falls due in the next two weeks."
    return f"{_questions(ahead[day])} due {'tomorrow' if day == 1 else f'in {day} days'}."


def _questions(count: int) -> str:
    return "1 question falls" if count == 1 else f"{count} questions fall"
