"""What a question is and how an answer to it is graded.

Values in, values out: files are read by `bank`; nothing is shown or stored here.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Annotated, Literal

from pydantic import Field, Strict, StringConstraints, model_validator

from statuslab.errors import LabError
from statuslab.proof import Code, Proof, Slug, Text, Value

Skill = Literal["situation to code", "code to next step", "read the wire", "who answered", "tell apart", "know why"]
CONFIDENCE = ("guessing", "fairly sure", "certain")


class Option(Value):
    """One choice: a code, a text, or both; `why` is shown after the answer, whichever was chosen."""

    code: Code | None = None
    text: Annotated[str, Strict(), StringConstraints(strip_whitespace=True)] = ""
    right: Annotated[bool, Strict()] = False
    why: Text

    @model_validator(mode="after")
    def _says_something(self) -> Option:
        if self.code is None and not self.text:
            raise ValueError("an option needs a code or a text")
        return self


class Question(Value):
    """One item of the bank: situation, options with a why each, hint, source and proof."""

    id: Slug
    codes: Annotated[tuple[Code, ...], Field(min_length=1)]
    idea: Slug
    skill: Skill
    form: Literal["single", "multiple"] = "single"
    level: Annotated[int, Strict(), Field(ge=1, le=3)]
    ask: Text
    wire: Annotated[str, Strict()] = ""
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=6)]
    hint: Text
    source: Text
    proof: Annotated[tuple[Proof, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_its_keys(self) -> Question:
        keys = len(self.key)
        if self.form == "single" and keys != 1:
            raise ValueError(f"{keys} options are right, expected exactly one in a single-choice question")
        if self.form == "multiple" and not 1 <= keys < len(self.options):
            raise ValueError(f"{keys} options are right, expected at least one right and one wrong")
        return self

    @property
    def key(self) -> frozenset[int]:
        """The indices of the right options."""
        return frozenset(index for index, option in enumerate(self.options) if option.right)


def order(question: Question, seed: int = 0) -> tuple[int, ...]:
    """The order in which options are shown: codes by number, texts shuffled by question and seed."""
    indices = list(range(len(question.options)))
    if all(option.code for option in question.options):
        return tuple(sorted(indices, key=lambda index: (question.options[index].code, index)))
    Random(zlib.crc32(question.id.encode()) + seed).shuffle(indices)
    return tuple(indices)


# --- Grading ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """What feedback says of one option."""

    index: int
    chosen: bool
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an answer was graded: score from 0 to 1, a mark for every option, and what to say of the confidence."""

    right: bool
    score: float
    marks: tuple[Mark, ...]
    headline: str


def grade(question: Question, chosen: Iterable[int], confidence: int = 1) -> Verdict:
    """Grade the chosen option indices; confidence (0 to 2) shapes the words, never the score.

    Ticking everything scores nothing: each wrong tick costs what a right one earns. Raises LabError on an index or
    confidence that the question does not have.
    """
    picked = frozenset(chosen)
    _judge_answer(question, picked, confidence)
    wrong = len(question.options) - len(question.key)
    score = len(picked & question.key) / len(question.key) - len(picked - question.key) / wrong
    right = picked == question.key
    marks = tuple(
        Mark(index, index in picked, option.right, option.why) for index, option in enumerate(question.options)
    )
    return Verdict(right, max(0.0, score), marks, _headline(right, score, confidence))


def _judge_answer(question: Question, picked: frozenset[int], confidence: int) -> None:
    if not picked:
        raise LabError(f"question {question.id}: no option chosen, expected one; choose before you check")
    if question.form == "single" and len(picked) > 1:
        raise LabError(f"question {question.id}: {len(picked)} options chosen, expected one")
    if not picked <= set(range(len(question.options))):
        raise LabError(f"question {question.id}: options run 0-{len(question.options) - 1}, got {sorted(picked)}")
    if confidence not in range(len(CONFIDENCE)):
        raise LabError(f"confidence {confidence!r}, expected 0 ({CONFIDENCE[0]}) to 2 ({CONFIDENCE[2]})")


def _headline(right: bool, score: float, confidence: int) -> str:
    if right:
        return ("Right, and no guess next time", "Right", "Right, and you knew it")[confidence]
    if score > 0:
        return "Partly right"
    return ("Not this one", "Not this one", "Sure, and wrong: worth a second look")[confidence]
