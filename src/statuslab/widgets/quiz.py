"""The quiz card: questions asked in a notebook, safe by keyboard, graded elsewhere on one synced trait.

Questions and scenes become items without key or why; a callback grades. Nothing here knows which option is right
before it is asked to show feedback.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import traitlets
from anywidget import AnyWidget

from statuslab.errors import LabError
from statuslab.questions import Question, Verdict, order
from statuslab.stories.scene import Scene
from statuslab.widgets.html import Safe, inline, page, plain, stylesheet, tag

Item = dict[str, Any]
Feedback = dict[str, Any]
OnAttempt = Callable[[str, tuple[int, ...], int], Mapping[str, Any] | None]
VIEW = "application/vnd.jupyter.widget-view+json"


# --- Items: what a page may know ----------------------------------------------------------------------------


def question_item(question: Question, names: Mapping[int, str], *, action: str = "Check", seed: int = 0) -> Item:
    """A question as the page sees it: {id, ask, wire, form, options: [{index, code, text}], hint, action}; no key."""
    options = (question.options[index] for index in order(question, seed))
    shown = [
        _option(index, option.code, option.text, names)
        for index, option in zip(order(question, seed), options, strict=True)
    ]
    return {
        "id": question.id,
        "ask": question.ask,
        "wire": question.wire,
        "form": question.form,
        "options": shown,
        "hint": question.hint,
        "action": action,
    }


def predict_item(scene: Scene, names: Mapping[int, str]) -> Item:
    """A scene as the page sees it before it runs: its situation, and the offered codes by number."""
    options = [_option(index, code, "", names) for index, code in enumerate(sorted(scene.choices))]
    return {
        "id": scene.name,
        "ask": scene.situation,
        "wire": "",
        "form": "single",
        "options": options,
        "hint": "",
        "action": "Run it",
    }


def _option(index: int, code: int | None, text: str, names: Mapping[int, str]) -> dict[str, Any]:
    return {"index": index, "code": code, "text": text or names.get(code or 0, "")}


# --- Feedback -----------------------------------------------------------------------------------------------


def feedback_of(verdict: Verdict, source: str = "", html: str = "") -> Feedback:
    """A verdict as the card shows it: {right, headline, marks: [{index, chosen, right, why}], source, html}."""
    marks = [{"index": m.index, "chosen": m.chosen, "right": m.right, "why": m.why} for m in verdict.marks]
    return {"right": verdict.right, "headline": verdict.headline, "marks": marks, "source": source, "html": html}


def predict_feedback(scene: Scene, selected: Sequence[int], confidence: int, html: str = "") -> Feedback:
    """What the run said of a prediction, in the shape of `feedback_of`; `html` is the wire, beside it."""
    codes = sorted(scene.choices)
    marks = [
        {"index": index, "chosen": index in selected, "right": code == scene.answer, "why": scene.choices[code]}
        for index, code in enumerate(codes)
    ]
    right = [codes[index] for index in selected] == [scene.answer]
    surprise = ", and you were certain: worth a second look" if confidence == 2 else ""
    headline = f"As you predicted: {scene.answer}" if right else f"Not as you predicted: it is {scene.answer}{surprise}"
    return {"right": right, "headline": headline, "marks": marks, "source": "", "html": html}


# --- The card -----------------------------------------------------------------------------------------------


class QuizCard(AnyWidget):
    """Questions one at a time; each attempt goes to `on_attempt(id, selected, confidence)`, which gives feedback.

    `questions` are Question values or items; `mode` is "practice" or "pretest" (no feedback). A LabError of the
    callback becomes a headline.
    """

    _esm = Path(__file__).parent / "quiz.js"
    _css = stylesheet("palette", "quiz")

    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    attempt = traitlets.Dict().tag(sync=True)
    feedback = traitlets.Dict().tag(sync=True)
    mode = traitlets.Enum(("practice", "pretest"), "practice").tag(sync=True)

    def __init__(
        self,
        questions: Sequence[Question | Mapping[str, Any]],
        names: Mapping[int, str],
        on_attempt: OnAttempt,
        *,
        mode: str = "practice",
        action: str = "Check",
        seed: int = 0,
    ) -> None:
        items = [
            question_item(each, names, action=action, seed=seed) if isinstance(each, Question) else dict(each)
            for each in questions
        ]
        super().__init__(items=items, mode=mode)
        self._on_attempt, self._seen = on_attempt, 0
        self.observe(self._answer, names="attempt")

    def restore(self, feedback: Mapping[str, Mapping[str, Any]]) -> None:
        """Show earlier feedback, by question id, and go on with the first question that has none."""
        self.feedback = {id: dict(each) for id, each in feedback.items()}
        self.at = next((index for index, item in enumerate(self.items) if item["id"] not in feedback), 0)

    def _answer(self, change: Any) -> None:
        attempt = read_attempt(change.new)
        if attempt is None or attempt[0] <= self._seen:
            return
        self._seen, id, selected, confidence = attempt
        self.feedback = {**self.feedback, id: self._feedback(id, selected, confidence) | {"n": self._seen}}

    def _feedback(self, id: str, selected: tuple[int, ...], confidence: int) -> Feedback:
        try:
            given = dict(self._on_attempt(id, selected, confidence) or {})
        except LabError as error:
            return _trouble(str(error))
        except Exception as error:  # an exception in a callback vanishes, and the card would wait for ever
            logging.getLogger(__name__).exception("attempt at %s", id)
            return _trouble(f"A mistake of the course, not yours ({type(error).__name__}: {error}); run the cell again")
        return {"noted": True} if self.mode == "pretest" else given

    def __repr__(self) -> str:
        return items_text(self.items)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:  # type: ignore[override]
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {VIEW: view, "text/plain": items_text(self.items), "text/html": str(items_html(self.items))}


def _trouble(headline: str) -> Feedback:
    return {"right": None, "headline": headline, "marks": []}


def read_attempt(value: Any) -> tuple[int, str, tuple[int, ...], int] | None:
    """What the page sent, {n, id, selected, confidence}, or None where it is no attempt."""
    match value:
        case {"n": int(n), "id": str(id), "selected": list(selected), "confidence": int(confidence)} if all(
            isinstance(index, int) for index in selected
        ):
            return n, id, tuple(selected), confidence
    return None


# --- The card where no kernel runs --------------------------------------------------------------------------


def items_text(items: Sequence[Mapping[str, Any]]) -> str:
    """The questions for a terminal: options, no key."""
    return "\n\n".join(_item_text(item, index, len(items)) for index, item in enumerate(items, 1))


def _item_text(item: Mapping[str, Any], index: int, count: int) -> str:
    mark = "[ ]" if item["form"] == "multiple" else "( )"
    number = f"{index} of {count}: " if count > 1 else ""
    wire = [f"    {line}".rstrip() for line in item["wire"].splitlines()]
    options = (f"  {mark} {_label(option)}" for option in item["options"])
    return "\n".join([number + plain(item["ask"]), *wire, *options])


def _label(option: Mapping[str, Any]) -> str:
    return " ".join(str(part) for part in (option["code"], plain(option["text"])) if part)


def items_html(items: Sequence[Mapping[str, Any]]) -> Safe:
    """The questions as a page without a kernel shows them: options, no key."""
    return page(("still",), tag("div", {"class": "box still"}, *_items(items)))


def _items(items: Sequence[Mapping[str, Any]]) -> Iterator[Safe]:
    for item in items:
        many = " many" if item["form"] == "multiple" else ""
        yield tag("p", {"class": "q"}, tag("b", None, inline(item["ask"])))
        if item["wire"]:
            yield tag("pre", None, item["wire"])
        yield tag("ul", {"class": f"opts{many}"}, *(_still_option(option) for option in item["options"]))


def _still_option(option: Mapping[str, Any]) -> Safe:
    code = tag("b", {"class": "code"}, str(option["code"])) if option["code"] else None
    return tag("li", None, code, " " if code else None, inline(option["text"]))
