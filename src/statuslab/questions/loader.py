"""Reads the question bank from a file or folder, with errors for authors: file, line, field, met, expected."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from statuslab.errors import LabError
from statuslab.questions import variants
from statuslab.questions.doubts import CURLY, doubts_about
from statuslab.questions.forms import MADE, Flaw
from statuslab.questions.images import embedded
from statuslab.questions.model import Bank, Question
from statuslab.questions.schema import OptionRecord, QuestionRecord, checked_question
from statuslab.questions.yaml_files import YamlMistake, cut_texts, doubled_fields, read_yaml

QUOTE = "; put quotes around it"
ENDINGS = (".yaml", ".yml")
MOST_MISTAKES = 100  # named in one file
LARGEST_VARIED = 2_000_000  # characters that a question with parameters may grow to
IDENTIFIERS = frozenset({"id", "codes", "idea", "skill", "form", "level"})  # fields that are no texts to be read

IN_BRACES = "; within braces put straight quotes around a text with a comma in it"
FIELDS = (*QuestionRecord.model_fields, *OptionRecord.model_fields)
OTHER_NAMES = {"question": "ask", "stem": "ask", "answers": "options", "choices": "options", "correct": "right"}
OTHER_NAMES |= {
    "answer": "right",
    "feedback": "why",
    "explanation": "why",
    "title": "id",
    "type": "form",
    "tip": "hint",
}


class QuestionError(LabError):
    """A mistake in a question file: file, line, field, what was met, what was expected."""


@dataclass(frozen=True)
class Reading:
    """What was read: the valid questions, and a line for each mistake and each warning, in the order of the files.

    `places` has the file and line of each question, by id.
    """

    files: int
    questions: tuple[Question, ...]
    mistakes: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


def load_bank(path: Path, published: bool = False) -> Bank:
    """Read the questions of a folder or a file, `published` by the rules of the published bank.

    Raises QuestionError with file, line and field of the first mistake.
    """
    reading = read_bank(path, published=published)
    if reading.mistakes:
        first, *others = reading.mistakes
        more = f" (and {len(others)} more; `statuslab bank check` names them all)" if others else ""
        raise QuestionError(first + more)
    return Bank(reading.questions)


def read_bank(path: Path, codes: Container[int] | None = None, published: bool = False) -> Reading:
    """Read a folder of question files, or one file, to the end, whatever is wrong in it.

    Much is optional in a bank of one's own; `published` asks for everything that the published bank has. With `codes`,
    a question about a code that is not among them is a mistake too. Raises LabError if there is no file.
    """
    files, questions, file_of, places = _files(path), list[Question](), dict[str, str](), dict[str, str]()
    mistakes: list[str] = []
    warnings: list[str] = []
    for file in files:
        entries, found, doubts = _read(file, published)
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
                places.setdefault(entry.id, f"{file.name} line {_line(entry.node, ())}")
            doubts += [(_line(entry.node, path), f", field {_dotted(path)}: {doubt}") for path, doubt in entry.doubts]
        questions += [entry.question for entry in entries if entry.question]
        mistakes += [f"{file.name} line {line}{detail}" for line, detail in sorted(found)[:MOST_MISTAKES]]
        if len(found) > MOST_MISTAKES:
            mistakes.append(f"{file.name}: {len(found) - MOST_MISTAKES} more mistakes")
        warnings += [f"{file.name} line {line}{detail}" for line, detail in sorted(doubts)[:MOST_MISTAKES]]
    return Reading(len(files), tuple(questions), tuple(mistakes), tuple(warnings), places)


def _files(path: Path) -> list[Path]:
    try:
        if path.exists() and not path.is_dir():
            return [path]
        files = sorted(each for each in path.glob("*") if each.suffix in ENDINGS)
        met = "no question file in" if path.is_dir() else "no file or folder"
    except OSError as error:
        raise LabError(f"cannot read {path}: {error.strerror or error}") from None
    if not files:
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
    doubts: tuple[Flaw, ...] = ()

    @property
    def id(self) -> str | None:
        id = self.record.get("id") if isinstance(self.record, dict) else None
        return id if isinstance(id, str) else None

    @property
    def codes(self) -> list[int]:
        codes = self.record.get("codes") if isinstance(self.record, dict) else None
        return [code for code in codes if code in range(100, 600)] if isinstance(codes, list) else []


def _read(path: Path, published: bool) -> tuple[list[_Entry], Mistakes, Mistakes]:
    """Return the questions of a file, and the mistakes and warnings about the file itself."""
    try:
        document = read_yaml(path)
    except YamlMistake as mistake:
        return [], [(mistake.line, mistake.words)], []
    root, records = document.root, document.value
    if not isinstance(records, list) or not isinstance(root, yaml.SequenceNode):
        return [], [(1, f": expected a list of questions, got {_kind(records)}")], []
    entries = [_entry(node, record, path.parent, published) for node, record in zip(root.value, records, strict=True)]
    mistakes = [(line, f", field {name}: is written twice, expected once") for line, name in doubled_fields(root)]
    cut = 'is cut off at " #", where YAML begins a comment; put quotes around the text, or delete the comment'
    return entries, mistakes, [(line, f", field {name}: {cut}") for line, name in cut_texts(document, IDENTIFIERS)]


def _entry(node: yaml.Node, record: Any, folder: Path, published: bool) -> _Entry:
    shown, images, missing = embedded(record, folder)
    question, flaws = _validated(shown, published)
    if question and images:
        rows = tuple(replace(row, images=images) for row in question.variants)
        question = replace(question, images=images, variants=rows)
    return _Entry(node, record, None if missing else question, (*missing, *flaws), tuple(doubts_about(record)))


def _validated(record: Any, published: bool) -> tuple[Question | None, tuple[Flaw, ...]]:
    """Return the question of a record, or None and the mistakes in it."""
    if variants.is_varied(record) and variants.largest(record) > LARGEST_VARIED:
        return None, ((("vary",), f"fills in more than {LARGEST_VARIED:,} characters, expected fewer or shorter rows"),)
    try:
        question = checked_question(record, published)
    except ValidationError as error:
        flaws = [(each["loc"], _detail(each)) for each in _root_causes(error.errors(include_url=False)[:MOST_MISTAKES])]
        if variants.is_varied(record) and any(variants.flaws(record)):
            # With flawed rows nothing else was validated: look at the first row too, except for names it leaves open.
            flaws += [flaw for flaw in _validated(variants.filled(record)[0], published)[1] if "met '$" not in flaw[1]]
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
        return f"is not a field of a question{_meant(str(error['loc'][-1]), error['input'])}"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "flaw":
        return str(error["ctx"]["detail"])
    met = error["input"]
    shown = _short(f"{met!r}") if isinstance(met, str | int | float | bool) else _kind(met)
    if error["type"] == "model_type":
        is_option = isinstance(met, str) and error["loc"][:1] == ("options",)
        return f"met {shown}, expected a mapping of fields{f'; write - text: {_short(met)}' if is_option else ''}"
    if error["type"] in ("bool_type", "bool_parsing"):
        return f"met {shown}, expected true or false"
    if error["type"] == "string_pattern_mismatch":
        return f"met {shown}, expected a-z, 0-9 and hyphens between them, such as lost-update"
    if isinstance(met, bool) and error["type"] == "string_type":
        words = "yes, on or true" if met else "no, off or false"
        return f"met {shown}, which YAML makes of {words}; put quotes around it"
    message = error["msg"].lower().replace("input should", "it should").replace("tuple", "list")
    advice = "" if error["type"] != "string_type" or met is None or isinstance(met, list | dict) else QUOTE
    return f"met {shown}, {message}{advice}"


def _meant(name: str, value: Any) -> str:
    """A guess at what an author meant by a field that there is not."""
    if " " in name or any(each in name for each in CURLY):
        return IN_BRACES
    close = OTHER_NAMES.get(name.lower()) or next(iter(get_close_matches(name, FIELDS, 1)), "")
    if not close and value is None:
        return IN_BRACES
    return f"; did you mean {close}?" if close else ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:40]} … ({len(text)} characters)"


def _kind(value: Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "text", type(None): "nothing", int: "a number"}
    return names.get(type(value), f"a {type(value).__name__}")


def _dotted(loc: Iterable[Any]) -> str:
    return ".".join(str(part) for part in loc) or "(the whole question)"


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
