"""The question bank: the questions of a folder, and clear errors for authors: file, line, field, met, expected.

Files are read from a folder it is given; what a question is, `questions` knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from statuslab.errors import LabError
from statuslab.questions import Question

QUOTE = "; put quotes around it"


class QuestionError(LabError):
    """A question file that breaks the schema: file, line, field, what was met, what was expected."""


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
