"""What `statuslab bank check`, `list` and `show` print, for authors of questions. Keys are shown."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from statuslab.errors import LabError
from statuslab.notebook.codes import catalog, names
from statuslab.notebook.quiz import bank, own_bank
from statuslab.questions import Bank, Option, Question
from statuslab.questions.proof import Expected, Proof
from statuslab.storage.files import data_folder, write_atomically
from statuslab.widgets.html import plain
from statuslab.wording import quantity

PROOFS = "whether the proofs hold (the tests of the course run them)"


def check_questions(path: Path, strict: bool = False) -> tuple[str, bool]:
    """Return a line for each mistake in a file or folder of questions, or what was checked; and whether it is fine.

    The published bank is always checked by its own rules, another one with `strict`. Raises LabError if there is
    nothing to read.
    """
    from statuslab.questions.loader import read_bank

    place = Path(os.path.realpath(path))  # follows links; unlike Path.resolve, also those that go in a circle
    strict = strict or data_folder() / "questions" in (place, place.parent)
    reading = read_bank(path, names(), strict)
    if reading.mistakes:
        summary = f"{quantity(len(reading.mistakes), 'mistake')} in {quantity(reading.files, 'file')}"
        return "\n".join([*reading.mistakes, *reading.warnings, summary]), False
    forms = Counter(question.form for question in reading.questions)
    varied = sum(len(question.rows) for question in reading.questions if question.vary)
    doubts = f", {quantity(len(reading.warnings), 'warning')}" if reading.warnings else ""
    lines = [
        *reading.warnings,
        f"{path}: {quantity(len(reading.questions), 'question')} in {quantity(reading.files, 'file')}, no mistakes"
        f"{doubts}",
        f"forms: {', '.join(f'{number} {form}' for form, number in forms.most_common())}",
        f"checked: every field, the options that each form needs,{' a why for every option,' if strict else ''} known "
        f"codes, unique ids{f', {varied} rows of parameters' if varied else ''}",
        f"not checked: {PROOFS if strict else 'whether the keys are right'}, and whether the texts are clear",
        *([] if strict else _advice(reading.questions)),
    ]
    return "\n".join(lines), True


def _advice(questions: Sequence[Question]) -> list[str]:
    """Say once what learners would miss in these questions."""
    asked = [question for question in questions if question.has_key]
    lacks = {
        "why": sum(not all(option.why for option in question.options) for question in asked),
        "hint": sum(not question.hint for question in asked),
        "code": sum(not question.codes for question in questions),
    }
    missing = [f"{number} without a {name}" for name, number in lacks.items() if number]
    if not missing:
        return []
    return [
        f"optional, and left out: {', '.join(missing)}; a why is shown after the answer, a hint before it, and by code "
        "or idea you choose questions"
    ]


def new_bank(path: Path) -> str:
    """Write a file with a question of each kind to begin from, and say what to do next.

    Raises LabError where there is something already.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise LabError(f"{path}: expected the name of a new file that ends in .yaml")
    if path.exists() or path.is_symlink():
        raise LabError(f"{path} exists; name another file, so that nothing of yours is lost")
    write_atomically(path, (Path(__file__).parent / "bank_template.yaml").read_text(encoding="utf-8"))
    return f"{path}: a question of each kind to begin from; `statuslab bank preview {path}` shows them while you write"


def list_questions(path: Path | None = None, codes: str | None = None) -> str:
    """Return a line for each question of a bank: id, form, level, skill, codes. Raises LabError."""
    found = chosen(_bank(path), codes)
    width = max((len(question.id) for question in found), default=0)
    lines = [
        f"{each.id:{width}}  {each.form:8}  level {each.level}  {each.skill:17}  {' '.join(map(str, each.codes))}"
        for each in found
    ]
    return "\n".join([*map(str.rstrip, lines), quantity(len(found), "question")])


def chosen(questions: Iterable[Question], codes: str | None) -> list[Question]:
    """Return the questions about codes such as "4xx" or "401,403"; all of them for None. Raises LabError."""
    wanted = {record.code for part in codes.split(",") for record in catalog.find(_key(part))} if codes else None
    return [each for each in questions if wanted is None or wanted & set(each.codes)]


def show_question(id: str, path: Path | None = None) -> str:
    """Return one question as text, with its key, the why of every option, and its proof. Raises LabError."""
    question = _bank(path)[id]
    rows = enumerate(question.rows)
    return "\n".join(line for number, row in rows for line in _question_lines(row, number, question))


def _bank(path: Path | None) -> Bank:
    return own_bank(path) if path else bank()


def _key(part: str) -> int | str:
    return int(part) if part.strip().isdecimal() else part.strip()


def _question_lines(row: Question, number: int, question: Question) -> Iterator[str]:
    if number == 0:
        facts = (f"level {row.level}", row.skill, f"idea {row.idea}", " ".join(map(str, row.codes)))
        yield " · ".join(filter(None, (row.id, row.form, *facts)))
    if question.vary:
        values = ", ".join(f"{name} = {value}" for name, value in question.vary[number].items())
        yield f"\nrow {number + 1} of {len(question.vary)}: {values}"
    yield f"\n{plain(row.ask)}"
    yield from (f"    {line}".rstrip() for line in row.wire.splitlines())
    yield ""
    for place, option in enumerate(row.options, 1):
        yield f"{_sign(row, option, place)} {_label(option)}"
        if option.why:
            yield f"      {plain(option.why)}"
    if row.hint:
        yield f"\nhint: {plain(row.hint)}"
    if row.source:
        yield f"source: {row.source}"
    if row.checked:
        yield f"checked by: a {row.checked}"
    yield from (f"proof: {_proof(proof)}" for proof in row.proof)


def _sign(question: Question, option: Option, place: int) -> str:
    if not question.has_key:
        return "  ·"
    if question.form == "order":
        return f"  {place}."
    return "  ✓" if option.right or question.form == "match" else "  ✗"


def _label(option: Option) -> str:
    parts = (option.value, plain(option.text) or names().get(option.code or 0, ""))
    beside = f" → {plain(option.match)}" if option.match else ""
    return " ".join(str(part) for part in parts if part not in (None, "")) + beside


def _proof(proof: Proof) -> str:
    facts = _facts(proof)
    requests = [_one_line(request) for request in facts.pop("requests", ())]
    shows = [f"{words}: {_listed(_facts(expected))}" for words, expected in facts.pop("shows", {}).items()]
    tries = [f"{words}: {', '.join(map(_one_line, each))}" for words, each in facts.pop("tries", {}).items()]
    told = [f"{name} {' | '.join(each)}" for name, each in (("shows", shows), ("tries", tries)) if each]
    return "; ".join(filter(None, [*requests, _listed(facts), *told])).removeprefix("rfc ")


def _facts(expected: Expected) -> dict[str, Any]:
    every = ((each, getattr(expected, each.name)) for each in fields(expected))
    return {each.name: value for each, value in every if value != each.default}


def _listed(facts: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{name} {', '.join(map(_one_line, value)) if isinstance(value, tuple) else value}"
        for name, value in facts.items()
    )


def _one_line(request: str) -> str:
    return " / ".join(request.split("\n")).strip()
