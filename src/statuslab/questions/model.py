"""A question of the bank: its fields, the rows of values it varies over, and its right answer.

Values in, values out: `loader` reads files; nothing is shown or stored here.
"""

from __future__ import annotations

import zlib
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

from statuslab.questions import variants
from statuslab.questions.forms import MADE, Form, Option, misfits
from statuslab.questions.proof import Proof
from statuslab.questions.values import Code, OptionalText, Slug, Text, Value, refuse

Skill = Literal["situation to code", "code to next step", "read the wire", "who answered", "tell apart", "know why"]


class Question(Value):
    """One question of the bank: situation, options with a why each, hint, source and proof.

    A question with `vary` has the values of its first row; `at` gives another row.
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
    hint: OptionalText
    source: OptionalText
    proof: Annotated[tuple[Proof, ...], Field(min_length=1)]
    vary: tuple[dict[str, Text], ...] = ()

    _rows: tuple[Question, ...] = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _fill_in(cls, record: Any, handler: ValidatorFunctionWrapHandler) -> Question:
        if not variants.is_varied(record):
            read: Question = handler(record)
            return read
        refuse(variants.flaws(record))
        records = variants.filled(record)
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
    def _is_not_empty(cls, text: str, others: ValidationInfo) -> str:
        if not text and others.data.get("form") not in MADE:
            refuse([((), "is empty, expected a text")])
        return text

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def rows(self) -> tuple[Question, ...]:
        """The concrete questions: the question itself, or one for each row of `vary`."""
        return self._rows or (self,)

    def at(self, seed: int) -> Question:
        """Return the concrete question for a seed; the next seed gives the next row."""
        return self.rows[(zlib.crc32(self.id.encode()) + seed) % len(self.rows)]

    @property
    def key(self) -> frozenset[int]:
        """The indices of the right options; empty for an order or a match."""
        return frozenset(index for index, option in enumerate(self.options) if option.right)

    @property
    def solution(self) -> tuple[int, ...]:
        """An entirely right answer, in the terms of `grading`."""
        if self.form == "provoke":
            return (1,)
        if self.form in ("order", "match"):
            return tuple(range(len(self.options)))
        if self.form == "number":
            return tuple(option.value for option in self.options if option.right and option.value is not None)[:1]
        return tuple(sorted(self.key))
