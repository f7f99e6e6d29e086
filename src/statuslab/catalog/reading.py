"""Reads the records of the CSV files. Each file has a table of its columns and their parsers.

A parser raises ValueError with what it expected. The first wrong record stops the load with a CatalogError that names
file, line, field, what was met and what was expected.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from statuslab.catalog.records import (
    CONTENT,
    REDIRECT_METHODS,
    SENDERS,
    CatalogError,
    DecisionStep,
    Erratum,
    Finding,
    Kind,
    LookAlike,
    Met,
    Realness,
    Registration,
    Retry,
    StatusCode,
    Term,
    joined,
    mismatch,
)  # fmt: skip

STATUS_FILE = "status_codes.csv"
CDN_FILE = "cdn_codes.csv"
ERRATA_FILE = "handout_errata.csv"
LOOK_ALIKES_FILE = "look_alikes.csv"
GLOSSARY_FILE = "glossary.csv"
IDEAS_FILE = "ideas.csv"
FIELD_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
TARGET = re.compile(r"step [1-9]|[1-5]\d\d(?: or [1-5]\d\d)*")
ERRATUM_ID = re.compile(r"[A-E][1-9][0-9]?|C-[1-5][0-9]{2}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A record and where it was read, so that later checks can name file and line."""

    file: str
    line: int
    value: Any

    def error(self, field: str, met: object, expected: str) -> CatalogError:
        """Return an error about one field of this record."""
        return CatalogError(f"{self.file} line {self.line}, {mismatch(field, met, expected)}")


def _text(cell: str) -> str:
    if not cell:
        raise ValueError("some text")
    return cell


def _any_text(cell: str) -> str:
    return cell


def _code(cell: str) -> int:
    if not re.fullmatch(r"[1-5][0-9][0-9]", cell):
        raise ValueError("a number from 100 to 599")
    return int(cell)


def _yes_no(cell: str) -> bool:
    return _one_of("yes", "no")(cell) == "yes"


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if cell not in words:
            raise ValueError(f"one of {', '.join(word or 'nothing' for word in words)}")
        return cell

    return parse


def _member(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    words = _one_of(*(member.value for member in kind))
    return lambda cell: kind(words(cell))


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if not pattern.fullmatch(cell):
            raise ValueError(expected)
        return cell

    return parse


def _listed(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Return a parser for "a; b" that uses another parser for each item; an empty cell is an empty list."""
    return lambda cell: tuple(parse(item.strip()) for item in cell.split(";")) if cell else ()


def _step(cell: str) -> int:
    if not re.fullmatch("[1-9]?", cell):
        raise ValueError("a number from 1 to 9, or nothing")
    return int(cell or 0)


_field_names = _listed(_matching(FIELD_NAME, "field names such as Retry-After, separated by semicolons"))
_codes = _listed(_code)

STATUS_COLUMNS: dict[str, Callable[[str], object]] = {
    "code": _code,
    "name": _text,
    "meaning": _text,
    "handout_says": _any_text,
    "senders": _listed(_one_of(*SENDERS)),
    "standard": _text,
    "section": _text,
    "registration": _member(Registration),
    "kind": _member(Kind),
    "content": _one_of(*CONTENT),
    "cacheable": _yes_no,
    "must": _field_names,
    "should": _field_names,
    "may": _field_names,
    "watch": _field_names,
    "next_step": _text,
    "retry": _member(Retry),
    "redirect_method": _one_of(*REDIRECT_METHODS, ""),
    "former_names": _listed(_text),
    "met": _member(Met),
    "realness": _member(Realness),
    "python_name": _any_text,
    "note": _text,
}
ERRATA_COLUMNS: dict[str, Callable[[str], object]] = {
    "id": _matching(ERRATUM_ID, "an id such as A1 or C-403"),
    "codes": _codes,
    "kind": _member(Finding),
    "handout_says": _text,
    "standard_says": _text,
    "source": _text,
}
LOOK_ALIKE_COLUMNS: dict[str, Callable[[str], object]] = {
    "group": _text,
    "title": _text,
    "codes": _codes,
    "pair": _codes,
    "step": _step,
    "question": _text,
    "answer": _text,
    "source": _any_text,
}
GLOSSARY_COLUMNS: dict[str, Callable[[str], object]] = {
    "term": _text,
    "also": _listed(_text),
    "meaning": _text,
    "codes": _codes,
    "source": _any_text,
}
IDEA_COLUMNS: dict[str, Callable[[str], object]] = {
    "idea": _matching(re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), "the name of an idea, such as ask-or-refuse"),
    "title": _text,
}


def status_codes(folder: Path, file: str = STATUS_FILE) -> list[Row]:
    """Read status_codes.csv, or another file with the same columns."""
    return records(folder / file, STATUS_COLUMNS, StatusCode)


def errata(folder: Path) -> list[Row]:
    """Read handout_errata.csv."""
    return records(folder / ERRATA_FILE, ERRATA_COLUMNS, Erratum)


def glossary(folder: Path, known_codes: set[int]) -> tuple[Term, ...]:
    """Read glossary.csv. Raises CatalogError at the first wrong record, or where a word stands twice."""
    seen: set[str] = set()
    rows = known(records(folder / GLOSSARY_FILE, GLOSSARY_COLUMNS, Term), known_codes)
    for row in rows:
        for word in (row.value.term, *row.value.also):
            if word.lower() in seen:
                raise row.error("also", word, "a word that stands nowhere else in the file")
            seen.add(word.lower())
    return tuple(row.value for row in rows)


def ideas(folder: Path) -> dict[str, str]:
    """Read ideas.csv: the title of each idea. Raises CatalogError at the first wrong record."""
    return dict(row.value for row in records(folder / IDEAS_FILE, IDEA_COLUMNS, lambda **cells: tuple(cells.values())))


def look_alikes(folder: Path) -> list[Row]:
    """Read look_alikes.csv: a LookAlike for each row with a pair, a DecisionStep for each row with a step."""
    return records(folder / LOOK_ALIKES_FILE, LOOK_ALIKE_COLUMNS, _look_alike)


def _look_alike(
    group: str,
    title: str,
    codes: tuple[int, ...],
    pair: tuple[int, ...],
    step: int,
    question: str,
    answer: str,
    source: str,
) -> LookAlike | DecisionStep:
    if not step:
        if not source:
            raise CatalogError(mismatch("source", source, "some text"))
        return LookAlike(group, title, codes, pair, question, answer, source)
    if pair or source:
        field, met = ("pair", joined(pair)) if pair else ("source", source)
        raise CatalogError(mismatch(field, met, "nothing in a row with a step"))
    parts = (part.rpartition(": ") for part in answer.split(";"))
    answers = tuple((text.strip(), target) for text, _, target in parts)
    if len(answers) < 2 or not all(text and TARGET.fullmatch(target) for text, target in answers):
        raise CatalogError(mismatch("answer", answer, 'two answers or more, such as "yes: 401; no: step 2"'))
    return DecisionStep(group, codes, step, question, answers)


def records(path: Path, columns: dict[str, Callable[[str], object]], make: Callable[..., object]) -> list[Row]:
    """Read one CSV file; each record becomes a value made by `make`, with its line."""
    if not path.is_file():
        raise CatalogError(f"no file {path.name} in {path.parent}; expected the data folder of the course")
    with path.open(encoding="utf-8-sig", newline="") as file:  # a spreadsheet may have written a byte order mark
        reader = csv.reader(file)
        header, expected = next(reader, []), list(columns)
        if header != expected:
            missing = next((f"a column {name}" for name in expected if name not in header), None)
            error = Row(path.name, 1, None).error
            raise error("header", ",".join(header), missing or f"the columns {','.join(expected)}")
        return [_record(path.name, reader.line_num, cells, columns, make) for cells in reader]


def _record(
    file: str,
    line: int,
    cells: list[str],
    columns: dict[str, Callable[[str], object]],
    make: Callable[..., object],
) -> Row:
    place = Row(file, line, None)
    if len(cells) != len(columns):
        raise place.error("(all)", f"{len(cells)} fields", f"{len(columns)} fields")
    values: dict[str, object] = {}
    for name, cell in zip(columns, cells, strict=True):
        try:
            values[name] = columns[name](cell)
        except ValueError as error:
            raise place.error(name, cell, str(error)) from None
    try:
        return Row(file, line, make(**values))
    except CatalogError as error:
        raise CatalogError(f"{file} line {line}, {error}") from None


def unique_and_rising(rows: list[Row]) -> list[StatusCode]:
    """Return the codes of the rows. Raises CatalogError at the first that is not above the one before."""
    last = 99
    for row in rows:
        if row.value.code <= last:
            raise row.error(
                "code", row.value.code, f"a code above {last}: each code has one record, in ascending order"
            )
        last = row.value.code
    return [row.value for row in rows]


def unique_ids(rows: list[Row]) -> list[Erratum]:
    """Return the findings of the rows. Raises CatalogError at the first id that is used twice."""
    seen: set[str] = set()
    for row in rows:
        if row.value.id in seen:
            raise row.error("id", row.value.id, "an id that no earlier record has")
        seen.add(row.value.id)
    return [row.value for row in rows]


def known(rows: list[Row], known: set[int]) -> list[Row]:
    """Return the rows. Raises CatalogError at the first with a code that is not known."""
    for row in rows:
        if not known.issuperset(row.value.codes):
            raise row.error("codes", joined(row.value.codes), f"codes of {STATUS_FILE}")
    return rows
