"""The schema of question files: checks the records that authors write, and makes plain questions of them.

Only this module needs pydantic. The messages of its errors are put into an author's words by `loader`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    Strict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from statuslab.questions import variants
from statuslab.questions.forms import MADE, Flaw, Form, Option, misfits
from statuslab.questions.model import Question, Skill
from statuslab.questions.proof import Browser, Client, Expected, Proof, Server

Text = Annotated[str, Strict(), StringConstraints(min_length=1, strip_whitespace=True)]
OptionalText = Annotated[str, Strict(), StringConstraints(strip_whitespace=True)]
Slug = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Code = Annotated[int, Strict(), Field(ge=100, le=599)]
Level = Annotated[int, Strict(), Field(ge=1, le=3)]


def checked_question(record: Any, published: bool = False) -> Question:
    """Return the question that a record of a file describes, with a variant for each row of `vary`.

    Much is optional in a bank of one's own; a published question has everything. Raises pydantic.ValidationError with
    every mistake in the record.
    """
    return (PublishedRecord if published else QuestionRecord).model_validate(record).question()


class Record(BaseModel):
    """A mapping in a question file. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def _fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields}


class OptionRecord(Record):
    code: Code | None = None
    number: Annotated[int, Strict()] | None = None
    text: OptionalText = ""
    match: OptionalText = ""
    right: Annotated[bool, Strict()] = False
    why: OptionalText = ""

    @model_validator(mode="after")
    def _has_content(self) -> OptionRecord:
        if self.code is None and self.number is None and not self.text:
            raise ValueError("an option needs a code, a number or a text")
        if self.code is not None and self.number is not None:
            raise ValueError("an option has a code or a number, not both")
        return self

    def option(self) -> Option:
        return Option(**self._fields())


class PublishedOptionRecord(OptionRecord):
    why: Text


class ExpectedRecord(Record):
    status: Code | None = None
    layer: Text | None = None
    logged: Code | None = None
    has: tuple[Text, ...] = ()
    lacks: tuple[Text, ...] = ()
    body: tuple[Text, ...] = ()
    wire: Text | None = None
    sent: tuple[Text, ...] = ()
    said: Text | None = None
    gives: Text | None = None

    def expected(self) -> Expected:
        return Expected(**self._fields())


class ProofRecord(ExpectedRecord):
    rfc: Text | None = None
    scene: Slug | None = None
    requests: tuple[Text, ...] = ()
    log: Slug | None = None
    recording: Slug | None = None
    browser: Browser | None = None
    at: Server | None = None
    leaves: Annotated[bool, Strict()] = False
    by: Client | None = None
    follow: Annotated[bool, Strict()] | None = None
    shows: dict[Text, ExpectedRecord] | None = None
    tries: dict[Text, tuple[Text, ...]] | None = None
    then: tuple[Text, ...] = ()
    case: Annotated[int, Strict(), Field(ge=1)] | Text | None = None
    decides: Text | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> ProofRecord:
        sends = bool(self.requests) or self.tries is not None
        kinds = (self.rfc, self.scene, sends or None, self.log, self.recording)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a proof has exactly one of rfc, scene, requests, log, recording")
        if self.browser and not self.recording:
            raise ValueError("browser is about a recording: name it in recording")
        if (self.log is None) != (self.gives is None):
            raise ValueError("log names a measurement and gives its expected result: a proof has both or neither")
        expected = (self.status, self.layer, self.logged, self.has, self.lacks, self.body, self.wire, self.sent)
        if (self.scene or sends or self.recording) and not any((*expected, self.said, self.shows)):
            raise ValueError(
                "a proof that runs needs something to check: status, layer, logged, has, lacks, sent or said"
            )
        if self.then and not self.proof().runs_for_each_option:
            raise ValueError("then is what is sent after tries or $option: a proof without them ends with its requests")
        if self.shows and self.proof().runs_for_each_option:
            raise ValueError("shows is about one run, tries and $option about one for each option: use one of them")
        return self

    @model_validator(mode="after")
    def _asks_what_others_can_know(self) -> ProofRecord:
        """Only the lab knows its layers, and only the Teahouse records what a client sent."""
        if (self.at or self.by) and not (self.requests or self.tries):
            raise ValueError(
                "at and by say where requests are sent and by which client: a proof with them needs requests"
            )
        if (self.follow is not None or self.sent) and not (self.by or self.recording):
            raise ValueError("follow and sent are about a client: name it in by")
        if self.said and not (self.at or self.by or self.recording):
            raise ValueError("said is about another server or client: name it in at or by")
        if self.leaves and (self.by or not (self.at or "").startswith("nginx")):
            raise ValueError("leaves is only for requests at nginx without by")
        if self.layer and (self.at or self.by):
            raise ValueError("only the lab knows its layers: a proof with at or by cannot have layer")
        if self.logged and self.at in ("apache", "nobody"):
            raise ValueError(f"only the logs of the lab and of nginx are read: a proof at {self.at} cannot have logged")
        if self.by and self.at and (self.sent or self.has or self.lacks):
            raise ValueError(
                "only the Teahouse records what a client sent: a proof with at and by cannot have sent, has or lacks"
            )
        return self

    def proof(self) -> Proof:
        shows = {words: each.expected() for words, each in self.shows.items()} if self.shows is not None else None
        return Proof(**self._fields() | {"shows": shows})


class QuestionRecord(Record):
    """A question of somebody's own bank."""

    id: Slug
    codes: tuple[Code, ...] = ()
    idea: Slug | None = None
    skill: Skill | Literal[""] = ""
    form: Form = "single"
    level: Level = 1
    ask: Text
    wire: Annotated[str, Strict()] = ""
    options: Annotated[tuple[OptionRecord, ...], Field(validate_default=True)] = ()
    hint: OptionalText = ""
    source: OptionalText = ""
    checked: Literal["clause"] | None = None
    proof: tuple[ProofRecord, ...] = ()
    vary: tuple[dict[str, Text], ...] = ()

    _published: ClassVar[bool] = False
    _rows: tuple[QuestionRecord, ...] = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _fill_in(cls, record: Any, handler: ValidatorFunctionWrapHandler) -> QuestionRecord:
        if not variants.is_varied(record):
            read: QuestionRecord = handler(record)
            return read
        _refuse(variants.flaws(record))
        records = variants.filled(record)
        varied: QuestionRecord = handler(records[0] | {"vary": record["vary"]})
        varied._rows = tuple(handler(each) for each in records)
        return varied

    @field_validator("options")
    @classmethod
    def _fit_the_form(cls, options: tuple[OptionRecord, ...], others: ValidationInfo) -> tuple[OptionRecord, ...]:
        if "form" in others.data:
            _refuse(misfits(others.data["form"], [each.option() for each in options], cls._published))
        return options

    def question(self) -> Question:
        parts = {
            "idea": self.idea or self.id,
            "options": tuple(each.option() for each in self.options),
            "proof": tuple(each.proof() for each in self.proof),
            "variants": tuple(each.question() for each in self._rows),
        }
        return Question(**self._fields() | parts)


class PublishedRecord(QuestionRecord):
    """A question of the published bank: nothing is left out."""

    codes: Annotated[tuple[Code, ...], Field(min_length=1)]
    idea: Slug
    skill: Skill
    level: Level
    options: Annotated[tuple[PublishedOptionRecord, ...], Field(validate_default=True)] = ()
    hint: OptionalText
    source: OptionalText
    proof: Annotated[tuple[ProofRecord, ...], Field(min_length=1)]

    _published = True

    @field_validator("hint", "source")
    @classmethod
    def _is_not_empty(cls, text: str, others: ValidationInfo) -> str:
        if not text and others.data.get("form") not in MADE:
            _refuse([((), "is empty, expected a text")])
        return text


def _refuse(flaws: Iterable[Flaw]) -> None:
    """Raise one ValidationError with all flaws, unless there are none."""
    found = [
        InitErrorDetails(type=PydanticCustomError("flaw", "{detail}", {"detail": detail}), loc=path, input=None)
        for path, detail in flaws
    ]
    if found:
        raise ValidationError.from_exception_data("Question", found)
