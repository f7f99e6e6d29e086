"""What a question is, in which order a page sees it, and how an answer to it is graded.

Values in, values out: files are read by `bank`; nothing is shown or stored here. An answer is always a tuple of
ints, and what they mean depends on the form:

single, line, predict   the chosen option's index
multiple                the indices of all chosen options
number                  the number that was typed
order                   the indices of all options in the learner's order (a file has them in the right one)
match                   for each option the index of the option whose `match` was put beside it
provoke                 1 where the lab saw it happen, 0 where it was given up
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    PrivateAttr,
    Strict,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)

from statuslab.errors import LabError
from statuslab.questions import variants as parameters
from statuslab.questions.forms import MADE, Form, Option, misfits
from statuslab.questions.proof import Code, Proof, Slug, Text, Value, Words, refuse

__all__ = [
    "CONFIDENCE", "MADE", "Form", "Mark", "Option", "Question", "Skill", "Verdict",
    "grade", "mistaken", "order", "presented", "unpresented",
]  # fmt: skip

Skill = Literal["situation to code", "code to next step", "read the wire", "who answered", "tell apart", "know why"]
CONFIDENCE = ("guessing", "fairly sure", "certain")


class Question(Value):
    """One item of the bank: situation, options with a why each, hint, source and proof.

    With `vary` it reads as its first row; `at` gives another.
    """

    id: Slug
    codes: Annotated[tuple[Code, ...], Field(min_length=1)]
    idea: Slug
    skill: Skill
    form: Form = "single"
    level: Annotated[int, Strict(), Field(ge=1, le=3)]
    ask: Text
    wire: Annotated[str, Strict()] = ""
    options: Annotated[tuple[Option, ...], Field(validate_default=True)] = ()
    hint: Words
    source: Words
    proof: Annotated[tuple[Proof, ...], Field(min_length=1)]
    vary: tuple[dict[str, Text], ...] = ()

    _rows: tuple[Question, ...] = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _fill_in(cls, record: Any, handler: ValidatorFunctionWrapHandler) -> Question:
        if not parameters.is_varied(record):
            read: Question = handler(record)
            return read
        refuse(parameters.flaws(record))
        records = parameters.filled(record)
        varied: Question = handler(records[0] | {"vary": record["vary"]})
        varied._rows = tuple(handler(each) for each in records)
        return varied

    @field_validator("options")
    @classmethod
    def _fit_the_form(cls, options: tuple[Option, ...], others: ValidationInfo) -> tuple[Option, ...]:
        if "form" in others.data:
            refuse(misfits(others.data["form"], options))
        return options

    @field_validator("hint", "source")
    @classmethod
    def _says_something(cls, text: str, others: ValidationInfo) -> str:
        if not text and others.data.get("form") not in MADE:
            refuse([((), "is empty, expected a text")])
        return text

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def rows(self) -> tuple[Question, ...]:
        """Every concrete question this one can be: itself, or one for each row of `vary`."""
        return self._rows or (self,)

    def at(self, seed: int) -> Question:
        """The concrete question that this seed gives; the next seed gives the next row."""
        return self.rows[(zlib.crc32(self.id.encode()) + seed) % len(self.rows)]

    @property
    def key(self) -> frozenset[int]:
        """The indices of the options marked right; none where an arrangement is asked for."""
        return frozenset(index for index, option in enumerate(self.options) if option.right)

    @property
    def solution(self) -> tuple[int, ...]:
        """An answer that is wholly right, in any form."""
        if self.form == "provoke":
            return (1,)
        if self.form in ("order", "match"):
            return tuple(range(len(self.options)))
        if self.form == "number":
            return tuple(option.value for option in self.options if option.right and option.value is not None)[:1]
        return tuple(sorted(self.key))


# --- What a page may see ------------------------------------------------------------------------------------


def order(question: Question, seed: int = 0) -> tuple[int, ...]:
    """The order in which options are shown: codes by number, texts shuffled by question and seed.

    The lines of a wire stay where they are, and what is to be put in order is never shown in order.
    """
    indices = list(range(len(question.options)))
    values = [option.value for option in question.options]
    if question.form == "line":
        return tuple(indices)
    if question.form != "order" and None not in values:
        return tuple(sorted(indices, key=lambda index: (values[index] or 0, index)))
    Random(zlib.crc32(question.id.encode()) + seed).shuffle(indices)
    if question.form == "order" and indices == sorted(indices):
        indices.append(indices.pop(0))
    return tuple(indices)


def presented(question: Question, seed: int = 0, names: Mapping[int, str] | None = None) -> dict[str, Any]:
    """A question as a page may see it, without key, why, source or proof, and without the file's order.

    {id, ask, wire, form, options: [{code, text}], matches: [text], hint}; `names` gives codes without a text their
    names. A number is typed, so its options are not shown.
    """
    asked = question.at(seed)
    shown = () if asked.form == "number" else tuple(asked.options[index] for index in order(asked, seed))
    return {
        "id": asked.id,
        "ask": asked.ask,
        "wire": asked.wire,
        "form": asked.form,
        "options": [{"code": each.code, "text": each.text or (names or {}).get(each.code or 0, "")} for each in shown],
        "matches": list(_matches(asked, seed)),
        "hint": asked.hint,
    }


def unpresented(question: Question, seed: int, positions: Sequence[int]) -> tuple[int, ...]:
    """The answer that a page means by positions in what it was shown (or by a number, where one is typed).

    For a match: beside each shown option, the position in `matches`. Raises LabError on a position that was not shown.
    """
    asked = question.at(seed)
    if asked.form in ("number", "provoke"):
        return tuple(positions)
    shown, matches = order(asked, seed), _matches(asked, seed)
    choices = len(matches or shown)
    if not all(0 <= position < choices for position in positions):
        raise LabError(f"question {asked.id}: places run 0-{choices - 1}, got {list(positions)}")
    if asked.form == "match":
        if len(positions) != len(shown):
            raise LabError(f"question {asked.id}: {len(positions)} options matched, expected all {len(shown)}")
        texts = [option.match for option in asked.options]
        beside = dict(zip(shown, positions, strict=True))
        return tuple(texts.index(matches[beside[index]]) for index in range(len(shown)))
    chosen = tuple(shown[position] for position in positions)
    return tuple(sorted(chosen)) if asked.form == "multiple" else chosen


def _matches(question: Question, seed: int) -> tuple[str, ...]:
    """The different texts to match, shuffled by question and seed."""
    texts = list(dict.fromkeys(option.match for option in question.options if option.match))
    Random(zlib.crc32(f"{question.id} match".encode()) + seed).shuffle(texts)
    return tuple(texts)


# --- Grading ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """What feedback says of one option. In an order or a match all are chosen, `right` is whether it stands where it
    belongs, and `put` is where it was put: its place, or the index of the option whose match was put beside it.
    """

    index: int
    chosen: bool
    right: bool
    why: str
    put: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an answer was graded: score from 0 to 1, a mark for every option, and what to say of the confidence."""

    right: bool
    score: float
    marks: tuple[Mark, ...]
    headline: str


def grade(question: Question, answer: Iterable[int], confidence: int = 1) -> Verdict:
    """Grade an answer to a concrete question; confidence (0 to 2) shapes the words, never the score.

    Ticking everything scores nothing: each wrong tick costs what a right one earns. An order earns by pairs in the
    right order, so that a shuffled one earns nothing on average; a match earns its share. Raises LabError on an
    answer or confidence that the question does not have.
    """
    given = tuple(answer)
    _judge_answer(question, given, confidence)
    marks = tuple(_mark(question, index, given) for index in range(len(question.options)))
    score = _score(question, given, marks)
    return Verdict(score == 1, score, marks, _headline(question.form, score, confidence))


def mistaken(question: Question, answer: Sequence[int]) -> tuple[int, int] | None:
    """The right code and the one that was taken for it, where the answer is one code and a wrong one."""
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


def _judge_answer(question: Question, answer: tuple[int, ...], confidence: int) -> None:
    name, form, count = f"question {question.id}", question.form, len(question.options)
    if not answer:
        raise LabError(f"{name}: no option chosen, expected one; choose before you check")
    if form == "provoke" and answer not in ((0,), (1,)):
        raise LabError(f"{name}: expected (1,) for done or (0,) for given up, got {answer}")
    if form in ("single", "line", "predict", "number") and len(answer) > 1:
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
    if form == "provoke":
        return "Done: the lab saw it" if score else "Given up for now; it waits for another try"
    if score == 1:
        return ("Right, and no guess next time", "Right", "Right, and you knew it")[confidence]
    if score > 0:
        return "Partly right"
    return ("Not this one", "Not this one", "Sure, and wrong: worth a second look")[confidence]
