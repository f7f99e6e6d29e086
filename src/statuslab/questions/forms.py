"""The forms of questions: what an option is, and which options fit which form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal["single", "multiple", "number", "order", "match", "line", "poll", "predict", "provoke"]
MADE = ("predict", "provoke")  # made from a scene or a challenge, never written in a file
SIZES = {"line": (3, 14), "provoke": (0, 0)}  # the number of options in a published question, if it is not 3 to 6
OWN_SIZES = {"number": (1, 14), "provoke": (0, 0)}  # the same in a bank of one's own, if it is not 2 to 14
Flaw = tuple[tuple[str | int, ...], str]
"""What is wrong in a question file: the path to the field in its question, and the rest of the error message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option: a code, a number or a text. `why`, if there is one, is shown after the answer."""

    code: int | None = None
    number: int | None = None
    text: str = ""
    match: str = ""
    right: bool = False
    why: str = ""

    @property
    def value(self) -> int | None:
        """The number that a learner would type for this option."""
        return self.number if self.code is None else self.code


def misfits(form: Form, options: Sequence[Option], published: bool = False) -> Iterator[Flaw]:
    """Yield what in these options does not fit a question of this form, each with its path below the options.

    A published question has more options than one of somebody's own needs, and it has a key.
    """
    count, keys = len(options), sum(option.right for option in options)
    least, most = SIZES.get(form, (3, 6)) if published else OWN_SIZES.get(form, (2, 14))
    if not least <= count <= most:
        yield (), f"has {count} options, expected {least} to {most} in a question of form {form}"
    if not count:
        return
    if form in ("single", "line", "predict") and keys != 1:
        keyless = "" if keys or published else "; a question without a key has form: poll"
        yield (), f"{keys} options are right, expected exactly one in a question of form {form}{keyless}"
    if form in ("multiple", "number") and not 1 <= keys < count + (form == "number" and not published):
        yield (), f"{keys} options are right, expected at least one right and one wrong"
    if form == "poll" and published:
        yield (), "a poll has no key, expected another form in the published bank"
    for index, option in enumerate(options):
        yield from (((index, *path), detail) for path, detail in _misfits_of(form, option))
    values = [option.value for option in options]
    if form == "number" and len(set(values)) < count:
        yield (), "the same number is used twice, expected each once"
    if form == "match" and len({option.match for option in options}) < 2:
        yield (), "every option has the same match, expected two or more different ones"


def _misfits_of(form: Form, option: Option) -> Iterator[Flaw]:
    if form == "poll" and option.right:
        yield ("right",), "leave it out: a poll has no key"
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
