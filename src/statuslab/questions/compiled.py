"""The compiled bank: the questions of a folder as one JSON text, read many times as fast as YAML that is checked.

It carries a fingerprint of the folder and of the code that compiled it, so that whoever reads it sees when it is stale.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from statuslab.questions.forms import Option
from statuslab.questions.model import Bank, Question
from statuslab.questions.proof import Expected, Proof


def fingerprint(folder: Path) -> str:
    """Return a text that changes with the name or content of any question file, and with the code of this package.

    Times of files are left out: a git checkout changes them, and copying may keep them.
    """
    checksum, size = 0, 0
    for files in (sorted(folder.glob("*.y*ml")), sorted(Path(__file__).parent.glob("*.py"))):
        for file in files:
            content = file.read_bytes()
            checksum = zlib.crc32(content, zlib.crc32(file.name.encode(), checksum))
            size += len(content)
    return f"{checksum:08x}-{size}"


def compiled(bank: Bank, fingerprint: str) -> str:
    """Return a bank as text for `read_compiled`."""
    lines = ",\n".join(json.dumps(_record(question), ensure_ascii=False) for question in bank)
    return f'{{"fingerprint": "{fingerprint}", "questions": [\n{lines}\n]}}\n'


def read_compiled(text: str, fingerprint: str) -> Bank | None:
    """Return the bank of a compiled text, or None if it was compiled from other files or by other code.

    Raises ValueError for anything but a compiled bank.
    """
    try:
        whole = json.loads(text)
        if whole["fingerprint"] != fingerprint:
            return None
        return Bank(tuple(map(question_of, whole["questions"])))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a compiled bank: {error}") from error


def question_of(record: Mapping[str, Any]) -> Question:
    """Return the question of a record as JSON has it. Fields may be left out where they have their default."""
    return Question(
        **{
            **record,
            "codes": tuple(record.get("codes", ())),
            "options": tuple(Option(**option) for option in record.get("options", ())),
            "proof": tuple(map(_proof_of, record.get("proof", ()))),
            "vary": tuple(record.get("vary", ())),
            "images": tuple((name, data) for name, data in record.get("images", ())),
            "variants": tuple(map(question_of, record.get("variants", ()))),
        }
    )


def _proof_of(record: Mapping[str, Any]) -> Proof:
    values = _tuples(record)
    if shows := values.get("shows"):
        values["shows"] = {words: Expected(**_tuples(expected)) for words, expected in shows.items()}
    if tries := values.get("tries"):
        values["tries"] = _tuples(tries)
    return Proof(**values)


def _tuples(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}


def _record(value: Any) -> Any:
    """Return a value as JSON has it; a dataclass becomes a mapping of the fields that differ from their default."""
    if isinstance(value, tuple):
        return [_record(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _record(each) for key, each in value.items()}
    if not isinstance(value, Question | Option | Expected):
        return value
    found = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: _record(each) for field, each in found if each != field.default}
