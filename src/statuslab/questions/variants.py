"""Variants of a question: a record with `$name`s and rows of values for them gives a record for each row.

Raw records in, raw records out; `schema` makes questions of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Template
from typing import Any

from statuslab.questions.forms import Flaw

FIELDS = ("ask", "wire", "options", "hint", "proof")  # in which a $name may be used
NUMBERS = frozenset({"code", "number", "status", "logged"})  # fields whose value is a number once the name is filled in

Record = Mapping[str, Any]


def is_varied(record: Any) -> bool:
    """Whether a record has rows to fill in."""
    rows = record.get("vary") if isinstance(record, Mapping) else None
    return bool(rows) and isinstance(rows, list | tuple) and all(isinstance(row, Mapping) for row in rows)


def filled(record: Record) -> list[dict[str, Any]]:
    """Return a record for each row, with names replaced by the values of the row.

    >>> filled({"ask": "$n teas?", "vary": [{"n": "2"}, {"n": "3"}]})
    [{'ask': '2 teas?'}, {'ask': '3 teas?'}]
    """
    return [
        {name: _fill(value, row, name) if name in FIELDS else value for name, value in record.items() if name != "vary"}
        for row in record["vary"]
    ]


def largest(record: Record) -> int:
    """Return at most how many characters `filled` gives: each row fills in its longest value at each $."""
    texts = [text for name in FIELDS if name in record for _, text in _texts(record[name], ())]
    size, places = sum(map(len, texts)), sum(text.count("$") for text in texts)
    longest = max((len(value) for row in record["vary"] for value in row.values() if isinstance(value, str)), default=0)
    return len(record["vary"]) * (size + places * longest)


def flaws(record: Record) -> Iterator[Flaw]:
    """Yield what is wrong: names without a value, values without a name, a lone $, a single row."""
    used: set[str] = set()
    for place, text in _texts({name: record[name] for name in FIELDS if name in record}, ()):
        if not Template(text).is_valid():
            yield place, "has a $ without a name after it, expected $name, or $$ for a dollar"
        used |= set(Template(text).get_identifiers())
    if len(record["vary"]) < 2:
        yield ("vary",), "has one row, expected two or more"
    for index, row in enumerate(record["vary"]):
        yield from (
            (("vary", index), f"has no {name}, expected a value for ${name}") for name in sorted(used - set(row))
        )
        yield from ((("vary", index, name), f"${name} is not used in the question") for name in row if name not in used)
        unquoted = (name for name, value in row.items() if not isinstance(value, str))
        yield from (
            (("vary", index, name), f"met {row[name]!r}, expected text; put quotes around it") for name in unquoted
        )


def _fill(value: Any, row: Record, name: str) -> Any:
    if isinstance(value, str):
        text = Template(value).safe_substitute(row)
        return int(text) if name in NUMBERS and text.isascii() and text.removeprefix("-").isdigit() else text
    if isinstance(value, list | tuple):
        return [_fill(part, row, name) for part in value]
    if isinstance(value, Mapping):
        return {_fill(key, row, ""): _fill(part, row, key) for key, part in value.items()}
    return value


def _texts(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _texts(part, (*place, index))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(key, place)
            yield from _texts(part, (*place, key))
