"""The exam card: answers may change until the exam is handed in, and there is no feedback before.

The page sends all answers as one synced trait. The store saves them and knows when the time is over. No key and no why
is in any trait before the exam is handed in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import traitlets

from statuslab.errors import LabError
from statuslab.learning.exam_attempt import COVER, HANDED_IN, IN_PROGRESS, ExamAnswer, Phase
from statuslab.learning.exam_report import ExamReport, QuestionResult
from statuslab.questions import CONFIDENCE, Question, grade, order
from statuslab.static import asset
from statuslab.widgets import exam_report
from statuslab.widgets.html import Safe, inline, page, plain, stylesheet, tag
from statuslab.widgets.quiz import (
    Feedback,
    Item,
    LearnerAnswer,
    Output,
    QuizCard,
    cited,
    feedback_of,
    items_html,
    items_text,
    mark_html,
    mark_text,
    output,
    question_item,
)
from statuslab.wording import quantity


class ExamStore(Protocol):
    """An exam that is stored somewhere. All methods except the properties may raise LabError."""

    @property
    def questions(self) -> tuple[Question, ...]: ...
    @property
    def seed(self) -> int: ...
    @property
    def minutes(self) -> float | None: ...
    @property
    def ends(self) -> datetime | None: ...
    @property
    def phase(self) -> Phase: ...
    @property
    def notice(self) -> str: ...

    def begin(self) -> None: ...
    def answers(self) -> Mapping[str, ExamAnswer]: ...
    def save(self, id: str, answer: ExamAnswer) -> None: ...
    def hand_in(self) -> None: ...
    def hand_in_if_over(self) -> None: ...
    def outcome(self) -> Sequence[QuestionResult]: ...
    def report(self) -> ExamReport: ...


class ExamCard(QuizCard):
    """One exam. `answers` is what the page has, {question id: {choice, confidence, n, seconds}}, and `saved` has the n
    of each entry that is on the disk. `press` is {n, do: begin | hand in | over}.
    """

    _esm = asset("exam.js")
    _css = stylesheet("palette", "question", "markup", "quiz", "exam", exam_report.STYLE)

    answers = traitlets.Dict().tag(sync=True)
    saved = traitlets.Dict().tag(sync=True)
    press = traitlets.Dict().tag(sync=True)
    phase = traitlets.Enum((COVER, IN_PROGRESS, HANDED_IN), COVER).tag(sync=True)
    ends = traitlets.Float(0.0).tag(sync=True)  # milliseconds since 1970; 0 where there is no clock
    facts = traitlets.Dict().tag(sync=True)
    report = traitlets.Unicode("").tag(sync=True)
    message = traitlets.Unicode("").tag(sync=True)

    def __init__(self, exam: ExamStore, names: Mapping[int, str]) -> None:
        super().__init__((), names, seed=exam.seed)
        self._exam, self._names = exam, names
        self.facts = {"title": title(exam), "cover": cover(exam)}
        self._show()
        self.message = exam.notice
        self.observe(lambda _: self._guarded(self._save_new), names="answers")
        self.observe(lambda change: self._guarded(lambda: self._do(change.new.get("do"))), names="press")

    def _on_answer(self, change: Any) -> None:
        """In an exam no single answer is graded, whatever a page sends."""

    def _do(self, what: Any) -> None:
        if what == "begin":
            self._exam.begin()
        elif what == "over":
            self._exam.hand_in_if_over()
        elif what == "hand in":
            self._save_new()
            self._exam.hand_in()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do the work and show what it led to. traitlets swallows an exception of a callback, so each is shown."""
        message = ""
        for step in (work, self._show_new_phase):
            try:
                step()
            except LabError as error:
                message = str(error)
            except Exception as error:
                logging.getLogger(__name__).exception("exam")
                message = f"A mistake of the course, not yours ({type(error).__name__}: {error}); run the cell again"
        self.message = message

    def _show_new_phase(self) -> None:
        if self._exam.phase != self.phase:
            self._show()

    def _save_new(self) -> None:
        """Save each entry that has changed. One that is refused does not stop the others.

        The page of another tab may still have an older entry, which changes nothing.
        """
        refused = None
        for id, entry in self.answers.items():
            read = read_entry(entry)
            if read is None or read[0] <= self.saved.get(id, 0):
                continue
            try:
                self._exam.save(id, read[1])
                self.saved = {**self.saved, id: read[0]}
            except LabError as error:
                refused = error
        if refused:
            raise refused

    def _show(self) -> None:
        """Send what may be seen in the phase that the exam has reached, in one message."""
        exam = self._exam
        with self.hold_sync():
            if exam.phase != COVER:
                self.items = [_item(each, self._names, exam.seed) for each in exam.questions]
                self.ends = exam.ends.timestamp() * 1000 if exam.ends else 0.0
            if exam.phase == IN_PROGRESS:
                self.answers = {id: _entry(answer) for id, answer in exam.answers().items()}
            if exam.phase == HANDED_IN:
                self.feedback = {
                    each.question.id: exam_feedback(each, self._names, exam.seed) for each in exam.outcome()
                }
                self.report = str(exam_report.report_html(exam.report()))
                self.at = 0
            self.phase = exam.phase

    def __repr__(self) -> str:
        return "\n".join(self._text())

    def _text(self) -> Iterator[str]:
        exam = self._exam
        yield self.facts["title"]
        if self.message:
            yield self.message
        if exam.phase == HANDED_IN:
            yield ""
            yield exam_report.report_text(exam.report())
            yield from (marked_text(number, *each) for number, each in enumerate(self._marked(), 1))
        else:
            yield self.facts["cover"]
        if exam.phase == IN_PROGRESS:
            yield f"\n{items_text(self.items)}"

    def _marked(self) -> Iterator[tuple[Item, Feedback]]:
        return ((item, self.feedback[item["id"]]) for item in self.items)

    def _repr_mimebundle_(self, **_: Any) -> Output:
        picture = exam_html(self._exam, self._names, self.message)
        return output(self.model_id, repr(self), picture, self.saved_as)


def title(exam: ExamStore) -> str:
    timed = f", {exam.minutes:g} minutes" if exam.minutes else ""
    return f"Exam: {quantity(len(exam.questions), 'question')}{timed} (seed {exam.seed})"


def cover(exam: ExamStore) -> str:
    """Return what the learner should know before the first question."""
    clock = "The clock starts when you press Begin, and goes on whatever happens to this page. " if exam.minutes else ""
    return (
        f"{clock}Each answer is kept at once and may be changed until you hand in. "
        "Nothing is told before; then everything is."
    )


def exam_html(exam: ExamStore, names: Mapping[int, str], message: str = "") -> Safe:
    """Return the exam as a page without a kernel shows it. What was answered is told when it has been handed in."""
    head = tag("p", {"class": "q"}, tag("b", None, title(exam)))
    lines = [tag("p", None, message)] if message else []
    items = [_item(each, names, exam.seed) for each in exam.questions] if exam.phase != COVER else []
    if exam.phase != HANDED_IN:
        answered = sum(bool(answer.positions) for answer in exam.answers().values()) if items else 0
        if answered:
            lines.append(tag("p", None, f"{answered} of {quantity(len(items), 'question')} answered."))
        top = page(("still",), tag("div", {"class": "box still"}, head, *lines, tag("p", None, cover(exam))))
        return Safe(top + items_html(items)) if items else top
    told = (exam_feedback(each, names, exam.seed) for each in exam.outcome())
    questions = (marked_html(number, *each) for number, each in enumerate(zip(items, told, strict=True), 1))
    report = exam_report.report_html(exam.report())
    box = tag("div", {"class": "box"}, report, tag("div", {"class": "still"}, head, *lines, *questions))
    return page(("still", exam_report.STYLE), box)


def _item(question: Question, names: Mapping[int, str], seed: int) -> Item:
    """Return a question without its hint: an exam gives none."""
    return question_item(question, names, seed=seed) | {"hint": "", "reason": ""}


def _entry(answer: ExamAnswer) -> dict[str, Any]:
    return {
        "choice": list(answer.positions) or None,
        "confidence": answer.confidence,
        "n": 0,
        "seconds": answer.seconds,
    }


def read_entry(value: Any) -> tuple[int, ExamAnswer] | None:
    """What the page sent for one question: its n and the answer, or None if it is none."""
    match value:
        case {"n": int(n), "choice": list() | None as choice, "confidence": (0 | 1 | 2 | None) as confidence} if all(
            isinstance(position, int) for position in choice or ()
        ):
            seconds = value.get("seconds")
            measured = isinstance(seconds, int | float) and 0 <= seconds < float("inf")
            return n, ExamAnswer(tuple(choice or ()), confidence, float(seconds) if measured else None)
    return None


# --- After the exam was handed in ---------------------------------------------------------------------------------


def exam_feedback(result: QuestionResult, names: Mapping[int, str], seed: int) -> Feedback:
    """Make the feedback on one question of an exam that was handed in."""
    question = result.question.at(seed)
    if result.attempt is None:
        return {"outcome": result.outcome} | _unanswered(question, names, seed, "Not answered")
    sure = f"; you were {CONFIDENCE[result.attempt.confidence]}" if not result.no_confidence else ""
    words = exam_report.OUTCOMES[result.outcome][1]
    headline = f"{words[0].upper()}{words[1:]}{sure}"
    answer = LearnerAnswer(question, result.attempt.answer, result.attempt.confidence, seed, earlier=True)
    try:
        verdict = grade(question, answer.answer, answer.confidence)
        return {"outcome": result.outcome} | feedback_of(answer, verdict, names, headline=headline)
    except LabError:
        changed = f"{headline}. The question was changed since, so your answer cannot be shown"
        return (
            {"outcome": result.outcome}
            | _unanswered(question, names, seed, changed)
            | {"right": result.outcome == "right"}
        )


def _unanswered(question: Question, names: Mapping[int, str], seed: int, headline: str) -> Feedback:
    """Make the feedback on an unanswered question: what would have been right, and all whys."""
    arranged = question.form in ("order", "match")
    places = range(len(question.options)) if question.form == "order" else order(question, seed)
    marks = [
        {
            "code": option.value,
            "text": option.text or names.get(option.code or 0, ""),
            "right": option.right or arranged,
            "chosen": False,
            "why": option.why,
            "beside": option.match,
            "yours": "",
        }
        for option in (question.options[index] for index in places)
    ]
    explained = {"source": question.source, "links": cited(question)}
    return {"right": False, "headline": headline, "marks": marks, "html": "", **explained}


def marked_text(number: int, item: Mapping[str, Any], feedback: Feedback) -> str:
    """Return a question of an exam that was handed in, as text for a terminal."""
    sign = exam_report.OUTCOMES[feedback["outcome"]][0]
    lines = [f"\n{number}. {plain(item['ask'])}", *(f"    {line}".rstrip() for line in item["wire"].splitlines())]
    return "\n".join([*lines, f"  {sign} {feedback['headline']}", *map(mark_text, feedback["marks"])])


def marked_html(number: int, item: Mapping[str, Any], feedback: Feedback) -> Safe:
    """Return a question of an exam that was handed in, for a page without a kernel."""
    sign = exam_report.OUTCOMES[feedback["outcome"]][0]
    asked = tag("p", {"class": "q"}, tag("b", None, f"{number}. ", inline(item["ask"])))
    wire = tag("pre", None, item["wire"]) if item["wire"] else None
    rows = (tag("li", None, mark_html(mark)) for mark in feedback["marks"])
    return tag(
        "div",
        None,
        asked,
        wire,
        tag("p", None, f"{sign} {feedback['headline']}"),
        tag("ul", {"class": "opts told"}, *rows),
    )
