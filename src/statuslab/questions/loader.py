"""Reads the question bank from a file or folder, with errors for authors: file, line, field, met, expected."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from statuslab.errors import LabError
from statuslab.questions import variants
from statuslab.questions.forms import MADE, Flaw
from statuslab.questions.model import Bank, Question
from statuslab.questions.schema import checked_question

QUOTE = "; put quotes around it"
ENDINGS = (".yaml", ".yml")
# The C loader reads the bank about six times as fast; not every PyYAML is built with it.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class QuestionError(LabError):
    """A mistake in a question file: file, line, field, what was met, what was expected."""


@dataclass(frozen=True)
class Reading:
    """What was read: the valid questions, and a line for each mistake, both in the order of the files."""

    files: int
    questions: tuple[Question, ...]
    mistakes: tuple[str, ...]


def load_bank(path: Path) -> Bank:
    """Read the questions of a folder or a file. Raises QuestionError with file, line and field of the first mistake."""
    reading = read_bank(path)
    if reading.mistakes:
        first, *others = reading.mistakes
        more = f" (and {len(others)} more; `statuslab bank check` names them all)" if others else ""
        raise QuestionError(first + more)
    return Bank(reading.questions)


def read_bank(path: Path, codes: Container[int] | None = None) -> Reading:
    """Read a folder of question files, or one file, to the end, whatever is wrong in it.

    With `codes`, a question about a code that is not among them is a mistake too. Raises LabError if there is no file.
    """
    files, questions, file_of = _files(path), list[Question](), dict[str, str]()
    mistakes: list[str] = []
    for file in files:
        entries, found = _read(file)
        for entry in entries:
            if entry.id in file_of:
                first = f'"{entry.id}" is already in {file_of[entry.id]}, expected once in the whole bank'
                found.append((_line(entry.node, ("id",)), f", field id: {first}"))
            unknown = [code for code in entry.codes if codes is not None and code not in codes]
            found += [
                (_line(entry.node, ("codes",)), f", field codes: no code {code} in the catalog") for code in unknown
            ]
            found += [(_line(entry.node, path), f", field {_dotted(path)}: {detail}") for path, detail in entry.flaws]
            if entry.id:
                file_of.setdefault(entry.id, file.name)
        questions += [entry.question for entry in entries if entry.question]
        mistakes += [f"{file.name} line {line}{detail}" for line, detail in sorted(found)]
    return Reading(len(files), tuple(questions), tuple(mistakes))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    files = sorted(each for each in path.glob("*") if each.suffix in ENDINGS)
    if not files:
        met = "no question file in" if path.is_dir() else "no file or folder"
        raise LabError(f"{met} {path}; expected a .yaml file of questions, or a folder of them")
    return files


# --- One file -----------------------------------------------------------------------------------------------

Mistakes = list[tuple[int, str]]  # line, and the rest of the message


@dataclass(frozen=True)
class _Entry:
    """One question as it is in a file, valid or not."""

    node: yaml.Node
    record: Any
    question: Question | None
    flaws: tuple[Flaw, ...]

    @property
    def id(self) -> str | None:
        id = self.record.get("id") if isinstance(self.record, dict) else None
        return id if isinstance(id, str) else None

    @property
    def codes(self) -> list[int]:
        codes = self.record.get("codes") if isinstance(self.record, dict) else None
        return [code for code in codes if code in range(100, 600)] if isinstance(codes, list) else []


def _read(path: Path) -> tuple[list[_Entry], Mistakes]:
    """Return the questions of a file, and the mistakes in the file itself."""
    try:
        loader = Loader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()  # the nodes have line numbers, the records made from them do not
        records = loader.construct_document(root) if root else None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [], [(line, ": met a byte that is not UTF-8; save the file as UTF-8")]
    except OSError as error:
        raise LabError(f"cannot read {path}: {error.strerror or error}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unknown problem"
        advice = "; put quotes around a text with a colon and a space in it" if "mapping values" in problem else ""
        return [], [(mark.line + 1 if mark else 1, f": not valid YAML ({problem}){advice}")]
    if not isinstance(records, list):
        return [], [(1, f": expected a list of questions, got {_kind(records)}")]
    entries = [_Entry(node, record, *_validated(record)) for node, record in zip(root.value, records, strict=True)]
    return entries, [(line, f", field {name}: is written twice, expected once") for line, name in _doubled(root)]


def _validated(record: Any) -> tuple[Question | None, tuple[Flaw, ...]]:
    """Return the question of a record, or None and the mistakes in it."""
    try:
        question = checked_question(record)
    except ValidationError as error:
        flaws = [(each["loc"], _detail(each)) for each in _root_causes(error.errors(include_url=False))]
        if variants.is_varied(record) and any(variants.flaws(record)):
            # With flawed rows nothing else was validated: look at the first row too, except for names it leaves open.
            flaws += [flaw for flaw in _validated(variants.filled(record)[0])[1] if "met '$" not in flaw[1]]
        return None, tuple(flaws)
    if question.form in MADE:
        origin = "a scene" if question.form == "predict" else "a challenge"
        detail = (
            f"a question of form {question.form} is made from {origin} of the course, expected another form in a file"
        )
        return None, ((("form",), detail),)
    return question, ()


def _root_causes(errors: Sequence[Any]) -> list[Any]:
    """Return the errors without those that follow from a deeper one: a list is too short because its parts failed."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(place[: len(error["loc"])] == error["loc"] != place for place in places)
    ]


def _detail(error: Any) -> str:
    if error["type"] == "missing":
        return "is missing, expected a value"
    if error["type"] == "extra_forbidden":
        return "is not a field of a question"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "flaw":
        return str(error["ctx"]["detail"])
    met = error["input"]
    shown = f"{met!r}" if isinstance(met, str | int | float | bool) else _kind(met)
    if error["type"] == "model_type":
        return f"met {shown}, expected a mapping of fields"
    message = error["msg"].lower().replace("input should", "it should").replace("tuple", "list")
    advice = "" if error["type"] != "string_type" or met is None or isinstance(met, list | dict) else QUOTE
    return f"met {shown}, {message}{advice}"


def _kind(value: Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "text", type(None): "nothing", int: "a number"}
    return names.get(type(value), f"a {type(value).__name__}")


def _dotted(loc: Iterable[Any]) -> str:
    return ".".join(str(part) for part in loc) or "(the whole question)"


def _doubled(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield line and name of each field that a mapping has twice: YAML silently keeps the last one."""
    if isinstance(node, yaml.MappingNode):
        names = [key.value for key, _ in node.value]
        for index, (key, value) in enumerate(node.value):
            if key.value in names[:index]:
                yield key.start_mark.line + 1, str(key.value)
            yield from _doubled(value)
    elif isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _doubled(part)


def _line(node: yaml.Node, path: Iterable[Any]) -> int:
    """Return the line of the node at a path in a question, or of the nearest node above it that exists."""
    for part in path:
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
