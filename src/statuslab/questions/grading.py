"""How an answer to a question is graded.

An answer is always a tuple of ints, and what they mean depends on the form:

single, line, predict, poll   the chosen option's index
multiple                      the indices of all chosen options
number                        the number that was typed
order                         the indices of all options in the learner's order (a file has them in the right one)
match                         for each option the index of the option whose `match` was put beside it
provoke                       1 if the lab saw it happen, 0 if the learner gave up
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from statuslab.errors import LabError
from statuslab.questions.forms import Form
from statuslab.questions.model import Question

CONFIDENCE = ("guessing", "fairly sure", "certain")


@dataclass(frozen=True, slots=True)
class Mark:
    """The grading of one option.

    In an order or a match all options are chosen, and `right` says whether the option is in its place. `put` is where
    the learner put it: its place in the order, or the index of the option whose match was put beside it.
    """

    index: int
    chosen: bool
    right: bool
    why: str
    put: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grading of an answer: a score from 0 to 1, a mark for each option, and a headline."""

    right: bool
    score: float
    marks: tuple[Mark, ...]
    headline: str


def grade(question: Question, answer: Iterable[int], confidence: int = 1) -> Verdict:
    """Grade an answer to a concrete question. The confidence (0 to 2) changes the headline, never the score.

    The wrong ticks of a multiple choice cost as much as its right ticks earn, so that ticking everything scores 0. An
    order earns by pairs in the right order, so that a random one scores 0 on average. A match earns its share of right
    pairs. In a poll nothing is right and nothing is wrong. Raises LabError for an answer or a confidence that the
    question cannot have.
    """
    answer = tuple(answer)
    _check(question, answer, confidence)
    marks = tuple(_mark(question, index, answer) for index in range(len(question.options)))
    score = _score(question, answer, marks)
    return Verdict(score == 1, score, marks, _headline(question.form, score, confidence))


def mistaken(question: Question, answer: Sequence[int]) -> tuple[int, int] | None:
    """Return the right code and the code chosen instead, if the answer is a single wrong code."""
    if question.form not in ("single", "predict", "number") or len(question.key) != 1 or len(answer) != 1:
        return None
    (right,) = (question.options[index].code for index in question.key)
    chosen = answer[0] if question.form == "number" else question.options[answer[0]].code
    if right is None or chosen is None or right == chosen or not 100 <= chosen < 600:
        return None
    return right, chosen


def _mark(question: Question, index: int, answer: tuple[int, ...]) -> Mark:
    option = question.options[index]
    if question.form == "order":
        return Mark(index, True, answer[index] == index, option.why, answer.index(index))
    if question.form == "match":
        put = answer[index]
        return Mark(index, True, question.options[put].match == option.match, option.why, put)
    return Mark(index, (option.value if question.form == "number" else index) in answer, option.right, option.why)


def _score(question: Question, answer: tuple[int, ...], marks: tuple[Mark, ...]) -> float:
    if question.form == "provoke":
        return float(answer[0])
    if question.form == "poll":
        return 0.0
    if question.form == "match":
        return sum(mark.right for mark in marks) / len(marks)
    if question.form == "order":
        pairs = list(combinations(answer, 2))
        return max(0.0, 2 * sum(first < second for first, second in pairs) / len(pairs) - 1)
    if question.form == "number":
        return float(any(mark.chosen and mark.right for mark in marks))
    keys, wrong = len(question.key), len(question.options) - len(question.key)
    hits = sum(mark.chosen and mark.right for mark in marks)
    misses = sum(mark.chosen and not mark.right for mark in marks)
    return max(0.0, hits / keys - misses / wrong)


def _check(question: Question, answer: tuple[int, ...], confidence: int) -> None:
    name, form, count = f"question {question.id}", question.form, len(question.options)
    if not answer:
        raise LabError(f"{name}: no option chosen, expected one; choose before you check")
    if form == "provoke" and answer not in ((0,), (1,)):
        raise LabError(f"{name}: expected (1,) for done or (0,) for given up, got {answer}")
    if form in ("single", "line", "predict", "number", "poll") and len(answer) > 1:
        raise LabError(
            f"{name}: {len(answer)} {'numbers given' if form == 'number' else 'options chosen'}, expected one"
        )
    if form not in ("number", "provoke") and not set(answer) <= set(range(count)):
        raise LabError(f"{name}: options run 0-{count - 1}, got {sorted(set(answer))}")
    if form == "order" and sorted(answer) != list(range(count)):
        raise LabError(f"{name}: expected each of its {count} options once, got {list(answer)}")
    if form == "match" and len(answer) != count:
        raise LabError(f"{name}: {len(answer)} options matched, expected all {count}")
    if confidence not in range(len(CONFIDENCE)):
        raise LabError(f"confidence {confidence!r}, expected 0 ({CONFIDENCE[0]}) to 2 ({CONFIDENCE[2]})")


def _headline(form: Form, score: float, confidence: int) -> str:
    if form == "poll":
        return "Noted"
    if form == "provoke":
        return "Done: the lab saw it" if score else "Given up for now; it waits for another try"
    if score == 1:
        return ("Right, and no guess next time", "Right", "Right, and you knew it")[confidence]
    if score > 0:
        return "Partly right"
    return ("Not this one", "Not this one", "Sure, and wrong: worth a second look")[confidence]
