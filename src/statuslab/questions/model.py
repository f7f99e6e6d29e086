"""A question of the bank: its fields, its variants, and its right answer.

Values in, values out: `schema` and `loader` read the files of authors, `compiled` reads the compiled bank.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from statuslab.errors import LabError
from statuslab.questions.forms import Form, Option
from statuslab.questions.proof import Proof

Skill = Literal["situation to code", "code to next step", "read the wire", "who answered", "tell apart", "know why"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a bank: situation, options with a why each, hint, source and proof.

    A published question has all of these. In a bank of one's own only the id, the text and the options are needed; a
    question without an idea has one to itself, named like its id.

    `checked` is "clause" where no run decides the key, so that it rests on the clause that the proof names.

    `images` has the data URI of each image that its texts show, by name.

    A question with `vary` has the values of its first row, and in `variants` a concrete question for each row. Nothing
    is checked here: `schema` checks what authors write.
    """

    id: str
    codes: tuple[int, ...] = ()
    idea: str
    skill: Skill | Literal[""] = ""
    form: Form = "single"
    level: int = 1
    ask: str
    wire: str = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    source: str = ""
    checked: Literal["clause"] | None = None
    proof: tuple[Proof, ...] = ()
    vary: tuple[Mapping[str, str], ...] = ()
    images: tuple[tuple[str, str], ...] = ()
    variants: tuple[Question, ...] = field(default=(), repr=False)

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def rows(self) -> tuple[Question, ...]:
        """The concrete questions: the question itself, or one for each row of `vary`."""
        return self.variants or (self,)

    def at(self, seed: int) -> Question:
        """Return the concrete question for a seed; the next seed gives the next row."""
        return self.rows[(zlib.crc32(self.id.encode()) + seed) % len(self.rows)]

    @property
    def has_key(self) -> bool:
        """Whether answers are right or wrong: not in a poll."""
        return self.form != "poll"

    @property
    def key(self) -> frozenset[int]:
        """The indices of the right options; empty for an order, a match or a poll."""
        return frozenset(index for index, option in enumerate(self.options) if option.right)

    @property
    def solution(self) -> tuple[int, ...]:
        """An entirely right answer, in the terms of `grading`; empty for a poll."""
        if self.form == "provoke":
            return (1,)
        if self.form in ("order", "match"):
            return tuple(range(len(self.options)))
        if self.form == "number":
            return tuple(option.value for option in self.options if option.right and option.value is not None)[:1]
        return tuple(sorted(self.key))


@dataclass(frozen=True)
class Bank:
    """All questions, in the order of their files."""

    questions: tuple[Question, ...]

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    def __getitem__(self, id: str) -> Question:
        for question in self.questions:
            if question.id == id:
                return question
        raise LabError(f'no question "{id}" in the bank of {len(self)}')
