"""A table of questions as CSV: a row for each, a heading for each column. A spreadsheet program shows and saves it.

id,form,ask,option 1,option 2,option 3,right,why 1,hint
save,,What comes back?,412 Precondition Failed,409 Conflict,404 Not Found,1,The condition is false.,
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from statuslab.questions.formats.records import (
    MOST_QUESTIONS,
    Exported,
    FormatMistake,
    Imported,
    Placed,
    Record,
    decoded,
    losses,
    option_record,
    told,
    unique_id,
    without_images,
)
from statuslab.questions.forms import MADE, Form

_FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet program would take for a formula
_FIELDS = ("id", "form", "codes", "idea", "skill", "level", "ask", "wire", "right", "hint", "source")
_OTHER_NAMES = {
    "question": "ask",
    "text": "ask",
    "type": "form",
    "code": "codes",
    "correct": "right",
    "answer": "right",
}
_OTHER_NAMES |= {"key": "right", "correct answer": "right", "correct answers": "right", "explanation": "source"}
_COLUMN = re.compile(r"(option|answer|choice|why|feedback|match) ?(\d{1,2}|[a-j])")
_KINDS = {"answer": "option", "choice": "option", "feedback": "why"}
_FORMS = tuple(form for form in get_args(Form) if form not in MADE)
_LONGEST_CELL = 100_000


# --- Writing ------------------------------------------------------------------------------------------------


def write(questions: Sequence[Placed], names: Mapping[int, str], _title: str = "") -> Exported:
    """Return questions as a table, with as many columns for options as the longest one needs. It has no title."""
    notes: list[str] = []
    most = max((len(placed.question.options) for placed in questions), default=0)
    held = ("hint", "source", "whys", "codes", "level", "idea", "skill")
    places = range(1, most + 1)
    kinds = ["option", "why", *(["match"] if any(placed.question.form == "match" for placed in questions) else [])]
    columns = [*_FIELDS, *(f"{kind} {place}" for place in places for kind in kinds)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    for placed in questions:
        notes += [note for note in losses(placed, held=held) if "its lines become" not in note]
        writer.writerow({name: _safe(value) for name, value in _row(placed, names).items()})
    return Exported(("\ufeff" + out.getvalue()).encode(), len(questions), tuple(notes))


def _row(placed: Placed, names: Mapping[int, str]) -> dict[str, str]:
    question = placed.question
    idea = question.idea if question.idea != question.id else ""
    row = {"id": question.id, "form": question.form, "codes": " ".join(map(str, question.codes)), "idea": idea}
    row |= {"skill": question.skill, "level": str(question.level), "ask": without_images(question.ask)}
    row |= {"wire": question.wire if question.form != "line" else "", "hint": without_images(question.hint)}
    row |= {"source": question.source, "right": " ".join(str(index + 1) for index in sorted(question.key))}
    for place, option in enumerate(question.options, 1):
        text = option.text if question.form == "line" else told(option, question.form, names)
        row[f"option {place}"] = str(option.value) if question.form == "number" else without_images(text)
        row[f"why {place}"] = without_images(option.why)
        if question.form == "match":
            row[f"match {place}"] = without_images(option.match)
    return row


def _safe(value: str) -> str:
    """A cell that no program takes for a formula; `read` takes the mark off again."""
    return f"'{value}" if value.startswith((*_FORMULA, "'")) else value


# --- Reading ------------------------------------------------------------------------------------------------


class _Left(Exception):
    """Why a row is left out."""


def read(data: bytes, names: Mapping[int, str]) -> Imported:
    """Read a table whose first row has the headings. Raises FormatMistake where it is none."""
    if data.startswith(b"PK"):
        raise FormatMistake("is a spreadsheet or a zip file; save it as CSV, or name it .xlsx if it is Kahoot's")
    text = decoded(data)
    found, taken = Imported(), set[str]()
    rows = _rows(text)
    _, head = next(rows, (1, []))
    columns = [_column(name) for name in head]
    if "ask" not in columns or "option 1" not in columns:
        raise FormatMistake(
            "is no table of questions: expected a first row with the columns ask, option 1, option 2 and right"
        )
    for name, column in zip(head, columns, strict=True):
        if not column and name.strip():
            found.notes.append(f"line 1: left out: the column {name.strip()[:40]}")
    for line, cells in rows:
        row = {column: _shown(cell) for column, cell in zip(columns, cells, strict=False) if column}
        if not any(row.values()):
            continue
        if len(found.records) >= MOST_QUESTIONS:
            raise FormatMistake(f"has more than {MOST_QUESTIONS:,} questions; divide the file")
        try:
            found.records.append(_record(row, names, taken))
        except _Left as left:
            found.notes.append(f"line {line}: left out: {left}")
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of each row, whatever separates them."""
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    begin = 1
    try:
        for cells in reader:
            yield begin, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        raise FormatMistake(f"line {reader.line_num}: is no CSV ({error}); save it as CSV (UTF-8) once more") from None


def _column(name: str) -> str:
    """The field that a heading means; "" for none."""
    name = " ".join(name.strip().lstrip("\ufeff").lower().replace("_", " ").split())
    name = _OTHER_NAMES.get(name, name)
    if found := _COLUMN.fullmatch(name):
        place = int(found[2]) if found[2].isdecimal() else ord(found[2]) - ord("a") + 1
        return f"{_KINDS.get(found[1], found[1])} {place}"
    return name if name in _FIELDS else ""


def _shown(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


def _record(row: Mapping[str, str], names: Mapping[int, str], taken: set[str]) -> Record:
    ask = row.get("ask", "")
    if not ask:
        raise _Left("it has no text in the column ask")
    texts = {int(name.split()[1]): text for name, text in row.items() if name.startswith("option ") and text}
    rights = _rights(row.get("right", ""), texts)
    form = row.get("form", "").lower() or ("multiple" if len(rights) > 1 else "single" if rights else "poll")
    if form not in _FORMS:
        raise _Left(f"form {form[:20]} is none of {', '.join(_FORMS)}")
    record: Record = {"id": unique_id(row.get("id", "") or ask, taken)}
    codes = [int(code) for code in re.findall(r"\d+", row.get("codes", "")) if int(code) in names]
    record |= {"codes": codes} if codes else {}
    record |= {name: row[name] for name in ("idea", "skill") if row.get(name)}
    record |= {"form": form} if form != "single" else {}
    record |= {"level": int(row["level"])} if row.get("level", "") in ("2", "3") else {}
    record |= {"ask": ask} | ({"wire": row["wire"]} if row.get("wire") else {})
    record["options"] = [_option(form, place, row, place in rights, names) for place in sorted(texts)]
    return record | {name: row[name] for name in ("hint", "source") if row.get(name)}


def _option(form: str, place: int, row: Mapping[str, str], right: bool, names: Mapping[int, str]) -> Record:
    text, why, match = (row.get(f"{kind} {place}", "") for kind in ("option", "why", "match"))
    right = right and form not in ("order", "match", "poll")
    if form == "number":
        if not re.fullmatch(r"-?\d+", text):
            raise _Left(f"its option {place} is {text[:20]}, expected a whole number")
        number: dict[str, Any] = {"number": int(text)}
        return number | ({"right": True} if right else {}) | ({"why": why} if why else {})
    if form == "line":
        return {"text": text} | ({"right": True} if right else {}) | ({"why": why} if why else {})
    return option_record(text, names, right, why) | ({"match": match} if match and form == "match" else {})


def _rights(cell: str, texts: Mapping[int, str]) -> set[int]:
    """The places of the right options: written as numbers, as letters, or as the text of one."""
    same = [place for place, text in texts.items() if text == cell]
    if same:
        return set(same[:1])
    marks = re.split(r"[\s,;/&]+", cell.strip())
    if all(re.fullmatch(r"\d{1,2}|[A-Ja-j]", mark) for mark in marks):
        return {int(mark) if mark.isdecimal() else ord(mark.lower()) - ord("a") + 1 for mark in marks}
    if not cell:
        return set()
    raise _Left(f"the column right says {cell[:30]}, expected the numbers of the right options, such as 1 or 1 3")
