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
"""What is wrong in a question file: the path to the field in its question, and the rest of the error message."""


def refuse(flaws: Iterable[Flaw]) -> None:
    """Raise one ValidationError with all flaws, unless there are none."""
    found = [
        InitErrorDetails(type=PydanticCustomError("flaw", "{detail}", {"detail": detail}), loc=path, input=None)
        for path, detail in flaws
    ]
    if found:
        raise ValidationError.from_exception_data("Question", found)


class Value(BaseModel):
    """A value read from a question file: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
