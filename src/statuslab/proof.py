"""What proves that a key holds, and the typed values that question files are made of. Nothing runs here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

Text = Annotated[str, Strict(), StringConstraints(min_length=1, strip_whitespace=True)]
Words = Annotated[str, Strict(), StringConstraints(strip_whitespace=True)]
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


class Proof(Value):
    """Why the key holds: a clause of a standard, or a run against the lab, which shows that course and lab agree.

    `rfc` names document and section. `scene` runs a story; `requests` sends its requests in order to a fresh Teahouse
    (the text of a `%%http` cell). `status`, `layer`, `logged` and the names of fields it `has` or `lacks` hold of the
    last request's exchange, or of the scene's provocation, interim responses included. `log` names a measurement that
    the tests take from data/access.log, and `gives` is what it must give.
    """

    rfc: Text | None = None
    scene: Slug | None = None
    requests: tuple[Text, ...] = ()
    log: Slug | None = None
    status: Code | None = None
    layer: Text | None = None
    logged: Code | None = None
    has: tuple[Text, ...] = ()
    lacks: tuple[Text, ...] = ()
    gives: Text | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> Proof:
        kinds = (self.rfc is not None, self.scene is not None, bool(self.requests), self.log is not None)
        if sum(kinds) != 1:
            raise ValueError("a proof has exactly one of rfc, scene, requests, log")
        if (self.log is None) != (self.gives is None):
            raise ValueError("log names what is measured and gives what must come of it: a proof has both or neither")
        if (self.scene or self.requests) and not (self.status or self.layer or self.logged or self.has or self.lacks):
            raise ValueError("a proof that runs needs something that must hold: status, layer, logged, has or lacks")
        return self
