"""What proves that a key holds, and the typed values that question files are made of. Nothing runs here."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

Text = Annotated[str, Strict(), StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Code = Annotated[int, Strict(), Field(ge=100, le=599)]


class Value(BaseModel):
    """What is read from a question file: frozen, and without a field that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Proof(Value):
    """Why the key holds: a clause of a standard, or a run against the lab, which shows that course and lab agree.

    `rfc` names document and section. `scene` runs a story; `requests` sends its requests in order to a fresh Teahouse
    (the text of a `%%http` cell). `status`, `layer`, `logged` and the names of fields it `has` or `lacks` hold of the
    last request's exchange, or of the scene's provocation, interim responses included.
    """

    rfc: Text | None = None
    scene: Slug | None = None
    requests: tuple[Text, ...] = ()
    status: Code | None = None
    layer: Text | None = None
    logged: Code | None = None
    has: tuple[Text, ...] = ()
    lacks: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _is_one_kind(self) -> Proof:
        if sum((self.rfc is not None, self.scene is not None, bool(self.requests))) != 1:
            raise ValueError("a proof has exactly one of rfc, scene, requests")
        if self.rfc is None and not (self.status or self.layer or self.logged or self.has or self.lacks):
            raise ValueError("a proof that runs needs something that must hold: status, layer, logged, has or lacks")
        return self
