"""The forms of questions: what an option is, and which options fit which form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Strict, model_validator

from statuslab.questions.values import Code, Flaw, OptionalText, Text, Value

Form = Literal["single", "multiple", "number", "order", "match", "line", "predict", "provoke"]
MADE = ("predict", "provoke")  # made from a scene or a challenge, never written in a file
SIZES = {"line": (3, 14), "provoke": (0, 0)}  # the number of options, if it is not 3 to 6


class Option(Value):
    """One option: a code, a number or a text. `why` is shown after the answer, whatever was chosen."""

    code: Code | None = None
    number: Annotated[int, Strict()] | None = None
    text: OptionalText = ""
    match: OptionalText = ""
    right: Annotated[bool, Strict()] = False
    why: Text

    @model_validator(mode="after")
    def _has_content(self) -> Option:
        if self.value is None and not self.text:
            raise ValueError("an option needs a code, a number or a text")
        if self.code is not None and self.number is not None:
            raise ValueError("an option has a code or a number, not both")
        return self

    @property
    def value(self) -> int | None:
        """The number that a learner would type for this option."""
        return self.number if self.code is None else self.code


def misfits(form: Form, options: Sequence[Option]) -> Iterator[Flaw]:
    """Yield what in these options does not fit a question of this form, each with its path below the options."""
    count, keys = len(options), sum(option.right for option in options)
    least, most = SIZES.get(form, (3, 6))
    if not least <= count <= most:
        yield (), f"has {count} options, expected {least} to {most} in a question of form {form}"
    if not count:
        return
    if form in ("single", "line", "predict") and keys != 1:
        yield (), f"{keys} options are right, expected exactly one in a question of form {form}"
    if form in ("multiple", "number") and not 1 <= keys < count:
        yield (), f"{keys} options are right, expected at least one right and one wrong"
    for index, option in enumerate(options):
        yield from (((index, *path), detail) for path, detail in _misfits_of(form, option))
    values = [option.value for option in options]
    if form == "number" and len(set(values)) < count:
        yield (), "the same number is used twice, expected each once"
    if form == "match" and len({option.match for option in options}) < 2:
        yield (), "every option has the same match, expected two or more different ones"


def _misfits_of(form: Form, option: Option) -> Iterator[Flaw]:
    if form in ("order", "match") and option.right:
        yield ("right",), f"leave it out: a question of form {form} is written in its right arrangement"
    if form == "match" and not option.match:
        yield (), "has no match, expected the text that belongs to it"
    if form != "match" and option.match:
        yield ("match",), f"is only for questions of form match, this one is of form {form}"
    if form == "number" and option.value is None:
        yield (), "has no code and no number, expected what a learner might type"
    if form != "number" and option.number is not None:
        yield ("number",), f"is only for questions of form number, this one is of form {form}"
    if form == "line" and not option.text:
        yield (), "has no text, expected a line of the wire"
