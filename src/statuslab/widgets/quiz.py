"""The quiz card: questions asked in a notebook, safe by keyboard, answered on one synced trait.

What a page gets are items without key or why, and it answers by positions in what it was shown; this side maps them
back. Feedback leaves only for an answer that was given.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import traitlets
from anywidget import AnyWidget

from statuslab.errors import LabError
from statuslab.questions import Mark, Question, grade, order, presented, unpresented
from statuslab.widgets.html import Safe, inline, page, plain, stylesheet, tag
from statuslab.widgets.scripts import script

Item = dict[str, Any]
Feedback = dict[str, Any]
VIEW = "application/vnd.jupyter.widget-view+json"
ACTIONS = {"predict": "Run it"}
ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th")


@dataclass(frozen=True, slots=True)
class LearnerAnswer:
    """One answer: to which concrete question, with which confidence, `seconds` after it was first seen.

    `earlier` where it was given before and is only shown again.
    """

    question: Question
    answer: tuple[int, ...]
    confidence: int
    seed: int = 0
    seconds: float | None = None
    earlier: bool = False


Ending = Callable[[int, int], str]
MakeFeedback = Callable[[LearnerAnswer], Feedback]
SaveAnswer = Callable[[LearnerAnswer], str | None]


def question_item(question: Question, names: Mapping[int, str], *, action: str = "Check", seed: int = 0) -> Item:
    """A question as the page sees it: as `presented`, and the word on its button."""
    return presented(question, seed, names) | {"action": ACTIONS.get(question.form, action)}


# --- Feedback -----------------------------------------------------------------------------------------------


def feedback_of(given: LearnerAnswer, names: Mapping[int, str], *, headline: str = "", html: str = "") -> Feedback:
    """What the card shows of a graded answer: {right, headline, marks, source, html}.

    `marks` has a row for every option, in the order to read them: {code, text, right, chosen, why, beside, yours};
    `beside` is what belongs beside it, and `yours` tells what the learner did with it.
    """
    question = given.question
    verdict = grade(question, given.answer, given.confidence)
    rows = [_row(given, verdict.marks[index], names) for index in _reading_order(given)]
    if question.form == "number" and not any(mark.chosen for mark in verdict.marks):
        rows.insert(0, _unforeseen(given.answer[0]))
    said = {"headline": headline or verdict.headline, "source": question.source, "html": html}
    return {"right": verdict.right, "marks": rows, **said}


def predict_feedback(given: LearnerAnswer, names: Mapping[int, str], html: str = "") -> Feedback:
    """What the run said of a prediction, in the shape of `feedback_of`; `html` is the wire, beside it."""
    (code,) = (given.question.options[index].code for index in given.question.key)
    if grade(given.question, given.answer).right:
        return feedback_of(given, names, headline=f"As you predicted: {code}", html=html)
    surprise = ", and you were certain: worth a second look" if given.confidence == 2 else ""
    return feedback_of(given, names, headline=f"Not as you predicted: it is {code}{surprise}", html=html)


def unjudged(headline: str) -> Feedback:
    """Something to say while the question stays open."""
    return {"right": None, "headline": headline, "marks": []}


def _reading_order(given: LearnerAnswer) -> Sequence[int]:
    """What was put in order is read in the right order, all else as it was shown."""
    arranged = given.question.form == "order"
    return range(len(given.question.options)) if arranged else order(given.question, given.seed)


def _row(given: LearnerAnswer, mark: Mark, names: Mapping[int, str]) -> dict[str, Any]:
    option = given.question.options[mark.index]
    return {
        "code": option.value,
        "text": option.text or names.get(option.code or 0, ""),
        "right": mark.right,
        "chosen": mark.chosen,
        "why": mark.why,
        "beside": option.match,
        "yours": _yours(given.question, mark),
    }


def _yours(question: Question, mark: Mark) -> str:
    if mark.put is None:
        return "your choice" if mark.chosen else ""
    if mark.right:
        return ""
    return f"you: {ORDINALS[mark.put] if question.form == 'order' else question.options[mark.put].match}"


def _unforeseen(number: int) -> dict[str, Any]:
    row = {"code": number, "text": "", "right": False, "chosen": True, "why": "", "beside": ""}
    return row | {"yours": "your choice"}


# --- The card -----------------------------------------------------------------------------------------------


class QuizCard(AnyWidget):
    """Questions one at a time. `tell(given)` makes the feedback (a plain grading where it is left out), then
    `keep(given)` may store the answer, before the page hears of either; the line it may give is shown beside.

    `reasons` tell by question id why it is asked; `ending(right, count)` is said when all are answered.
    A question that is provoked needs a `tell` that asks the lab. `mode` is "practice" or "pretest" (no feedback).
    A LabError of either becomes a headline, and the question stays open.
    """

    _esm = script("dom", "quiz")
    _css = stylesheet("palette", "quiz")

    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    attempt = traitlets.Dict().tag(sync=True)
    feedback = traitlets.Dict().tag(sync=True)
    ending = traitlets.Unicode("").tag(sync=True)
    mode = traitlets.Enum(("practice", "pretest"), "practice").tag(sync=True)

    def __init__(
        self,
        questions: Sequence[Question],
        names: Mapping[int, str],
        tell: MakeFeedback | None = None,
        *,
        keep: SaveAnswer | None = None,
        mode: str = "practice",
        action: str = "Check",
        seed: int = 0,
        reasons: Mapping[str, str] | None = None,
        ending: Ending | None = None,
    ) -> None:
        if tell is None and any(question.form == "provoke" for question in questions):
            raise LabError("a question that is provoked needs somebody who asks the lab; use challenge() for it")
        items = [question_item(each, names, action=action, seed=seed) for each in questions]
        why = reasons or {}
        super().__init__(items=[item | {"reason": why.get(item["id"], "")} for item in items], mode=mode)
        self._questions = {question.id: question.at(seed) for question in questions}
        self._tell: MakeFeedback = tell or (lambda given: feedback_of(given, names))
        self._keep, self._ending, self._seed, self._seen = keep, ending, seed, 0
        self.observe(self._answer, names="attempt")

    def restore(self, earlier: Mapping[str, tuple[Sequence[int], int]]) -> None:
        """Bring back earlier answers, {question id: (answer, confidence)}, and go on with the first open question.

        They are told and not kept again. What does not fit a question of this card any more is left out.
        """
        found: dict[str, Feedback] = {}
        for id, (answer, confidence) in earlier.items():
            if id in self._questions:
                told = self._told(
                    LearnerAnswer(self._questions[id], tuple(answer), confidence, self._seed, earlier=True)
                )
                found |= {id: told} if told.get("noted") or told["right"] is not None else {}
        self.feedback = found
        self.at = next((index for index, item in enumerate(self.items) if item["id"] not in found), 0)
        self._end()

    def _end(self) -> None:
        rights = [self.feedback.get(item["id"], {}).get("right") for item in self.items]
        if self._ending and None not in rights:
            self.ending = self._ending(sum(rights), len(rights))

    def _answer(self, change: Any) -> None:
        attempt = read_answer(change.new)
        if attempt is None or attempt.n <= self._seen:
            return
        self._seen = attempt.n
        self.feedback = {**self.feedback, attempt.id: self._heard(attempt) | {"n": attempt.n}}
        self._end()

    def _heard(self, attempt: AnswerMessage) -> Feedback:
        question = self._questions.get(attempt.id)
        if question is None:
            return unjudged(f'no question "{attempt.id}" on this card; run the cell again')
        try:
            answer = unpresented(question, self._seed, attempt.given)
        except LabError as error:
            return unjudged(str(error))
        return self._told(LearnerAnswer(question, answer, attempt.confidence, self._seed, attempt.seconds))

    def _told(self, given: LearnerAnswer) -> Feedback:
        try:
            told = self._tell(given)
            note = self._keep(given) if self._keep and not given.earlier and told["right"] is not None else None
        except LabError as error:
            return unjudged(str(error))
        except Exception as error:  # an exception in a callback vanishes, and the card would wait for ever
            logging.getLogger(__name__).exception("attempt at %s", given.question.id)
            return unjudged(f"A mistake of the course, not yours ({type(error).__name__}: {error}); run the cell again")
        said = {"noted": True} if self.mode == "pretest" and told["right"] is not None else told
        return said | {"note": note} if note else said

    def __repr__(self) -> str:
        return items_text(self.items)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:  # type: ignore[override]
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {VIEW: view, "text/plain": items_text(self.items), "text/html": str(items_html(self.items))}


@dataclass(frozen=True, slots=True)
class AnswerMessage:
    """What the page sent: the n-th attempt of this card, at which question, and what was chosen there."""

    n: int
    id: str
    given: tuple[int, ...]
    confidence: int
    seconds: float | None


def read_answer(value: Any) -> AnswerMessage | None:
    """What the page sent, {n, id, given, confidence, seconds}, or None where it is no attempt."""
    match value:
        case {"n": int(n), "id": str(id), "given": list(given), "confidence": int(confidence)} if all(
            isinstance(part, int) for part in given
        ):
            seconds = value.get("seconds")
            measured = isinstance(seconds, int | float) and 0 <= seconds < float("inf")
            return AnswerMessage(n, id, tuple(given), confidence, float(seconds) if measured else None)
    return None


# --- The card where no kernel runs --------------------------------------------------------------------------


def items_text(items: Sequence[Mapping[str, Any]]) -> str:
    """The questions for a terminal: options, no key."""
    return "\n\n".join(_item_text(item, index, len(items)) for index, item in enumerate(items, 1))


MARKS = {"multiple": "[ ]", "order": "[_]", "match": "[_]"}  # before an option in a terminal, where it is not ( )


def _item_text(item: Mapping[str, Any], index: int, count: int) -> str:
    mark = MARKS.get(item["form"], "( )")
    number = f"{index} of {count}: " if count > 1 else ""
    wire = [f"    {line}".rstrip() for line in item["wire"].splitlines()]
    options = (f"  {mark} {_label(option)}" for option in item["options"])
    matches = (f"      {letter}) {plain(text)}" for letter, text in zip("abcdef", item["matches"], strict=False))
    blank = ["  [____]"] if item["form"] == "number" else []
    return "\n".join([number + plain(item["ask"]), *wire, *options, *matches, *blank])


def _label(option: Mapping[str, Any]) -> str:
    return " ".join(str(part) for part in (option["code"], plain(option["text"])) if part)


ONE_OF = ("single", "predict")


def items_html(items: Sequence[Mapping[str, Any]]) -> Safe:
    """The questions as a page without a kernel shows them: options, no key."""
    return page(("still",), tag("div", {"class": "box still"}, *_items(items)))


def _items(items: Sequence[Mapping[str, Any]]) -> Iterator[Safe]:
    for item in items:
        many = "" if item["form"] in ONE_OF else " many"
        yield tag("p", {"class": "q"}, tag("b", None, inline(item["ask"])))
        if item["wire"]:
            yield tag("pre", None, item["wire"])
        if item["form"] == "line":
            yield tag("pre", None, "\n".join(option["text"] for option in item["options"]))
        elif item["options"]:
            yield tag("ul", {"class": f"opts{many}"}, *(_still_option(option) for option in item["options"]))
        if item["matches"]:
            yield tag("ul", {"class": "opts"}, *(tag("li", None, inline(text)) for text in item["matches"]))


def _still_option(option: Mapping[str, Any]) -> Safe:
    code = tag("b", {"class": "code"}, str(option["code"])) if option["code"] else None
    return tag("li", None, code, " " if code else None, inline(option["text"]))
