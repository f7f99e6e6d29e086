"""The typed values that question files are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Text = Annotated[str, Strict(), StringConstraints(min_length=1, strip_whitespace=True)]
OptionalText = Annotated[str, Strict(), StringConstraints(strip_whitespace=True)]
Slug = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Code = Annotated[int, Strict(), Field(ge=100, le=599)]
Flaw = tuple[tuple[str | int, ...], str]
"""What is wrong with a value of a question file: its place in the question, and the rest of the sentence."""


def refuse(flaws: Iterable[Flaw]) -> None:
    """Raise one ValidationError that names every flaw at its place, or nothing where there is none."""
    found = [
        InitErrorDetails(type=PydanticCustomError("flaw", "{said}", {"said": said}), loc=place, input=None)
        for place, said in flaws
    ]
    if found:
        raise ValidationError.from_exception_data("Question", found)


class Value(BaseModel):
    """What is read from a question file: frozen, and without a field that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
