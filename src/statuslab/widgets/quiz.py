"""The quiz card: shows questions in a notebook and takes the answers on one synced trait.

The page gets items without the key and without the whys. It answers with a choice, which is positions in the order
shown, and this side maps them back to an answer. Feedback is sent only for a question that was answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from string import ascii_lowercase
from typing import Any, TypeAlias

import traitlets
from anywidget import AnyWidget

from statuslab.catalog.standards import links
from statuslab.errors import LabError
from statuslab.questions import Mark, Question, Verdict, drawings, grade, order, presented, unpresented, version_of
from statuslab.static import asset
from statuslab.widgets.html import Safe, drawn, page, plain, stylesheet, tag

Item = dict[str, Any]
Feedback = dict[str, Any]
VIEW = "application/vnd.jupyter.widget-view+json"
MARK = "statuslab"  # the key of our metadata on an output of a page
ACTIONS = {"predict": "Run it"}
ORDINALS = ("1st", "2nd", "3rd", *(f"{place}th" for place in range(4, 15)))


@dataclass(frozen=True, slots=True)
class LearnerAnswer:
    """An answer to a concrete question, with the learner's confidence.

    `seconds` is the time from when the question came into view. `earlier` marks a stored answer that is shown again.
    """

    question: Question
    answer: tuple[int, ...]
    confidence: int
    seed: int = 0
    seconds: float | None = None
    earlier: bool = False


Ending = Callable[[int, int], str]
MakeFeedback = Callable[[LearnerAnswer, Verdict], Feedback]
SaveAnswer = Callable[[LearnerAnswer, Verdict], str | None]


def question_item(question: Question, names: Mapping[int, str], *, action: str = "Check", seed: int = 0) -> Item:
    """A question as the page sees it: the fields of `presented`, the label of its button, and what a report names."""
    named = {"version": version_of(question), "course": f"HTTP Status Lab {_course_version()}"}
    return presented(question, seed, names) | {"action": ACTIONS.get(question.form, action)} | named


@cache
def _course_version() -> str:
    return version("statuslab")  # reads a file


# --- Feedback -----------------------------------------------------------------------------------------------


def feedback_of(
    answer: LearnerAnswer, verdict: Verdict, names: Mapping[int, str], *, headline: str = "", html: str = ""
) -> Feedback:
    """Return what the card shows of a graded answer: {right, headline, marks, source, html}.

    `marks` has a row for every option, in reading order: {code, text, right, chosen, why, beside, yours}. `beside` is
    the right match of the option, and `yours` says what the learner did with it.
    """
    question = answer.question
    rows = [_row(answer, verdict.marks[index], names) for index in _reading_order(answer)]
    if question.form == "number" and not any(mark.chosen for mark in verdict.marks):
        rows.insert(0, _unforeseen(answer.answer[0]))
    texts = {"headline": headline or verdict.headline, "source": question.source, "html": html}
    shown = drawings(question, (str(text) for row in rows for text in (row["text"], row["why"], row["beside"])))
    return {"right": verdict.right, "marks": rows, "links": cited(question), **texts, **shown}


def cited(question: Question) -> dict[str, str]:
    """Return the standards that are named where a question is explained, each with its address."""
    return links([question.source, *(option.why for option in question.options)])


def predict_feedback(answer: LearnerAnswer, verdict: Verdict, names: Mapping[int, str], html: str = "") -> Feedback:
    """Return what the run showed of a prediction, in the shape of `feedback_of`; `html` is the exchange."""
    (code,) = (answer.question.options[index].code for index in answer.question.key)
    surprise = ", and you were certain: worth a second look" if answer.confidence == 2 else ""
    headline = f"As you predicted: {code}" if verdict.right else f"Not as you predicted: it is {code}{surprise}"
    return feedback_of(answer, verdict, names, headline=headline, html=html)


def unjudged(headline: str) -> Feedback:
    """Return feedback that leaves the question open."""
    return {"right": None, "headline": headline, "marks": []}


def _reading_order(answer: LearnerAnswer) -> Sequence[int]:
    """An order is shown in its right order, everything else as the learner saw it."""
    is_order = answer.question.form == "order"
    return range(len(answer.question.options)) if is_order else order(answer.question, answer.seed)


def _row(answer: LearnerAnswer, mark: Mark, names: Mapping[int, str]) -> dict[str, Any]:
    option = answer.question.options[mark.index]
    return {
        "code": option.value,
        "text": option.text or names.get(option.code or 0, ""),
        "right": mark.right,
        "chosen": mark.chosen,
        "why": mark.why,
        "beside": option.match,
        "yours": _yours(answer.question, mark),
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
    """Questions, one at a time. Each answer is graded once, and its verdict goes to two callbacks.

    `feedback(answer, verdict)` makes the feedback; the default is `feedback_of`. Then `save(answer, verdict)` may store
    the answer, and the line it returns is shown beside the feedback. Both are done before the page gets any feedback.
    A LabError of either becomes a headline, and the question stays open.

    `reasons` says why each question is asked, by id. `ending(right, count)` makes the line that is shown when all are
    answered. `mode` is "practice", or "pretest" for no feedback. A question of the form "provoke" needs a `feedback`
    that looks into the lab. Raises LabError.

    `saved_as` says where its answers are saved, {card, bank}. It goes into the page with the card.
    """

    _esm = asset("quiz.js")
    _css = stylesheet("palette", "question", "markup", "quiz")
    saved_as: Mapping[str, str] = {}

    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    feedback = traitlets.Dict().tag(sync=True)
    ending = traitlets.Unicode("").tag(sync=True)
    mode = traitlets.Enum(("practice", "pretest"), "practice").tag(sync=True)

    def __init__(
        self,
        questions: Sequence[Question],
        names: Mapping[int, str],
        feedback: MakeFeedback | None = None,
        *,
        save: SaveAnswer | None = None,
        mode: str = "practice",
        action: str = "Check",
        seed: int = 0,
        reasons: Mapping[str, str] | None = None,
        ending: Ending | None = None,
    ) -> None:
        if feedback is None and any(question.form == "provoke" for question in questions):
            raise LabError('a question of the form "provoke" can only be judged by the lab; use challenge() for it')
        items = [question_item(each, names, action=action, seed=seed) for each in questions]
        reasons = reasons or {}
        super().__init__(items=[item | {"reason": reasons.get(item["id"], "")} for item in items], mode=mode)
        self._questions = {question.id: question.at(seed) for question in questions}
        self._make_feedback: MakeFeedback = feedback or (lambda answer, verdict: feedback_of(answer, verdict, names))
        self._save, self._ending, self._seed, self._seen = save, ending, seed, 0
        self.observe(self._on_answer, names="answer")

    def restore(self, earlier: Mapping[str, tuple[Sequence[int], int]]) -> None:
        """Show stored answers again, {question id: (answer, confidence)}, and go to the first open question.

        They are not saved again. Answers that no longer fit a question of this card are left out.
        """
        found: dict[str, Feedback] = {}
        for id, (answer, confidence) in earlier.items():
            if id in self._questions:
                stored = LearnerAnswer(self._questions[id], tuple(answer), confidence, self._seed, earlier=True)
                feedback = self._graded(stored)
                found |= {id: feedback} if feedback.get("noted") or feedback["right"] is not None else {}
        self.feedback = found
        self.at = next((index for index, item in enumerate(self.items) if item["id"] not in found), 0)
        self._show_ending()

    @property
    def is_answered(self) -> bool:
        """Whether every question of the card has its feedback."""
        told = (self.feedback.get(id, {}) for id in self._questions)
        return all(each.get("noted") or each.get("right") is not None for each in told)

    def _show_ending(self) -> None:
        keyed = (item for item in self.items if item["form"] != "poll")
        rights = [self.feedback.get(item["id"], {}).get("right") for item in keyed]
        if self._ending and rights and None not in rights and self.is_answered:
            self.ending = self._ending(sum(rights), len(rights))

    def _on_answer(self, change: Any) -> None:
        message = read_answer(change.new)
        if message is None or message.n <= self._seen:
            return
        self._seen = message.n
        self.feedback = {**self.feedback, message.id: self._answered(message) | {"n": message.n}}
        self._show_ending()

    def _answered(self, message: AnswerMessage) -> Feedback:
        question = self._questions.get(message.id)
        if question is None:
            return unjudged(f'no question "{message.id}" on this card; run the cell again')
        try:
            answer = unpresented(question, self._seed, message.choice)
        except LabError as error:
            return unjudged(str(error))
        return self._graded(LearnerAnswer(question, answer, message.confidence, self._seed, message.seconds))

    def _graded(self, answer: LearnerAnswer) -> Feedback:
        """Grade an answer, make its feedback and save it."""
        try:
            verdict = grade(answer.question, answer.answer, answer.confidence)
            if not answer.question.has_key:  # nothing to learn from, and so nothing to keep
                return {"noted": True, "right": None}
            feedback = self._make_feedback(answer, verdict)
            is_judged = feedback["right"] is not None
            note = self._save(answer, verdict) if self._save and is_judged and not answer.earlier else None
        except LabError as error:
            return unjudged(str(error))
        except Exception as error:  # traitlets swallows an exception of a callback, and the card would wait forever
            logging.getLogger(__name__).exception("answer to %s", answer.question.id)
            return unjudged(f"A mistake of the course, not yours ({type(error).__name__}: {error}); run the cell again")
        sent = {"noted": True} if self.mode == "pretest" and is_judged else feedback
        return sent | {"note": note} if note else sent

    def __repr__(self) -> str:
        return items_text(self.items)

    def _repr_mimebundle_(self, **_: Any) -> Output:
        asked = {"questions": [item["id"] for item in self.items], "seed": self._seed, "mode": self.mode}
        picture = items_html(self.items, self.feedback)
        return output(self.model_id, items_text(self.items), picture, {**self.saved_as, **asked})


@dataclass(frozen=True, slots=True)
class AnswerMessage:
    """What the page sent: the n-th answer on this card, to which question; `choice` has positions as shown."""

    n: int
    id: str
    choice: tuple[int, ...]
    confidence: int
    seconds: float | None


def read_answer(value: Any) -> AnswerMessage | None:
    """Read what the page sent, {n, id, choice, confidence, seconds}; None if it is not an answer."""
    match value:
        case {"n": int(n), "id": str(id), "choice": list(choice), "confidence": int(confidence)} if all(
            isinstance(position, int) for position in choice
        ):
            seconds = value.get("seconds")
            measured = isinstance(seconds, int | float) and 0 <= seconds < float("inf")
            return AnswerMessage(n, id, tuple(choice), confidence, float(seconds) if measured else None)
    return None


# --- The card without a kernel ------------------------------------------------------------------------------

Output: TypeAlias = tuple[dict[str, Any], dict[str, Any]]


def output(model_id: str, text: str, picture: Safe, saved: Mapping[str, Any]) -> Output:
    """Return what a widget gives a page, data and metadata: the live view, a text, and a picture for without a kernel.

    `saved` names what the picture shows, so that it can be drawn anew when the page is opened again.
    """
    view = {"version_major": 2, "version_minor": 0, "model_id": model_id}
    return {VIEW: view, "text/plain": text, "text/html": str(picture)}, {MARK: dict(saved)}


def items_text(items: Sequence[Mapping[str, Any]]) -> str:
    """Return the questions as text for a terminal, without the key."""
    return "\n\n".join(_item_text(item, index, len(items)) for index, item in enumerate(items, 1))


MARKS = {"multiple": "[ ]", "order": "[_]", "match": "[_]"}  # before an option in a terminal, instead of ( )


def _item_text(item: Mapping[str, Any], index: int, count: int) -> str:
    mark = MARKS.get(item["form"], "( )")
    number = f"{index} of {count}: " if count > 1 else ""
    wire = [f"    {line}".rstrip() for line in item["wire"].splitlines()]
    options = (f"  {mark} {_label(option)}" for option in item["options"])
    matches = (f"      {letter}) {plain(text)}" for letter, text in zip(ascii_lowercase, item["matches"], strict=False))
    blank = ["  [____]"] if item["form"] == "number" else []
    return "\n".join([number + plain(item["ask"]), *wire, *options, *matches, *blank])


def _label(option: Mapping[str, Any]) -> str:
    return " ".join(str(part) for part in (option["code"], plain(option["text"])) if part)


ONE_OF = ("single", "predict")


def items_html(items: Sequence[Mapping[str, Any]], feedback: Mapping[str, Feedback] | None = None) -> Safe:
    """Return the questions as a page without a kernel shows them: without the key, or with the feedback on an answer.

    `feedback` is by the id of the question, as on the card.
    """
    told = {id: each for id, each in (feedback or {}).items() if each.get("noted") or each["right"] is not None}
    sheets = ("still", "saved") if told else ("still",)
    css = " ".join(sheets)
    if any("drawn" in each for each in (*items, *told.values())):
        sheets = (*sheets, "markup")
    parts = (part for item in items for part in _item(item, told.get(item["id"])))
    return page(sheets, tag("div", {"class": f"box {css}"}, *parts))


def _item(item: Mapping[str, Any], feedback: Feedback | None) -> Iterator[Safe]:
    drawings = item.get("drawn")
    block = "div" if item["ask"] in (drawings or {}) else "p"  # a paragraph cannot hold a table
    yield tag(block, {"class": "q"}, tag("b", None, drawn(item["ask"], drawings)))
    if item["wire"]:
        yield tag("pre", None, item["wire"])
    if feedback and feedback.get("marks"):
        yield tag("p", {"class": "told"}, f"{'✓' if feedback['right'] else '✗'} {feedback['headline']}")
        yield tag(
            "ul",
            {"class": "opts told"},
            *(tag("li", None, mark_html(mark, feedback.get("drawn"))) for mark in feedback["marks"]),
        )
        return
    if item["form"] == "line":
        yield tag("pre", None, "\n".join(option["text"] for option in item["options"]))
    elif item["options"]:
        css = "opts" if item["form"] in ONE_OF else "opts many"
        yield tag("ul", {"class": css}, *(_still_option(option, drawings) for option in item["options"]))
    if item["matches"]:
        yield tag("ul", {"class": "opts"}, *(tag("li", None, drawn(text, drawings)) for text in item["matches"]))
    if feedback:
        yield tag("p", {"class": "told"}, "● Noted." if feedback.get("noted") else f"✗ {feedback['headline']}")


def _still_option(option: Mapping[str, Any], drawings: Mapping[str, Any] | None) -> Safe:
    code = tag("b", {"class": "code"}, str(option["code"])) if option["code"] else None
    return tag("li", None, code, " " if code else None, drawn(option["text"], drawings))


def mark_html(mark: Mapping[str, Any], drawings: Mapping[str, Any] | None = None) -> Safe:
    """Return an option as the feedback marks it: right or not, whether it was chosen, and why."""
    yours = f" ({plain(mark['yours'])})" if mark["yours"] else ""
    why = tag("span", {"class": "soft"}, ": ", drawn(mark["why"], drawings)) if mark["why"] else None
    return tag("span", None, f"{_sign(mark)} {' '.join(_words(mark))}{yours}", why)


def mark_text(mark: Mapping[str, Any]) -> str:
    """Return the same as text for a terminal."""
    yours = f" ({plain(mark['yours'])})" if mark["yours"] else ""
    why = f": {plain(mark['why'])}" if mark["why"] else ""
    return f"    {_sign(mark)} {' '.join(_words(mark))}{yours}{why}"


def _sign(mark: Mapping[str, Any]) -> str:
    return "✓" if mark["right"] else "✗" if mark["chosen"] else "–"


def _words(mark: Mapping[str, Any]) -> list[str]:
    beside = f"→ {plain(mark['beside'])}" if mark["beside"] else ""
    return [str(part) for part in (mark["code"], plain(mark["text"]), beside) if part not in (None, "")]
