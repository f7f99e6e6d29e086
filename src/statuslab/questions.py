"""The question bank: what a question is, how an answer is graded, and clear errors for authors.

Values in, values out: files are read by `load_bank` from a folder it is given; nothing is shown or stored here.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, ValidationError, model_validator

from statuslab.errors import LabError

Text = Annotated[str, Strict(), StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, Strict(), StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Code = Annotated[int, Strict(), Field(ge=100, le=599)]
Skill = Literal["situation to code", "code to next step", "read the wire", "who answered", "tell apart", "know why"]
QUOTE = "; put quotes around it"
CONFIDENCE = ("guessing", "fairly sure", "certain")


class QuestionError(LabError):
    """A question file that breaks the schema: file, line, field, what was met, what was expected."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Value):
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


class Proof(_Value):
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


class Question(_Value):
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


# --- The bank -----------------------------------------------------------------------------------------------


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

    def about(self, codes: Iterable[int]) -> tuple[Question, ...]:
        """The questions whose codes are all among these."""
        wanted = set(codes)
        return tuple(question for question in self.questions if wanted.issuperset(question.codes))


def load_bank(folder: Path) -> Bank:
    """Every `*.yaml` of a folder. Raises QuestionError with file, line and field."""
    questions: dict[str, Question] = {}
    homes: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        for index, question in enumerate(load_questions(path)):
            if question.id in questions:
                line = _line(path.read_text(encoding="utf-8"), (index, "id"))
                first = homes[question.id]
                raise QuestionError(
                    f'{path.name} line {line}, field id: "{question.id}" stands in {first} already, '
                    "expected once in the whole bank"
                )
            questions[question.id], homes[question.id] = question, path.name
    return Bank(tuple(questions.values()))


def load_questions(path: Path) -> tuple[Question, ...]:
    """The questions of one file, a YAML list. Raises QuestionError with file, line and field."""
    source = _source(path)
    try:
        records = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise QuestionError(_syntax(path, error)) from None
    if not isinstance(records, list):
        raise QuestionError(f"{path.name} line 1: expected a list of questions, got {_kind(records)}")
    return tuple(_question(path, source, index, record) for index, record in enumerate(records))


def _source(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise QuestionError(f"{path.name} line {line}: met a byte that is no UTF-8, save the file as UTF-8") from None


def _question(path: Path, source: str, index: int, record: Any) -> Question:
    try:
        return Question.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = (index, *first["loc"])
        raise QuestionError(
            f"{path.name} line {_line(source, place)}, field {_dotted(first['loc'])}: {_complaint(first)}"
        ) from None


def _complaint(error: Any) -> str:
    if error["type"] == "missing":
        return "is missing, expected a value"
    if error["type"] == "extra_forbidden":
        return "is no field of a question"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    met = error["input"]
    told = f"{met!r}" if isinstance(met, str | int | float | bool) else _kind(met)
    if error["type"] == "model_type":
        return f"met {told}, expected a mapping of fields"
    message = error["msg"].lower().replace("input should", "it should").replace("tuple", "list")
    advice = "" if error["type"] != "string_type" or met is None or isinstance(met, list | dict) else QUOTE
    return f"met {told}, {message}{advice}"


def _kind(value: Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "text", type(None): "nothing", int: "a number"}
    return names.get(type(value), f"a {type(value).__name__}")


def _dotted(loc: Iterable[Any]) -> str:
    return ".".join(str(part) for part in loc) or "(the whole question)"


def _syntax(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unknown problem"
    return f"{path.name} line {line}: no readable YAML ({problem})"


def _line(source: str, place: Iterable[Any]) -> int:
    """The line of the node at a path, or of the nearest one above it that exists."""
    node: Any = yaml.compose(source, Loader=yaml.SafeLoader)
    for part in place:
        child = _child(node, part)
        if child is None:
            break
        node = child
    return int(node.start_mark.line) + 1


def _child(node: Any, part: Any) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    return None
